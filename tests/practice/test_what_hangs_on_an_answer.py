"""What hangs on an answer follows it where it goes, and goes when it goes."""

import json

import pytest

from bot.practice import answers, reviews
from bot.practice.answers import Recorded, Reply, Unsure
from bot.practice.tools import Caller
from bot.slack import ids
from bot.slack.listeners.buttons import Buttons
from bot.slack.payloads import Shortcut, instant
from questions.model import Level
from storage.tables.base import Base
from tests.builders import CHANNEL, TEAM, Hands, Whispers, posted_round, set_up, tools

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


def remove(made, seconds):
    ts = f"{1795442400 + seconds}.000200"
    return answers.remove_reply(made, TEAM, CHANNEL, ts, instant("1795442700.000000"))


def to_send(made):
    """What is queued, and for the message of which second."""
    with made.store.read(TEAM) as books:
        rows = books.connection.exec_driver_sql("SELECT verb, body FROM outbox ORDER BY number")
        return [(row.verb, int(float(json.loads(row.body)["ts"])) - 1795442400) for row in rows]


def all_that_is_stored(made):
    with made.store.read(TEAM) as books:
        return "\n".join(
            str(row)
            for name in Base.metadata.tables
            for row in books.connection.exec_driver_sql(f'SELECT * FROM "{name}"')
        )


def test_a_hint_does_not_go_on_quoting_a_part_that_was_deleted(made):
    say(made, 30, f"First I would ask whether canaries matter, because they do. {TEXT}")
    say(made, 60, TEXT)
    assert "canaries" in all_that_is_stored(made)
    remove(made, 30)
    assert "canaries" not in all_that_is_stored(made)


def test_an_answer_that_is_left_out_does_not_keep_a_part_that_was_deleted(made):
    say(made, 30, TEXT)
    say(made, 60, "And canaries too.")
    say(made, 30, "I would ask the charge nurse.", version="1795442470.000000")
    remove(made, 60)
    assert "canaries" not in all_that_is_stored(made)


def test_the_tick_goes_when_the_rest_of_an_answer_is_too_little(made):
    say(made, 30, "I would ask the charge nurse which mornings go wrong, and then decide with her.")
    say(made, 60, "The lab is late most days, so she phones them first, and then mixes the dose.")
    remove(made, 60)
    assert to_send(made) == [("react", 30), ("unreact", 30)]


def test_the_tick_moves_when_an_earlier_part_comes_late(made):
    say(made, 0, "I would begin with one clinic.")
    say(made, 60, TEXT)
    remove(made, 0)
    assert to_send(made)[-1] == ("react", 60)
    say(made, 30, "Then I would ask the lab.")
    assert to_send(made)[-2:] == [("unreact", 60), ("react", 30)]


def test_an_answer_that_is_formed_anew_gets_a_hint(made):
    say(made, 30, "I would begin with one clinic.")
    say(made, 60, TEXT)
    formed = say(made, 30, "thanks!", version="1795442470.000000")
    assert isinstance(formed, Recorded)
    assert (formed.fresh, formed.answer.text) == (True, TEXT)


def test_the_author_is_asked_again_when_an_answer_becomes_a_close_call(made):
    first = say(made, 30, "I would ask the charge nurse which mornings go wrong, and then decide.")
    assert isinstance(first, Unsure)
    say(made, 60, "The lab is late most days, so she phones them first, and then mixes the dose.")
    assert isinstance(remove(made, 60), Unsure)


def test_a_private_message_that_went_out_keeps_no_words(made):
    hands = Hands()
    with made.store.begin(TEAM) as books:
        body = {"kind": "whisper", "user": "UDANIEL", "text": "canaries", "blocks": []}
        for number in (1, 2):
            books.outbox.put(f"whisper:{number}", CHANNEL, "whisper", body, hands.now)
        sent, failed = (books.outbox.get_by_key(f"whisper:{number}").id for number in (1, 2))
        assert books.outbox.sent(sent, "")
        assert books.outbox.close(failed, "failed", "no")
    assert "canaries" not in all_that_is_stored(made)


def test_what_is_left_when_a_part_is_no_answer_is_asked_about(made):
    say(made, 30, TEXT)
    say(made, 60, "The lab is late most days, so she phones them first, and then mixes.")
    told = Whispers()
    used = Shortcut(ids.SHORTCUT_LEAVE, "UDANIEL", CHANNEL, "1795442430.000200", "t", None)
    Buttons(made, told).use(Caller(TEAM, "UDANIEL", NEW_YORK), used)  # type: ignore[arg-type]
    [(user, words)] = told.said
    assert (user, words[:20]) == ("UDANIEL", "Is this your answer?")
