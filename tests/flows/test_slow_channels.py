"""A channel whose requests hang holds up itself and no other."""

from bot.practice import channels, daily
from bot.sandbox.seed import LOUNGE, PRIVATE
from bot.slack.deliver import render
from tests.conftest import ANSWER, DANIEL, MAYA, until

HANGS = 2.0  # seconds


def invite(story, channel):
    bot = story.local.rounds.identity.bot_user
    assert story.sandbox.act(MAYA, "invite", channel=channel, user=bot)["ok"]


def post_now(story, channel):
    wishes = channels.Wishes(at="09:00", zone="America/New_York", days="mon-sun")
    channels.save_as_operator(story.tools, story.workspace, channel, wishes)
    daily.plan_now(story.tools, story.workspace, channel, "test", render)
    story.local.rounds.timetable.wake_outbox()


def states(story):
    with story.tools.store.read(story.workspace) as books:
        return {
            r.channel: r.state for c in books.channels.all() if (r := books.rounds.latest(c.id))
        }


def greeting(story, channel):
    with story.tools.store.read(story.workspace) as books:
        return books.outbox.get_by_key(f"greeting:{channel}")


def test_a_channel_whose_question_hangs_leaves_anothers_alone(story):
    for channel in (LOUNGE, PRIVATE):
        invite(story, channel)
    story.settle()
    story.sandbox.faults.delay("chat.postMessage", HANGS)
    before = len(story.sandbox.called("chat.postMessage"))
    post_now(story, LOUNGE)
    until(lambda: len(story.sandbox.called("chat.postMessage")) > before, what="the slow request")
    post_now(story, PRIVATE)
    until(lambda: states(story)[PRIVATE] == "posted", what="the other's question")
    assert states(story)[LOUNGE] == "sending"
    until(lambda: states(story)[LOUNGE] == "posted", what="the slow one")


def test_a_channel_whose_message_hangs_leaves_anothers_tick_alone(story):
    story.sandbox.faults.delay("chat.postMessage", HANGS)
    invite(story, LOUNGE)
    until(lambda: greeting(story, LOUNGE), what="the greeting queued")
    until(lambda: greeting(story, LOUNGE).state == "sending", what="the greeting begun")
    story.say(DANIEL, ANSWER, settle=False)
    until(lambda: [m for m in story.thread() if m.get("reactions")], what="the tick")
    assert greeting(story, LOUNGE).state == "sending"
    until(lambda: greeting(story, LOUNGE).state == "posted", what="the slow one")
