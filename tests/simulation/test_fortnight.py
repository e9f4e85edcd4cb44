"""A sample of the fortnight: short histories that hold, and a broken bot that is found out."""

from unittest import mock

import pytest

from bot.sandbox.faults import Fault
from tests.simulation.fortnight import Weather, run


@pytest.mark.parametrize("seed", [1000, 1001])
def test_three_days_with_every_kind_of_fault_keep_every_promise(seed):
    assert run(seed, days=3).problems == []


def half_of_the_answers_are_lost(self, method):
    chance = self.chance(method)
    if method != "chat.postMessage" or chance is None or chance.random() < 0.5:
        return None
    return Fault(performs=True, cuts=True)


def test_a_bot_that_neither_looks_nor_sweeps_is_found_out():
    with (
        mock.patch.object(Weather, "next", half_of_the_answers_are_lost),
        mock.patch("bot.practice.sending.must_look", return_value=False),
        mock.patch("bot.slack.sweep.carries_round", return_value=False),
    ):
        problems = run(0, days=3).problems
    assert any(each.startswith("doubled") for each in problems), problems
