"""The HTTP Events API: a signed request in, Bolt's answer out."""

import hashlib
import hmac
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.log import warn

_log = logging.getLogger(__name__)

Health = Callable[[], dict[str, Any]]

LARGEST = 1_000_000  # bytes of a body; Slack's own stay far below
FRESH = 300  # seconds a signature is good for
_SIGNATURE_LENGTH = len("v0=") + hashlib.sha256().digest_size * 2
_TIMESTAMP_LENGTH = 10
# What Bolt trips over where a body is no payload of Slack's, signed though it is.
_GARBAGE = (AttributeError, LookupError, RecursionError, TypeError, ValueError)


def is_signed(secret: str, timestamp: str, signature: str, body: bytes, now: datetime) -> bool:
    """Say whether Slack signed these bytes within the last five minutes."""
    plausible = (
        timestamp.isascii()
        and timestamp.isdecimal()
        and len(timestamp) == _TIMESTAMP_LENGTH
        and signature.isascii()
        and len(signature) == _SIGNATURE_LENGTH
    )
    if not plausible or abs(now.timestamp() - int(timestamp)) > FRESH:
        return False
    signed = b"v0:" + timestamp.encode() + b":" + body
    expected = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, signature)


class Http:
    """The addresses that Slack and an operator's probe call."""

    def __init__(
        self,
        app: App,
        secret: str,
        now: Callable[[], datetime],
        health: Health,
    ) -> None:
        self._app, self._secret, self._now, self._health = app, secret, now, health
        app.error(_answer_to)

    def starlette(self) -> Starlette:
        """Build the ASGI application."""
        events = Route("/slack/events", self._events, methods=["POST"])
        return Starlette(routes=[events, _health_route(self._health)])

    async def _events(self, request: Request) -> Response:
        body = await _read(request)
        if body is None:
            return Response(status_code=413)
        signature = request.headers.get("x-slack-signature", "")
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        if not is_signed(self._secret, timestamp, signature, body, self._now()):
            warn(_log, "request.not_signed", path=request.url.path)
            return Response(status_code=401)
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return Response(status_code=400)
        # Bolt's adapter would run a synchronous app on the event loop and hold up everybody.
        return await run_in_threadpool(self._dispatch, text, dict(request.headers.items()))

    def _dispatch(self, body: str, headers: dict[str, Any]) -> Response:
        try:
            answer = self._app.dispatch(BoltRequest(body=body, headers=headers))
        except _GARBAGE:
            return Response(status_code=400)
        head = {name: values[0] for name, values in answer.headers.items() if values}
        return Response(answer.body or "", status_code=answer.status, headers=head)


def health_only(health: Health) -> Starlette:
    """Build the ASGI application of a process that takes its events another way."""
    return Starlette(routes=[_health_route(health)])


def _health_route(health: Health) -> Route:
    async def answer(_request: Request) -> Response:
        found = await run_in_threadpool(health)
        return JSONResponse(found, status_code=200 if found["healthy"] else 503)

    return Route("/health", answer, methods=["GET"])


def _answer_to(error: Exception) -> BoltResponse:
    """Let Slack repeat what failed for a reason of ours, and not what nobody can read."""
    _log.error("request.failed", exc_info=error)
    return BoltResponse(status=400 if isinstance(error, _GARBAGE) else 500, body="")


async def _read(request: Request) -> bytes | None:
    """Read a body of at most LARGEST bytes; None for a larger one, which is not read on."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            return None
    return bytes(body)
