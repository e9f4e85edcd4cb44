"""The Home tab: what a person sees of themselves, each part with its button, and never the past."""

import re
import threading
from datetime import timedelta
from typing import Any

import pytest

from bot.practice import people
from bot.practice.tools import Caller
from bot.slack import deliver, ids
from tests.conftest import ANSWER, DANIEL, MAYA, Story, until

DRILL_DUE = "Drill what is due"


def words_of(view):
    parts = []
    for block in view["blocks"]:
        texts = [block.get("text"), *block.get("elements", [])]
        parts += [each["text"] for each in texts if isinstance(each, dict) and "text" in each]
    return "\n".join(p["text"] if isinstance(p, dict) else p for p in parts)


def home(story: Story, user=DANIEL):
    story.act(user, "open_home")
    until(lambda: story.sandbox.snapshot(user)["home"], what="a Home tab")
    story.settle()
    return story.sandbox.snapshot(user)["home"]


def change(story: Story, name: str, **values):
    """Press the button of one setting, fill its form and send it; give what Home then says."""
    view = home(story)
    for block in view["blocks"]:
        press = block.get("accessory") or {}
        if press.get("action_id") == ids.HOME_SETTINGS and press["value"] == name:
            story.act(
                DANIEL,
                "click",
                container={"type": "home"},
                block_id=block["block_id"],
                action_id=ids.HOME_SETTINGS,
                value=name,
            )
    answer = story.fill(DANIEL, **values)
    if "errors" not in answer:
        story.act(DANIEL, "close", view_id=story.modal(DANIEL)["id"])
    return words_of(story.sandbox.snapshot(DANIEL)["home"])


@pytest.fixture
def today(story):
    return story.tools.clock.now().date()


def test_a_newcomer_is_welcomed_and_an_answer_fills_the_page(story):
    assert "Welcome." in words_of(home(story))
    story.say(DANIEL, ANSWER)
    words = words_of(home(story))
    assert "1 day · best 1 day · 1 of the last 30 days practised" in words
    assert "is answered." in words
    assert "Too few answers to tell." in words


def test_a_question_that_waits_is_answered_from_home(story):
    story.say(DANIEL, ANSWER)
    first = story.question()["ts"]
    story.act(MAYA, "move_clock", seconds=timedelta(days=3).total_seconds())  # a weekend or none
    until(lambda: story.question()["ts"] != first, what="the next question")
    story.settle()
    view = home(story)
    assert "waits for you." in words_of(view)
    story.click_in(DANIEL, view, ids.ANSWER_PRIVATELY)
    story.fill(DANIEL, answer=f"{ANSWER} That is what I would do first.")
    story.settle()
    assert "is answered." in words_of(home(story))


def test_what_is_due_is_drilled_from_home_the_most_forgotten_first(story):
    story.say(DANIEL, ANSWER)
    story.act(MAYA, "move_clock", seconds=timedelta(days=4).total_seconds())
    story.settle()
    view = home(story)
    first = re.search(r"• \*(.+)\* is due again", words_of(view))
    assert first is not None
    for block in view["blocks"]:
        for element in block.get("elements", []):
            if isinstance(element.get("text"), dict) and element["text"]["text"] == DRILL_DUE:
                story.act(
                    DANIEL,
                    "click",
                    container={"type": "home"},
                    block_id=block["block_id"],
                    action_id=element["action_id"],
                    value=element["value"],
                )
    story.modal(DANIEL)
    [drill] = story.export("drill")
    assert drill["why"].startswith(f"It asks for “{first[1]}”")


def test_each_setting_has_its_button_and_home_shows_what_was_chosen(story, today):
    story.say(DANIEL, ANSWER)
    assert "Europe/Berlin, chosen by you" in change(story, "zone", zone="Europe/Berlin")
    assert "as Slack has it" in change(story, "zone", zone="")
    assert "at 02:00" in change(story, "day_end", day_end="02:00")
    assert "By direct message" in change(story, "hints", hints="dm")
    assert "by direct message at 08:00" in change(story, "remind_at", remind_at="08:00")
    assert "by direct message at" not in change(story, "remind_at", remind_at="off")
    ahead = today + timedelta(days=20)
    assert ", in 20 days" in change(story, "interview", interview=ahead.isoformat())
    back = f"{today + timedelta(days=9):%a} {(today + timedelta(days=9)).day}"
    first, last = today + timedelta(days=5), today + timedelta(days=9)
    words = change(story, "leave", first=first.isoformat(), leave=last.isoformat())
    assert f"to {back}" in words


def test_a_choice_that_cannot_be_is_said_beside_its_field(story, today):
    story.say(DANIEL, ANSWER)
    before = words_of(home(story))
    assert change(story, "zone", zone="Middle/Earth") == before
    assert story.modal(DANIEL)["callback_id"] == ids.SETTINGS_FORM


