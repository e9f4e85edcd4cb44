"""Events that come twice, late or out of order leave the rows of the plain order."""

from itertools import permutations

import pytest

from bot.slack.listeners.events import Events
from storage import upkeep
from tests.builders import CHANNEL, TEAM, Hands, Whispers, posted_round, set_up, tools

THREAD = "1795442400.000100"
FIRST = (
    "I would ask the charge nurse which mornings go wrong, assume it is the late lab result, and "
    "then flag it to her, so that she phones the lab before the dose is mixed."
)
SECOND = f"{FIRST} If the lab does not answer in ten minutes, the pharmacist decides."
MORE = "Then I would tell the lab about it and show them the numbers of each week."


def said(seconds, text, *, edited=None):
    ts = f"{1795442400 + seconds}.000200"
    plain = {
        "type": "message",
        "channel": CHANNEL,
        "user": "UDANIEL",
        "text": text,
        "ts": ts,
        "thread_ts": THREAD,
        "client_msg_id": f"c-{ts}",
    }
    if edited is None:
        return plain
    changed = f"{1795442400 + edited}.000300"
    inner = {**plain, "edited": {"user": "UDANIEL", "ts": changed}}
    inner.pop("channel")
    return {
        "type": "message",
        "subtype": "message_changed",
        "channel": CHANNEL,
        "ts": changed,
        "message": inner,
    }


def deleted(seconds):
    gone = f"{1795442400 + seconds}.000200"
    return {
        "type": "message",
        "subtype": "message_deleted",
        "channel": CHANNEL,
        "deleted_ts": gone,
        "ts": gone,
    }


ORIGINAL, EDIT = said(60, FIRST), said(60, SECOND, edited=90)
ADDITION, DELETE, DELETE_ADDITION = said(120, MORE), deleted(60), deleted(120)
SHORT_EDIT = said(60, "thanks!", edited=95)

STORIES = {
    "an edit": [ORIGINAL, EDIT],
    "two parts": [ORIGINAL, ADDITION],
    "an edit and two parts": [ORIGINAL, EDIT, ADDITION],
    "a delete": [ORIGINAL, EDIT, DELETE],
    "the second part deleted": [ORIGINAL, ADDITION, DELETE_ADDITION],
    "the first part deleted": [ORIGINAL, ADDITION, DELETE],
    "edited down to thanks": [ORIGINAL, EDIT, SHORT_EDIT],
    "edited down and deleted": [ORIGINAL, SHORT_EDIT, DELETE],
}


def rows_after(events):
    """Everything that is exported once these events were handled, in this order."""
    hands = Hands()
    made = tools(hands)
    set_up(made, hands)
    posted_round(made)
    listening = Events(made, Whispers(), TEAM, "UBOT")  # type: ignore[arg-type]
    for event in events:
        listening.handle(event)
    with made.store.read(TEAM) as books:
        rows = [r for r in upkeep.export(books) if r["type"] in {"answer", "mark", "review"}]
    made.store.close()
    return rows


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_every_order_ends_in_the_same_rows(story):
    plain = rows_after(story)
    for order in permutations(story):
        assert rows_after(order) == plain


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_an_event_that_comes_three_times_changes_nothing_more(story):
    thrice = [event for event in story for _ in range(3)]
    assert rows_after(thrice) == rows_after(story) == rows_after([*story, *story])


def test_the_stories_are_told_apart():
    assert [r for r in rows_after(STORIES["an edit"]) if r["type"] == "mark"]
    [answer] = [r for r in rows_after(STORIES["two parts"]) if r["type"] == "answer"]
    assert answer["text"] == f"{FIRST}\n{MORE}"
    assert all(r["deleted"] for r in rows_after(STORIES["a delete"]))


def test_an_unfurl_or_a_pin_is_no_edit():
    unfurled = {
        "type": "message",
        "subtype": "message_changed",
        "channel": CHANNEL,
        "ts": "1795442500.000000",
        "message": {k: v for k, v in ORIGINAL.items() if k != "channel"},
    }
    assert rows_after([ORIGINAL, unfurled]) == rows_after([ORIGINAL])
