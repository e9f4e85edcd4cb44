"""Before a first review in a role: three practice answers, or none, and never again."""

import pytest

from bot.slack import ids
from questions.model import TRACKS
from tests.conftest import ANSWER, BETTER, CHANNEL, DANIEL, MAYA, PRIYA, until

DAY = 24 * 3600


@pytest.fixture
def answered(story):
    """A day on which there is an answer to review; gives what opens its review."""
    ts = story.say(DANIEL, ANSWER)

    def open_review(user=PRIYA, ts=ts):
        story.act(user, "shortcut", callback_id=ids.SHORTCUT_REVIEW, channel=CHANNEL, ts=ts)
        return story.modal(user)

    return open_review


def levels(view, level="1"):
    fields = [b for b in view["blocks"] if b["type"] == "input"]
    return {b["block_id"]: level for b in fields if "options" in b["element"]}


def said(view):
    return str(view["blocks"])


def practised(story, user=PRIYA):
    with story.tools.store.read(story.workspace) as books:
        return books.calibrations.of_user(user)


def title(view):
    return view["title"]["text"]


def role(story):
    [*_, latest] = story.export("round")
    return story.tools.bank.get(latest["question"]).track


def test_three_practice_answers_lead_to_the_review_and_never_come_again(story, answered):
    view = answered()
    asked = story.export("round")[0]["question"]
    for number in (1, 2, 3):
        assert title(view) == "Practise reviewing"
        assert f"Practice answer {number} of 3" in said(view)
        assert ("Before your first review" in said(view)) is (number == 1)
        assert 1 <= len(levels(view)) <= 4
        assert story.fill(PRIYA, **levels(view))["ok"]
        view = story.modal(PRIYA)
        assert title(view) == "How you compare"
        assert ("points as the bank does" in said(view)) is (number == 3)
        assert story.fill(PRIYA)["ok"]
        view = story.modal(PRIYA)
    assert title(view) == "Review an answer"
    assert ANSWER[:60] in said(view)
    rows = practised(story)
    assert [each.role for each in rows] == [role(story)] * 3
    assert {each.example for each in rows} == {"strong", "weak"}
    assert asked not in {each.question_id for each in rows}
    story.fill(PRIYA, **levels(view), strength="The stop rule.", suggestion="Name who phones.")
    assert story.modal(PRIYA)["callback_id"] == ids.NOTICE
    story.act(PRIYA, "close", view_id=story.modal(PRIYA)["id"])
    ts = story.say(MAYA, BETTER)
    assert title(answered(ts=ts)) == "Review an answer"


def test_who_skips_goes_on_with_the_review_and_is_not_asked_again(story, answered):
    view = answered()
    story.fill(PRIYA, **levels(view))
    view = story.modal(PRIYA)
    assert title(view) == "How you compare"
    story.click_in(PRIYA, view, ids.CALIBRATION_SKIP)
    until(lambda: title(story.modal(PRIYA)) == "Review an answer", what="the review's form")
    [view] = story.sandbox.snapshot(PRIYA)["modals"]  # in the place of the practice, not on it
    story.fill(PRIYA, **levels(view), strength="The stop rule.", suggestion="Name who phones.")
    assert story.modal(PRIYA)["callback_id"] == ids.NOTICE
    story.act(PRIYA, "close", view_id=story.modal(PRIYA)["id"])
    ts = story.say(MAYA, BETTER)
    assert title(answered(ts=ts)) == "Review an answer"
    assert [each.example for each in practised(story)][1:] == ["skipped"]


def test_a_window_closed_midway_goes_on_where_it_stopped(story, answered):
    view = answered()
    story.fill(PRIYA, **levels(view, "2"))
    story.act(PRIYA, "close", view_id=story.modal(PRIYA)["id"])
    view = answered()
    assert "Practice answer 2 of 3" in said(view)
    story.act(PRIYA, "close", view_id=view["id"])
    assert levels(answered()) == levels(view)


def test_another_role_asks_again(story, answered):
    answered()
    assert title(story.review_form(PRIYA)) == "Review an answer"
    story.act(PRIYA, "close", view_id=story.modal(PRIYA)["id"])
    first, before = story.question()["ts"], role(story)
    other = next(each for each in TRACKS if each != before)
    story.act(MAYA, "command", channel=CHANNEL, text="/rounds setup")
    assert story.fill(MAYA, tracks=[other])["ok"]
    story.act(MAYA, "move_clock", seconds=3 * DAY)  # over a weekend too
    until(lambda: story.question()["ts"] != first, what="the next question")
    assert role(story) == other
    view = answered(ts=story.say(DANIEL, BETTER))
    assert title(view) == "Practise reviewing"
    assert TRACKS[other] in said(view)


def test_nobody_practises_for_a_review_that_they_may_not_write(story, answered):
    ts = story.thread()[0]["ts"]
    story.act(DANIEL, "shortcut", callback_id=ids.SHORTCUT_REVIEW, channel=CHANNEL, ts=ts)
    until(lambda: "your own answer" in str(story.whispers(DANIEL)[-1]["text"]), what="the refusal")
    assert not story.sandbox.snapshot(DANIEL)["modals"]


def test_an_answer_taken_back_while_somebody_practises_ends_in_words(story, answered):
    view = answered()
    story.fill(PRIYA, **levels(view))
    story.act(DANIEL, "delete", channel=CHANNEL, ts=story.thread()[0]["ts"])
    story.settle()
    story.fill(PRIYA)
    assert title(story.modal(PRIYA)) == "Not done"
    assert "no longer there" in said(story.modal(PRIYA))
