"""The HTTP side: Slack's addresses, the page, and the page's own endpoints."""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from email.utils import formatdate
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from bot.sandbox.errors import SlackError
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.socket_mode import Connection
from bot.sandbox.state import Doc
from bot.sandbox.ui import Page
from bot.sandbox.web_api import files
from bot.sandbox.web_api.table import WebApi
from bot.sandbox.workspace import Workspace

PAGE = Path(__file__).parent / "page"
LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}
LARGEST_BODY = 2_000_000
HEARTBEAT_SECONDS = 15.0

logger = logging.getLogger(__name__)


class Cut(Response):
    """No answer: the line goes dead."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Promise more than is sent, so that the server closes the connection."""
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ConnectionAbortedError


class OnlyFromHere:
    """Refuses requests that another site's page, or another host's name, sent here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through if Host and Origin are this machine's."""
        if scope["type"] == "http":
            headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
            host = urlsplit(f"//{headers.get(b'host', '')}").hostname
            origin = headers.get(b"origin")
            foreign = origin is not None and (
                urlsplit(origin).hostname not in LOOPBACK
                or urlsplit(origin).netloc != headers.get(b"host")
            )
            if host not in LOOPBACK or foreign:
                refusal = JSONResponse({"ok": False, "error": "only from this machine"}, 403)
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)


