"""The page of the local Slack, used as people would in a browser; the bot takes no part."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.sandbox.seed import LOUNGE, ROUNDS
from bot.sandbox.server import Sandbox

pytestmark = pytest.mark.page

MAYA, DANIEL = "U01MAYA", "U02DANIEL"
HOSTILE = (
    '<img src=x onerror="document.title=1"> <!channel> <script>alert(1)</script> &lt;b&gt; "\''
)


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(value: str, text: str) -> dict[str, Any]:
    return {"text": plain(text), "value": value}


def asked(block_id: str, element: dict[str, Any], *, optional: bool = False) -> dict[str, Any]:
    label = plain(block_id.title())
    kind = {"type": "input", "block_id": block_id, "label": label, "optional": optional}
    return {**kind, "element": {"action_id": f"{block_id}-in", **element}}


TRACKS = [option("pm", "Product"), option("mle", "Machine learning")]
QUESTION: list[dict[str, Any]] = [
    {"type": "header", "text": plain("Who counts as a patient?")},
    {"type": "section", "text": {"type": "mrkdwn", "text": "*Two teams* differ. :seedling:"}},
    {
        "type": "actions",
        "block_id": "buttons",
        "elements": [
            {"type": "button", "action_id": "answer", "value": "q1", "text": plain("Answer")},
        ],
    },
]
MODAL: dict[str, Any] = {
    "type": "modal",
    "title": plain("Your answer"),
    "submit": plain("Save"),
    "blocks": [
        asked("answer", {"type": "plain_text_input", "multiline": True}),
        asked("track", {"type": "static_select", "options": TRACKS}),
        asked(
            "tracks",
            {"type": "checkboxes", "options": TRACKS, "initial_options": TRACKS[:1]},
            optional=True,
        ),
        asked("hour", {"type": "timepicker", "initial_time": "09:00"}),
        asked("peer", {"type": "users_select"}),
        asked("note", {"type": "plain_text_input"}, optional=True),
        asked("level", {"type": "radio_buttons", "options": TRACKS}, optional=True),
    ],
}
STRANGE = [{"type": "hologram"}, {"type": "actions", "elements": [{"type": "dial"}]}]
GALLERY: list[dict[str, Any]] = [
    {"name": "question", "blocks": QUESTION},
    {"name": "modal", "view": MODAL},
    {"name": "strange", "blocks": STRANGE},
]


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(gallery=lambda: GALLERY) as running:
        yield running


@pytest.fixture
def page(browser: Browser, sandbox: Sandbox) -> Iterator[Page]:
    """The page as Maya has it; in the end nothing went wrong and no other host was asked."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    opened.on(
        "request",
        lambda request: None if request.url.startswith(sandbox.url) else wrong.append(request.url),
    )
    opened.goto(sandbox.url)
    expect(opened.get_by_test_id("composer")).to_be_visible()
    yield opened
    context.close()
    assert wrong == []


def act_as(page: Page, name: str) -> None:
    page.get_by_test_id("person-switch").select_option(label=name)


def choose(message: Locator, action: str) -> None:
    """Take something from a message's menu."""
    message.hover()
    message.get_by_test_id("more").click()
    message.page.get_by_test_id(action).first.click()


