"""Every point at which a process can die, singly and in pairs, with each outcome on the network.

One day, one channel, one process that is started anew after each death. The points are counted by
a run without deaths; the outcome is that of the first request that posts.
"""

import logging
import os
import pickle
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from tests.simulation.mortal import Killed
from tests.simulation.outcome import Outcome
from tests.simulation.process import MINUTE, Chance, Fate, Process
from tests.simulation.stage import Thread
from tests.simulation.verdict import problems
from tests.simulation.world import HOUR, World, beginning

OUTCOMES = ("ok", "lost", "late", "500 before", "429", "answer lost", "shown late", "slow")
SEEDS = 60  # slices of all the runs
State = tuple[int, int, float]  # commits, requests, the time

CLAIMED = 2  # commits: the round is planned, then claimed
SLOW = 45.0  # seconds from there to the intent: the lease is nearly over when the request leaves
DEAD = 9
SEEN_BY = 25.0  # seconds after which history shows a message at the latest


def seen_late() -> float:
    """Let history show a message as late as it ever does."""
    return SEEN_BY


class Deaths(Chance):
    """Dies at the points of these numbers; the first post has the outcome given."""

    def __init__(self, points: tuple[int, ...], outcome: str) -> None:
        self.points, self.outcome = points, outcome
        self.states: list[State] = []

    def at(self, process: Process, where: str) -> None:
        world = process.world
        self.states.append((world.commits, world.slack.requests, world.stage.now))
        if len(self.states) - 1 in self.points:
            self.die(world)
        if self.outcome == "slow" and where == "after commit" and world.commits == CLAIMED:
            process.pause(SLOW)

    def die(self, world: World) -> None:
        raise Killed

    def fate(self, process: Process, method: str) -> Fate:
        if method != "chat.postMessage" or self.outcome == "ok":
            return Fate()
        what, self.outcome = self.outcome, "ok"
        if what in {"shown late", "slow"}:
            process.world.slack.lag = seen_late
            return Fate("answer lost")
        return Fate(what, {"late": MINUTE, "429": 30.0}.get(what, 0.0))


def play(points: tuple[int, ...], outcome: str) -> tuple[World, list[State]]:
    """Let a day happen with these deaths; give it, and the state at each point."""
    chance = Deaths(points, outcome)
    return _to_its_end(World(chance, Random(0))), chance.states


def _to_its_end(world: World) -> World:
    try:
        world.stage.play(world.dues[0].at + 8 * HOUR)
    finally:
        world.stage.close()
    world.slack.settle(world.stage.now)
    return world


def distinct(states: list[State], after: int = -1) -> dict[int, int]:
    """Give one point for each state, with how many share it: a death at any of them is the same.

    What was not committed is gone, so nothing but commits, requests and the time tells them apart.
    """
    first: dict[State, int] = {}
    shared: dict[int, int] = {}
    for point, state in enumerate(states):
        if point > after:
            first.setdefault(state, point)
            shared[first[state]] = shared.get(first[state], 0) + 1
    return shared


def run(seed: int) -> Outcome:
    """Try one slice of all the deaths."""
    logging.disable(logging.CRITICAL)
    counts, found = Counter[str](), list[str]()

    def judge(world: World, points: tuple[int, ...], outcome: str, stands_for: int) -> None:
        found.extend(f"{outcome}, dead at {points}: {p}" for p in problems(world))
        counts.update(runs=1, deaths_tried=stands_for, posted=world.counts["posted"])
        counts.update(extras=world.counts["extras"])

    try:
        for number, (outcome, first, shared) in enumerate(_firsts()):
            if number % SEEDS == seed:
                world, states = play((first,), outcome)
                judge(world, (first,), outcome, shared)
                for second, also in distinct(states, first).items():
                    world, _ = play((first, second), outcome)
                    judge(world, (first, second), outcome, shared * also)
    finally:
        logging.disable(logging.NOTSET)
    return Outcome(seed, found, dict(counts))


def _firsts() -> Iterator[tuple[str, int, int]]:
    for outcome in OUTCOMES:
        _, states = play((), outcome)
        for point, shared in distinct(states).items():
            yield outcome, point, shared


class RealDeaths(Deaths):
    """Ends the process itself: nothing is rolled back, closed or tidied up by anybody."""

    def __init__(self, points: tuple[int, ...], outcome: str, left: Path) -> None:
        super().__init__(points, outcome)
        self.left = left

    def die(self, world: World) -> None:
        # Slack and the time go on without us; the database is as the dead one leaves it.
        self.left.write_bytes(pickle.dumps((world.slack, world.stage.now, self.outcome)))
        os._exit(DEAD)


def die_really(point: int, outcome: str, folder: Path) -> list[str]:
    """Let a forked process end at a point, and another take over; give what was not kept."""
    file, left, told = folder / "rounds.db", folder / "left", folder / "told"
    for old in folder.glob("rounds.db*"):
        old.unlink()
    file.write_bytes(beginning(1, 1))
    first = _forked(
        lambda: _to_its_end(World(RealDeaths((point,), outcome, left), Random(0), file=file))
    )
    if first != DEAD:
        return [f"the first process came to its end with {first}"]

    def take_over() -> None:
        slack, now, outcome = pickle.loads(left.read_bytes())
        chance = RealDeaths((), outcome, left)
        world = World(chance, Random(0), file=file, now=now + 1.0, slack=slack)
        told.write_text("\n".join(problems(_to_its_end(world))))

    second = _forked(take_over)
    return [f"the second process ended with {second}"] if second else told.read_text().splitlines()


def _forked(work: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        try:
            Thread.forget()
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)
