"""A sample of the answering protocol's histories, and its mutations, each of which is caught."""

import pytest

from tests.simulation.answering import run
from tests.simulation.mutations_answering import MUTATIONS, broken

# The first seeds that catch them: `python -m tests.simulation.mutations_answering` finds others.
CAUGHT_BY = {
    "acknowledge before the row is durable": 18,
    "drop the inbox's dedupe": 0,
    "let the last version win": 0,
    "drop retries": 14,
    "keep no tombstone": 13,
    "ignore edits before originals": 0,
    "fill nothing back": 4,
    "take half a thread for all of it": 0,
}
SAMPLE, CHUNK = 24, 6


@pytest.mark.parametrize("first", range(0, SAMPLE, CHUNK))
def test_what_is_on_record_is_what_the_thread_says(first):
    broke = {seed: found for seed in range(first, first + CHUNK) if (found := run(seed).problems)}
    assert broke == {}


def test_a_seed_is_one_history():
    assert run(CHUNK) == run(CHUNK)


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_each_broken_step_is_caught(mutation):
    seed = CAUGHT_BY[mutation]
    with broken(mutation):
        assert run(seed).problems
    assert run(seed).problems == []
