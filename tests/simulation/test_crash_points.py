"""Deaths that are real: a forked process ends in the middle, and another takes over."""

from pathlib import Path

import pytest

from tests.simulation import crash_points


@pytest.mark.parametrize("outcome", ["ok", "answer lost"])
def test_a_process_that_really_dies_leaves_nothing_undone(outcome: str, tmp_path: Path) -> None:
    _, states = crash_points.play((), outcome)
    points = crash_points.distinct(states)
    assert len(points) > 5
    left_undone = [
        f"dead at {point}: {problem}"
        for point in points
        for problem in crash_points.die_really(point, outcome, tmp_path)
    ]
    assert left_undone == []


def test_one_slice_of_all_deaths_singly_and_in_pairs_keeps_every_promise() -> None:
    outcome = crash_points.run(7)
    assert outcome.problems == []
    assert outcome.counts["runs"] > 20
