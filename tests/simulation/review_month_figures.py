"""What a month of reviews came to: its figures, and the promises that it broke."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import mean, median, quantiles
from typing import TYPE_CHECKING

from bot.sandbox.seed import ROUNDS
from bot.slack import ids
from tests.simulation.fortnight_plan import HOUR
from tests.simulation.outcome import Outcome
from tests.simulation.review_month_people import Group, Person

if TYPE_CHECKING:
    from tests.simulation.review_month import Month

ONE_IS_ENOUGH, OVER = 36 * HOUR, 72 * HOUR
DAY_ENDS = timedelta(hours=4)
SLACK_OF_TICK = HOUR  # between an offer's making and what brings it to its reader


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review, from the offer on, as it is stored."""

    id: str
    answer: str
    reviewer: str
    author: str
    state: str
    at: float
    submitted: float | None
    accepted: float | None

    @property
    def unasked(self) -> bool:
        """Say whether the reviewer came by themselves."""
        return self.accepted == self.at


@dataclass(frozen=True, slots=True)
class Asked:
    """A direct message that asks for reviews; a reminder is of those that were taken up."""

    user: str
    at: float
    answers: tuple[str, ...]
    reminds: bool


class Figures:
    """Reads Slack and the database once; `measure` and `problems` say what was found."""

    def __init__(self, month: "Month", group: Group) -> None:
        self.month, self.group = month, group
        rows = month.rows("SELECT id, user, round_id, at, ts FROM answers WHERE kind = 'thread'")
        self.answered = {id_: _instant(at) for id_, _, _, at, _ in rows}
        self.author = {id_: user for id_, user, *_ in rows}
        self.round = {id_: round_ for id_, _, round_, *_ in rows}
        self.thread = dict(month.rows("SELECT id, ts FROM rounds"))
        fields = "id, answer_id, reviewer, author, state, at, submitted_at, accepted_at"
        self.reviews = [
            Reviewed(*row[:5], *(_instant(each) if each else None for each in row[5:]))
            for row in month.rows(f"SELECT {fields} FROM reviews ORDER BY at")
        ]
        self.asked = [
            Asked(user, float(message["ts"]), offered, not group.offered(message, ids.DECLINE))
            for user, person in group.people.items()
            for message in group.direct(person)
            if (offered := group.offered(message, ids.REVIEW))
        ]
        self.alone: dict[str, list[float]] = defaultdict(list)
        for each in group.hinted:
            for answer in each.compares:
                self.alone[answer].append(each.at)
        for person in group.people.values():
            for message in group.direct(person):
                for answer in group.offered(message, ids.COMPARE):
                    self.alone[answer].append(float(message["ts"]))

    # Figures

    def measure(self) -> dict[str, list[float]]:
        """Give what was measured, one by one."""
        first: dict[str, float] = {}
        given: Counter[str] = Counter()
        for each in self.reviews:
            if each.state == "submitted" and each.submitted is not None:
                wait = each.submitted - self.answered[each.answer]
                first[each.answer] = min(wait, first.get(each.answer, wait))
                given[each.answer] += 1
        by = Counter(r.reviewer for r in self.reviews if r.state == "submitted")
        people = list(self.group.people.values())
        weeks = {each.user: self._weeks(each) for each in people}
        messages = Counter(each.user for each in self.asked if not each.reminds)
        reminders = Counter(each.user for each in self.asked if each.reminds)
        return {
            "hours to the first review": [each / HOUR for each in first.values()],
            "in 36 hours": [first.get(a, OVER) <= ONE_IS_ENOUGH for a in self.answered],
            "something in 72 hours": [self._something(a, first) for a in self.answered],
            "reviews": [given[answer] for answer in self.answered],
            "by the keen": [by[each.user] for each in people if not each.lazy],
            "by the lazy": [by[each.user] for each in people if each.lazy],
            "messages a week": [messages[u] / weeks[u] for u in weeks],
            "reminders a week": [reminders[u] / weeks[u] for u in weeks],
            "in hints a week": [
                sum(each.user == u and bool(each.reviews) for each in self.group.hinted) / weeks[u]
                for u in weeks
            ],
            "third reviewers": [sum(count > 2 for count in given.values())],
            "compared": [sum(each.state == "self" for each in self.reviews)],
            "spread of loads": list(self._spreads()),
        }

    def _weeks(self, person: Person) -> float:
        first, days = self.month.first, self.month.days
        there = sum(person.is_there(first + timedelta(days=n)) for n in range(days))
        return max(there, 1) / 7

    def _something(self, answer: str, first: dict[str, float]) -> bool:
        """Say whether an author had something within 72 hours, if only an offer to compare."""
        if first.get(answer, OVER + 1) <= OVER:
            return True
        begun, author = self.answered[answer], self.author[answer]
        thread = self.thread[self.round[answer]]
        said = [r.at for r in self.group.remarks if r.to == author and r.thread_ts == thread]
        return any(0 <= at - begun <= OVER + SLACK_OF_TICK for at in (*said, *self.alone[answer]))

    def _spreads(self) -> Iterator[int]:
        """Give by how much the reviews differ that people were asked for and gave, by round.

        Those take part who answered, and let no review of the round go.
        """
        loads: dict[str, Counter[str]] = defaultdict(Counter)
        let_go = defaultdict(set)
        for each in self.reviews:
            if each.state == "submitted":
                loads[self.round[each.answer]][each.reviewer] += not each.unasked
            else:
                let_go[self.round[each.answer]].add(each.reviewer)
        taking_part: dict[str, set[str]] = defaultdict(set)
        for answer, author in self.author.items():
            if author not in let_go[self.round[answer]]:
                taking_part[self.round[answer]].add(author)
        for round_, people in taking_part.items():
            if len(people) > 1:
                counts = [loads[round_][user] for user in people]
                yield max(counts) - min(counts)

    # Promises

    def problems(self) -> Iterator[str]:
        """Say what should not have happened."""
        for each in self.reviews:
            if each.state == "self":
                continue
            if each.reviewer == self.author[each.answer]:
                yield f"{each.reviewer} was asked to review their own answer"
            if each.at - self.answered[each.answer] > OVER:
                yield f"{each.reviewer} was asked after {self._age(each.answer, each.at)} hours"
        posted = Counter(value for value in self._shown())
        yield from (f"review {one} was posted {n} times" for one, n in posted.items() if n > 1)
        pairs = Counter((r.answer, r.reviewer) for r in self.reviews if r.state == "submitted")
        yield from (f"{one} reviewed {a} {n} times" for (a, one), n in pairs.items() if n > 1)
        yield from self._messages()

    def _messages(self) -> Iterator[str]:
        days: Counter[tuple[str, date, bool]] = Counter()
        for each in self.asked:
            person = self.group.people[each.user]
            day = self._day(person, each.at)
            days[each.user, day, each.reminds] += 1
            for answer in each.answers:
                if self.author[answer] == each.user:
                    yield f"{each.user} was asked to review their own answer"
                if each.at - self.answered[answer] > OVER + SLACK_OF_TICK:
                    yield f"{each.user} was asked after {self._age(answer, each.at)} hours"
            if person.away and person.away[0] <= day <= person.away[1]:
                yield f"{each.user} was asked on leave, on {day}"
            if person.goes is not None and each.at > person.at(person.goes, 9) + SLACK_OF_TICK:
                yield f"{each.user} was asked on {day}, having left the channel"
        for (user, day, _), count in days.items():
            if count > 1:
                yield f"{user} was asked {count} times on {day}"

    def _day(self, person: Person, at: float) -> date:
        return person.day(at - DAY_ENDS.total_seconds())

    def _age(self, answer: str, at: float) -> int:
        return round((at - self.answered[answer]) / HOUR)

    def _shown(self) -> list[str]:
        """Give the reviews that stand in the threads, by the button under each."""
        state = self.month.sandbox.state
        with state.lock:
            messages = list(state.messages(ROUNDS))
        return [v for each in messages for v in self.group.offered(each, ids.LEVELS)]


