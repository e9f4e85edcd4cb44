"""What an organiser can do to a channel's days, seen through the local Slack."""

from datetime import date, timedelta

from bot.jobs import post_daily
from bot.slack import ids
from tests.conftest import ANSWER, CHANNEL, DANIEL, MAYA, until

DAY = 24 * 3600


def today(story):
    return date.fromisoformat(max(r["local_date"] for r in story.export("round") if r["ts"]))


def on(story, day):
    return next(r for r in story.export("round") if r["local_date"] == day.isoformat())


def prompt(message):
    """The words of the question that a message asks."""
    [block] = [b for b in message["blocks"] if b["type"] == "rich_text"]
    return block["elements"][0]["elements"][0]["text"]


def next_question(story):
    before = story.question()["ts"]
    story.act(MAYA, "move_clock", seconds=DAY)
    until(lambda: story.question()["ts"] != before, what="the question")
    story.settle()
    return story.question()


def nothing_comes(story, days=1):
    """Let days pass on which nobody is asked anything."""
    before = story.question()["ts"]
    for _ in range(days):
        story.act(MAYA, "move_clock", seconds=DAY)
        post_daily.close(story.tools, story.workspace)
        assert not post_daily.plan_due(story.tools, story.workspace)
    story.settle()
    assert story.question()["ts"] == before


def test_what_is_previewed_is_what_is_posted(story):
    said = story.command(MAYA, "/rounds preview")
    shown = prompt(story.whispers(MAYA)[-1])
    assert "Why this one: It had not been asked here before; " in said
    assert f"comes on {today(story) + timedelta(days=1):%A}" in said
    assert story.command(MAYA, "/rounds preview") == said
    assert prompt(next_question(story)) == shown


def test_todays_question_is_replaced_in_its_place_until_somebody_answers(story):
    before = story.question()
    following = story.command(MAYA, "/rounds preview") and prompt(story.whispers(MAYA)[-1])
    assert "now asks" in story.command(MAYA, "/rounds replace")
    until(lambda: prompt(story.question()) != prompt(before), what="the edit")
    after = story.question()
    assert (after["ts"], prompt(after)) == (before["ts"], following)
    assert after["blocks"][0]["block_id"] == before["blocks"][0]["block_id"]
    [stored] = story.export("round")
    question = story.tools.bank.get(stored["question"])
    story.click(DANIEL, after, ids.ASK_INTERVIEWER)
    assert question.clarifications[0].ask in str(story.modal(DANIEL)["blocks"])

    story.say(DANIEL, ANSWER)
    assert "Somebody has answered" in story.command(MAYA, "/rounds replace")
    assert prompt(story.question()) == prompt(after)
    assert [a["round"] for a in story.export("answer")] == [stored["id"]]


def test_a_question_passed_over_does_not_come_next_and_the_one_shown_does(story):
    story.command(MAYA, "/rounds preview")
    passed_over = prompt(story.whispers(MAYA)[-1])
    assert "is passed over" in story.command(MAYA, "/rounds replace next")
    shown = prompt(story.whispers(MAYA)[-1])
    assert shown != passed_over
    assert prompt(next_question(story)) == shown
    assert prompt(next_question(story)) != passed_over


def test_a_skipped_day_is_not_asked_and_says_who_skipped_it(story):
    tomorrow = today(story) + timedelta(days=1)
    story.say(DANIEL, ANSWER)
    assert f"{tomorrow:%A}" in story.command(MAYA, "/rounds skip")
    assert "skipped already" in story.command(MAYA, "/rounds skip")
    assert "posted already" in story.command(MAYA, f"/rounds skip {today(story)}")
    nothing_comes(story)
    assert f"skipped by <@{MAYA}>" in story.command(DANIEL, "/rounds why")
    assert (on(story, tomorrow)["state"], on(story, tomorrow)["question"]) == ("skipped", "")
    next_question(story)
    reasons = {d["local_date"]: d["reason"] for d in story.export("day")}
    assert reasons[tomorrow.isoformat()] == "an organiser skipped the question"


def test_a_skip_is_seen_and_can_be_taken_back(story):
    tomorrow = today(story) + timedelta(days=1)
    story.command(MAYA, "/rounds skip")
    for text in ("why", "preview", "resume"):
        assert f"{tomorrow:%A} {tomorrow.day} {tomorrow:%B} is skipped." in story.command(
            MAYA, f"/rounds {text}"
        )
    assert "resume with its date" in story.command(MAYA, "/rounds skip")
    assert "Only an organiser" in story.command(DANIEL, f"/rounds resume {tomorrow}")
    back = story.command(MAYA, f"/rounds resume {tomorrow}")
    assert f"comes on {tomorrow:%A}" in back
    assert "is not skipped" in story.command(MAYA, f"/rounds resume {tomorrow}")
    assert "skipped" not in story.command(DANIEL, "/rounds why")
    next_question(story)
    assert on(story, tomorrow)["state"] == "posted"


