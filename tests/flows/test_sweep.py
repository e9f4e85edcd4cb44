"""After a doubtful post, a second message of the same question does not stay."""

from bot.slack import ids
from tests.conftest import ANSWER, CHANNEL, DANIEL, MAYA, until


def questions(story):
    return [m for m in story.messages() if m["text"].startswith("Question for")]


def post_twice(story):
    """Let the next day's post break off, be found again, and then arrive a second time."""
    first = story.question()["ts"]
    story.sandbox.faults.cut("chat.postMessage")
    story.act(MAYA, "move_clock", seconds=24 * 3600)
    until(lambda: story.question()["ts"] != first, what="the question")
    until(lambda: "uncertain" in [r["state"] for r in story.export("round")], what="the doubt")
    story.act(MAYA, "move_clock", seconds=60)
    until(lambda: len([r for r in story.export("round") if r["ts"]]) == 2, what="the find")
    [kept] = [r for r in story.export("round") if r["ts"] != first]
    late = story.question()
    metadata = {"event_type": ids.ROUND_POSTED, "event_payload": {"id": kept["id"]}}
    sent = story.local.rounds.chat.post(CHANNEL, late["text"], late["blocks"], metadata=metadata)
    return kept["ts"], sent.ts


def test_an_extra_question_without_replies_is_removed(story):
    kept, extra = post_twice(story)
    assert {m["ts"] for m in questions(story)} >= {kept, extra}
    story.act(MAYA, "move_clock", seconds=90)
    until(lambda: extra not in {m["ts"] for m in questions(story)}, what="the removal")
    assert kept in {m["ts"] for m in questions(story)}


def test_an_extra_question_is_removed_though_slack_fails_at_every_planned_look(story):
    kept, extra = post_twice(story)
    story.sandbox.faults.fail("chat.delete", "internal_error", times=4)
    story.act(MAYA, "move_clock", seconds=2 * 3600)
    until(lambda: extra not in {m["ts"] for m in questions(story)}, what="the removal")
    assert kept in {m["ts"] for m in questions(story)}


def test_an_extra_question_with_replies_points_to_the_kept_one_and_they_count(story):
    kept, extra = post_twice(story)
    story.act(DANIEL, "post", channel=CHANNEL, thread_ts=extra, text=ANSWER)
    story.act(MAYA, "move_clock", seconds=90)
    until(
        lambda: [m for m in story.messages() if m["ts"] == extra and "posted twice" in m["text"]],
        what="the pointer",
    )
    story.act(DANIEL, "post", channel=CHANNEL, thread_ts=extra, text=ANSWER + " And so on.")
    until(lambda: story.export("answer"), what="the answer")
    assert {a["round"] for a in story.export("answer")} == {
        r["id"] for r in story.export("round") if r["ts"] == kept
    }


def test_when_the_message_on_record_is_gone_another_takes_its_place(story):
    kept, extra = post_twice(story)
    story.sandbox.act(MAYA, "delete", channel=CHANNEL, ts=kept)
    story.act(MAYA, "move_clock", seconds=90)
    until(lambda: extra in [r["ts"] for r in story.export("round")], what="the other one on record")


def test_another_message_that_takes_its_place_asks_what_is_asked_now(story):
    kept, extra = post_twice(story)
    before = {m["ts"]: m["text"] for m in questions(story)}[extra]
    story.command(MAYA, "/rounds replace")
    story.sandbox.act(MAYA, "delete", channel=CHANNEL, ts=kept)
    story.act(MAYA, "move_clock", seconds=90)
    until(
        lambda: [m for m in questions(story) if m["ts"] == extra and m["text"] != before],
        what="the question that is asked now",
    )