def of(month: "Month", group: Group) -> tuple[dict[str, list[float]], list[str]]:
    """Give the figures of a month, and the promises that it broke."""
    found = Figures(month, group)
    return found.measure(), list(dict.fromkeys(found.problems()))


def table(outcomes: dict[int, list[Outcome]]) -> str:
    """Write a line for each size of group."""
    head = (
        "people",
        "answers",
        "hours to first review: median",
        "90th",
        "in 36 h",
        "something in 72 h",
        "reviews per answer",
        "by the keen: min/median/max",
        "by the lazy",
        "messages a week: mean/most",
        "reminders",
        "in hints",
        "third reviewers",
        "compared",
        "loads within one",
    )
    lines = [head, ("---",) * len(head)]
    for size, found in outcomes.items():
        if found := [each for each in found if each.figures]:
            lines.append((str(size), *_line(found)))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _line(outcomes: Sequence[Outcome]) -> Iterator[str]:
    def all_of(name: str) -> list[float]:
        return [figure for each in outcomes for figure in each.figures[name]]

    months, first = len(outcomes), all_of("hours to the first review")
    yield f"{len(all_of('in 36 hours')) / months:.0f}"
    yield f"{median(first):.1f}" if first else "-"
    yield f"{quantiles(first, n=10)[-1]:.0f}" if len(first) > 1 else "-"
    yield _share(all_of("in 36 hours"))
    yield _share(all_of("something in 72 hours"))
    yield f"{_mean(all_of('reviews')):.2f}"
    keen = all_of("by the keen")
    yield f"{min(keen):.0f}/{median(keen):.0f}/{max(keen):.0f}" if keen else "-"
    yield f"{_mean(all_of('by the lazy')):.1f}"
    yield f"{_mean(all_of('messages a week')):.1f}/{max(all_of('messages a week')):.1f}"
    yield f"{_mean(all_of('reminders a week')):.2f}"
    yield f"{_mean(all_of('in hints a week')):.1f}"
    yield f"{sum(all_of('third reviewers')) / months:.1f}"
    yield f"{sum(all_of('compared')) / months:.1f}"
    yield _share([each <= 1 for each in all_of("spread of loads")])


def _mean(figures: Sequence[float]) -> float:
    return mean(figures) if figures else 0.0


def _share(figures: Sequence[float]) -> str:
    return f"{100 * mean(figures):.0f}%" if figures else "-"


def _instant(stored: str) -> float:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC).timestamp()
