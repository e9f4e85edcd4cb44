"""A line to Slack that breaks as lines do, before a request arrived or once it was granted."""

import socket
import struct
import threading
import urllib.error
import urllib.request
from collections import deque
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = b"<html><body>Bad Gateway</body></html>"
PAGES = {
    "500": (500, b""),
    "502 with a page": (502, PAGE),
    "503 with JSON": (503, b'{"ok": false, "error": "channel_not_found"}'),
    "no JSON": (200, PAGE),
}


@dataclass
class Break:
    """What becomes of one request: `taken` if Slack has done it before the line breaks."""

    how: str
    taken: bool


class Line:
    """Stands between the bot and the local Slack, and passes everything on unless told."""

    def __init__(self, api_url: str) -> None:
        self._api_url = api_url
        self._planned: dict[str, deque[Break]] = {}
        self._held: list[tuple[str, bytes, dict[str, str]]] = []
        line = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                line._pass_on(self)

            do_GET = do_POST  # noqa: N815 - the base class calls it so

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                pass  # the other side has hung up, which is what the test is about

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=[0.01], daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Give what SLACK_API_URL should be."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def spoil(self, method: str, how: str, *, taken: bool, times: int = 1) -> None:
        """Break the next calls of a method."""
        self._planned.setdefault(method, deque()).extend([Break(how, taken)] * times)

    def mend(self) -> None:
        """Break nothing more."""
        self._planned.clear()

    def deliver(self) -> None:
        """Let what was held back arrive."""
        for held in self._held:
            self._ask(*held)
        self._held.clear()

    def close(self) -> None:
        """Hang up."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _ask(self, method: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, str]:
        request = urllib.request.Request(f"{self._api_url}{method}", body or None, headers)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, answer.read(), ""
        except urllib.error.HTTPError as error:
            return error.code, error.read(), error.headers.get("Retry-After", "")

    def _pass_on(self, request: BaseHTTPRequestHandler) -> None:
        method = request.path.lstrip("/")
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        wanted = ("Content-Type", "Authorization")
        headers = {name: request.headers[name] for name in wanted if request.headers[name]}
        planned = self._planned.get(method.partition("?")[0])
        broken = planned.popleft() if planned else None
        if broken is not None and broken.how == "late":
            self._held.append((method, body, headers))
        if broken is None or broken.taken:
            status, answer, wait = self._ask(method, body, headers)
        else:
            status, answer, wait = 200, b'{"ok": true}', ""
        if broken is None:
            _answer(request, status, answer, wait)
        elif broken.how in PAGES:
            _answer(request, *PAGES[broken.how])
        else:
            _break(request, broken.how, answer)


def _break(request: BaseHTTPRequestHandler, how: str, answer: bytes) -> None:
    match how:
        case "reset":
            off = struct.pack("ii", 1, 0)  # no goodbye: what is closed now is reset
            request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, off)
            request.connection.close()
        case "closed":
            request.close_connection = True
        case "truncated":
            _answer(request, 200, answer[:-3], length=len(answer))
        case "timeout" | "late":
            request.rfile.read(1)  # until the other side has had enough
        case _:
            raise ValueError(how)


def _answer(
    request: BaseHTTPRequestHandler,
    status: int,
    body: bytes,
    wait: str = "",
    *,
    length: int | None = None,
) -> None:
    request.send_response(status)
    request.send_header("Content-Type", "text/html" if body == PAGE else "application/json")
    request.send_header("Content-Length", str(len(body) if length is None else length))
    if wait:
        request.send_header("Retry-After", wait)
    request.end_headers()
    request.wfile.write(body)
