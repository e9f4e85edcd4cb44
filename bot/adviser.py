"""Asks a model that the operator runs or rents for levels; loaded only where one is set.

The standard library speaks HTTP: one request to one address needs no package, no redirect is
followed with the key, and nothing is logged that a library would add.
"""

import json
import logging
import queue
import socket
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from bot.config import ModelSettings
from bot.log import warn
from questions.judge import Judge, advice
from questions.judge.advice import Advice
from questions.model import Rubric

_log = logging.getLogger(__name__)

PATH = "/chat/completions"
FAILURES = 3  # in a row, after which it is left alone
REST = 300.0  # seconds; longer than a restart of a model server takes
LARGEST = 200_000  # bytes of a reply; what is asked for has a few thousand
TOO_SLOW = "too slow"
OK, BAD_REQUEST, TOO_MANY, SERVER_ERROR = 200, 400, 429, 500


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: a status, how long it asks to be left alone, and the body."""

    status: int
    retry_after: str | None
    body: bytes


class Adviser:
    """A model behind an OpenAI-compatible address. It never raises and never takes longer than set.

    After three failures in a row, or a refusal, it is left alone for five minutes; `failures`
    counts what went wrong, by reason.
    """

    def __init__(
        self,
        url: str,
        name: str,
        key: str,
        seconds: float,
        rubric: Rubric,
        monotonic: Callable[[], float],
    ) -> None:
        self.name = name
        self.asked = self.given = 0
        self.failures: Counter[str] = Counter()
        self._where = urlsplit(url.rstrip("/").removesuffix(PATH) + PATH)
        self._key, self._seconds = key, seconds
        self._rubric, self._monotonic = rubric, monotonic
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._rests_until: float | None = None

    @classmethod
    def of(
        cls, settings: ModelSettings, rubric: Rubric, monotonic: Callable[[], float]
    ) -> "Adviser":
        """Build it from what the operator set."""
        return cls(settings.url, settings.name, settings.key, settings.seconds, rubric, monotonic)

    def tale(self) -> str:
        """Say how many levels it gave of those asked for, and what went wrong how often."""
        wrong = ", ".join(f"{reason}: {n}" for reason, n in sorted(self.failures.items()))
        return (
            f"the model gave {self.given} of {self.asked} levels, the judge the rest"
            f"{f' ({wrong})' if wrong else ''}."
        )

    def resting(self) -> bool:
        """Say whether it is left alone just now."""
        with self._lock:
            return self._rests_until is not None and self._monotonic() < self._rests_until

    def beside(self, judge: Judge, question: str, criteria: Sequence[str], answer: str) -> Judge:
        """Give a judge for this answer that takes the levels which the model gives."""
        return advice.Advised(judge, self.advise(question, criteria, answer), self.name)

    def advise(self, question: str, criteria: Sequence[str], answer: str) -> Mapping[str, Advice]:
        """Ask for the level of each criterion; what it cannot or may not say is left out."""
        with self._lock:
            self.asked += len(criteria)
        if self.resting():
            with self._lock:
                self.failures["left alone"] += 1
            return {}
        known = [self._rubric.criteria[each] for each in criteria if each in self._rubric.criteria]
        body = {
            "model": self.name,
            "messages": advice.messages(question, known, answer),
            "temperature": 0,
        }
        reply = self._ask(json.dumps(body).encode())
        if isinstance(reply, str):
            return self._failed(reply)
        if reply.status != OK:
            return self._failed(f"status {reply.status}", reply)
        taken = advice.read(_content(reply.body), question, criteria, answer)
        if not taken:
            return self._failed("unusable reply")
        with self._lock:
            self._in_a_row, self._rests_until = 0, None
            self.given += len(taken)
        return taken

    def _failed(self, reason: str, reply: Reply | None = None) -> Mapping[str, Advice]:
        refused = reply is not None and BAD_REQUEST <= reply.status < SERVER_ERROR
        rest = REST
        if reply is not None and reply.status == TOO_MANY:
            rest = min(REST, _seconds(reply.retry_after))
        with self._lock:
            self.failures[reason] += 1
            self._in_a_row += 1
            resting = refused or self._in_a_row >= FAILURES
            if resting:
                self._rests_until = self._monotonic() + rest
        warn(_log, "adviser.failed", reason=reason, rests=rest if resting else 0)
        return {}

    def _ask(self, body: bytes) -> Reply | str:
        """Send it, and wait no longer than set, whatever the other side does."""
        where, answered = self._where, queue.SimpleQueue[Reply | str]()
        kind = HTTPSConnection if where.scheme == "https" else HTTPConnection
        connection = kind(where.hostname or "", where.port, timeout=self._seconds)
        threading.Thread(
            target=self._send, args=[connection, body, answered], name="adviser", daemon=True
        ).start()
        try:
            return answered.get(timeout=self._seconds)
        except queue.Empty:
            _hang_up(connection)
            return TOO_SLOW

    def _send(
        self, connection: HTTPConnection, body: bytes, answered: "queue.SimpleQueue[Reply | str]"
    ) -> None:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        path = f"{self._where.path}?{self._where.query}" if self._where.query else self._where.path
        try:
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
            raw = response.read(LARGEST + 1)
            told = response.getheader("Retry-After")
            answered.put(Reply(response.status, told, raw if len(raw) <= LARGEST else b""))
        except TimeoutError:
            answered.put(TOO_SLOW)
        except (OSError, HTTPException, ValueError) as error:
            answered.put(f"no connection ({type(error).__name__})")
        finally:
            connection.close()


def _hang_up(connection: HTTPConnection) -> None:
    """End a request that took too long, so that its thread ends too."""
    open_socket: socket.socket | None = connection.sock
    if open_socket is not None:
        try:
            open_socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it has ended by itself


def _content(body: bytes) -> str:
    """Give the words of the first choice; empty where there are none."""
    try:
        found: Any = json.loads(body)
        content = found["choices"][0]["message"]["content"]
    except (ValueError, RecursionError, LookupError, TypeError):
        return ""
    return content if isinstance(content, str) else ""


def _seconds(told: str | None) -> float:
    """Read a Retry-After in seconds; what cannot be read is the longest rest."""
    if told is not None and told.isascii() and told.isdecimal():
        return float(told[:6])
    return REST
