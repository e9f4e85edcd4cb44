"""Calibrations: one of each number for a person and role."""

from dataclasses import replace

from storage.calibrations import SKIPPED, Calibration
from storage.store import Store
from tests.storage.rows import MONDAY


def test_a_persons_calibrations_stand_by_role_and_each_once(store: Store):
    first = Calibration("U1", "pm", 0, "pm-1", "strong", {"tradeoffs": 2}, MONDAY)
    second = replace(first, number=1, question_id="pm-2", example="weak", levels={"rollout": 0})
    other = replace(first, role="mle", example=SKIPPED, levels={})
    with store.begin("T1") as books:
        assert all(books.calibrations.put(each) for each in (second, first, other))
        assert not books.calibrations.put(replace(second, levels={"rollout": 2}))
        assert books.calibrations.put(replace(first, user="U2"))
        assert books.calibrations.of_user("U1") == [other, first, second]
    with store.read("T2") as books:
        assert books.calibrations.of_user("U1") == []
