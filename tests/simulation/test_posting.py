"""Two hundred hostile days of the posting protocol."""

import pytest

from tests.simulation import posting

SAMPLE = 200
AT_ONCE = 20


@pytest.mark.parametrize("first", range(0, SAMPLE, AT_ONCE))
def test_nothing_is_missed_or_doubled_on_a_hostile_day(first: int) -> None:
    played = [posting.run(seed) for seed in range(first, first + AT_ONCE)]
    assert [f"seed {each.seed}: {problem}" for each in played for problem in each.problems] == []
    assert sum(each.counts["rounds"] for each in played) >= AT_ONCE
    assert sum(each.counts.get("posted", 0) for each in played) > 0


def test_a_seed_tells_the_same_history_each_time() -> None:
    assert posting.run(23) == posting.run(23)
