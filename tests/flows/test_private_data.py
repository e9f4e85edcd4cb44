"""Who writes what looks like a patient's data is warned alone, and nothing of it is quoted."""

import json

from tests.conftest import ANSWER, CHANNEL, DANIEL, MAYA, Story

DATA = "Take Jane Doe, DOB 03/04/1961, MRN 4829131: the charge nurse sees her on the morning list."
SIGNS = ("Jane Doe", "4829131")


def test_the_author_alone_is_warned_and_no_word_is_quoted(story: Story):
    ts = story.say(MAYA, f"{DATA} {ANSWER}")
    told = json.dumps(story.whispers(MAYA), ensure_ascii=False)
    assert "a record number" in told
    assert "This works" not in told
    assert not any(sign in told for sign in SIGNS)
    assert story.whispers(DANIEL) == []
    with story.tools.store.read(story.workspace) as books:
        [answer] = books.answers.of_user(MAYA)
        assert {mark.evidence for mark in books.marks.of(answer.id)} == {""}
    story.act(DANIEL, "shortcut", callback_id="review_this_answer", channel=CHANNEL, ts=ts)
    form = json.dumps(story.review_form(DANIEL))
    assert "not quoted here" in form
    assert not any(sign in form for sign in SIGNS)


def test_once_it_is_edited_out_nothing_of_it_is_kept_and_hints_quote_again(story: Story):
    ts = story.say(MAYA, f"{DATA} {ANSWER}")
    story.act(MAYA, "edit", channel=CHANNEL, ts=ts, text=ANSWER)
    story.settle()
    with story.tools.store.read(story.workspace) as books:
        [answer] = books.answers.of_user(MAYA)
        assert answer.text == ANSWER
        assert books.answers.drafts(answer.id) == []
        assert any(mark.evidence for mark in books.marks.of(answer.id))
    assert "patient's data" not in json.dumps(story.whispers(MAYA)[-1])
