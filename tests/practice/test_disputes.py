"""*This is wrong*: kept as a label, silenced for its author, and heard when many say so."""

from copy import copy
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.practice import answers, disputes, hints
from bot.practice.judging import attempts_of
from bot.practice.tools import Caller
from bot.rules.weakness import weigh
from questions.judge import Judge
from tests.builders import TEAM, Hands, bank, posted_round, set_up, tools

# Nothing in it is an answer to anything.
HOLLOW = (
    "That is a great question and I like it a lot, since it is the kind of thing that we talk"
    " about very often, and everybody should be happy in the end, which is nice, really, {}."
)
PEOPLE = ("UA", "UB", "UC", "UD")


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def made(hands):
    opened = tools(hands)
    set_up(opened, hands)
    posted_round(opened)
    yield opened
    opened.store.close()


def who(user):
    return Caller(TEAM, user, "America/New_York")


def say(made, user, form="1"):
    with made.store.read(TEAM) as books:
        round_ = books.rounds.latest("C1")
    text = HOLLOW.format(f"{user} says {form}")
    return answers.receive_private(made, who(user), round_.id, text, f"{user}{form}").card


def nudged(card):
    return [nudge.criterion for nudge in card.hint.nudges]


def call_wrong(made, user, card, *criteria, way=None):
    return disputes.settle(made, who(user), card.answer_id, criteria, way)


def weighed(made):
    """The criteria in the weakness log of UA."""
    with made.store.read(TEAM) as books:
        return set(weigh(attempts_of(books, "UA")))


def kept(made, *answer_ids):
    with made.store.read(TEAM) as books:
        return books.disputes.of(answer_ids)


def reason(made, user, card, criterion):
    found = hints.why(made, who(user), card.answer_id).reasons
    return next(each for each in found if each.criterion == criterion)


def mute_first(made):
    """Let three people, nudged twice each, call the first nudge wrong; give it and the hints."""
    cards = {(user, form): say(made, user, form) for user in PEOPLE[:3] for form in "12"}
    first = nudged(cards["UA", "1"])[0]
    for (user, _), card in cards.items():
        call_wrong(made, user, card, first)
    return first, cards


def test_a_dispute_keeps_what_the_engine_had_said_and_how_it_is_wrong(made):
    card = say(made, "UA")
    first = nudged(card)[0]
    other = next(
        r.criterion
        for r in hints.why(made, who("UA"), card.answer_id).reasons
        if r.criterion not in nudged(card)
    )
    call_wrong(made, "UA", card, first, way="low")
    call_wrong(made, "UA", card, first, other, "no such criterion", way="anything")
    labels = {each.criterion: each for each in kept(made, card.answer_id)}
    assert set(labels) == {first, other}
    label = labels[first]
    assert (label.said, label.way, label.draft) == ("nudged", "low", 1)
    assert (label.level, label.rubric) == (0, made.judge.version)
    assert label.rule
    assert (labels[other].said, labels[other].way) == ("listed", None)


def test_what_is_called_wrong_does_not_count_until_it_is_taken_back(made):
    card = say(made, "UA")
    first, *_ = nudged(card)
    before = weighed(made)
    settled = call_wrong(made, "UA", card, first)
    assert settled.silenced == (made.bank.rubric.criteria[first].title,)
    assert reason(made, "UA", card, first).disputed
    assert weighed(made) == before - {first}
    assert call_wrong(made, "UA", card).counting == settled.silenced
    assert weighed(made) == before


def test_the_next_draft_is_not_nudged_on_what_its_author_called_wrong(made):
    card = say(made, "UA")
    first = nudged(card)[0]
    call_wrong(made, "UA", card, first)
    text = HOLLOW.format("and so say I, the second time, with other words")
    again = answers.receive_revision(made, who("UA"), card.answer_id, text, "2").card
    assert first not in nudged(again)


def test_a_nudge_that_many_call_wrong_goes_quiet_for_all_and_why_says_so(made):
    first, _ = mute_first(made)
    card = say(made, "UD")
    assert nudged(card)
    assert first not in nudged(card)
    found = reason(made, "UD", card, first)
    assert found.muted
    assert found.level == 0
    [other] = {r.muted for r in hints.why(made, who("UD"), card.answer_id).reasons} - {True}
    assert other is False


def test_the_next_best_nudge_takes_the_place_of_a_quiet_one(made):
    question = bank().matching()[0]
    judge, rubric = made.judge, made.bank.rubric
    text = HOLLOW.format("I say")
    first, second = judge.judge(question, text, rubric).hint.nudges
    instead = judge.judge(question, text, rubric, {first.criterion})
    assert instead.hint.nudges[0] == second
    assert instead.marks == judge.judge(question, text, rubric).marks
    assert judge.judge(question, text, rubric, question.criteria).hint.nudges == ()


def test_one_person_however_often_silences_nobody_else(made):
    for form in "12345678":
        card = say(made, "UA", form)
        call_wrong(made, "UA", card, *nudged(card))
    other = say(made, "UB")
    assert nudged(other) == nudged(say(made, "UC"))
    assert not any(r.muted for r in hints.why(made, who("UB"), other.answer_id).reasons)


def test_it_comes_back_when_enough_is_taken_back(made):
    first, cards = mute_first(made)
    for form in "12":
        call_wrong(made, "UA", cards["UA", form])
    assert first in nudged(say(made, "UD"))


def test_it_comes_back_with_new_rules(made):
    first, _ = mute_first(made)
    newer: Judge = copy(made.judge)
    newer.version = "newer"
    card = say(replace(made, judge=newer), "UD")
    assert first in nudged(card)


def test_it_is_tried_again_after_ninety_days(made, hands):
    first, _ = mute_first(made)
    hands.now += timedelta(days=89)
    assert first not in nudged(say(made, "UD", "1"))
    hands.now += timedelta(days=1)
    assert first in nudged(say(made, "UD", "2"))


def test_another_workspace_goes_on_being_nudged(made):
    first, _ = mute_first(made)
    with made.store.read("T2") as books:
        assert first not in books.remarks.muted(made.judge.version, books.now())
