"""A web server in a thread of its own, for as long as a command runs."""

import socket
import threading
from typing import TYPE_CHECKING

from bot.errors import ConfigError

if TYPE_CHECKING:
    import uvicorn
    from starlette.applications import Starlette


class Listening:
    """Holds its address from the beginning, so that one that cannot be used shows at once."""

    def __init__(self, host: str, port: int) -> None:
        try:
            self._listener = socket.create_server((host, port))
        except OSError as error:
            raise ConfigError(
                f"{host}:{port} cannot be used ({error.strerror or error}). "
                "Choose another HOST or PORT."
            ) from None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def start(self, app: "Starlette") -> None:
        """Answer requests from now on."""
        import uvicorn  # noqa: PLC0415 - only where something listens

        self._server = uvicorn.Server(
            uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
        )
        # In a thread, because in the main one it would answer a signal by dying of it once more.
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listener]}, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Answer what is in hand, then no more."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(timeout=10)
        self._listener.close()
