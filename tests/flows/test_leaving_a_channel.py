"""Whoever leaves a channel is asked by it no more, until they are there again."""

from datetime import timedelta

from bot.practice import digest
from bot.rules import practice_day
from tests.conftest import ANSWER, BETTER, CHANNEL, DANIEL, MAYA, PRIYA, Story, until

ZONE = "America/New_York"


def home(story: Story, user: str) -> str:
    story.act(user, "open_home")
    story.settle()
    until(lambda: story.sandbox.snapshot(user)["home"], what="Home")
    return str(story.sandbox.snapshot(user)["home"])


def taking_part(story: Story) -> tuple[str, ...]:
    """Who the coming digest says took part."""
    today = practice_day.local_date(story.tools.clock.now(), ZONE)
    found = digest.of(story.tools, story.workspace, CHANNEL, today + timedelta(days=1))
    return found.named if found is not None else ()


def asks(story: Story, user: str) -> bool:
    """Say whether the channel's question is one of theirs, where they are reminded of it."""
    with story.tools.store.read(story.workspace) as books:
        return CHANNEL in books.answers.known_channels(user)


def test_who_left_is_neither_asked_nor_counted_until_they_are_there_again(story: Story):
    for user, words in ((MAYA, ANSWER), (DANIEL, BETTER)):
        story.say(user, words)
    assert taking_part(story) == (MAYA, DANIEL)
    story.act(MAYA, "leave", channel=CHANNEL)
    story.settle()
    assert taking_part(story) == (DANIEL,)
    assert "No question is open in your channels now." in home(story, MAYA)
    assert not asks(story, MAYA)
    with story.tools.store.read(story.workspace) as books:
        assert books.moves.gone(CHANNEL) == {MAYA}

    assert story.sandbox.act(PRIYA, "invite", channel=CHANNEL, user=MAYA)["ok"]
    story.settle()
    assert asks(story, MAYA)
    assert taking_part(story) == (MAYA, DANIEL)
    assert f"The question in <#{CHANNEL}> is answered." in home(story, MAYA)