def test_a_person_answers_edits_reacts_and_deletes_in_a_thread(page, sandbox, client):
    root = client.chat_postMessage(channel=ROUNDS, text="Question", blocks=QUESTION)["ts"]
    question = page.get_by_test_id("message").filter(has_text="Who counts as a patient?")
    expect(question.locator("strong", has_text="Two teams")).to_be_visible()
    expect(question).to_contain_text("🌱")

    question.hover()
    question.get_by_test_id("reply-in-thread").click()
    page.get_by_test_id("thread-composer").fill("I would read *twenty* charts, @daniel")
    page.get_by_test_id("thread-composer").press("Enter")
    answer = page.get_by_test_id("thread").get_by_test_id("reply")
    expect(answer.locator("strong", has_text="twenty")).to_be_visible()
    expect(answer.locator(".mention")).to_have_text("@Daniel")
    expect(page.get_by_test_id("thread-composer")).to_have_value("")
    expect(question.get_by_test_id("open-thread")).to_contain_text("1 reply")

    choose(answer, "edit")
    expect(page.get_by_test_id("editor")).to_have_value("I would read *twenty* charts, @daniel")
    page.get_by_test_id("editor").fill("I would read forty charts")
    page.get_by_test_id("editor").press("Enter")
    expect(answer).to_contain_text("I would read forty charts(edited)")

    answer.hover()
    answer.get_by_test_id("react").click()
    page.get_by_role("menuitem", name="eyes").click()
    mine = answer.get_by_test_id("reaction")
    expect(mine).to_have_attribute("aria-pressed", "true")
    mine.click()
    expect(mine).to_have_count(0)

    page.get_by_test_id("also-send").check()
    page.get_by_test_id("thread-composer").fill("Both teams may be right")
    page.get_by_test_id("thread-send").click()
    expect(page.get_by_role("main").get_by_text("Both teams may be right")).to_be_visible()

    choose(answer.first, "delete")
    page.get_by_test_id("confirm-yes").click()
    expect(answer).to_have_count(1)
    [left] = client.conversations_replies(channel=ROUNDS, ts=root)["messages"][1:]
    assert (left["text"], left["subtype"]) == ("Both teams may be right", "thread_broadcast")


def test_a_command_is_completed_and_its_answer_is_for_that_person_alone(page, listener):
    listener.reply = lambda request: (
        {"text": "A *drill* for you"} if request.type == "slash_commands" else None
    )
    page.get_by_test_id("composer").press_sequentially("/dri")
    expect(page.get_by_test_id("completion")).to_contain_text("/drill")
    page.get_by_test_id("composer").press("Tab")
    expect(page.get_by_test_id("composer")).to_have_value("/drill ")
    page.get_by_test_id("composer").press_sequentially("metrics easy\n")

    private = page.get_by_test_id("ephemeral")
    expect(private).to_contain_text("Only visible to you")
    expect(private.locator("strong", has_text="drill")).to_be_visible()
    sent = listener.last("slash_commands")
    assert (sent["command"], sent["text"]) == ("/drill", "metrics easy")

    act_as(page, "Daniel")
    expect(page.get_by_label("Message #rounds")).to_be_visible()
    expect(page).to_have_url(re.compile(DANIEL))
    expect(private).to_have_count(0)
    act_as(page, "Maya (owner)")
    private.get_by_test_id("dismiss").click()
    expect(private).to_have_count(0)


def test_what_cannot_be_sent_is_said_and_given_back(page, sandbox):
    page.get_by_test_id("composer").fill("/nonsense now")
    page.get_by_test_id("composer").press("Enter")
    expect(page.get_by_test_id("notice")).to_contain_text("/nonsense is not a valid command")
    expect(page.get_by_test_id("composer")).to_have_value("/nonsense now")
    page.get_by_test_id("notice").get_by_label("Dismiss").click()
    expect(page.get_by_test_id("notice")).to_have_count(0)

    page.get_by_test_id("composer").fill("/drill")
    page.get_by_test_id("composer").press("Enter")  # nobody is connected
    expect(page.get_by_test_id("notice")).to_have_count(1)
    expect(page.get_by_test_id("notice")).to_contain_text("/drill failed")


def open_modal(page: Page, listener: Any, client: Any) -> Locator:
    client.chat_postMessage(channel=ROUNDS, text="Question", blocks=QUESTION)
    page.locator("[data-action-id=answer]").click()
    listener.sandbox.wait_until(lambda: any(one.type == "interactive" for one in listener.received))
    click = listener.last("interactive")
    assert (click["type"], click["actions"][0]["value"]) == ("block_actions", "q1")
    client.views_open(trigger_id=click["trigger_id"], view=MODAL)
    modal = page.get_by_test_id("modal")
    expect(modal.locator("[data-action-id=answer-in]")).to_be_focused()
    return modal