def test_post_now_takes_the_place_of_a_skipped_question(story):
    story.command(MAYA, "/rounds skip")
    nothing_comes(story)
    before = story.question()["ts"]
    assert "goes out now" in story.command(MAYA, "/rounds post-now")
    until(lambda: story.question()["ts"] != before, what="the question")


def test_a_question_on_a_day_off_says_that_the_day_neither_breaks_nor_lengthens_a_streak(story):
    first = today(story) + timedelta(days=1)
    story.act(MAYA, "command", channel=CHANNEL, text="/rounds setup")
    story.fill(MAYA, breaks=f"{first}")
    nothing_comes(story)
    before = story.question()["ts"]
    assert "neither breaks nor lengthens" in story.command(MAYA, "/rounds post-now")
    until(lambda: story.question()["ts"] != before, what="the question")
    [how] = [b for b in story.question()["blocks"] if "Reply in the thread" in str(b)]
    assert "neither breaks nor lengthens" in str(how)
    assert "make the day count" not in str(story.question())


def test_a_pause_ends_by_itself_and_its_days_were_not_missed(story):
    until_day = today(story) + timedelta(days=3)
    assert f"until {until_day:%A}" in story.command(MAYA, f"/rounds pause until {until_day}")
    nothing_comes(story, days=2)
    assert f"paused by <@{MAYA}>" in story.command(DANIEL, "/rounds why")
    next_question(story)
    assert [c["state"] for c in story.export("channel")] == ["active"]
    assert {r["state"] for r in story.export("round")} == {"posted"}
    assert len(story.export("round")) == 2


def test_a_pause_lasts_until_it_is_ended_and_nothing_is_made_up_for(story):
    assert "until somebody resumes it" in story.command(MAYA, "/rounds pause")
    nothing_comes(story, days=9)
    said = story.command(MAYA, "/rounds resume")
    assert "Resumed." in said
    nothing_comes(story, days=0)
    next_question(story)
    assert {r["state"] for r in story.export("round")} == {"posted"}


def test_breaks_are_set_in_the_modal_and_kept(story):
    first = today(story) + timedelta(days=1)
    story.act(MAYA, "command", channel=CHANNEL, text="/rounds setup")
    story.fill(MAYA, breaks="Christmas")
    assert "“Christmas” is not a break" in story.modal(MAYA)["errors"]["breaks"]
    long_ago = "2020-12-24 to 2020-12-26"
    story.fill(MAYA, breaks=f"{long_ago}\n{first} to {first + timedelta(days=1)}")
    nothing_comes(story, days=2)
    said = story.command(DANIEL, "/rounds why")
    assert "a break until" in said
    next_question(story)
    assert {r["state"] for r in story.export("round")} == {"posted"}
    with story.tools.store.read(story.workspace) as books:
        assert books.channels.get(CHANNEL).breaks == ((first, first + timedelta(days=1)),)


def test_only_organisers_change_or_see_what_comes(story):
    for text in ("preview", "replace", "replace next", "skip", "pause", "resume"):
        assert "Only an organiser" in story.command(DANIEL, f"/rounds {text}")
    assert [c["state"] for c in story.export("channel")] == ["active"]
    assert len(story.export("round")) == 1


def test_why_says_what_was_posted_and_what_comes(story):
    said = story.command(DANIEL, "/rounds why")
    [stored] = story.export("round")
    assert f"{stored['question']} was posted at 09:00" in said
    assert "Why this one: It had not been asked here before" in said
    assert "The next question comes on" in said
    assert "not set up yet" in story.command(DANIEL, "/rounds why", channel="C02LOUNGE")


def test_a_date_that_cannot_be_is_answered_in_words_and_changes_nothing(story):
    for text, words in {
        "skip tomorrow": "“tomorrow” is not a date. Write it like 2026-12-24.",
        "skip 2020-01-01": "1 January 2020 is not ahead",
        "skip 2999-01-01": "more than a year ahead",
        "skip <!channel>": "“&lt;!channel&gt;” is not a date",
        "pause until <!channel>": "“&lt;!channel&gt;” is not a date",
        f"skip {'so ' * 900}": "so…” is not a date",
        f"{'so' * 900}": "…”. This is what it knows",
        "skip 2026-02-30": "There is no 2026-02-30 in the calendar. For example",
        "pause until": "Until when? For example: `/rounds pause until 2026-12-24`.",
        "pause until soon": "“soon” is not a date",
        "pause 2020-01-01": "is not ahead: in America/New_York it is",
        "replace all": "Type `/rounds replace`, or `/rounds replace next`.",
    }.items():
        assert words in story.command(MAYA, f"/rounds {text}")
    assert [c["state"] for c in story.export("channel")] == ["active"]
    assert len(story.export("round")) == 1