def test_leave_ends_where_it_was_taken(story, today):
    story.say(DANIEL, ANSWER)
    last = (today + timedelta(days=9)).isoformat()
    change(story, "leave", leave=last)
    change_leave = home(story)
    assert "None planned" not in words_of(change_leave)
    for block in change_leave["blocks"]:
        press = block.get("accessory") or {}
        if press.get("value") == "leave":
            story.act(
                DANIEL,
                "click",
                container={"type": "home"},
                block_id=block["block_id"],
                action_id=ids.HOME_SETTINGS,
                value="leave",
            )
    story.click_in(DANIEL, story.modal(DANIEL), ids.LEAVE_END)
    until(
        lambda: "None planned" in words_of(story.sandbox.snapshot(DANIEL)["home"]),
        what="the end of the leave",
    )


def test_who_hides_their_streak_sees_it_nowhere_on_home_until_they_show_it(story):
    story.say(DANIEL, ANSWER)
    story.click_in(DANIEL, home(story), ids.HOME_HIDE)
    hidden = "Hidden, and counted all the same."
    until(lambda: hidden in words_of(story.sandbox.snapshot(DANIEL)["home"]), what="hiding")
    assert "1 day" not in words_of(story.sandbox.snapshot(DANIEL)["home"])
    story.click_in(DANIEL, home(story), ids.HOME_HIDE)
    until(lambda: "1 day · best" in words_of(story.sandbox.snapshot(DANIEL)["home"]), what="it")


def test_a_picture_comes_to_the_person_alone_with_its_numbers_in_words(story):
    story.say(DANIEL, ANSWER)
    story.click_in(DANIEL, home(story), ids.HOME_PICTURE)
    assert story.modal(DANIEL)["title"]["text"] == "Sent"
    im = next(c["id"] for c in story.sandbox.snapshot(DANIEL)["channels"] if c["is_im"])
    sent = story.sandbox.snapshot(DANIEL, im)["messages"][-1]
    [file] = sent["files"]
    assert (file["name"], file["mimetype"]) == ("streak.png", "image/png")
    assert file["alt_txt"].startswith("Streak: 1 day · best 1 day")
    assert sent["text"].startswith("Your streak.")
    assert all(not message.get("files") for message in story.messages())


def test_the_reason_for_each_day_opens_over_home(story):
    story.say(DANIEL, ANSWER)
    story.click_in(DANIEL, home(story), ids.HOME_STREAK)
    assert "kept with an answer" in words_of(story.modal(DANIEL))


class Meanwhile:
    """Stands before Slack: something happens after the state was read, before it is sent."""

    def __init__(self, chat, happens):
        self.chat, self.happens = chat, [happens]

    def home(self, user, view, over=None):
        if self.happens:
            self.happens.pop()()
        self.chat.home(user, view, over=over)

    def __getattr__(self, name):
        return getattr(self.chat, name)


@pytest.mark.parametrize("known", [True, False], ids=["known", "after a restart"])
def test_of_two_that_publish_at_once_the_newer_state_stays(story, known):
    story.say(DANIEL, ANSWER)
    caller = Caller(story.workspace, DANIEL, "America/New_York")
    chat = story.local.rounds.chat
    if known:
        deliver.publish_home(story.tools, chat, caller)

    def newer():
        people.choose_reminder(story.tools, caller, "07:00")
        deliver.publish_home(story.tools, chat, caller)

    assert (chat.last_home(DANIEL) is not None) == known
    late: Any = Meanwhile(chat, newer)
    deliver.publish_home(story.tools, late, caller)
    assert "at 07:00" in words_of(story.sandbox.snapshot(DANIEL)["home"])


def test_another_process_that_published_first_is_not_covered_with_what_was_before(story):
    """Each process knows only the Home tabs that it published itself."""
    story.say(DANIEL, ANSWER)
    caller = Caller(story.workspace, DANIEL, "America/New_York")
    ours = story.local.rounds.chat
    theirs = type(ours)(story.sandbox.bot_token, story.sandbox.api_url, story.tools.clock.monotonic)
    deliver.publish_home(story.tools, ours, caller)

    def newer():
        people.choose_reminder(story.tools, caller, "07:00")
        deliver.publish_home(story.tools, theirs, caller)

    late: Any = Meanwhile(ours, newer)
    deliver.publish_home(story.tools, late, caller)
    assert "at 07:00" in words_of(story.sandbox.snapshot(DANIEL)["home"])


def test_many_changes_at_once_end_with_the_last_of_them(story):
    story.say(DANIEL, ANSWER)
    caller = Caller(story.workspace, DANIEL, "America/New_York")

    def choose(hour):
        people.choose_reminder(story.tools, caller, f"{hour:02}:00")
        deliver.publish_home(story.tools, story.local.rounds.chat, caller)

    threads = [threading.Thread(target=choose, args=[hour]) for hour in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = people.settings(story.tools, caller)["remind_at"]
    assert f"at {kept}" in words_of(story.sandbox.snapshot(DANIEL)["home"])
