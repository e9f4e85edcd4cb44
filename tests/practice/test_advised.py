"""A thread answer that the operator's model is asked about: stored at once, hinted once."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.practice import answers
from bot.practice.answers import ADVICE, Ignored, Recorded, Reply
from bot.slack.payloads import instant
from questions.judge.advice import Advice, Advised
from questions.model import Level
from tests.builders import CHANNEL, TEAM, Hands, posted_round, set_up, tools

THREAD = "1795442400.000100"
TEXT = (
    "That is a great question and I like it a lot, since it is the kind of thing that we talk"
    " about very often, and everybody should be happy in the end, which is nice, really."
)


@dataclass
class Model:
    """Gives one level for everything, and counts how often it was asked."""

    level: Level = Level.MISSING
    asked: list[str] = field(default_factory=list)
    rests: bool = False

    def resting(self):
        return self.rests

    def beside(self, judge, question, criteria, answer):
        self.asked.append(answer)
        words = answer[:26] if self.level else ""
        return Advised(judge, dict.fromkeys(criteria, Advice(self.level, words)), "small")


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def model():
    return Model()


@pytest.fixture
def made(hands, model):
    opened = tools(hands)
    set_up(opened, hands, hints="dm")
    posted_round(opened)
    yield replace(opened, adviser=model)
    opened.store.close()


def say(made, text=TEXT, version="0"):
    ts = "1795442410.000200"
    reply = Reply(CHANNEL, ts, THREAD, "UDANIEL", text, version, None, instant(ts))
    recorded = answers.receive_reply(made, TEAM, reply, "UTC")
    assert isinstance(recorded, Recorded)
    return recorded


def waiting(made):
    """The drafts that wait for the model."""
    with made.store.begin(TEAM) as books:
        held = books.inbox.claim(books.now(), timedelta(seconds=60))
    assert held is not None
    return held


def advise(made, held):
    told = answers.advised(made, TEAM, held.body, held.at)
    assert isinstance(told, Recorded)
    return told


def queued(made):
    """What the outbox has for anybody's direct messages."""
    with made.store.read(TEAM) as books:
        rows = books.connection.exec_driver_sql("SELECT verb FROM outbox")
        return [verb for (verb,) in rows if verb == "direct"]


def levels(made):
    with made.store.read(TEAM) as books:
        [answer] = books.answers.of_user("UDANIEL")
        return {mark.level for mark in books.marks.of(answer.id)}


def test_the_hint_waits_for_the_model_wherever_it_goes_and_comes_once(made, model):
    model.level = Level.SHOWN
    first = say(made)
    assert first.advised_later
    assert (model.asked, queued(made)) == ([], [])
    held = waiting(made)
    assert held.kind == ADVICE
    assert TEXT not in str(held.body)
    told = advise(made, held)
    assert (told.fresh, told.welcome, told.where) == (True, True, "dm")
    assert (model.asked, queued(made), levels(made)) == ([TEXT], ["direct"], {2})
    again = advise(made, held)
    assert not again.fresh
    assert queued(made) == ["direct"]


def test_the_same_text_again_leaves_what_the_model_said(made, model):
    model.level = Level.SHOWN
    say(made)
    held = waiting(made)
    advise(made, held)
    assert not say(made, version="1795442500.000000").fresh
    assert levels(made) == {2}


def test_a_second_draft_is_compared_by_the_models_levels(made, model):
    say(made)
    held = waiting(made)
    first = advise(made, held)
    assert first.card.hint.nudges
    with made.store.begin(TEAM) as books:
        books.inbox.done(held.id)
    model.level = Level.SHOWN
    say(made, f"{TEXT} And more.", version="1795442500.000000")
    held = waiting(made)
    second = advise(made, held)
    titles = made.bank.rubric.criteria
    assert second.card.moved == tuple(titles[n.criterion].title for n in first.card.hint.nudges)
    assert not second.welcome


def test_after_half_a_minute_the_judge_speaks_alone(made, model, hands):
    model.level = Level.SHOWN
    say(made)
    held = waiting(made)
    hands.now += timedelta(seconds=31)
    assert advise(made, held).fresh
    assert model.asked == []
    assert levels(made) != {2}


def test_a_model_that_rests_and_another_script_are_not_waited_for(made, model):
    model.rests = True
    assert not say(made).advised_later
    model.rests = False
    greek = "Θα ρωτούσα πρώτα τη νοσοκόμα " * 8
    assert not say(made, greek, version="1795442500.000000").advised_later


def test_a_draft_that_has_changed_since_has_its_own_turn(made, model):
    say(made)
    held = waiting(made)
    say(made, f"{TEXT} And more.", version="1795442500.000000")
    assert answers.advised(made, TEAM, held.body, held.at) == Ignored()
    assert model.asked == []


def test_a_model_that_is_taken_away_meanwhile_leaves_the_hint_to_the_judge(made):
    say(made)
    held = waiting(made)
    assert advise(replace(made, adviser=None), held).fresh
