"""A running sandbox, and an app that listens to it with Slack's own client."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.sandbox.server import Sandbox

EVERYTHING_GRANTED = Path("no such manifest")

Reply = Callable[[SocketModeRequest], dict[str, Any] | None]


class Listener:
    """An app on one socket that acknowledges everything unless told otherwise."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.received: list[SocketModeRequest] = []
        self.acknowledges = True
        self.reply: Reply = lambda _: None
        self.client = SocketModeClient(
            sandbox.app_token,
            web_client=WebClient(sandbox.bot_token, base_url=sandbox.api_url),
            concurrency=1,
        )
        self.client.socket_mode_request_listeners.append(self._take)
        already = sandbox.sockets.connections
        self.client.connect()
        sandbox.wait_until(lambda: sandbox.sockets.connections > already)

    def _take(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        self.received.append(request)
        if self.acknowledges:
            answer = SocketModeResponse(request.envelope_id, self.reply(request))
            client.send_socket_mode_response(answer)
        self.sandbox.state.tell()

    def events(self, kind: str = "message") -> list[dict[str, Any]]:
        return [
            request.payload["event"]
            for request in self.received
            if request.type == "events_api" and request.payload["event"]["type"] == kind
        ]

    def wait_for(self, count: int, kind: str = "message") -> list[dict[str, Any]]:
        self.sandbox.wait_until(lambda: len(self.events(kind)) >= count)
        return self.events(kind)

    def last(self, kind: str) -> dict[str, Any]:
        return next(request.payload for request in reversed(self.received) if request.type == kind)

    def close(self) -> None:
        # Its processor looks up from its queue once a second; a frame makes it look now.
        self.client.message_processor.event.set()
        self.client.enqueue_message("")
        self.client.close()


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(manifest=EVERYTHING_GRANTED) as running:
        yield running


@pytest.fixture(scope="session")
def unchanging() -> Iterator[WebClient]:
    """A client of a sandbox that its tests leave as it is: whatever they ask is refused."""
    with Sandbox(manifest=EVERYTHING_GRANTED) as running:
        yield WebClient(running.bot_token, base_url=running.api_url)


@pytest.fixture
def client(sandbox: Sandbox) -> WebClient:
    return WebClient(sandbox.bot_token, base_url=sandbox.api_url)


@pytest.fixture
def listen(sandbox: Sandbox) -> Iterator[Callable[[], Listener]]:
    listeners: list[Listener] = []

    def start() -> Listener:
        listeners.append(Listener(sandbox))
        return listeners[-1]

    yield start
    closers = [threading.Thread(target=listener.close) for listener in listeners]
    for closer in closers:
        closer.start()
    for closer in closers:
        closer.join()


@pytest.fixture
def listener(listen: Callable[[], Listener]) -> Listener:
    return listen()