class Routes:
    """Answers every request of one sandbox."""

    def __init__(
        self,
        workspace: Workspace,
        api: WebApi,
        page: Page,
        faults: Faults,
        gallery: Callable[[], list[dict[str, Any]]] | None,
    ) -> None:
        self._workspace = workspace
        self._api = api
        self._page = page
        self._faults = faults
        self._gallery = gallery
        self._streams: set[asyncio.Event] = set()
        self._closing = False
        self._loop: asyncio.AbstractEventLoop | None = None
        workspace.state.after_change.append(self._wake_streams)

    def app(self, ready: Callable[[], None]) -> ASGIApp:
        """Make the ASGI application; `ready` is called once it can answer."""

        @contextlib.asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            self._loop = asyncio.get_running_loop()
            timekeeper = asyncio.create_task(self._workspace.hub.keep_time())
            await asyncio.sleep(0)
            ready()
            yield
            self._closing = True
            self._loop = None
            timekeeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await timekeeper

        routes = [
            Route("/api/{method}", self._call, methods=["GET", "POST"]),
            Route("/response/{token}", self._respond, methods=["POST"]),
            Route("/upload/{secret}", self._upload, methods=["POST"]),
            Route("/files/{secret}/{file_id}", self._uploaded),
            WebSocketRoute("/link", self._link),
            Route("/ui/snapshot", self._snapshot),
            Route("/ui/stream", self._stream),
            Route("/ui/gallery", self._show_gallery),
            Route("/ui/act", self._act, methods=["POST"]),
            Route("/", self._index),
            Route("/page/{file:path}", self._file),
        ]
        return OnlyFromHere(Starlette(routes=routes, lifespan=lifespan))

    def end_streams(self) -> None:
        """Let the pages' streams end, so that the server can stop."""
        self._closing = True
        self._wake_streams()

    # Slack's own addresses

    async def _call(self, request: Request) -> Response:
        method = request.path_params["method"]
        began = time.monotonic()
        try:
            given = await _arguments(request)
        except SlackError as refusal:
            return JSONResponse(refusal.answer())
        fault = self._faults.next(method)
        if fault is not None and not fault.performs:
            return self._spoil(fault, method, given, began)
        answer = self._api.call(method, given, _bearer(request))
        if fault is not None:
            await asyncio.sleep(fault.delays)
            if fault.cuts:
                return Cut()
            if fault.error is not None:
                answer = {"ok": False, "error": fault.error}
        now = formatdate(self._workspace.state.clock.now(), usegmt=True)
        return JSONResponse(answer, headers={"Date": now})

    def _spoil(self, fault: Fault, method: str, given: Doc, began: float) -> Response:
        if fault.cuts:
            return Cut()
        refused = {"ok": False, "error": fault.error}
        self._api.record(method, given, refused, began)
        if fault.retry_after is None:
            return JSONResponse(refused)
        headers = {"Retry-After": str(fault.retry_after)}
        return JSONResponse(refused, status_code=429, headers=headers)

    async def _respond(self, request: Request) -> Response:
        try:
            body = await _json(request)
            answer = self._workspace.interactions.respond(request.path_params["token"], body)
        except SlackError as refusal:
            status = 404 if refusal.error in {"expired_url", "used_url"} else 400
            return JSONResponse(refusal.answer(), status_code=status)
        return JSONResponse(answer)

    async def _upload(self, request: Request) -> Response:
        try:
            content = await _body(request)
        except SlackError as refusal:
            return JSONResponse(refusal.answer(), status_code=413)
        taken = files.take_bytes(self._workspace, request.path_params["secret"], content)
        if not taken:
            return Response("Not found", status_code=404, media_type="text/plain")
        return Response(f"OK - {len(content)}", media_type="text/plain")

    async def _uploaded(self, request: Request) -> Response:
        """Give a file to whoever has its address, which the page shows to those who see it."""
        at = request.path_params
        found = files.stored(self._workspace, at["secret"], at["file_id"])
        if found is None:
            return Response("Not found", status_code=404, media_type="text/plain")
        file, content = found
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
        return Response(content, media_type=file["mimetype"], headers=headers)

    async def _link(self, socket: WebSocket) -> None:
        hub = self._workspace.hub
        if not hub.redeem(socket.query_params.get("ticket", "")):
            await socket.close()
            return
        line = socket.scope["state"]["line"]
        line.deaf = hub.deaf
        frames: asyncio.Queue[str | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def put(frame: str | None) -> None:
            if line.deaf and frame is not None:
                return
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(frames.put_nowait, frame)

        async def send_all() -> None:
            while (frame := await frames.get()) is not None:
                await socket.send_text(frame)
            await socket.close()

        connection = Connection(put, line)
        hub.open(connection)  # before the handshake: who has connected misses nothing from then on
        sender = None
        try:
            await socket.accept()
            sender = asyncio.create_task(send_all())
            async for frame in socket.iter_text():
                hub.receive(connection, frame)
        except (KeyError, RuntimeError):
            pass  # a binary frame, or one after the close: Slack hangs up as well
        finally:
            hub.close(connection)
            if sender is not None:
                sender.cancel()
                with contextlib.suppress(Exception, asyncio.CancelledError):
                    await sender

    # The page

    async def _snapshot(self, request: Request) -> Response:
        query = request.query_params
        with self._workspace.state.lock:
            return JSONResponse(self._page.snapshot(query.get("as"), query.get("channel")))

    async def _act(self, request: Request) -> Response:
        try:
            body = await _json(request)
        except SlackError as refusal:
            return JSONResponse(refusal.answer(), status_code=400)
        if not isinstance(body, dict):
            return JSONResponse({"ok": False, "error": "an object is wanted"}, status_code=400)
        user, verb = str(body.pop("as", "")), str(body.pop("do", ""))
        return JSONResponse(await run_in_threadpool(self._page.act, user, verb, body))

    async def _stream(self, _: Request) -> Response:
        changed = asyncio.Event()
        changed.set()
        self._streams.add(changed)

        async def versions() -> AsyncIterator[str]:
            try:
                while not self._closing:
                    try:
                        await asyncio.wait_for(changed.wait(), HEARTBEAT_SECONDS)
                    except TimeoutError:
                        yield ": still here\n\n"
                        continue
                    changed.clear()
                    yield f"data: {json.dumps({'version': self._workspace.state.version})}\n\n"
            finally:
                self._streams.discard(changed)

        headers = {"Cache-Control": "no-store"}
        return StreamingResponse(versions(), media_type="text/event-stream", headers=headers)

    def _wake_streams(self) -> None:
        loop = self._loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(self._set_all)

    def _set_all(self) -> None:
        for changed in self._streams:
            changed.set()

    async def _show_gallery(self, _: Request) -> Response:
        views = [] if self._gallery is None else await run_in_threadpool(self._gallery)
        return JSONResponse(views)

    async def _index(self, _: Request) -> Response:
        return _static("index.html")

    async def _file(self, request: Request) -> Response:
        return _static(request.path_params["file"])


def _static(name: str) -> Response:
    path = (PAGE / name).resolve()
    if not path.is_relative_to(PAGE.resolve()) or not path.is_file():
        return Response("Not found", status_code=404, media_type="text/plain")
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    return FileResponse(path, headers=headers)


def _bearer(request: Request) -> str | None:
    header: str | None = request.headers.get("authorization")
    if header is None or not header.lower().startswith("bearer "):
        return None
    return header[len("bearer ") :].strip()


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise SlackError("request_too_large")
    return body


async def _json(request: Request) -> Any:
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise SlackError("invalid_content_type")
    try:
        return json.loads(await _body(request))
    except ValueError:
        raise SlackError("invalid_json") from None


async def _arguments(request: Request) -> Doc:
    given: Doc = dict(request.query_params)
    body = await _body(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if not body:
        return given
    if kind == "application/json":
        try:
            sent = json.loads(body)
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(sent, dict):
            raise SlackError("json_not_object")
        return given | sent
    if kind == "application/x-www-form-urlencoded":
        try:
            return given | dict(parse_qsl(body.decode(), keep_blank_values=True))
        except (UnicodeDecodeError, ValueError):
            raise SlackError("invalid_form_data") from None
    raise SlackError("invalid_post_type")
