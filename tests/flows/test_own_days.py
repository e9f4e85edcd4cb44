"""A person's own days, by command: the calendar, hiding it, and taking days off."""

from datetime import timedelta

from tests.conftest import ANSWER, DANIEL


def test_the_streak_can_be_hidden_and_a_month_of_it_looked_at(story):
    story.say(DANIEL, ANSWER)
    today = story.tools.clock.now().date()
    month = story.command(DANIEL, f"/rounds streak {today:%Y-%m}")
    assert "kept with an answer" in month
    assert "You have no day in January 2020" in story.command(DANIEL, "/rounds streak 2020-01")
    assert "Which month?" in story.command(DANIEL, "/rounds streak soon")
    assert "hidden everywhere" in story.command(DANIEL, "/rounds streak hide")
    assert story.command(DANIEL, "/rounds streak").startswith("Your streak is hidden")
    assert "shown again" in story.command(DANIEL, "/rounds streak show")
    assert "Streak: 1 day" in story.command(DANIEL, "/rounds streak")


def test_leave_is_taken_shown_and_ended_by_its_person(story):
    today = story.tools.clock.now().date()
    assert "You are not on leave" in story.command(DANIEL, "/rounds leave")
    until = today + timedelta(days=3)
    assert "You are on leave" in story.command(DANIEL, f"/rounds leave until {until}")
    first, last = today + timedelta(days=9), today + timedelta(days=10)
    both = story.command(DANIEL, f"/rounds leave {first} to {last}")
    assert both.count(" to ") >= 2
    assert "On leave: " not in story.command(DANIEL, "/rounds streak")  # it has not begun
    assert "begins today" in story.command(DANIEL, "/rounds leave 2020-01-01")
    assert "is not a date" in story.command(DANIEL, "/rounds leave until spring")
    assert "Which days?" in story.command(DANIEL, "/rounds leave for a while")
    assert "You are not on leave" in story.command(DANIEL, "/rounds leave end")
    story.say(DANIEL, ANSWER)
    story.command(DANIEL, f"/rounds leave until {until}")
    assert "On leave: " in story.command(DANIEL, "/rounds streak")
