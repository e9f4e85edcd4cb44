"""Socket Mode: a connection that follows only addresses of the Slack it belongs to."""

import json
import logging
import threading
from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import ConfigError
from bot.log import warn

_log = logging.getLogger(__name__)

NOT_CONNECTED = (SlackApiError, SlackClientError, OSError)
PING = 10.0  # seconds between two pings


class Socket:
    """One of the app's connections to Slack; `reconnected` hears of each but the first."""

    def __init__(
        self, app: App, app_token: str, api_url: str | None, reconnected: Callable[[], None]
    ) -> None:
        self._app, self._app_token, self._api_url = app, app_token, api_url
        self._reconnected = reconnected
        self._changing = threading.Lock()
        self._greeted = False
        self._closed = False
        self._last_answer: tuple[str, float] | None = None
        self._handler = self._new()

    def connect(self) -> None:
        """Connect; raises ConfigError with what to do when Slack will not have it."""
        try:
            self._handler.connect()  # type: ignore[no-untyped-call]
            if not self._handler.client.is_connected():
                raise SlackClientError("The connection was not taken.")
        except NOT_CONNECTED as error:
            raise ConfigError(
                "Slack refuses the Socket Mode connection. Check that SLACK_APP_TOKEN begins with "
                "xapp-, has the scope connections:write, and that Socket Mode is switched on in "
                f"the app's settings. ({type(error).__name__})"
            ) from None

    def answered(self) -> bool:
        """Say whether Slack has answered a ping since this was last asked."""
        session = self._handler.client.current_session
        if session is None or session.last_ping_pong_time is None:
            return False
        known, self._last_answer = (
            self._last_answer,
            (session.session_id, session.last_ping_pong_time),
        )
        return self._last_answer != known

    def restart(self) -> None:
        """Let go of the connection, whatever state it is in, and make another one."""
        with self._changing:
            if self._closed:
                return
            self._greeted = True
            old, self._handler = self._handler, self._new()
            # Beside: what made it deaf may also keep it from closing.
            threading.Thread(target=_close, args=[old], name="old-socket", daemon=True).start()
            try:
                self.connect()
            except ConfigError as error:
                warn(_log, "socket.refused", error=error.say)

    def close(self) -> None:
        """Disconnect for good."""
        with self._changing:
            self._closed = True
            _close(self._handler)

    def _new(self) -> SocketModeHandler:
        handler = SocketModeHandler(self._app, self._app_token, ping_interval=PING)
        client = handler.client
        ask_slack = client.issue_new_wss_url

        def ask_and_check() -> str:
            address = ask_slack()
            if not is_ours(address, self._api_url):
                raise SlackClientError("Slack handed out the address of another host.")
            return address

        # The client asks for an address at every connection, the later ones by itself.
        client.issue_new_wss_url = ask_and_check  # type: ignore[method-assign]
        client.on_message_listeners.append(self._on_frame)
        return handler

    def _on_frame(self, frame: str) -> None:
        # Only after Slack's hello do events come this way: what is older is to be read.
        if '"hello"' in frame and json.loads(frame).get("type") == "hello":
            if self._greeted:
                self._reconnected()
            self._greeted = True


def _close(handler: SocketModeHandler) -> None:
    try:
        handler.close()  # type: ignore[no-untyped-call]
    except AttributeError:
        # The client closed the connection by itself in the same moment; the rest is still to do.
        handler.close()  # type: ignore[no-untyped-call]


def is_ours(address: str, api_url: str | None) -> bool:
    """Say whether a socket's address belongs to this Slack: its origin, or Slack's own hosts."""
    parts, api = urlsplit(address), urlsplit(api_url or "https://slack.com/")
    host = parts.hostname or ""
    if (api.hostname or "").endswith(("slack.com", "slack-gov.com")):
        return parts.scheme == "wss" and host.endswith((".slack.com", ".slack-gov.com"))
    scheme = {"http": "ws", "https": "wss"}.get(api.scheme)
    return (parts.scheme, host, _port(parts)) == (scheme, api.hostname, _port(api))


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme in {"https", "wss"} else 80)
