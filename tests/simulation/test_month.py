"""A short form of the month of eight people: six days, with one digest."""

from tests.simulation import month


def test_a_channel_never_sees_how_a_person_did_and_nobody_is_reminded_twice_or_on_leave():
    lived = month.run(1, days=6)
    assert lived.problems == []
    assert lived.counts["digests"] == 1
    assert lived.counts["reminders"] > 3


def test_a_channel_that_could_tell_would_be_seen(monkeypatch):
    def good(answer):
        return "passionate" not in answer.text

    monkeypatch.setattr("bot.practice.digest._seen", good)
    assert month.run(1, days=6).problems == [f"the channel saw how {month.WATCHED} did"]
