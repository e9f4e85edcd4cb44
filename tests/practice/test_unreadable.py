"""A channel whose settings are not known any more holds up nobody else."""

from dataclasses import replace

import pytest

from bot import health
from bot.errors import BadInput, Gone
from bot.practice import calendar, channels, daily, next_question, why
from bot.practice.tools import operator
from tests.builders import CHANNEL, MONDAY, TEAM, Hands, render, set_up, tools


@pytest.fixture
def made():
    """Two channels that are asked now, the first of them with nothing wrong yet."""
    hands = Hands()
    opened = tools(hands)
    set_up(opened, hands, organisers=["U01MAYA"])
    with opened.store.begin(TEAM) as books:
        [channel] = books.channels.all()
        books.channels.save(replace(channel, id="C2"), "test", hands.now)
    yield opened
    opened.store.close()


def forget(made, **settings):
    with made.store.begin(TEAM) as books:
        channel = books.channels.all()[0]
        books.channels.save(replace(channel, **settings), "test", MONDAY)


def notices(made):
    with made.store.begin(TEAM) as books:
        told = []
        while (item := books.outbox.claim("owner", MONDAY, MONDAY - MONDAY)) is not None:
            books.outbox.sent(item.id, "1.1")
            told.append(item.body)
    return told


@pytest.mark.parametrize(
    ("setting", "words"),
    [({"zone": "Mars/Base"}, "zone Mars/Base"), ({"holidays": "XX-YY"}, "holidays of XX-YY")],
)
@pytest.mark.parametrize("state", ["active", "paused"])
def test_the_others_are_asked_and_its_organisers_are_told_once(made, caplog, setting, words, state):
    forget(made, state=state, paused_until=MONDAY.date() if state == "paused" else None, **setting)
    assert daily.plan(made, TEAM, render) == 1
    assert daily.plan(made, TEAM, render) == 0
    assert daily.note_missed_days(made, TEAM) == 0
    with made.store.read(TEAM) as books:
        assert books.rounds.latest("C2").state == "due"
        assert books.rounds.latest(CHANNEL) is None
    [told] = notices(made)
    assert (told["channel"], told["notice"]) == (CHANNEL, "unreadable")
    assert words in told["reason"]
    assert "channel.unreadable" in caplog.text
    assert health.look(made, TEAM)["next_due"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda made: why.explain(made, TEAM, CHANNEL),
        lambda made: next_question.preview(made, operator(TEAM), CHANNEL),
        lambda made: calendar.pause(made, operator(TEAM), CHANNEL, None),
    ],
    ids=["why", "preview", "pause"],
)
def test_who_asks_about_it_hears_what_to_do(made, ask):
    forget(made, zone="Mars/Base")
    with pytest.raises(Gone, match=r"Mars/Base is not known any more\. Save them again"):
        ask(made)


def test_it_goes_on_once_its_settings_are_saved_again(made):
    forget(made, zone="Mars/Base")
    with pytest.raises(BadInput, match="not known any more") as bad:
        channels.save_as_operator(made, TEAM, CHANNEL, channels.Wishes(at="09:00"))
    assert list(bad.value.fields) == ["zone"]
    saved = channels.save_as_operator(made, TEAM, CHANNEL, channels.Wishes(zone="Europe/London"))
    assert saved.next is not None
    daily.plan(made, TEAM, render)
    assert notices(made) == []
