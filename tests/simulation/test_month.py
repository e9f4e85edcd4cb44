"""A short form of the month of eight people: six days, with one digest."""

from tests.simulation import month


def test_a_channel_never_sees_how_a_person_did_and_nobody_is_reminded_twice_or_on_leave():
    lived = month.run(1, days=6)
    assert lived.problems == []
    assert lived.counts["digests"] == 1
    assert lived.counts["reminders"] > 3
