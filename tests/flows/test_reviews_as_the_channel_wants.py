"""A channel's wishes for its reviews: set in the window or the shell, and kept everywhere."""

from typing import Any

import pytest

from bot.practice import channels
from bot.slack import ids
from tests.conftest import (
    ANSWER,
    BETTER,
    CHANNEL,
    DANIEL,
    MAYA,
    OWEN,
    PRIYA,
    Story,
    filled,
    until,
)
from tests.flows.test_peer_review import review, reviews_in

WORDS = {PRIYA: "The quokka list comes first.", OWEN: "Every wombat is phoned."}


def wishes_of(story: Story) -> tuple[str, bool]:
    with story.tools.store.read(story.workspace) as books:
        found = books.channels.get(CHANNEL)
        assert found is not None
        return found.reviews, found.reviewers_named


def open_setup(story: Story) -> dict[str, Any]:
    story.act(MAYA, "command", channel=CHANNEL, text="/rounds setup")
    until(
        lambda: story.modal(MAYA)["callback_id"] == ids.SETUP_FORM, what="the window for setting up"
    )
    return story.modal(MAYA)


def test_an_organiser_chooses_in_the_window_and_finds_it_so(story: Story):
    open_setup(story)
    assert story.fill(MAYA, reviews="together", reviewers_named=[])["ok"]
    assert wishes_of(story) == ("together", False)
    open_setup(story)
    assert story.fill(MAYA)["ok"]
    assert wishes_of(story) == ("together", False)
    open_setup(story)
    assert story.fill(MAYA, reviews="at-once", reviewers_named=["yes"])["ok"]
    assert wishes_of(story) == ("at-once", True)


@pytest.mark.parametrize("wanted", [("together", False), ("at-once", True)])
def test_a_window_of_the_release_before_leaves_both_as_they_are(story: Story, wanted):
    wishes = channels.Wishes(reviews=wanted[0], reviewers_named=wanted[1])
    channels.save_as_operator(story.tools, story.workspace, CHANNEL, wishes)
    view = open_setup(story)
    older = [
        block
        for block in view["blocks"]
        if block["type"] == "input" and block["block_id"] not in ("reviews", "reviewers_named")
    ]
    state = {
        each["block_id"]: {each["element"]["action_id"]: filled(each["element"], None)}
        for each in older
    }
    assert story.sandbox.act(MAYA, "submit", view_id=view["id"], values=state)["ok"]
    assert story.modal(MAYA)["title"]["text"] == "Saved"
    assert wishes_of(story) == wanted


def test_unnamed_reviews_that_come_together_say_nothing_before_and_no_name_after(story: Story):
    wishes = channels.Wishes(reviews="together", reviewers_named=False)
    channels.save_as_operator(story.tools, story.workspace, CHANNEL, wishes)
    answer = story.say(DANIEL, ANSWER)
    for user in WORDS:
        story.say(user, BETTER)

    def told() -> str:
        asked = ("history", "weak", "why weak", "reviews", "privacy", "digest", "streak")
        said = [story.command(DANIEL, f"/rounds {each}") for each in asked]
        story.act(DANIEL, "open_home")
        story.settle()
        return "\n".join([*said, str(story.sandbox.snapshot(DANIEL)["home"])])

    def give(user: str) -> None:
        story.act(user, "shortcut", callback_id=ids.SHORTCUT_REVIEW, channel=CHANNEL, ts=answer)
        assert "Neither it nor the author is told" in str(story.review_form(user)["blocks"])
        review(story, user, strength=WORDS[user])
        story.settle()

    give(PRIYA)
    before = told()
    assert "quokka" not in before
    assert "reviews, by you or for you" not in before
    assert not reviews_in(story)
    assert "together with the other reviews" in str(story.modal(PRIYA)["blocks"])
    give(OWEN)
    assert "to the thread now" in str(story.modal(OWEN)["blocks"])
    until(lambda: len(reviews_in(story)) == 2, what="both reviews")
    after = told()
    posted = "".join(each["text"] for each in reviews_in(story))
    for user, words in WORDS.items():
        assert words in after
        assert words in posted
        assert f"<@{user}>" not in f"{after} {posted}".replace(f"<@{user}>'s answer", "")
    assert "a peer has reviewed" in posted
