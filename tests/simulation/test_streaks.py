"""A sample of the streaks' histories; whatever rule is left out, one of them tells."""

from datetime import timedelta
from itertools import count

import pytest

from bot.rules import practice_day, reading, streak
from tests.simulation.streaks import run

SAMPLE, CHUNK = 40, 10
NUMBERS = map(str, count())
LEFT_OUT = {
    "a day that a move cut short does not count": (streak, "_cut_short", lambda _clocks: ()),
    "another end waits until the day is over": (practice_day, "end_of", lambda _, at: at.since),
    "a mended day is kept": (streak, "MEND_WITHIN", timedelta(0)),
    "two weeks lie between mended days": (streak, "MEND_AGAIN", timedelta(days=1)),
    "two freezes at most": (streak, "_FULL", 700),
    "one's own text again keeps no day": (reading, "fingerprint", lambda _: next(NUMBERS)),
    "too little keeps no day": (reading, "ASK_FLOOR", 1),
    "a question may ask for the day after": (streak, "_asked_on", lambda to, _: to.local_date),
}
# The first seeds that tell; the others are told of by the very first.
CAUGHT_BY = {
    "another end waits until the day is over": 46,
    "two weeks lie between mended days": 7,
    "two freezes at most": 177,
    "too little keeps no day": 4,
}


@pytest.mark.parametrize("first", range(0, SAMPLE, CHUNK))
def test_what_is_shown_is_what_was_done(first):
    broke = {seed: found for seed in range(first, first + CHUNK) if (found := run(seed).problems)}
    assert broke == {}


@pytest.mark.parametrize("rule", LEFT_OUT)
def test_each_rule_left_out_is_noticed(rule, monkeypatch):
    monkeypatch.setattr(*LEFT_OUT[rule])
    assert run(CAUGHT_BY.get(rule, 0)).problems


def test_a_seed_is_one_history():
    assert run(3) == run(3)
