"""A week as people meet it: the digest in the channel, a reminder, and one's own history."""

import urllib.request
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.practice import people
from bot.practice.channels import Wishes, save_as_operator
from bot.practice.tools import Caller
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

    def reminders():
        told = story.messages(DANIEL, "D02DANIEL")
        return [each for each in told if "waits for your answer" in each["text"]]

    until(reminders, what="the reminder")
    story.settle()
    assert len(digests(story)) == len(reminders()) == 1


def digest_the_next_day(story, trouble=lambda _faults: None):
    """Have a digest come on the day after an answer, Slack being in trouble; give its blocks."""
    story.say(DANIEL, ANSWER)
    next_question(story)
    trouble(story.sandbox.faults)
    with story.tools.store.read(story.workspace) as books:
        zone = ZoneInfo(books.channels.get(CHANNEL).zone)
        due = books.now().astimezone(zone) + timedelta(minutes=2)
    save_as_operator(story.tools, story.workspace, CHANNEL, Wishes(digest=f"{due:%a %H:%M}"))
    story.act(MAYA, "move_clock", seconds=150)
    until(lambda: digests(story), what="the digest")
    story.settle()
    [told] = digests(story)
    assert f"1 person took part: <@{DANIEL}>." in told["text"]
    assert len(story.sandbox.called("files.getUploadURLExternal")) == 1
    return told["blocks"]


def due_together(story, trouble):
    """Have a digest and a reminder to Daniel come due a day after his answer, in that trouble."""
    story.say(DANIEL, ANSWER)
    next_question(story)
    trouble(story.sandbox.faults)
    with story.tools.store.read(story.workspace) as books:
        zone = ZoneInfo(books.channels.get(CHANNEL).zone)
        due = books.now().astimezone(zone) + timedelta(minutes=2)
        own = due.astimezone(ZoneInfo(books.members.get(DANIEL).zone))
    save_as_operator(story.tools, story.workspace, CHANNEL, Wishes(digest=f"{due:%a %H:%M}"))
    caller = Caller(story.workspace, DANIEL, str(own.tzinfo))
    people.choose_reminder(story.tools, caller, f"{own:%H}:00")  # it is past that already
    story.act(MAYA, "move_clock", seconds=150)
    return f"digest:{CHANNEL}:{due:%Y-%m-%d}", f"reminder:{DANIEL}:{own:%Y-%m-%d}"


def became(story, key):
    with story.tools.store.read(story.workspace) as books:
        item = books.outbox.get_by_key(key)
    return (item.state, item.last_error) if item is not None else ("", "")


def test_what_an_outage_held_back_until_it_is_no_use_does_not_come_late(story):
    digest, reminder = due_together(
        story, lambda faults: faults.refuse("chat.postMessage", times=1000)
    )
    for key, hours in ((reminder, 2), (digest, 23)):
        until(lambda: became(story, key)[1], what="a try")  # noqa: B023
        story.act(MAYA, "move_clock", seconds=hours * 3600)
        until(lambda: became(story, key)[0] == "missed", what="the end of it")  # noqa: B023
        assert "too late" in became(story, key)[1]
    story.sandbox.faults.clear()
    story.act(MAYA, "move_clock", seconds=3600)
    story.settle()
    assert digests(story) == story.messages(DANIEL, "D02DANIEL") == []


def test_what_arrived_though_nobody_heard_of_it_is_found_later_and_not_taken_as_late(story):
    keys = due_together(story, lambda faults: faults.cut("chat.postMessage", times=2))
    for key in keys:
        until(lambda: became(story, key)[0] == "uncertain", what="doubt")  # noqa: B023
    story.act(MAYA, "move_clock", seconds=27 * 3600)  # past the next day's reminder too
    story.settle()
    assert [became(story, key)[0] for key in keys] == ["posted", "posted"]
    assert len(digests(story)) == len(story.messages(DANIEL, "D02DANIEL")) == 1


def pictures(blocks):
    return [block for block in blocks if block["type"] == "image"]


def test_the_digest_shows_who_took_part_as_a_picture_that_says_the_same_in_words(story):
    [drawn] = pictures(digest_the_next_day(story))
    assert drawn["alt_text"].startswith("Who took part: people with an answer, by day. ")
    assert drawn["alt_text"].endswith(" 1.")
    with urllib.request.urlopen(drawn["slack_file"]["url"]) as found:
        assert found.read().startswith(b"\x89PNG")


def test_a_digest_that_slack_takes_later_uploads_its_picture_no_second_time(story):
    def trouble(faults):
        faults.limit("chat.postMessage", retry_after=1, times=2)

    assert len(pictures(digest_the_next_day(story, trouble))) == 1


@pytest.mark.parametrize(
    ("method", "error"),
    [
        ("files.getUploadURLExternal", "missing_scope"),
        ("files.completeUploadExternal", "internal_error"),
        ("chat.postMessage", "invalid_blocks"),
    ],
)
def test_the_digest_goes_without_its_picture_where_slack_will_not_take_that(story, method, error):
    blocks = digest_the_next_day(story, lambda faults: faults.fail(method, error))
    assert pictures(blocks) == []
    assert blocks[0]["type"] == "header"


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
