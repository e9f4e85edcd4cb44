"""Long-running commands in processes of their own, and signed requests to them."""

import contextlib
import hashlib
import hmac
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any

from bot.clock import Clock
from bot.sandbox.server import Sandbox

TOP = Path(__file__).parents[1]
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
COMMAND_LINE = ("-m", "bot.cli")


def settings(slack: Sandbox, database: str, **more: str) -> dict[str, str]:
    """Give what an operator would set for this Slack and database."""
    return {
        **os.environ,
        "PYTHONPATH": str(TOP),
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_SIGNING_SECRET": SECRET,
        "ROUNDS_DATABASE_URL": database,
        **more,
    }


class Process:
    """One long-running command, until it is ended or killed; what it logs goes to a file."""

    def __init__(
        self, command: str, folder: Path, environment: dict[str, str], python: Any = COMMAND_LINE
    ) -> None:
        self._log = (folder / f"{command}-{id(self)}.log").open("w+b")
        self.process = subprocess.Popen(
            [sys.executable, *python, command],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        self._ready = threading.Event()
        self._said = b""
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        self._said = self.process.stdout.readline()
        self._ready.set()

    @property
    def ready(self) -> bool:
        """Whether it has said that it takes work."""
        return self._ready.is_set() and self._said.startswith(b"ready")

    def wait(self) -> "Process":
        """Wait until it takes work."""
        self._ready.wait(60)
        assert self.ready, (self._said, self.logged())
        return self

    def logged(self) -> bytes:
        """What it has logged so far."""
        self._log.seek(0)
        return self._log.read()

    def kill(self) -> bytes:
        """Kill it, as the system would; give what it had logged."""
        self.process.kill()
        self.process.wait()
        return self._close()

    def end(self) -> bytes:
        """Ask it to end, and see that it does so in good order; give what it had logged."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)
        logged = self._close()
        assert self.process.returncode == 0, logged.decode()
        return logged

    def _close(self) -> bytes:
        self._ready.wait(10)
        assert self.process.stdout is not None
        self.process.stdout.close()
        logged = self.logged()
        self._log.close()
        return logged


def free_port() -> int:
    """Give a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def send(
    port: int,
    body: bytes,
    *,
    secret: str = SECRET,
    age: int = 0,
    kind: str = "application/json",
    more: Mapping[str, str] | None = None,
) -> tuple[int, bytes]:
    """Send a signed request, as Slack does; the status is 0 where nobody answered."""
    stamp = str(int(Clock().now().timestamp()) - age)
    signed = f"v0:{stamp}:".encode() + body
    headers = {
        **(more or {}),
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest(),
    }
    request = urllib.request.Request(f"http://127.0.0.1:{port}/slack/events", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with contextlib.closing(refused):
            return refused.code, refused.read()
    except (OSError, HTTPException):
        return 0, b""
