"""What a window with a practice answer may send, and what comes of it."""

from dataclasses import replace
from typing import Any

import pytest

from bot.errors import BadInput, Gone
from bot.practice import calibration
from bot.practice.answers import Recorded, Reply, receive_reply
from bot.practice.tools import Caller
from bot.rules.calibration import Agreement
from bot.slack import ids
from bot.slack.listeners.modals import Modals
from bot.slack.payloads import Submission
from bot.slack.views.calibration import agreement_words, calibration_form
from tests.builders import CHANNEL, MONDAY, TEAM, Hands, Whispers, posted_round, set_up, tools
from tests.conftest import ANSWER

ME = Caller(TEAM, "U2", "America/New_York")


@pytest.fixture
def due():
    """Tools on a store with an answer, and the practice that its first review begins with."""
    hands = Hands()
    made = tools(hands)
    set_up(made, hands)
    day = posted_round(made)
    said = Reply(CHANNEL, "1795442500.000100", str(day.ts), "U1", ANSWER, "0", "m1", MONDAY)
    recorded = receive_reply(made, TEAM, said, "America/New_York")
    assert isinstance(recorded, Recorded)
    exercise = calibration.due(made, ME, recorded.answer.id)
    assert exercise is not None
    return made, exercise


def modals_of(made) -> Modals:
    nobody: Any = Whispers()
    return Modals(made, nobody)


def sent(made, exercise, level="2", **changes):
    form = calibration_form(exercise, made.bank.rubric)
    fields = {b["block_id"]: level for b in form["blocks"] if b["type"] == "input"}
    fields |= {key: changes.pop(key) for key in list(changes) if key in fields}
    whole = Submission(
        form["callback_id"], "V1", form["private_metadata"], ME.user, fields, next(iter(fields))
    )
    return replace(whole, **changes)


def stored(made):
    with made.store.read(TEAM) as books:
        return books.calibrations.of_user(ME.user)


@pytest.mark.parametrize("level", [None, "", "7", "-1", ["2"]])
def test_a_point_left_open_is_said_beside_its_field(due, level):
    made, exercise = due
    modals = modals_of(made)
    window = sent(made, exercise, level)
    with pytest.raises(BadInput) as bad:
        modals.submit(ME, window)
    assert {modals.block_of(window, field) for field in bad.value.fields} == set(window.fields)
    assert stored(made) == []


@pytest.mark.parametrize("field", ["", "level:tradeoffs", "no-such-question:weak:tradeoffs"])
def test_a_window_about_nothing_that_is_there_ends_in_words(due, field):
    made, exercise = due
    with pytest.raises(Gone):
        modals_of(made).submit(ME, sent(made, exercise, first_field=field))
    assert stored(made) == []


def test_the_same_window_twice_counts_once_and_what_was_said_first_holds(due):
    made, exercise = due
    modals = modals_of(made)
    first = modals.submit(ME, sent(made, exercise, "2"))
    assert modals.submit(ME, sent(made, exercise, "0")) == first
    [row] = stored(made)
    assert set(row.levels.values()) == {2}


def test_after_three_or_a_skip_an_old_window_still_compares_but_counts_no_more(due):
    made, exercise = due
    modals = modals_of(made)
    old = sent(made, exercise)
    calibration.skip(made, ME, exercise.answer_id)
    calibration.skip(made, ME, exercise.answer_id)
    assert calibration.due(made, ME, exercise.answer_id) is None
    assert modals.submit(ME, old)["callback_id"] == ids.CALIBRATION_NEXT
    assert [each.example for each in stored(made)] == ["skipped"]


def test_how_a_person_lies_to_the_bank_is_told_per_role(due):
    made, exercise = due
    modals = modals_of(made)
    answer, points = exercise.answer_id, 0
    while exercise is not None:
        modals.submit(ME, sent(made, exercise, "2"))
        points += len(exercise.practice.points)
        exercise = calibration.due(made, ME, answer)
    with made.store.read(TEAM) as books:
        [(role, found)] = calibration.by_role(made, books, ME.user).items()
        assert calibration.by_role(made, books, "U9") == {}
    assert role == stored(made)[0].role
    assert (found.of, found.stricter) == (points, 0)
    assert 0 < found.milder < points


DIFFERED = "You saw 9 of 12 points as the bank does; where you differed you were"


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Agreement(9, 3, 0), f"{DIFFERED} milder."),
        (Agreement(9, 0, 3), f"{DIFFERED} stricter."),
        (Agreement(9, 1, 2), f"{DIFFERED} sometimes milder, sometimes stricter."),
        (Agreement(12, 0, 0), "You saw all 12 points as the bank does."),
        (Agreement(2, 0, 0), "You saw both points as the bank does."),
        (Agreement(1, 0, 0), "You saw the one point as the bank does."),
        (Agreement(0, 4, 0), "You saw all 4 points differently from the bank: you were milder."),
        (Agreement(0, 0, 1), "You saw the one point differently from the bank: you were stricter."),
    ],
)
def test_it_is_said_in_words(found, words):
    assert agreement_words(found) == words
