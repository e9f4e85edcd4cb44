"""People who answer, edit and delete in every thread, and the post that brings it to the bot."""

import heapq
import json
import threading
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any, Self

from bot.sandbox.seed import BOT_USER, PEOPLE
from bot.sandbox.server import Sandbox
from tests.conftest import ANSWER
from tests.processes import send

WORD = "quillwort"  # in every answer, so in no log
SENDERS = 6
TWICE, LATE = 0.15, 0.2
EDITED, AGAIN, DELETED = 0.5, 0.3, 0.2


class Agenda:
    """Things to do at their times, in threads of its own; `idle` when none is left."""

    def __init__(self, monotonic: Callable[[], float], threads: int) -> None:
        self._monotonic = monotonic
        self._turn = threading.Condition()
        self._waiting: list[tuple[float, int, Callable[[], None]]] = []
        self._number, self._busy, self._over = 0, 0, False
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(threads)]

    @property
    def idle(self) -> bool:
        with self._turn:
            return not self._waiting and not self._busy

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        with self._turn:
            self._number += 1
            heapq.heappush(self._waiting, (self._monotonic() + seconds, self._number, act))
            self._turn.notify()

    def __enter__(self) -> Self:
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._turn:
            self._over = True
            self._turn.notify_all()
        for each in self._threads:
            each.join(30)

    def _work(self) -> None:
        while True:
            with self._turn:
                while not self._over and (wait := self._wait()) > 0:
                    self._turn.wait(min(wait, 1))
                if self._over:
                    return
                _, _, act = heapq.heappop(self._waiting)
                self._busy += 1
            try:
                act()
            finally:
                with self._turn:
                    self._busy -= 1

    def _wait(self) -> float:
        return self._waiting[0][0] - self._monotonic() if self._waiting else 1.0


class Postman(Agenda):
    """Brings events as Slack does, but repeats them until they are acknowledged."""

    def __init__(self, ports: list[int], monotonic: Callable[[], float]) -> None:
        super().__init__(monotonic, SENDERS)
        self._ports = ports
        self.sent: set[str] = set()
        self.acknowledged: set[str] = set()
        self.took = threading.Event()  # set when an event has been acknowledged
        self.requests = self.turned_away = 0

    def bring(self, event: dict[str, Any], chance: Random) -> None:
        """Bring one event, perhaps late, perhaps twice."""
        self.sent.add(event["event_id"])
        body = json.dumps(event).encode()
        first = chance.randrange(len(self._ports))
        for _ in range(2 if chance.random() < TWICE else 1):
            late = chance.uniform(0.2, 4) if chance.random() < LATE else 0
            self._later(late, event["event_id"], body, first, 0)

    def _later(self, wait: float, id_: str, body: bytes, port: int, tries: int) -> None:
        self.after(wait, lambda: self._send(id_, body, port, tries))

    def _send(self, id_: str, body: bytes, port: int, tries: int) -> None:
        again = {"X-Slack-Retry-Num": str(tries), "X-Slack-Retry-Reason": "http_error"}
        status, _ = send(self._ports[port], body, more=again if tries else None)
        self.requests += 1
        if status == 200:
            self.acknowledged.add(id_)
            self.took.set()
            return
        self.turned_away += 1
        wait = 0 if tries == 0 else min(0.25 * 2**tries, 5)  # at once, then later, to the other one
        self._later(wait, id_, body, (port + 1) % len(self._ports), tries + 1)


class Crowd(Agenda):
    """Everybody answers every question once; many change their words, some take them back."""

    def __init__(
        self,
        slack: Sandbox,
        places: list[str],
        chance: Random,
        monotonic: Callable[[], float],
        spread: float,
    ) -> None:
        super().__init__(monotonic, 1)  # one at a time, so that Slack's order is the order of acts
        self._slack, self.places, self._chance = slack, places, chance
        self._spread = spread
        self.postman: Postman | None = None  # without one this Slack brings its events itself
        self._people = [user for user, *_, role in PEOPLE if role != "guest"]
        self.questions: set[tuple[str, str]] = set()
        self._number = 0
        self._looking = threading.Thread(target=self._look, daemon=True)
        self._gone = threading.Event()
        self.written: dict[tuple[str, str, str], str] = {}  # channel, thread, author: their words
        self.deleted: set[tuple[str, str, str]] = set()
        self.versions: Counter[tuple[str, str]] = Counter()  # of each message

    def __enter__(self) -> Self:
        self._looking.start()
        return super().__enter__()

    def __exit__(self, *error: object) -> None:
        self._gone.set()
        self._looking.join(30)
        super().__exit__(*error)

    def _look(self) -> None:
        while not self._gone.wait(0.05):
            for place in self.places:
                with self._slack.state.lock:
                    roots = [m["ts"] for m in self._slack.state.messages(place) if is_root(m)]
                for root in roots:
                    if (place, root) not in self.questions:
                        self.questions.add((place, root))
                        self._plan(place, root)
            self._hand_over()

    def _plan(self, place: str, root: str) -> None:
        for user in self._people:
            at = self._chance.uniform(0, self._spread)
            self.after(at, lambda user=user: self._write(place, root, user))  # type: ignore[misc] # mypy knows no such default

    def _write(self, place: str, root: str, user: str) -> None:
        text = self._text()
        ts = self._act(user, "post", channel=place, thread_ts=root, text=text)["ts"]
        self.written[place, root, user] = text
        self.versions[place, ts] += 1
        at = 0.0
        for share in (EDITED, AGAIN):
            if self._chance.random() < share:
                at += self._chance.uniform(0, self._spread / 2)
                self.after(at, lambda: self._edit(place, root, user, ts))
        if self._chance.random() < DELETED:
            at += self._chance.uniform(0, self._spread / 2)
            self.after(at, lambda: self._delete(place, root, user, ts))

    def _edit(self, place: str, root: str, user: str, ts: str) -> None:
        if (place, root, user) not in self.deleted:
            text = self._text()
            self._act(user, "edit", channel=place, ts=ts, text=text)
            self.written[place, root, user] = text
            self.versions[place, ts] += 1

    def _delete(self, place: str, root: str, user: str, ts: str) -> None:
        self._act(user, "delete", channel=place, ts=ts)
        self.deleted.add((place, root, user))

    def _text(self) -> str:
        self._number += 1
        return f"{ANSWER} I would call it {WORD}{self._number}."

    def _act(self, user: str, do: str, **fields: Any) -> dict[str, Any]:
        done = self._slack.act(user, do, **fields)
        assert done["ok"], done
        self._hand_over()
        return done

    def _hand_over(self) -> None:
        """Give what this Slack would bring over a socket to the postman."""
        if self.postman is None:
            return
        with self._slack.state.change():
            events = [each["body"] for each in self._slack.state.pending.values()]
            self._slack.state.pending.clear()
        for event in events:
            self.postman.bring(event, self._chance)


def is_root(message: dict[str, Any]) -> bool:
    """Whether this is a question of the bot's."""
    return message["user"] == BOT_USER and message.get("thread_ts", message["ts"]) == message["ts"]
