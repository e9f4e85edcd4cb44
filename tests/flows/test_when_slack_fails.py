"""What people get when Slack is slow, says no, or breaks off."""

from bot.slack import ids
from tests.conftest import ANSWER, BETTER, CHANNEL, DANIEL, MAYA, PRIYA, until

DAY = 24 * 3600


def questions(story):
    return [m for m in story.messages() if m["text"].startswith("Question for")]


def whispered(story, words):
    return [m for m in story.whispers(DANIEL) if words in m["text"]]


def test_a_rate_limit_while_looking_the_author_up_loses_no_answer(story):
    story.sandbox.faults.limit("users.info", retry_after=1)
    story.say(DANIEL, ANSWER, settle=False)
    until(lambda: story.export("answer"), what="the answer")


def test_a_hint_that_slack_would_not_take_comes_a_little_later(story):
    story.sandbox.faults.limit("chat.postEphemeral", retry_after=1)
    story.say(DANIEL, ANSWER, settle=False)
    until(lambda: whispered(story, "Your first answer"), what="the hint")


def test_a_tick_that_was_limited_comes_after_its_pause(story):
    story.sandbox.faults.limit("reactions.add", retry_after=1)
    story.say(DANIEL, ANSWER, settle=False)
    until(lambda: [m for m in story.thread() if m.get("reactions")], what="the tick")


def test_a_question_whose_post_broke_off_is_found_and_not_posted_again(story):
    first = story.question()["ts"]
    story.sandbox.faults.cut("chat.postMessage")  # Slack takes it; the answer never arrives
    story.act(MAYA, "move_clock", seconds=DAY)
    until(lambda: story.question()["ts"] != first, what="the question")
    second = story.question()["ts"]
    story.say(DANIEL, ANSWER, settle=False)  # before Rounds knows that the question stands there
    until(
        lambda: [r["state"] for r in story.export("round")].count("uncertain") == 1,
        what="the doubt",
    )
    story.act(MAYA, "move_clock", seconds=60)
    until(lambda: [r["ts"] for r in story.export("round") if r["ts"] == second], what="the find")
    story.act(MAYA, "move_clock", seconds=60)
    until(lambda: [a["user"] for a in story.export("answer")] == [DANIEL], what="the answer")
    assert len(questions(story)) == 2


def test_what_was_typed_in_a_modal_stays_when_slack_hiccups(story):
    story.click(DANIEL, story.question(), ids.ANSWER_PRIVATELY)
    assert story.modal(DANIEL)
    story.local.rounds.chat._people.clear()
    story.sandbox.faults.limit("users.info", retry_after=1)
    story.fill(DANIEL, answer=ANSWER)
    assert story.modal(DANIEL)["title"]["text"] == "Your answer"
    assert "try again" in story.modal(DANIEL)["errors"]["answer"]
    until(
        lambda: (
            story.fill(DANIEL, answer=ANSWER)["ok"]
            and story.modal(DANIEL)["title"]["text"] == "Your hint"
        ),
        what="the hint, after the second that Slack asked for",
    )


def test_an_archived_channel_is_noted_and_comes_back_by_itself(story):
    story.act(MAYA, "command", channel=CHANNEL, text="/rounds setup")
    assert story.fill(MAYA)["ok"]
    story.act(MAYA, "archive", channel=CHANNEL)
    story.settle()
    assert [c["state"] for c in story.export("channel")] == ["broken"]
    story.act(MAYA, "move_clock", seconds=DAY + 7 * 3600)
    until(lambda: "missed" in [r["state"] for r in story.export("round")], what="the missed day")
    [missed] = [r for r in story.export("round") if r["state"] == "missed"]
    assert "archived" in missed["reason"]
    until(
        lambda: [m for m in story.messages(MAYA, "D01MAYA") if "cannot post" in m["text"]],
        what="the notice",
    )
    story.act(MAYA, "unarchive", channel=CHANNEL)
    until(lambda: [c["state"] for c in story.export("channel")] == ["active"], what="the return")
    assert "goes out now" in story.command(MAYA, "/rounds post-now")
    until(lambda: len(questions(story)) == 2, what="the question")


