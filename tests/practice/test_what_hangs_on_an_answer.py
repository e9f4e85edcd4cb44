"""What hangs on an answer follows it where it goes, and goes when it goes."""

import pytest

from bot.practice import answers, reviews
from bot.practice.answers import Reply
from bot.practice.tools import Caller
from bot.slack.payloads import instant
from questions.model import Level
from tests.builders import CHANNEL, TEAM, Hands, posted_round, set_up, tools

THREAD = "1795442400.000100"
TEXT = (
    "I would ask the charge nurse which mornings go wrong, assume it is the late lab result, and "
    "then flag it to her, so that she phones the lab before the dose is mixed."
)
NEW_YORK = "America/New_York"
PRIYA = Caller(TEAM, "UPRIYA", NEW_YORK)


def reply(seconds, text, version="0"):
    ts = f"{1795442400 + seconds}.000200"
    return Reply(
        channel=CHANNEL,
        ts=ts,
        thread_ts=THREAD,
        user="UDANIEL",
        text=text,
        version=version,
        client_msg_id=None,
        at=instant(ts),
    )


@pytest.fixture
def made():
    hands = Hands()
    opened = tools(hands)
    set_up(opened, hands)
    posted_round(opened)
    yield opened
    opened.store.close()


def say(made, seconds, text, version="0"):
    return answers.receive_reply(made, TEAM, reply(seconds, text, version), NEW_YORK)


def review(made, answer):
    question = reviews.form(made, PRIYA, answer).question
    levels = dict.fromkeys(question.criteria, Level.MENTIONED)
    return reviews.submit(made, PRIYA, answer, levels, "Clear.", "Shorter.")


def stored(made):
    with made.store.read(TEAM) as books:
        round_ = books.rounds.latest(CHANNEL)
        return books.answers.of_user_in_round(round_.id, "UDANIEL")


def test_a_review_moves_with_an_answer_that_becomes_part_of_another(made):
    say(made, 0, "thanks!")
    answer = say(made, 30, TEXT).answer
    review(made, answer.id)
    say(made, 0, "I would begin with one clinic and its mornings.", version="1795442460.000000")
    [joined] = stored(made)
    assert joined.text.startswith("I would begin")
    with made.store.read(TEAM) as books:
        [kept] = books.reviews.of_answer(joined.id)
        assert (kept.state, kept.strength) == ("submitted", "Clear.")
        assert {m.by for m in books.marks.of(joined.id)} == {"engine", "UPRIYA"}


def test_words_that_were_edited_away_and_deleted_are_kept_nowhere(made):
    say(made, 30, TEXT)
    say(made, 30, "sorry", version="1795442460.000000")
    answers.remove_reply(made, TEAM, CHANNEL, "1795442430.000200", instant("1795442500.000000"))
    [left] = stored(made)
    assert left.text is None
    with made.store.read(TEAM) as books:
        assert books.answers.drafts(left.id) == []


def test_words_of_a_deleted_part_are_not_kept_as_a_draft(made):
    answer = say(made, 30, TEXT).answer
    say(made, 60, "And then a secret that I take back.")
    answers.remove_reply(made, TEAM, CHANNEL, "1795442460.000200", instant("1795442500.000000"))
    [left] = stored(made)
    assert left.text == TEXT
    with made.store.read(TEAM) as books:
        assert books.answers.drafts(answer.id) == []
