"""A peer says something about an answer in the thread, by mentioning its author."""

from bot.slack import ids
from tests.conftest import ANSWER, BETTER, CHANNEL, DANIEL, MAYA, OWEN, PRIYA, until


def comments(story):
    """Who commented on whose answer."""
    named = {a["id"]: a["user"] for a in story.export("answer")}
    with story.tools.store.read(story.workspace) as books:
        found = books.messages.comments_on(list(named))
    return {(each.user, named[answer]) for answer in found for each in found[answer]}


def test_who_is_mentioned_finds_the_comment_in_their_history_and_nobody_hears_of_it(story):
    answered = story.say(MAYA, ANSWER)
    posts = len(story.thread())
    asks = story.say(DANIEL, f"<@{MAYA}> who phones the ward when the nurse is away?")
    story.say(OWEN, f"<@{MAYA}> thanks!")
    assert comments(story) == {(DANIEL, MAYA)}
    assert len(story.thread()) == posts + 2
    assert story.whispers(DANIEL) == []
    shown = story.command(MAYA, "/rounds history")
    assert f"<@{DANIEL}> in the thread: who phones the ward when the nurse is away?" in shown
    story.act(DANIEL, "edit", channel=CHANNEL, ts=asks, text=f"<@{MAYA}> nice one!")
    story.settle()
    assert comments(story) == set()
    assert story.export("answer")[0]["ts"] == answered


def test_a_long_reply_that_mentions_a_peer_is_what_its_writer_says_it_is(story):
    story.say(MAYA, ANSWER)
    story.say(PRIYA, f"{BETTER} It is close to what <@{MAYA}> wrote.")
    assert comments(story) == {(PRIYA, MAYA)}
    [asked] = story.whispers(PRIYA)
    assert "do you comment on somebody else's?" in asked["text"]
    story.click(PRIYA, asked, ids.COUNT_YES)
    until(lambda: PRIYA in {a["user"] for a in story.export("answer")}, what="the answer")
    assert comments(story) == set()
