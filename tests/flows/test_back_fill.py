"""Answers written, edited and deleted while the bot was down are collected when it returns."""

from tests.conftest import ANSWER, BETTER, CHANNEL, DANIEL, MAYA, OWEN, PRIYA, Story, until

LONG = 3 * 3600  # seconds; Slack has given up repeating events by then


def test_what_happened_while_the_bot_was_down_is_collected(story):
    kept = story.say(DANIEL, ANSWER)
    gone = story.say(OWEN, ANSWER)
    story.local.rounds.stop()

    root = story.question()["ts"]
    story.act(PRIYA, "post", channel=CHANNEL, thread_ts=root, text=ANSWER)
    story.act(PRIYA, "post", channel=CHANNEL, thread_ts=root, text="thanks!")
    story.act(DANIEL, "edit", channel=CHANNEL, ts=kept, text=BETTER)
    story.act(OWEN, "delete", channel=CHANNEL, ts=gone)
    story.act(MAYA, "move_clock", seconds=LONG)
    with story.sandbox.state.change():
        story.sandbox.state.pending.clear()  # what Slack gave up bringing

    story.local.start_bot_again()
    again = Story(story.local)
    until(
        lambda: (
            sorted((a["user"], a["text"]) for a in again.export("answer") if not a["deleted"])
            == sorted([(DANIEL, BETTER), (PRIYA, ANSWER)])
        ),
        what="the answers",
    )
    assert [a["user"] for a in again.export("answer") if a["deleted"]] == [OWEN]
    again.settle()


def test_what_was_written_under_a_second_message_of_the_question_is_collected_too(story):
    kept = story.say(DANIEL, ANSWER)
    extra = story.local.rounds.chat.call("chat.postMessage", channel=CHANNEL, text="Again")["ts"]
    with story.tools.store.begin(story.workspace) as books:
        books.rounds.add_alias(books.rounds.latest(CHANNEL).id, extra)
    gone = story.act(OWEN, "post", channel=CHANNEL, thread_ts=extra, text=ANSWER)["ts"]
    until(lambda: len(story.export("answer")) == 2, what="the answer there")
    story.settle()
    story.local.rounds.stop()

    story.act(PRIYA, "post", channel=CHANNEL, thread_ts=extra, text=ANSWER)
    story.act(OWEN, "delete", channel=CHANNEL, ts=gone)
    with story.sandbox.state.change():
        story.sandbox.state.pending.clear()

    story.local.start_bot_again()
    again = Story(story.local)

    def found():
        return sorted((a["user"], a["deleted"]) for a in again.export("answer"))

    wanted = sorted([(DANIEL, False), (OWEN, True), (PRIYA, False)])
    until(lambda: found() == wanted, what="the answers")
    assert kept in [a["ts"] for a in again.export("answer") if not a["deleted"]]
    again.settle()


def lose_events(story):
    """Drop what Slack has still to bring, as if it had given up."""
    with story.sandbox.state.change():
        story.sandbox.state.pending.clear()


def test_after_a_gap_in_heartbeats_the_threads_are_read_again(story):
    root = story.question()["ts"]
    story.sandbox.sockets.hold()
    story.act(PRIYA, "post", channel=CHANNEL, thread_ts=root, text=ANSWER)
    lose_events(story)
    story.sandbox.sockets.let_go()
    story.settle()
    assert not story.export("answer")
    story.act(MAYA, "move_clock", seconds=180)
    until(lambda: [a["user"] for a in story.export("answer")] == [PRIYA], what="the answer")
    story.settle()


def test_what_was_written_before_a_long_absence_is_collected_after_it(story):
    story.local.rounds.stop()
    root = story.question()["ts"]
    story.act(PRIYA, "post", channel=CHANNEL, thread_ts=root, text=ANSWER)
    story.act(MAYA, "move_clock", seconds=6 * 24 * 3600)
    lose_events(story)
    story.local.start_bot_again()
    again = Story(story.local)
    until(lambda: [a["user"] for a in again.export("answer")] == [PRIYA], what="the answer")


def test_a_thread_that_slack_would_not_show_is_read_again_after_the_pause_it_asked_for(story):
    story.say(DANIEL, ANSWER)
    story.local.rounds.stop()
    root = story.question()["ts"]
    story.act(PRIYA, "post", channel=CHANNEL, thread_ts=root, text=ANSWER)
    with story.sandbox.state.change():
        story.sandbox.state.pending.clear()
    story.sandbox.faults.limit("conversations.replies", retry_after=600)
    story.local.start_bot_again()
    again = Story(story.local)
    until(lambda: story.sandbox.called("conversations.replies"), what="the first try")
    story.act(MAYA, "move_clock", seconds=590)
    assert len(again.export("answer")) == 1
    story.act(MAYA, "move_clock", seconds=11)
    until(lambda: len(again.export("answer")) == 2, what="the answer")
    again.settle()


def test_a_token_that_slack_refuses_for_an_hour_loses_no_answer(story):
    story.sandbox.faults.fail("users.info", "token_revoked")
    story.say(DANIEL, ANSWER, settle=False)
    until(lambda: [c for c in story.sandbox.called("users.info") if not c.ok], what="the refusal")
    assert not story.export("answer")
    story.act(MAYA, "move_clock", seconds=3600)
    until(lambda: story.export("answer"), what="the answer")
