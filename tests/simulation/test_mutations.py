"""Each step of the protocol broken on purpose: the seeds that catch it, and pass unbroken."""

import logging

import pytest

from tests.simulation import crash_points, mutations, posting
from tests.simulation.verdict import problems

# A change of the code changes histories. Where no seed of a line catches its mutation any more,
# `mutations.first_seed` finds another.
CAUGHT_BY = {
    "do not claim": (3, 28),
    "do not look": (9, 10),
    "send blind when the look failed": (25,),
    "do not write the intent": (10, 25),
    "do not check the time": (79, 263),
    "repeat the request": (12, 25),
    "record over another": (22,),
    "close in doubt": (136,),
    "plan over another's row": (681,),
    "notify afterwards": (389, 491),
    "whisper again": (37,),
}
# A death at this point of `crash_points`, with this outcome on the network.
CAUGHT_AT: dict[str, tuple[str, tuple[int, ...]]] = {
    # Only a claim that was nearly over when the request left tells: the lease does the rest.
    "do not wait in doubt": ("slow", (11,)),
    "do not sweep": ("late", ()),
}


@pytest.mark.parametrize("mutation", CAUGHT_BY)
def test_a_broken_step_is_caught(mutation: str) -> None:
    seeds = CAUGHT_BY[mutation]
    assert any(mutations.played(mutation, seed).problems for seed in seeds)
    assert [each for seed in seeds for each in posting.run(seed).problems] == []


@pytest.mark.parametrize("mutation", CAUGHT_AT)
def test_a_broken_step_is_caught_at_a_crash_point(mutation: str) -> None:
    with mutations.broken(mutation):
        assert _left_undone(*CAUGHT_AT[mutation]) != []
    assert _left_undone(*CAUGHT_AT[mutation]) == []


def _left_undone(outcome: str, points: tuple[int, ...]) -> list[str]:
    logging.disable(logging.CRITICAL)
    try:
        world, _ = crash_points.play(points, outcome)
    finally:
        logging.disable(logging.NOTSET)
    return list(problems(world))


def test_an_extra_that_its_sender_keeps_stands_longer() -> None:
    """The sweep removes it in the end, so that this step is for speed."""
    seed, mutation = 187, "keep our extra"
    kept = mutations.played(mutation, seed)
    assert kept.counts["extra seconds"] > posting.run(seed).counts.get("extra seconds", 0)


def test_every_mutation_has_its_control() -> None:
    assert {*CAUGHT_BY, *CAUGHT_AT, "keep our extra"} == set(mutations.MUTATIONS)
