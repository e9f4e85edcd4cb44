"""The local Slack as one object: start it, use it from tests or a browser, stop it."""

import socket
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.sandbox.clock import Clock
from bot.sandbox.documents import Documents
from bot.sandbox.faults import Faults
from bot.sandbox.manifest import MANIFEST, read_manifest
from bot.sandbox.socket_mode import Hub
from bot.sandbox.state import Doc, State
from bot.sandbox.ui import Page
from bot.sandbox.web_api.table import Call, WebApi
from bot.sandbox.workspace import build

if TYPE_CHECKING:
    from bot.sandbox.prompt_server import PromptServer

START_SECONDS = 10.0
PING_SECONDS = 0.25  # the SDK's client only looks up, to close, when something arrives


class Sandbox:
    """A Slack on loopback. Without a folder it lives in memory and is gone with the object."""

    def __init__(
        self,
        folder: Path | None = None,
        port: int = 0,
        *,
        manifest: Path = MANIFEST,
        clock: Clock | None = None,
        gallery: Callable[[], list[dict[str, Any]]] | None = None,
    ) -> None:
        documents = None
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            documents = Documents(folder / "slack.db")
        self.clock = Clock() if clock is None else clock
        self._workspace = build(read_manifest(manifest), self.clock, documents)
        self._api = WebApi(self._workspace)
        self._page = Page(self._workspace, self._workspace.events)
        self._gallery = gallery
        self._port = port
        self._server: PromptServer | None = None
        self._thread: threading.Thread | None = None
        self._end_streams: Callable[[], None] = lambda: None
        self.faults = Faults()

    # Running

    def start(self) -> None:
        """Listen, and return when requests are answered; a taken port raises OSError."""
        import uvicorn  # noqa: PLC0415 - heavy, and of no use to who only imports this

        from bot.sandbox.prompt_server import Line, PromptServer  # noqa: PLC0415 - the same
        from bot.sandbox.routes import Routes  # noqa: PLC0415 - the same

        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", self._port))
            listener.listen(128)  # now, so that nobody is refused between here and the server
            listener.listen(128)  # from now on who connects waits instead of being refused
        except OSError:
            listener.close()
            raise
        self._port = listener.getsockname()[1]
        self.state.origin = f"http://127.0.0.1:{self._port}"
        routes = Routes(self._workspace, self._api, self._page, self.faults, self._gallery)
        ready = threading.Event()
        config = uvicorn.Config(
            routes.app(ready.set),
            log_config=None,
            log_level="critical",
            access_log=False,
            lifespan="on",
            date_header=False,  # the machine's time; the Web API tells this Slack's own
            ws=Line,
            ws_ping_interval=PING_SECONDS,
        )
        self._server = PromptServer(config)
        self._end_streams = routes.end_streams
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listener]}, name="sandbox", daemon=True
        )
        self._thread.start()
        if not ready.wait(START_SECONDS):
            raise RuntimeError("The sandbox did not start.")

    def stop(self) -> None:
        """Stop listening, drop every socket, and close the file; a second call does nothing."""
        if self._server is not None and self._thread is not None:
            self._end_streams()
            self._server.end()
            self._thread.join(START_SECONDS)
            self._server = self._thread = None
        if self.state.origin:
            self.state.save_clock()
        self.state.close()

    def __enter__(self) -> "Sandbox":
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    # What an app needs to know

    @property
    def url(self) -> str:
        """Give the address of the page."""
        return f"{self.state.origin}/"

    @property
    def api_url(self) -> str:
        """Give what SLACK_API_URL should be."""
        return f"{self.state.origin}/api/"

    @property
    def bot_token(self) -> str:
        """Give the token for the Web API."""
        return str(self.state.world["bot_token"])

    @property
    def app_token(self) -> str:
        """Give the token for Socket Mode."""
        return str(self.state.world["app_token"])

    @property
    def signing_secret(self) -> str:
        """Give the secret with which requests over HTTP are signed."""
        return str(self.state.world["signing_secret"])

    # What tests and scripts look at

    @property
    def state(self) -> State:
        """Give everything that this Slack knows."""
        return self._workspace.state

    @property
    def sockets(self) -> Hub:
        """Give the Socket Mode side: `connected`, `idle`, `disconnect(reason)`."""
        return self._workspace.hub

    @property
    def calls(self) -> deque[Call]:
        """Give the last few thousand Web API calls, oldest first."""
        return self._api.calls

    def called(self, method: str) -> list[Call]:
        """Give the calls of one method, oldest first."""
        with self.state.lock:
            return [call for call in self._api.calls if call.method == method]

    def act(self, user: str, do: str, /, **fields: Any) -> Doc:
        """Do as a person what the page's POST /ui/act does, and give its answer."""
        return self._page.act(user, do, fields)

    def snapshot(self, user: str, channel: str | None = None) -> Doc:
        """Give what this person sees."""
        return self._page.snapshot(user, channel)

    def expire_triggers(self) -> None:
        """Make every trigger issued so far too old, for tests that cannot wait."""
        self._workspace.interactions.expire_triggers()

    def wait_until(self, predicate: Callable[[], object], timeout: float = 20.0) -> None:
        """Wait for something to become true, looking again at every change, or raise."""
        with self.state.changed:
            if not self.state.changed.wait_for(lambda: bool(predicate()), timeout):
                raise TimeoutError(f"It did not happen within {timeout} seconds.")
