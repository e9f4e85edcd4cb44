"""Old answers lose their words where the operator wants that, and nothing that came of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.config import load
from bot.errors import ConfigError
from bot.practice import answers, privacy, progress
from bot.practice.answers import Reply
from bot.practice.tools import Caller
from bot.rules import reading
from tests.builders import CHANNEL, TEAM, Hands, posted_round, set_up, tools
from tests.conftest import ANSWER, BETTER

WHO = "U1"


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def made(hands: Hands):
    made = replace(tools(hands), keep_days=30)
    set_up(made, hands)
    return made


def said(hands: Hands, root: str | None, text: str, ts: str, version: str = "0") -> Reply:
    assert root is not None
    return Reply(CHANNEL, ts, root, WHO, text, version, None, hands.now)


def test_after_the_days_the_words_go_and_streak_and_levels_stay(made, hands):
    root = posted_round(made).ts
    first = said(hands, root, ANSWER, "1795442460.000100")
    answers.receive_reply(made, TEAM, first, "America/New_York")
    edited = replace(first, text=BETTER, version="1795442470.000100")
    answers.receive_reply(made, TEAM, edited, "America/New_York")
    me = Caller(TEAM, WHO, "America/New_York")
    before = progress.of(made, me)
    assert privacy.expire(made, TEAM) == 0
    hands.now += timedelta(days=31)
    assert privacy.expire(made, TEAM) == 1
    with made.store.read(TEAM) as books:
        [answer] = books.answers.of_user(WHO)
        assert answer.text is None
        assert books.answers.drafts(answer.id) == []
        assert books.messages.get(CHANNEL, first.ts).text is None
        assert {mark.evidence for mark in books.marks.of(answer.id)} == {""}
        hint = books.hints.latest(answer.id)
        assert hint.praise is None
        assert not any("quote" in nudge for nudge in hint.nudges)
    after = progress.of(made, me)
    assert after.weaknesses == before.weaknesses
    assert after.streak.practised_of_30 == 0
    assert after.streak.best == before.streak.best == 1
    # A late message in the old thread changes nothing about what was given there.
    late = said(hands, root, "thanks, that was a good one", "1798120860.000100")
    answers.receive_reply(made, TEAM, late, "America/New_York")
    with made.store.read(TEAM) as books:
        assert [each.deleted for each in books.answers.of_user(WHO)] == [False]


def test_a_day_stays_kept_and_a_text_known_though_words_are_counted_otherwise_when_it_expires(
    made, hands, monkeypatch
):
    me = Caller(TEAM, WHO, "America/New_York")
    first = said(hands, posted_round(made).ts, ANSWER, "1795442460.000100")
    answers.receive_reply(made, TEAM, first, me.zone)
    with made.store.read(TEAM) as books:
        [before] = books.answers.log(WHO)
    hands.now += timedelta(days=31)
    with monkeypatch.context() as later:
        later.setattr(reading, "words", lambda _: 3)
        later.setattr(reading, "fingerprint", lambda _: "another")
        assert privacy.expire(made, TEAM) == 1
    with made.store.read(TEAM) as books:
        assert books.answers.log(WHO) == [before]
    assert progress.of(made, me).streak.best == 1


def test_without_the_setting_words_stay(made, hands):
    made = replace(made, keep_days=None)
    answers.receive_reply(
        made, TEAM, said(hands, posted_round(made).ts, ANSWER, "1795442460.000100"), "UTC"
    )
    hands.now += timedelta(days=400)
    assert privacy.expire(made, TEAM) == 0


@pytest.mark.parametrize("days", ["7", "soon", "-1", "29"])
def test_too_few_days_are_refused_in_words(days, tmp_path):
    with pytest.raises(ConfigError, match="ROUNDS_KEEP_TEXT_DAYS"):
        load({"ROUNDS_KEEP_TEXT_DAYS": days}, tmp_path)
    assert load({"ROUNDS_KEEP_TEXT_DAYS": "45"}, tmp_path).keep_days == 45
    assert load({}, tmp_path).keep_days == 180
    assert load({"ROUNDS_KEEP_TEXT_DAYS": "never"}, tmp_path).keep_days is None