def test_a_modal_shows_what_is_wrong_and_sends_what_was_filled_in(page, client, listener):
    modal = open_modal(page, listener, client)
    page.get_by_test_id("modal-submit").click()
    expect(modal.get_by_test_id("block-error")).to_have_count(3)

    modal.locator("[data-action-id=answer-in]").fill("Too short")
    modal.locator("[data-action-id=track-in]").select_option("mle")
    modal.locator("[data-action-id=peer-in]").select_option(DANIEL)
    modal.get_by_label("Machine learning").first.check()
    expect(modal.get_by_test_id("block-error")).to_have_count(0)
    listener.reply = lambda _: {"response_action": "errors", "errors": {"answer": "Say more."}}
    page.get_by_test_id("modal-submit").click()
    expect(modal.get_by_test_id("block-error")).to_have_text("Say more.")
    expect(modal.locator("[data-action-id=answer-in]")).to_have_value("Too short")

    modal.locator("[data-action-id=answer-in]").fill("Long enough")
    listener.reply = lambda _: None
    page.get_by_test_id("modal-submit").click()
    expect(modal).to_have_count(0)
    seen = [{**one, "text": {"emoji": True, **one["text"]}} for one in TRACKS]
    assert listener.last("interactive")["view"]["state"]["values"] == {
        "answer": {"answer-in": {"type": "plain_text_input", "value": "Long enough"}},
        "track": {"track-in": {"type": "static_select", "selected_option": seen[1]}},
        "tracks": {"tracks-in": {"type": "checkboxes", "selected_options": seen}},
        "hour": {"hour-in": {"type": "timepicker", "selected_time": "09:00"}},
        "peer": {"peer-in": {"type": "users_select", "selected_user": DANIEL}},
        "note": {"note-in": {"type": "plain_text_input", "value": None}},
        "level": {"level-in": {"type": "radio_buttons", "selected_option": None}},
    }


def test_a_modal_keeps_what_is_being_typed_when_the_app_updates_it(page, client, listener):
    modal = open_modal(page, listener, client)
    modal.locator("[data-action-id=answer-in]").press_sequentially("Half a tho")
    view = {**MODAL, "blocks": [{"type": "section", "text": plain("A nudge")}, *MODAL["blocks"]]}
    client.views_update(view_id=listener.sandbox.snapshot(MAYA)["modals"][0]["id"], view=view)
    expect(modal).to_contain_text("A nudge")
    page.keyboard.type("ught")
    expect(modal.locator("[data-action-id=answer-in]")).to_have_value("Half a thought")
    page.keyboard.press("Escape")
    expect(modal).to_have_count(0)


def test_home_opens_and_changes_while_one_looks(listener, page, client):
    expect(page.get_by_test_id("app-state")).to_contain_text("is connected")
    page.get_by_test_id("home-tab").click()
    expect(page.get_by_test_id("home")).to_contain_text("has not published")
    assert listener.wait_for(1, "app_home_opened")[0]["user"] == MAYA
    blocks = [{"type": "header", "text": plain("Four days in a row")}]
    client.views_publish(user_id=MAYA, view={"type": "home", "blocks": blocks})
    expect(page.get_by_test_id("home").get_by_role("heading")).to_have_text("Four days in a row")


def test_a_message_shortcut_is_sent_from_a_messages_menu(page, sandbox, listener):
    ts = sandbox.act(DANIEL, "post", channel=ROUNDS, text="My answer")["ts"]
    choose(page.get_by_test_id("message").filter(has_text="My answer"), "shortcut")
    sandbox.wait_until(lambda: any(one.type == "interactive" for one in listener.received))
    sent = listener.last("interactive")
    first = sandbox.snapshot(MAYA)["shortcuts"][0]["callback_id"]
    assert (sent["type"], sent["callback_id"], sent["message_ts"]) == ("message_action", first, ts)


