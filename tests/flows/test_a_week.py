"""A week as people meet it: the digest in the channel, a reminder, and one's own history."""

from zoneinfo import ZoneInfo

from bot.slack import ids
from tests.conftest import ANSWER, BETTER, CHANNEL, DANIEL, MAYA, until

DAY = 24 * 3600


def digests(story):
    return [m for m in story.messages() if m["text"].startswith("The week from")]


def next_question(story):
    before = story.question()["ts"]
    story.act(MAYA, "move_clock", seconds=DAY)
    until(lambda: story.question()["ts"] != before, what="the question")
    story.settle()


def test_the_channel_is_told_of_its_week_once_and_who_asked_is_reminded(story):
    story.say(DANIEL, ANSWER)
    for _ in range(8):
        next_question(story)
    until(lambda: digests(story), what="the digest")
    [told] = digests(story)
    assert f"1 person took part: <@{DANIEL}>." in told["text"]
    assert all(word not in told["text"] for word in ("left out", "Peers", "Days practised"))
    with story.tools.store.read(story.workspace) as books:
        hour = books.now().astimezone(ZoneInfo(books.members.get(DANIEL).zone)).hour
    assert "A reminder comes at" in story.command(DANIEL, f"/rounds reminders {hour:02}:00")
    until(lambda: story.messages(DANIEL, "D02DANIEL"), what="the reminder")
    [reminder] = story.messages(DANIEL, "D02DANIEL")
    assert "waits for your answer" in reminder["text"]
    story.settle()
    assert len(digests(story)) == len(story.messages(DANIEL, "D02DANIEL")) == 1


def test_one_pages_through_ones_own_answers_and_nobody_elses(story):
    for n in range(4):
        story.say(DANIEL, f"{ANSWER if n % 2 else BETTER} This is number {n}.")
        next_question(story)
    words = story.command(DANIEL, "/rounds history")
    assert "Your answers" in words
    assert "number 0" not in words
    mine = [m for m in story.whispers(DANIEL) if m["text"].startswith("Your answers")][-1]
    story.click(DANIEL, mine, ids.HISTORY_OLDER)
    until(
        lambda: [m for m in story.whispers(DANIEL) if m["text"].count("in the thread") == 1],
        what="the older page",
    )
    assert "No answers yet" in story.command(MAYA, "/rounds history")
    for message in story.messages(DANIEL, CHANNEL):
        for reply in message.get("replies", []):
            if reply["user"] == DANIEL and not reply["is_ephemeral"]:
                story.act(DANIEL, "delete", channel=CHANNEL, ts=reply["ts"])
    story.settle()
    assert "No answers yet" in story.command(DANIEL, "/rounds history")
