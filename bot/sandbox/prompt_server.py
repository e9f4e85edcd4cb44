"""uvicorn, stopped at once instead of at its next look at the clock; its sockets can be deaf."""

import asyncio
import contextlib
import socket
from http import HTTPStatus

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

GOODBYE_LOOKS, GOODBYE_SECONDS = 20, 0.005  # how often, and how far apart


class Line(WebSocketsSansIOProtocol):
    """A socket that can go deaf: it stays open, but what the app sends is not heard."""

    deaf = False

    def handle_connect(self, event: Request) -> None:
        """Let the route that takes the connection know its line."""
        super().handle_connect(event)
        if self.response.status_code == HTTPStatus.SWITCHING_PROTOCOLS:
            self.scope["state"]["line"] = self

    def data_received(self, data: bytes) -> None:
        """Take what arrives, unless deaf."""
        if not self.deaf:
            super().data_received(data)


class PromptServer(uvicorn.Server):
    """A server that another thread can end without waiting for its connections."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._ended = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def end(self) -> None:
        """Have the server stop; callable from any thread."""
        self.should_exit = self.force_exit = True
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                self._loop.call_soon_threadsafe(self._ended.set)

    async def main_loop(self) -> None:
        """Wait for the end."""
        self._loop = asyncio.get_running_loop()
        if not self.should_exit:
            await self._ended.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close what is open, and leave it a moment to say goodbye."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        for _ in range(GOODBYE_LOOKS):
            if not self.server_state.connections:
                return
            await asyncio.sleep(GOODBYE_SECONDS)
