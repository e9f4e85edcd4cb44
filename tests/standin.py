"""Stands for a model server, on loopback."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def chat(words: Any) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": words}}]}).encode()


class Standin:
    """A model server on loopback, which answers as the test says and keeps what it was sent."""

    def __init__(self) -> None:
        self.status, self.body, self.headers = 200, b"", dict[str, str]()
        self.says: Callable[[Standin], str] | None = None
        self.got: list[tuple[str, dict[str, str], Any]] = []
        self.over = threading.Event()
        self.waits = self.drips = False
        standin = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                standin.got.append((self.path, dict(self.headers), sent))
                if standin.waits:
                    standin.over.wait(20)
                    return
                self.send_response(standin.status)
                for name, value in standin.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if standin.drips:  # never long without a byte, and never done
                    while not standin.over.wait(0.01):
                        try:
                            self.wfile.write(b" ")
                        except OSError:
                            return
                words = chat(standin.says(standin)) if standin.says else standin.body
                self.wfile.write(words)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    def close(self) -> None:
        self.over.set()
        self.server.shutdown()
        self.server.server_close()
