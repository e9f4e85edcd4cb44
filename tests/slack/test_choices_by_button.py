"""A button under a private message keeps what a person chose, and says so in its place."""

from types import SimpleNamespace
from typing import cast

import pytest

from bot.practice import digest, people
from bot.practice.tools import Caller
from bot.slack import ids
from bot.slack.chat import Chat
from bot.slack.listeners.buttons import Buttons
from bot.slack.payloads import Click
from tests.builders import CHANNEL, TEAM, Hands, set_up, tools

ME = Caller(TEAM, "U1", "America/New_York")


@pytest.fixture
def pressed():
    """Press a button as U1; gives the words that take the message's place."""
    hands = Hands()
    made = tools(hands)
    set_up(made, hands)
    said = []

    def respond(_url, text, _blocks, *, replace=False):
        assert replace
        said.append(text)

    buttons = Buttons(made, cast(Chat, SimpleNamespace(respond=respond)))

    def press(action, value):
        url = "https://hooks.slack.com/x"
        buttons.click(ME, Click(action, value, "U1", "D1", "t", url, in_modal=False))
        return said[-1]

    return made, press


def test_an_author_says_once_whether_the_digest_may_name_them(pressed):
    made, press = pressed
    assert digest.choices(made, ME, CHANNEL).valued is None
    assert "the digest may name you" in press(ids.DIGEST_VALUED_YES, "yes")
    assert digest.choices(made, ME, CHANNEL).valued is True
    assert "Nobody will hear of it" in press(ids.DIGEST_VALUED_NO, "no")
    assert digest.choices(made, ME, CHANNEL).valued is False


def test_reminders_that_ended_by_themselves_come_back_at_their_hour(pressed):
    made, press = pressed
    assert "A reminder comes at 18:00" in press(ids.REMINDERS_ON, "18:00")
    assert people.settings(made, ME)["remind_at"] == "18:00"
