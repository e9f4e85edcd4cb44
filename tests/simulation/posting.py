"""The posting protocol under every fault at every step: one seed is one hostile history."""

import logging
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

from storage.errors import StorageError
from tests.simulation.false_slack import Message, Window
from tests.simulation.mortal import Killed
from tests.simulation.outcome import Outcome
from tests.simulation.process import MINUTE, TEAM, Chance, Fate, Process, Shell
from tests.simulation.verdict import problems
from tests.simulation.world import HOUR, LOOKS, ORGANISER, START, World

SEEDS = 10_000

_OF_SENDING = (
    "lost",
    "answer lost",
    "late",
    "500 before",
    "500 after",
    "page",
    "429",
    "never left",
)
_OF_LOOKING = ("lost", "answer lost", "500 before", "page", "429", "never left")
_SAID = ("whisper", "post", "direct")
QUIET = 30 * HOUR  # after the last round: what is in doubt is given up after a day


class Hostile(Chance):
    """Draws from the seed what goes wrong, until it is calm."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.mild = random.random() < 0.3
        levels = (0.0, 0.01, 0.02) if self.mild else (0.0, 0.01, 0.03, 0.1, 0.3)
        self.dies = random.choice(levels) / 3
        self.freezes = random.choice(levels) / 2
        self.storage = random.choice(levels) / 5
        self.network = random.choice(levels if self.mild else (0.0, 0.05, 0.2, 0.5))
        self.lags = random.choice((0.0, 0.1, 0.5))
        self.calm_from = START + random.choice((1.0, 1.0, 3.0, 8.0)) * HOUR
        self.postgres = random.random() < 0.5  # it ends a transaction that stands still

    def at(self, process: Process, where: str) -> None:
        if process.world.stage.now >= self.calm_from:
            return
        drawn = self.random.random()
        if drawn < self.dies:
            raise Killed
        drawn -= self.dies
        if drawn < self.freezes:
            self._freeze(process, where)
        elif drawn < self.freezes + self.storage and "re" in where and "request" not in where:
            process.world.counts["database errors"] += 1
            raise StorageError("The connection to the database was lost.")
        elif self.random.random() < 0.2:
            process.pause(0.0)  # another may go first

    def _freeze(self, process: Process, where: str) -> None:
        process.world.counts["freezes"] += 1
        least, most = self.random.choice(((0.5, 8), (8, 90), (90, 900), (900, 9000)))
        seconds = self.random.uniform(least, most)
        asleep = self.random.random() < 0.2
        if where != "before commit":
            process.freeze(seconds, asleep=asleep)
            return
        # Meanwhile the others find the database busy.
        process.freeze(min(seconds, MINUTE), asleep=asleep)
        process.world.disturbed()
        if self.postgres and seconds > MINUTE:
            raise StorageError("The transaction stood still for too long.")

    def fate(self, process: Process, method: str) -> Fate:
        world = process.world
        if world.stage.now >= self.calm_from or self.random.random() >= self.network:
            return Fate()
        what = self.random.choice(_OF_LOOKING if method in LOOKS else _OF_SENDING)
        seconds = {"late": self.random.uniform(10, 240), "429": self.random.choice((1, 5, 30, 60))}
        return Fate(what, seconds.get(what, 0.0))

    def latency(self) -> float:
        return self.random.choice((0.1, 0.3, 1.0, 2.5))

    def lag(self) -> float:
        return self.random.uniform(0, 25) if self.random.random() < self.lags else 0.2

    def jitter(self, tick: float) -> float:
        return 0.0 if self.random.random() < 0.3 else self.random.uniform(0, tick)

    def downtime(self) -> float:
        least, most = self.random.choice(((1, 5), (1, 5), (5, 90), (90, 3600)))
        return self.random.uniform(least, most)


class Day:
    """What happens to a world besides: outages, people, restored backups, things to be said."""

    def __init__(self, world: World, chance: Hostile) -> None:
        self.world, self.chance, self.random = world, chance, chance.random
        self.plan: list[tuple[float, Callable[[], None]]] = []
        world.slack.skew = self.random.choice((0.0, 0.0, 2.0, -30.0, 300.0, -300.0, 3000.0))
        world.slack.lag = chance.lag
        world.slack.noticed = self._people
        self._things_to_say()
        if not chance.mild:
            self._outages()
        world.stage.enter(self._go)

    def _go(self) -> None:
        for at, happen in sorted(self.plan, key=lambda each: each[0]):
            self.world.stage.pause(max(0.0, at - self.world.stage.now))
            happen()

    def _likely(self, probability: float) -> bool:
        return self.random.random() < probability

    def _span(self, most: float) -> tuple[float, float]:
        """Give a stretch of time before it is calm, often over the time that a round is due."""
        begin = START + self.random.uniform(0, 40) * MINUTE
        if self._likely(0.3):
            begin = self.random.uniform(START, self.chance.calm_from)
        return begin, begin + self.random.uniform(0.1, 1) ** 4 * most

    def _outages(self) -> None:
        world = self.world
        for what in ("away", "silent", "token_revoked"):
            if self._likely(0.08):
                world.slack.windows.append(Window(*self._span(7 * HOUR), what))
        for what in ("is_archived", "not_in_channel"):
            if self._likely(0.1):
                self._close_channel(what)
        if self._likely(0.12):
            world.database_away.append(self._span(2 * HOUR))
        self._once()

    def _once(self) -> None:
        """Let everything be down, somebody post at once, or an older database be restored.

        What is restored knows nothing of what was posted since, so it must look.
        """
        world = self.world
        if self._likely(0.15):
            begin, end = self._span(9 * HOUR)
            self.plan.append((begin, lambda: self._all_down(end)))
        elif self._likely(0.25):
            channel = self.random.choice(world.dues).channel
            at = START + self.random.uniform(0, 8) ** 1.5 * 20 * MINUTE
            self.plan.append((at, lambda: self._post_now(channel)))
        elif len({due.day for due in world.dues}) == 1 and self._likely(0.15):
            saved = START + self.random.uniform(0, 15) * MINUTE
            later = self.random.uniform(11, 120)
            later += 300 if later > 90 else 0  # past the window
            restored = max(due.at for due in world.dues) + later * MINUTE
            self.plan.append((saved, lambda: self._save(restored)))

    def _close_channel(self, what: str) -> None:
        channel = self.random.choice(self.world.dues).channel
        begin, end = self._span(7 * HOUR)
        self.world.slack.windows.append(Window(begin, end, what, channel))
        self.plan.append((end, lambda: self.world.back.append(channel)))
        self.plan.append((end, self.world.replan))

    def _all_down(self, until: float) -> None:
        self.world.down_until = until
        self.world.kill()

    def _post_now(self, channel: str) -> None:
        self.world.processes.append(Shell(self.world, channel))

    def _save(self, restored: float) -> None:
        world = self.world
        world.wait_for_database()
        copy = world.save()

        def restore() -> None:
            world.stage.pause(restored - world.stage.now)
            self._all_down(restored + 5 * MINUTE)  # until no request is on its way any more
            world.stage.pause(1.0)
            world.restore(copy)
            world.restored = True

        world.stage.enter(restore)

    def _things_to_say(self) -> None:
        for number in range(self.random.choice((0, 0, 1, 2, 4))):
            at = START + self.random.uniform(0, 60) * MINUTE
            self.plan.append((at, partial(self._put, self.random.choice(_SAID), number)))

    def _put(self, verb: str, number: int) -> None:
        bodies: dict[str, dict[str, Any]] = {
            "whisper": {"kind": "whisper", "user": "U2", "text": f"said {number}", "blocks": [],
                        "thread_ts": None},
            "post": {"kind": "greeting"},
            "direct": {"kind": "notice", "notice": "no-question", "channel": "C1"},
        }  # fmt: skip
        where = ORGANISER if verb == "direct" else "C1"
        written = False
        while not written:
            try:
                with self.world.store.begin(TEAM) as books:
                    books.outbox.put(f"said {number}", where, verb, bodies[verb], books.now())
                written = True
            except StorageError:
                self.world.stage.pause(MINUTE)

    def _people(self, message: Message) -> None:
        """Somebody replies under one of two, or deletes what stands there."""
        slack, now = self.world.slack, self.world.stage.now
        if not message.channel.startswith("C"):
            return
        standing = slack.standing(message.about)
        if len(standing) > 1 and self._likely(0.5):
            slack.request(
                now + self.random.uniform(1, 500), "a reply", self.random.choice(standing)
            )
        if self._likely(0.02):
            slack.request(
                now + self.random.uniform(1, 500), "deletion by hand", self.random.choice(standing)
            )


def play(seed: int) -> World:
    """Let the history of a seed happen, to its quiet end."""
    random = Random(seed)
    chance = Hostile(random)
    world = World(
        chance,
        random,
        places=random.choice((1, 1, 2, 3)),
        days=random.choice((1, 1, 1, 2)),
        processes=random.choice((1, 2, 2, 3)),
    )
    Day(world, chance)
    try:
        world.stage.play(max(due.at for due in world.dues) + QUIET)
    finally:
        world.stage.close()
    world.slack.settle(world.stage.now)
    world.counts["mild" if chance.mild else "harsh"] += 1
    return world


def run(seed: int) -> Outcome:
    """Play the history of a seed and judge it."""
    logging.disable(logging.CRITICAL)
    try:
        world = play(seed)
        found = list(problems(world))
    finally:
        logging.disable(logging.NOTSET)
    return Outcome(seed, found, dict(world.counts))
