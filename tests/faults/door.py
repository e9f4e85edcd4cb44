"""The HTTP door of `rounds serve`, knocked at without a server."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.sandbox.seed import BOT_ID, BOT_USER, TEAM_ID, TEAM_NAME
from bot.slack import wire
from bot.slack.http import Http
from tests.faults.world import Process, World

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


class Door:
    """What Slack sends comes in here; `answer` gives the status that it gets."""

    def __init__(self, world: World, process: Process) -> None:
        self.woken = 0
        identity = wire.Identity(TEAM_ID, BOT_USER, BOT_ID, TEAM_NAME)
        app = wire.build(
            wire.Wire(process.tools, process.chat, identity, "xoxb-1", self._wake, lambda: None)
        )
        self._now = world.now
        self._application = Http(app, SECRET, world.now, dict).starlette()

    def _wake(self) -> None:
        self.woken += 1

    def answer(self, body: bytes, kind: str = JSON, **more: str) -> int:
        """Send signed bytes; more headers may say otherwise."""
        stamp = str(int(self._now().timestamp()))
        headers = {"content-type": kind, "x-slack-request-timestamp": stamp}
        headers["x-slack-signature"] = sign(stamp, body)
        given = {name.replace("_", "-").lower(): value for name, value in more.items()}
        # In a thread of its own: the browser's tests leave an event loop in the main one.
        with ThreadPoolExecutor(1) as apart:
            return apart.submit(asyncio.run, self._ask(body, headers | given)).result()

    def event(self, event: Mapping[str, Any], event_id: str = "Ev1", **more: str) -> int:
        """Send an event as Slack wraps it."""
        body = {"type": "event_callback", "team_id": TEAM_ID, "event_id": event_id, "event": event}
        return self.answer(json.dumps(body).encode(), **more)

    async def _ask(self, body: bytes, headers: dict[str, str]) -> int:
        statuses: list[int] = []
        pieces = [body[start : start + 65_536] for start in range(0, len(body), 65_536)] or [b""]

        async def receive() -> dict[str, Any]:
            piece = pieces.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        scope = {
            "type": "http",
            "method": "POST",
            "path": "/slack/events",
            "query_string": b"",
            "headers": [(k.encode(), v.encode("latin-1")) for k, v in headers.items()],
        }
        try:
            await self._application(scope, receive, send)
        except Exception:
            # The server would log it; whoever asked has their answer by then.
            assert statuses
        [status] = statuses
        return status


def sign(stamp: str, body: bytes, secret: str = SECRET) -> str:
    """Sign as Slack does."""
    signed = f"v0:{stamp}:".encode() + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
