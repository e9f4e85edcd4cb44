"""What people do in an answering history: they write, edit, delete, rule and chat."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from tests.simulation.slack_thread import BOT, Event, Person, Post
from tests.simulation.texts import Writer

if TYPE_CHECKING:
    from tests.simulation.answering import History

ZONES = (
    "America/New_York",
    "Europe/London",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "America/Los_Angeles",
)


class People:
    """Plans who does what when; the history lets it happen."""

    def __init__(self, history: "History") -> None:
        self._history, self._chance, self._slack = history, history.chance, history.slack

    def plan(self) -> None:
        chance, writer = self._chance, Writer(self._chance)
        people = [
            Person(f"U{n}", chance.choice(ZONES))
            for n in range(chance.choice([1, 1, 1, 1, 2, 2, 4]))
        ]
        if chance.random() < 0.2:
            people.append(Person("UGUEST", "Europe/London", "guest"))
        if chance.random() < 0.2:
            people.append(Person("UAPP", "Europe/London", "bot"))
        self._slack.people = {person.id: person for person in [*people, Person(BOT, "UTC", "bot")]}
        for person in people:
            of_round: dict[str, list[str]] = {}
            for ts, round_ in self._history.threads.items():
                of_round.setdefault(round_.id, []).append(ts)
            for threads in of_round.values():
                if chance.random() < 0.85:
                    self._stay(person.id, threads, writer)
            if chance.random() < 0.2:
                self._act(chance.randrange(900), partial(self._chatter, person.id))
        if chance.random() < 0.15:
            root = chance.choice(list(self._history.threads))
            self._act(chance.randrange(1500), lambda: self._slack.delete_root(root))

    def _stay(self, user: str, threads: list[str], writer: Writer) -> None:
        """Let somebody write in a round: bursts, or a chain of parts that are left as they are."""
        chance = self._chance
        start = chance.randrange(200)
        if chance.random() < 0.12:
            self._history.checks.chained.add(user)
            for _ in range(chance.randint(2, 5)):
                kind = chance.choice(["answer", "fragment", "close"])
                self._say(start, user, threads, writer, kind, end=0)
                start += chance.choice([70, 130, 170, 290])
            return
        for _ in range(chance.choice([1, 1, 1, 2])):
            end = start + 285
            for _ in range(chance.choice([1, 1, 2, 3])):
                kinds = ["answer"] * 4 + ["close"] * 2 + ["fragment", "talk", "code"]
                self._say(start, user, threads, writer, chance.choice(kinds), end)
                start = min(start + chance.randrange(2, 140), end - 5)
            start = end + 310 + chance.randrange(300)

    def _say(
        self, start: int, user: str, threads: list[str], writer: Writer, kind: str, end: int
    ) -> None:
        chance, slack = self._chance, self._slack
        thread = chance.choice(threads)
        subtype = chance.choice([None] * 7 + ["thread_broadcast", "file_share", "me_message"])
        written: list[Post] = []

        def say() -> list[Event]:
            events = slack.say(thread, user, writer.write(kind), subtype)
            written.extend(list(slack.posts.values())[-1:])
            return events

        def later(what: Callable[[Post], list[Event]]) -> Callable[[], list[Event]]:
            return lambda: what(written[0]) if written and not written[0].deleted else []

        self._act(start, say)
        when = start
        if chance.random() < 0.15:
            self._act(when + chance.randrange(1, 600), later(slack.unfurl))
        if chance.random() < 0.05:
            self._act(when + chance.randrange(1, 600), later(slack.broadcast))
        if not end:
            return
        if chance.random() < 0.15:
            self._rule(when + chance.randrange(2, 900), written, counted=chance.random() < 0.5)
        for _ in range(chance.choice([0, 0, 0, 1, 1, 2])):
            when += chance.choice([1, 10, 100, 500])
            kinds = [None, kind, kind, "answer", "close", "talk"]
            other = chance.choice(kinds)
            self._act(
                when,
                later(partial(self._edit, writer, other)),
            )
        if chance.random() < 0.25:
            when += chance.choice([1, 10, 100, 500])
            self._act(when, later(slack.delete))
            if when + 5 < end and chance.random() < 0.5:
                self._say(when + 5, user, threads, writer, kind, end=0)

    def _chatter(self, user: str) -> list[Event]:
        return [self._slack.chatter(user)]

    def _edit(self, writer: Writer, kind: str | None, post: Post) -> list[Event]:
        return self._slack.edit(post, writer.write(kind) if kind else None)

    def _act(self, seconds: int, what: Callable[[], list[Event]]) -> None:
        """Let somebody do something then, and Slack tell of it."""

        def do() -> None:
            for event in what():
                self._history.announce(event)

        self._history.at(self._history.start, seconds + self._chance.random(), do)

    def _rule(self, seconds: int, written: list[Post], *, counted: bool) -> None:
        def use() -> None:
            if written and self._slack.people[written[0].user].kind == "member":
                self._history.rule(written[0], counted=counted)

        self._history.at(self._history.start, seconds, use)
