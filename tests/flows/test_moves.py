"""Somebody who moved to another zone practises by its clock, however the bot learned of it."""

from tests.conftest import CHANNEL, DANIEL, MAYA, Story, until

LONG = 3 * 3600  # seconds; Slack has given up repeating events by then


def test_a_move_while_the_bot_was_down_is_noticed_with_the_next_command(story):
    story.command(DANIEL, "/drill")
    story.local.rounds.stop()
    story.act(DANIEL, "change_person", tz="Asia/Tokyo")
    story.act(MAYA, "move_clock", seconds=LONG)
    with story.sandbox.state.change():
        story.sandbox.state.pending.clear()  # what Slack gave up bringing

    story.local.start_bot_again()
    again = Story(story.local)
    until(lambda: story.sandbox.sockets.connected, what="the connection")
    again.command(DANIEL, "/drill", CHANNEL)
    assert [m["zone"] for m in again.export("member") if m["user"] == DANIEL] == ["Asia/Tokyo"]
    again.settle()
