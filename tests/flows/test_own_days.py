"""A person's own days, by command: the calendar, hiding it, and taking days off."""

from datetime import timedelta

from bot.slack import ids
from bot.slack.views.text import short_day
from tests.conftest import ANSWER, BETTER, CHANNEL, DANIEL, MAYA, until

DAY = 24 * 3600


def next_question(story):
    before = story.question()["ts"]
    story.act(MAYA, "move_clock", seconds=DAY)
    until(lambda: story.question()["ts"] != before, what="the question")
    story.settle()
    return story.question()


def test_the_streak_says_of_each_day_what_became_of_it(story):
    with story.tools.store.read(story.workspace) as books:
        first = books.rounds.latest(CHANNEL).local_date
    story.say(DANIEL, ANSWER)
    missed = next_question(story)
    next_question(story)
    assert "1 day ·" in story.command(DANIEL, "/rounds streak")
    story.act(DANIEL, "post", channel=CHANNEL, thread_ts=missed["ts"], text=BETTER)
    story.settle()
    next_question(story)
    story.command(DANIEL, "/drill metrics easy")
    story.click(DANIEL, story.whispers(DANIEL)[-1], ids.DRILL_ANSWER)
    story.fill(DANIEL, answer=f"{ANSWER} That is what I would do first.")
    next_question(story)
    story.command(DANIEL, f"/rounds leave {first + timedelta(days=4)}")
    next_question(story)
    story.act(DANIEL, "change_person", tz="Asia/Tokyo")
    story.settle()
    next_question(story)
    said = story.command(DANIEL, "/rounds streak")
    assert "Streak: 4 days · best 4 days · 3 of the last 30 days practised" in said
    assert "Your day ends at 04:00, Tokyo time." in said
    what = [
        "✓ {}, kept with an answer",
        "↺ {}, mended: its question was answered within 48 hours",
        "✓ {}, kept with an answer",
        "✓ {}, kept with a drill",
        "– {}, on leave",
        "– {}, missed, but a change of time zone cut it short: it does not count",
        "○ {}, still open",
    ]
    days = [each.format(short_day(first + timedelta(days=n))) for n, each in enumerate(what)]
    assert "\n".join(reversed(days)) in said


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
