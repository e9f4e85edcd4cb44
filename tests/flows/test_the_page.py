"""A practice day in the browser, as a newcomer sees it after `make sandbox`.

With ROUNDS_PICTURES naming a folder, each step leaves a picture there; the README's come from it.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.slack import ids
from tests.conftest import ANSWER, BETTER, Story

pytestmark = pytest.mark.page

PICTURES = os.environ.get("ROUNDS_PICTURES")
HINT_WITHIN = 2_000  # milliseconds; what people are promised


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", animations="disabled")


def act_as(page: Page, name: str) -> None:
    page.get_by_test_id("person-switch").select_option(label=name)
    who = re.compile(name.partition(" ")[0].upper())
    expect(page.locator("body")).to_have_attribute("data-me", who)


def choose(message: Locator, action: str, text: str) -> None:
    message.hover()
    message.get_by_test_id("more").click()
    message.page.get_by_test_id(action).filter(has_text=text).click()


def button(place: Page | Locator, action_id: str) -> Locator:
    return place.locator(f"[data-action-id='{action_id}']")


@pytest.fixture
def page(browser: Browser, story: Story):
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.goto(story.sandbox.url)
    yield opened
    context.close()
    assert wrong == []


def test_a_newcomer_answers_is_hinted_reviewed_and_drilled_in_the_browser(  # noqa: PLR0915 - a day
    page, story
):
    act_as(page, "Daniel")
    question = page.get_by_test_id("message").filter(has_text="Question for")
    expect(question).to_be_visible()
    picture(page, "question")

    question.hover()
    question.get_by_test_id("reply-in-thread").click()
    page.get_by_test_id("thread-composer").fill(ANSWER)
    page.get_by_test_id("thread-composer").press("Enter")
    thread = page.get_by_test_id("thread")
    hint = thread.get_by_test_id("ephemeral")
    expect(hint).to_contain_text("An interviewer might ask", timeout=HINT_WITHIN)
    expect(thread.get_by_test_id("reaction").first).to_be_visible()
    picture(page, "hint")

    answer = thread.get_by_test_id("reply").filter(has_text="sees a morning list").first
    answer.hover()
    answer.get_by_test_id("more").click()
    page.get_by_test_id("edit").click()
    page.get_by_test_id("editor").fill(BETTER)
    page.get_by_test_id("editor").press("Enter")
    expect(thread.get_by_test_id("ephemeral")).to_have_count(2, timeout=HINT_WITHIN)
    picture(page, "second-hint")

    button(thread.get_by_test_id("ephemeral").last, ids.WHY).click()
    expect(page.get_by_test_id("modal")).to_contain_text("What the rubric looks for")
    picture(page, "why")
    page.keyboard.press("Escape")

    act_as(page, "Priya (admin)")
    question.get_by_test_id("open-thread").click()
    answer = thread.get_by_test_id("reply").filter(has_text="sees a morning list").first
    choose(answer, "shortcut", "Review this answer")
    form = page.get_by_test_id("modal")
    expect(form).to_contain_text("Before your first review")
    picture(page, "practice")
    for level in form.locator("select").all():
        level.select_option("1")
    page.get_by_test_id("modal-submit").click()
    expect(form).to_contain_text("Only you see this")
    picture(page, "practice-compared")
    button(form, ids.CALIBRATION_SKIP).click()
    expect(form).to_contain_text("One thing it does well")
    for level in form.locator("select").all():
        level.select_option("2")
    form.get_by_label("One thing it does well").fill("The stop rule has a number in it.")
    form.get_by_label("One thing to change").fill("Say who phones on a weekend.")
    picture(page, "review-form")
    page.get_by_test_id("modal-submit").click()
    expect(page.get_by_test_id("modal")).to_contain_text("Thank you")
    page.keyboard.press("Escape")
    review = thread.get_by_test_id("reply").filter(has_text="has reviewed")
    expect(review).to_contain_text("The stop rule has a number in it.")
    review.scroll_into_view_if_needed()
    picture(page, "review")

    act_as(page, "Daniel")
    page.get_by_test_id("composer").fill("/drill metrics easy")
    page.get_by_test_id("composer").press("Enter")
    drill = page.get_by_role("main").get_by_test_id("ephemeral").filter(has_text="Drill")
    expect(drill).to_be_visible()
    picture(page, "drill")
    button(drill, ids.DRILL_ANSWER).click()
    expect(page.get_by_test_id("modal")).to_contain_text("Your answer")
    picture(page, "drill-form")
    page.get_by_test_id("modal").locator("textarea").fill("Too short.")
    page.get_by_test_id("modal-submit").click()
    expect(page.get_by_test_id("block-error")).to_contain_text("at least 25")
    page.get_by_test_id("modal").locator("textarea").fill(ANSWER)
    page.get_by_test_id("modal-submit").click()
    expect(page.get_by_test_id("modal")).to_contain_text("Your hint")
    picture(page, "drill-hint")
    page.keyboard.press("Escape")

    page.get_by_test_id("home-tab").click()
    expect(page.get_by_test_id("home")).to_contain_text("1 day · best 1 day")
    picture(page, "home")