def test_what_people_type_stays_text(page, client):
    page.get_by_test_id("composer").fill(HOSTILE)
    page.get_by_test_id("composer").press("Enter")
    expect(page.get_by_test_id("message")).to_have_count(1)
    client.chat_postMessage(
        channel=ROUNDS,
        text="blocks",
        blocks=[
            {"type": "section", "text": plain(HOSTILE.replace("&", "&amp;"))},
            {"type": "markdown", "text": "[tap](javascript:alert(1)) <img src=x>"},
        ],
    )
    typed, posted = (page.get_by_test_id("message").nth(place) for place in (0, 1))
    expect(typed.locator(".text")).to_have_text(HOSTILE)
    expect(posted.locator(".section")).to_have_text(HOSTILE)
    expect(posted.locator(".markdown")).to_contain_text("<img src=x>")
    expect(page.locator("main").locator("img, script, a, .mention")).to_have_count(0)


def test_a_reload_and_news_leave_one_where_one_was_with_what_one_typed(page, sandbox):
    root = sandbox.act(DANIEL, "post", channel=LOUNGE, text="Is anybody free?")["ts"]
    page.locator(f"[data-channel={LOUNGE}]").click()
    message = page.get_by_test_id("message")
    message.hover()
    message.get_by_test_id("reply-in-thread").click()
    page.get_by_test_id("thread-composer").press_sequentially("I am, on Tue")
    sandbox.act(DANIEL, "post", channel=LOUNGE, text="At five?", thread_ts=root)
    expect(page.get_by_test_id("reply")).to_have_text(re.compile(r"At five\?"))
    page.keyboard.type("sday")
    expect(page.get_by_test_id("thread-composer")).to_have_value("I am, on Tuesday")

    page.reload()
    expect(page.get_by_test_id("reply")).to_have_text(re.compile(r"At five\?"))
    expect(page.get_by_test_id("thread-composer")).to_have_value("I am, on Tuesday")


def test_the_clock_is_read_in_the_persons_zone_and_moves(page, sandbox):
    clock = page.get_by_test_id("clock")
    expect(clock).to_have_text(re.compile(r"^\w{3} \d+ \w{3}, 09:0\d$"))
    clock.click()
    page.get_by_test_id("clock-hour").click()
    expect(clock).to_have_text(re.compile(r", 10:0\d$"))
    before = sandbox.snapshot(MAYA)["now"]
    clock.click()
    page.get_by_test_id("clock-morning").click()
    expect(clock).to_have_text(re.compile(r", 09:00$"))
    assert 22 * 3600 < sandbox.snapshot(MAYA)["now"] - before < 25 * 3600


def test_the_gallery_shows_everything_and_says_what_it_cannot_show(page):
    page.get_by_role("link", name="Gallery").click()
    shown = page.get_by_test_id("gallery-item")
    expect(shown).to_have_count(len(GALLERY))
    expect(shown.nth(1).get_by_role("heading", name="Your answer")).to_be_visible()
    expect(shown.nth(2)).to_contain_text("block of type “hologram”")
    expect(shown.nth(2)).to_contain_text("element of type “dial”")


def test_a_phone_shows_one_thing_at_a_time_and_nothing_runs_over(page, client):
    page.set_viewport_size({"width": 400, "height": 800})
    client.chat_postMessage(channel=ROUNDS, text="Question", blocks=QUESTION)
    page.get_by_role("button", name="Conversations").click()
    page.locator(f"[data-channel={LOUNGE}]").click()
    expect(page.get_by_label("Message #lounge")).to_be_visible()
    expect(page.get_by_test_id("person-switch")).not_to_be_visible()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) == 0
