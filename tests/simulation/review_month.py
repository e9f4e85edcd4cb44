"""A month of peer review in the local Slack, for groups of one to twenty, a third of them lazy.

The whole production bot, a clock that is moved, and people who see what Slack shows them and act by
the page's own verbs; how they behave is assumed in `review_month_people.py`. One seed is one month
of one group; `make simulate ARGS=review_month` prints the table of all of them.
"""

import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from bot.practice import people
from bot.practice.tools import Caller
from bot.sandbox.seed import ROUNDS
from tests.simulation import review_month_figures
from tests.simulation.fortnight import Fortnight, without_noise
from tests.simulation.fortnight_bot import WORKSPACE
from tests.simulation.fortnight_plan import BERLIN, DAY, MINUTE, ChannelPlan, Plan
from tests.simulation.outcome import Outcome
from tests.simulation.review_month_people import REMINDED, Group, Person, make_people

GROUPS = (1, 2, 3, 5, 8, 20)
SEEDS = 4 * len(GROUPS)  # a seed's group is GROUPS[seed % 6]
DAYS = 30
REST = 4  # days in which nobody answers any more, and what is under way is settled
TICK = 40 * MINUTE  # five minutes in production, where most of them find nothing
FIRST = date(2026, 9, 7)  # a Monday; no clock changes within a month of it


def make_plan(seed: int, days: int, group: list[Person]) -> Plan:
    """Set up one channel that asks at nine in Berlin, which is before New York gets up."""
    channel = ChannelPlan(ROUNDS, "09:00", BERLIN, "mon-fri", None, "private")
    start = datetime(FIRST.year, FIRST.month, FIRST.day, 5, 7, tzinfo=UTC)
    dates = [FIRST + timedelta(days=n) for n in range(days)]
    return Plan(
        seed=seed,
        start=start,
        until=start + timedelta(days=days + REST),
        channels=(channel,),
        rounds=tuple((channel, day, channel.due(day)) for day in dates if channel.practises(day)),
        zones={each.user: [(0.0, each.zone)] for each in group},
        newcomers=tuple((each.user, each.name.capitalize()) for each in group[1:]),
        hints={},
    )


class Month(Fortnight):
    """The ground of the fortnight in calm weather, with the timers of peer review."""

    steps = 200_000

    def __init__(self, seed: int, size: int, days: int, folder: Path) -> None:
        self.first, self.days, self.size = FIRST, days, size
        self.people = make_people(Random(f"{seed}/group of {size}"), size, FIRST, days)
        super().__init__(make_plan(seed, days, self.people), folder)
        self.threads, self.back_fills_every = 1, 7 * DAY
        self.members = tuple(each.user for each in self.people if each.comes == FIRST)
        self._looked = 0.0
        self._posting = False

    def ask_for_reminders(self) -> None:
        """Have some of the people ask to be reminded, as they would in Home."""
        for each in self.people:
            if self.chance.random() < REMINDED:
                caller = Caller(WORKSPACE, each.user, each.zone)
                people.choose_reminder(self.alive.rounds.tools, caller, "18:00")

    def timers(self) -> frozenset[str]:
        """Give what is due: posting where it is time for it, reviews at each look."""
        self._looked = self.now
        return frozenset(
            {"peer-review", "reminders"} | ({"post_daily", "sweep"} if self._posting else set())
        )

    def _tick_is_due(self) -> bool:
        self._posting = super()._tick_is_due()
        return self._posting or self.now - self._looked > TICK

    def _next_stir(self) -> float:
        return min(super()._next_stir(), self._looked + TICK + 0.001)


def run(seed: int, days: int = DAYS) -> Outcome:
    """Live through one group's month; the figures are in the outcome."""
    size, began = GROUPS[seed % len(GROUPS)], time.monotonic()
    with tempfile.TemporaryDirectory() as folder, without_noise():
        month = Month(seed, size, days, Path(folder))
        figures: dict[str, list[float]] = {}
        try:
            month.begin()
            month.ask_for_reminders()
            group = Group(month, month.people)
            group.arrange()
            month.live(month.plan.until.timestamp())
            figures, problems = review_month_figures.of(month, group)
        except Exception as trouble:  # whatever happens is what the seed came to
            problems = [f"{type(trouble).__name__}: {trouble}"]
        finally:
            month.close()
    counts = {**month.counts, "milliseconds": round((time.monotonic() - began) * 1000)}
    return Outcome(seed, problems, counts, figures)


def table(outcomes: list[Outcome]) -> str:
    """Write what the months came to, a line for each size of group."""
    return review_month_figures.table(
        {
            size: [each for each in outcomes if GROUPS[each.seed % len(GROUPS)] == size]
            for size in GROUPS
        }
    )
