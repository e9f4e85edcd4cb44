"""/rounds reviews: what one owes and gave, and for organisers alone what counts less."""

from bot.slack import ids
from tests.conftest import ANSWER, BETTER, CHANNEL, DANIEL, MAYA, OWEN, PRIYA, Story, until


def test_a_person_sees_their_own_reviews_and_only_organisers_which_ones_count_less(story: Story):
    answer = story.say(DANIEL, ANSWER)
    story.say(OWEN, BETTER)
    story.act(PRIYA, "shortcut", callback_id=ids.SHORTCUT_REVIEW, channel=CHANNEL, ts=answer)
    form = story.review_form(PRIYA)
    levels = {b["block_id"]: "0" for b in form["blocks"] if b["block_id"].startswith("level:")}
    story.fill(PRIYA, **levels, strength="The stop rule.", suggestion="Name who phones.")
    until(lambda: [m for m in story.thread() if "has reviewed" in m["text"]], what="the review")
    story.settle()  # its place is on record, too
    [review] = [m for m in story.thread() if "has reviewed" in m["text"]]
    assert "weigh" not in str(story.thread(DANIEL))

    told = story.command(MAYA, "/rounds reviews")
    assert f"of <@{DANIEL}>'s answer by <@{PRIYA}>: every point has the same level" in told
    assert review["ts"].replace(".", "") in told
    for user in (DANIEL, OWEN):
        own = story.command(user, "/rounds reviews")
        assert "You have given no review yet." in own
        assert "same level" not in own
    assert "Reviews given: 1." in story.command(PRIYA, "/rounds reviews")

    assert f"<@{DANIEL}>'s answer waits for your review." in story.command(OWEN, "/rounds reviews")
    story.click(OWEN, story.whispers(OWEN)[-1], ids.REVIEW)
    assert "Review an answer" in story.review_form(OWEN)["title"]["text"]
