"""Schedules, and what was changed by whom."""

from datetime import date

from storage.store import Store
from tests.storage.rows import DAY, MONDAY, channel


def test_a_schedule_comes_back_as_saved_and_each_change_is_noted(store: Store):
    later = channel(
        at="10:30", tracks=("pm",), paused_until=date(2026, 4, 1), saved_at=MONDAY + DAY
    )
    with store.begin("T1") as books:
        books.channels.save(channel(), "U1", MONDAY)
        books.channels.save(channel(saved_at=MONDAY + DAY), "U2", MONDAY + DAY)
        books.channels.save(later, "U3", MONDAY + DAY)
    with store.read("T1") as books:
        assert books.channels.get("C1") == later
        assert books.channels.get("C2") is None
        first, second = books.channels.changes("C1")
    assert first.what["zone"] == "America/New_York"
    assert (second.by, second.at) == ("U3", MONDAY + DAY)
    assert second.what == {"at": "10:30", "tracks": ["pm"], "paused_until": "2026-04-01"}


def test_organisers_are_those_who_were_added_even_before_a_schedule(store: Store):
    with store.begin("T1") as books:
        assert books.channels.add_organiser("C1", "U2", "U1", MONDAY)
        assert not books.channels.add_organiser("C1", "U2", "U3", MONDAY)
        assert books.channels.organisers("C1") == {"U2"}
        assert books.channels.organisers("C2") == frozenset()


def test_a_channel_is_greeted_once(store: Store):
    with store.begin("T1") as books:
        assert books.channels.greeted("C1", MONDAY)
        assert not books.channels.greeted("C1", MONDAY + DAY)
        assert books.channels.greeted("C2", MONDAY)


def test_pausing_says_why_and_until_when(store: Store):
    with store.begin("T1") as books:
        books.channels.save(channel(), "U1", MONDAY)
        books.channels.set_state("C1", "paused", "Conference", date(2026, 3, 9))
        paused = books.channels.get("C1")
    assert paused == channel(state="paused", reason="Conference", paused_until=date(2026, 3, 9))
