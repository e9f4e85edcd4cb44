"""Socket Mode: connections, envelopes, acknowledgements, and Slack's schedule of repeats."""

import asyncio
import contextlib
import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.sandbox.seed import APP_ID
from bot.sandbox.state import Doc, State

ACK_SECONDS = 3.0
REPEATS = (0.0, 60.0, 300.0)  # after each failed attempt: almost at once, a minute, five minutes
MOST_CONNECTIONS = 10
CONNECTION_SECONDS = 18_060  # what Slack says in its hello


class Line(Protocol):
    """What a connection runs over; a deaf one stays open, and nothing comes through."""

    deaf: bool


@dataclass(eq=False, slots=True)
class Connection:
    """One open socket; what is put in goes out in order, None closes it."""

    put: Callable[[str | None], None]
    line: Line
    waiting: set[str] = field(default_factory=set)  # envelopes that it has not acknowledged


@dataclass(slots=True)
class Envelope:
    """One delivery under way."""

    event_id: str | None
    deadline: float
    copy: bool = False  # of an event that is under way already; nobody waits for its ack
    answered: bool = False
    failed: bool = False
    payload: Any = None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Nobody took a command or interaction in time; the word is what the person is told."""

    error: str


class Hub:
    """Hands each payload to exactly one connection, and sees to it that it is acknowledged."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._connections: list[Connection] = []
        self._turn = 0
        self._envelopes: dict[str, Envelope] = {}
        self._held = set(state.pending)  # left by an earlier run: kept until somebody listens
        self._tickets: set[str] = set()
        self._pumping = False
        self._holding = False
        self.deaf = False  # whether new connections are
        self._wake: Callable[[], None] = lambda: None
        for pending in state.pending.values():
            pending["attempt"] = max(1, pending["attempt"])
            pending["reason"] = "timeout"
        state.after_change.append(self.pump)
        state.clock.watch(self.pump)

    @property
    def connected(self) -> bool:
        """Say whether the app listens."""
        return bool(self._connections)

    @property
    def connections(self) -> int:
        """Say how many sockets are open."""
        return len(self._connections)

    @property
    def idle(self) -> bool:
        """Say whether every event has been acknowledged or given up."""
        return not self._state.pending

    @property
    def holding(self) -> bool:
        """Say whether events wait for `let_go`."""
        return self._holding

    def issue_ticket(self) -> str:
        """Give a single-use ticket for one connection."""
        with self._state.lock:
            ticket = str(uuid.uuid4())
            self._tickets.add(ticket)
            return ticket

    def redeem(self, ticket: str) -> bool:
        """Take a ticket; False if it is unknown or used."""
        with self._state.lock:
            if ticket not in self._tickets:
                return False
            self._tickets.remove(ticket)
            return True

    def open(self, connection: Connection) -> None:
        """Take a connection into service, greet it, and send what is due."""
        with self._state.lock:
            if len(self._connections) >= MOST_CONNECTIONS:
                self._disconnect(connection, "too_many_websockets")
                return
            self._connections.append(connection)
            hello = {
                "type": "hello",
                "num_connections": len(self._connections),
                "debug_info": {
                    "host": "applink-sandbox",
                    "build_number": 1,
                    "approximate_connection_time": CONNECTION_SECONDS,
                },
                "connection_info": {"app_id": APP_ID},
            }
            connection.put(json.dumps(hello))
            self._held.clear()
            self._state.version += 1
            self._state.tell()
            self.pump()

    def close(self, connection: Connection) -> None:
        """Take a connection out of service; what it owed counts as failed."""
        with self._state.change():
            if connection in self._connections:
                self._connections.remove(connection)
            for envelope_id in list(connection.waiting):
                self._fail(envelope_id)
            self._state.version += 1
            self._state.tell()
            self.pump()

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to come back as a new one, as Slack does every few hours."""
        with self._state.lock:
            for connection in list(self._connections):
                self._disconnect(connection, reason)

    def deafen(self, count: int | None = None) -> None:
        """Let so many connections stay open but deaf; without a number all, and those to come."""
        with self._state.lock:
            self.deaf = count is None
            for connection in self._connections[:count]:
                connection.line.deaf = True

    def hear(self) -> None:
        """Let new connections work again; who is deaf stays so."""
        self.deaf = False

    def _disconnect(self, connection: Connection, reason: str) -> None:
        frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}
        connection.put(json.dumps(frame))
        if reason != "warning":
            connection.put(None)

    def receive(self, connection: Connection, frame: str) -> None:
        """Take an acknowledgement; anything else is ignored, as Slack does."""
        try:
            ack = json.loads(frame)
            envelope_id = ack["envelope_id"]
        except (ValueError, KeyError, TypeError):
            return
        with self._state.change():
            envelope = self._envelopes.get(envelope_id)
            if envelope is None or envelope_id not in connection.waiting:
                return
            connection.waiting.discard(envelope_id)
            payload = ack.get("payload")
            envelope.answered = True
            envelope.payload = {"text": payload} if isinstance(payload, str) else payload
            if envelope.copy:
                del self._envelopes[envelope_id]
            elif envelope.event_id is not None:
                del self._envelopes[envelope_id]
                self._state.remove("pending", envelope.event_id)
            self._state.tell()

    def ask(self, kind: str, payload: Doc) -> Any:
        """Deliver a command or interaction and give the ack's payload, or Unanswered."""
        with self._state.lock:
            envelope = self._send(kind, payload, None, {"accepts_response_payload": True})
            if envelope is None:
                return Unanswered("dispatch_failed")
            envelope_id, sent = envelope
            self._state.changed.wait_for(lambda: sent.answered or sent.failed, timeout=ACK_SECONDS)
            self._envelopes.pop(envelope_id, None)
            for connection in self._connections:
                connection.waiting.discard(envelope_id)
            return sent.payload if sent.answered else Unanswered("operation_timeout")

    # Events and their repeats

    def pump(self) -> None:
        """Send every event that is due."""
        with self._state.lock:
            if self._pumping or self._holding:
                return
            self._pumping = True
            try:
                with self._state.change():
                    self._expire()
                    flying = {envelope.event_id for envelope in self._envelopes.values()}
                    for event_id in list(self._state.pending):
                        if event_id not in flying and event_id not in self._held:
                            self._attempt(event_id)
            finally:
                self._pumping = False
        self._wake()

    def hold(self) -> None:
        """Send no event until `let_go`, as if they were slow to come."""
        with self._state.lock:
            self._holding = True

    def let_go(self, *, backwards: bool = False, twice: bool = False) -> None:
        """Send what was held: in order or the last first, once or each twice."""
        with self._state.change():
            self._holding = False
            if backwards:
                for event_id in reversed(list(self._state.pending)):
                    self._attempt(event_id)
            self.pump()
            if twice:
                for envelope in list(self._envelopes.values()):
                    if envelope.event_id is not None:
                        self._send_copy(envelope.event_id)

    def _send_copy(self, event_id: str) -> None:
        retry = {"accepts_response_payload": False, "retry_attempt": 1, "retry_reason": "timeout"}
        sent = self._send("events_api", self._state.pending[event_id]["body"], None, retry)
        if sent is not None:
            sent[1].copy = True

    def _attempt(self, event_id: str) -> None:
        while (pending := self._state.pending.get(event_id)) is not None:
            if pending["due"] > self._state.clock.now():
                return
            retry = {
                "accepts_response_payload": False,
                "retry_attempt": pending["attempt"],
                "retry_reason": pending["reason"],
            }
            if self._send("events_api", pending["body"], event_id, retry) is not None:
                return
            self._missed(event_id)

    def _send(
        self, kind: str, payload: Doc, event_id: str | None, more: Doc
    ) -> tuple[str, Envelope] | None:
        if not self._connections:
            return None
        self._turn += 1
        connection = self._connections[self._turn % len(self._connections)]
        envelope_id = str(uuid.uuid4())
        envelope = Envelope(event_id, time.monotonic() + ACK_SECONDS)
        self._envelopes[envelope_id] = envelope
        connection.waiting.add(envelope_id)
        frame = {"envelope_id": envelope_id, "type": kind, "payload": payload, **more}
        connection.put(json.dumps(frame, ensure_ascii=False))
        return envelope_id, envelope

    def _expire(self) -> None:
        now = time.monotonic()
        for envelope_id, envelope in list(self._envelopes.items()):
            if envelope.event_id is not None and envelope.deadline <= now:
                self._fail(envelope_id)

    def _fail(self, envelope_id: str) -> None:
        envelope = self._envelopes.get(envelope_id)
        for connection in self._connections:
            connection.waiting.discard(envelope_id)
        if envelope is None:
            return
        envelope.failed = True
        if envelope.event_id is not None:
            del self._envelopes[envelope_id]
            self._missed(envelope.event_id)

    def _missed(self, event_id: str) -> None:
        pending = self._state.pending[event_id]
        if pending["attempt"] >= len(REPEATS):
            self._state.remove("pending", event_id)
            return
        pending["due"] += REPEATS[pending["attempt"]]
        pending["attempt"] += 1
        pending["reason"] = "timeout"
        self._state.save("pending", event_id, pending)

    async def keep_time(self) -> None:
        """Expire and repeat at the right moments, until cancelled."""
        loop = asyncio.get_running_loop()
        awake = asyncio.Event()

        def wake() -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(awake.set)

        self._wake = wake
        try:
            while True:
                awake.clear()
                try:
                    await asyncio.wait_for(awake.wait(), self._next_wait())
                except TimeoutError:
                    self.pump()
                    continue
                if self._next_wait() == 0.0:
                    self.pump()
        finally:
            self._wake = lambda: None

    def _next_wait(self) -> float | None:
        with self._state.lock:
            now = time.monotonic()
            waits: list[float] = []
            if self._holding:
                return None
            flying = set()
            for envelope in self._envelopes.values():
                if envelope.event_id is not None:
                    flying.add(envelope.event_id)
                    waits.append(max(0.0, envelope.deadline - now))
            for event_id, pending in self._state.pending.items():
                if event_id not in flying and event_id not in self._held:
                    wait = self._state.clock.real_seconds_until(pending["due"])
                    if wait is not None:
                        waits.append(wait)
            return min(waits, default=None)
