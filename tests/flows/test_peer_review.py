"""A day of peer review in a local Slack: asked, given back, reviewed, taken up, compared."""

from bot.slack import ids
from tests.conftest import ANSWER, BETTER, CHANNEL, DANIEL, MAYA, OWEN, PRIYA, find_button, until

HOUR = 3600


def direct(story, user):
    """What the bot says to somebody in direct messages, the newest last, each with its channel."""
    channels = [c for c in story.sandbox.snapshot(user)["channels"] if c["id"].startswith("D")]
    return [m | {"channel": c["id"]} for c in channels for m in story.messages(user, c["id"])]


def press(story, user, message, action_id):
    """Press a button of a direct message."""
    block_id, value = find_button(message["blocks"], action_id)
    container = {"type": "message", "channel": message["channel"], "ts": message["ts"]}
    story.act(
        user,
        "click",
        container=container | {"is_ephemeral": False},
        block_id=block_id,
        action_id=action_id,
        value=value,
    )


def pass_hours(story, hours):
    for _ in range(hours):
        story.act(MAYA, "move_clock", seconds=HOUR)
        story.settle()


def review(story, user, level="1", strength="It begins with the nurse.", suggestion="Say more."):
    form = story.review_form(user)
    fields = [b for b in form["blocks"] if b["block_id"].startswith("level:")]
    levels = {b["block_id"]: level if n else str(2 - int(level)) for n, b in enumerate(fields)}
    return story.fill(user, **levels, strength=strength, suggestion=suggestion)


def reviews_in(story, user=MAYA):
    return [m for m in story.thread(user) if "has reviewed" in m["text"]]


def test_those_who_were_first_are_asked_for_the_last_answers_by_one_message(story):
    story.say(DANIEL, ANSWER)
    story.say(PRIYA, BETTER)
    assert f"<@{DANIEL}>'s answer waits for a review." in story.whispers(PRIYA)[-1]["text"]
    pass_hours(story, 2)
    until(lambda: direct(story, DANIEL), what="the offer")
    [offer] = direct(story, DANIEL)
    assert f"<@{PRIYA}>'s" in offer["text"]
    assert "Not now" in str(offer["blocks"])
    press(story, DANIEL, offer, ids.REVIEW)
    assert review(story, DANIEL)["ok"]
    until(lambda: reviews_in(story), what="the review")


def test_the_author_says_that_a_review_helped_and_its_writer_hears_of_it(story):
    story.say(DANIEL, ANSWER)
    story.say(PRIYA, BETTER)
    story.click(PRIYA, story.whispers(PRIYA)[-1], ids.REVIEW)
    review(story, PRIYA)
    until(lambda: reviews_in(story), what="the review")
    [posted] = reviews_in(story)
    story.click(OWEN, posted, ids.HELPED)
    until(lambda: "Only the author" in str(story.whispers(OWEN)), what="the refusal")
    story.click(DANIEL, posted, ids.HELPED)
    assert "sees how many" in str(story.modal(DANIEL)["blocks"])
    assert "Marked as helpful by their authors: 1." in story.command(PRIYA, "/rounds reviews")


def test_words_that_come_too_late_are_given_back(story):
    ts = story.say(DANIEL, ANSWER)
    story.act(PRIYA, "shortcut", callback_id=ids.SHORTCUT_REVIEW, channel=CHANNEL, ts=ts)
    story.review_form(PRIYA)
    story.act(DANIEL, "delete", channel=CHANNEL, ts=ts)
    story.settle()
    review(story, PRIYA, strength="The stop rule is plain.")
    shown = str(story.modal(PRIYA)["blocks"])
    assert "no longer there" in shown
    assert "The stop rule is plain." in shown


def test_a_review_says_when_its_answer_has_changed_since(story):
    ts = story.say(DANIEL, ANSWER)
    story.act(PRIYA, "shortcut", callback_id=ids.SHORTCUT_REVIEW, channel=CHANNEL, ts=ts)
    review(story, PRIYA)
    until(lambda: reviews_in(story), what="the review")
    story.act(DANIEL, "edit", channel=CHANNEL, ts=ts, text=BETTER)
    until(lambda: "changed since" in reviews_in(story)[0]["text"], what="the mark")


def test_an_author_whom_nobody_reviewed_lays_theirs_beside_a_strong_answer(story):
    story.say(DANIEL, ANSWER)
    assert "Nobody else" not in str(story.whispers(DANIEL))
    story.act(MAYA, "move_clock", seconds=400)
    story.say(DANIEL, f"{BETTER} And I would ask the pharmacy.")
    [alone] = [w for w in story.whispers(DANIEL) if "Nobody else answers here yet" in w["text"]]
    story.click(DANIEL, alone, ids.COMPARE)
    form = story.modal(DANIEL)
    assert "A strong answer" in str(form["blocks"])
    levels = {b["block_id"]: "1" for b in form["blocks"] if b["block_id"].startswith("level:")}
    refused = story.fill(DANIEL, suggestion="Name who phones.")
    assert refused.get("errors")
    story.fill(DANIEL, **levels, suggestion="Name who phones.")
    [kept] = story.export("review")
    assert (kept["state"], kept["suggestion"]) == ("self", "Name who phones.")
    assert not reviews_in(story)


def test_who_cannot_now_frees_the_answer_for_somebody_else(story):
    story.say(DANIEL, ANSWER)
    story.say(PRIYA, BETTER)
    pass_hours(story, 2)
    until(lambda: direct(story, DANIEL), what="the offer")
    [offer] = direct(story, DANIEL)
    press(story, DANIEL, offer, ids.DECLINE)
    until(
        lambda: {r["state"] for r in story.export("review")} == {"offered", "declined"},
        what="the offer to be given back",
    )


def test_who_gives_back_what_waits_no_more_is_not_told_that_others_are_asked(story):
    story.say(DANIEL, ANSWER)
    ts = story.say(PRIYA, BETTER)
    pass_hours(story, 2)
    until(lambda: direct(story, DANIEL), what="the offer")
    [offer] = direct(story, DANIEL)
    story.act(PRIYA, "delete", channel=CHANNEL, ts=ts)
    story.settle()
    press(story, DANIEL, offer, ids.DECLINE)
    until(
        lambda: "It was not waiting for you any more." in str(direct(story, DANIEL)),
        what="the news that nothing waited",
    )