def test_an_answer_may_come_and_go_and_its_tick_and_reviews_with_it(story):
    ts = story.say(DANIEL, ANSWER)
    story.act(PRIYA, "shortcut", callback_id=ids.SHORTCUT_REVIEW, channel=CHANNEL, ts=ts)
    levels = {
        b["block_id"]: "1"
        for b in story.review_form(PRIYA)["blocks"]
        if b.get("block_id", "").startswith("level:")
    }
    story.fill(PRIYA, **levels, strength="Clear.", suggestion="Shorter.")
    story.settle()

    def ticked():
        return [m for m in story.thread() if m["ts"] == ts and m.get("reactions")]

    for text, counts in (("Sorry, hold on.", False), (BETTER, True), ("thanks", False)) * 2:
        story.act(DANIEL, "edit", channel=CHANNEL, ts=ts, text=text)
        story.settle()
        assert bool(story.export("answer")) is counts
        assert bool(ticked()) is counts
        assert [r["state"] for r in story.export("review")] == ["submitted"] * counts


def test_deleting_an_answer_removes_its_review_from_the_thread(story):
    ts = story.say(DANIEL, ANSWER)
    story.act(PRIYA, "shortcut", callback_id=ids.SHORTCUT_REVIEW, channel=CHANNEL, ts=ts)
    levels = {
        b["block_id"]: "1"
        for b in story.review_form(PRIYA)["blocks"]
        if b.get("block_id", "").startswith("level:")
    }
    story.fill(PRIYA, **levels, strength="Clear.", suggestion="Shorter.")
    until(lambda: [m for m in story.thread() if "has reviewed" in m["text"]], what="the review")
    story.settle()
    story.act(DANIEL, "delete", channel=CHANNEL, ts=ts)
    until(lambda: not [m for m in story.thread() if "has reviewed" in m["text"]], what="the end")
    [review] = story.export("review")
    assert (review["state"], review["strength"]) == ("withdrawn", None)


def test_hints_by_direct_message_say_what_is_kept(story):
    story.act(MAYA, "command", channel=CHANNEL, text="/rounds setup")
    assert story.fill(MAYA, hints="dm")["ok"]
    story.say(DANIEL, ANSWER)
    until(lambda: story.messages(DANIEL, "D02DANIEL"), what="the direct message")
    [hint] = story.messages(DANIEL, "D02DANIEL")
    assert "Your first answer" in hint["text"]
    assert not story.whispers(DANIEL)


def test_a_drill_is_answered_once_and_not_after_its_outline(story):
    story.command(DANIEL, "/drill")
    drill = story.whispers(DANIEL)[-1]
    for text in (ANSWER, BETTER):
        story.click(DANIEL, drill, ids.DRILL_ANSWER)
        until(lambda: story.modal(DANIEL)["title"]["text"] == "Drill", what="the form")
        assert story.fill(DANIEL, answer=text)["ok"]
    assert [a["text"] for a in story.export("answer")] == [BETTER]
    story.command(DANIEL, "/drill")
    drill = story.whispers(DANIEL)[-1]
    story.click(DANIEL, drill, ids.DRILL_ANSWER)
    until(lambda: story.modal(DANIEL)["title"]["text"] == "Drill", what="the form")
    story.click(DANIEL, drill, ids.DRILL_GIVE_UP)
    until(lambda: "given-up" in [d["state"] for d in story.export("drill")], what="the outline")
    story.fill(DANIEL, answer=ANSWER)
    assert "outline" in str(story.modal(DANIEL)["blocks"])
    assert len(story.export("answer")) == 1


def test_a_day_needs_some_effort_and_not_ones_own_text_again(story):
    ts = story.say(DANIEL, "ok")
    story.act(DANIEL, "shortcut", callback_id=ids.SHORTCUT_COUNT, channel=CHANNEL, ts=ts)
    until(lambda: story.export("answer"), what="the answer")
    assert not [d for d in story.export("day") if d["user"] == DANIEL and d["kept"]]
