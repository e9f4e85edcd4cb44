"""Home and its pictures in the browser, for three sizes of person, in light and dark, on a phone.

With ROUNDS_PICTURES naming a folder, each leaves a picture there; the README's come from it.
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.practice import progress
from bot.slack import ids
from bot.slack.views import samples
from tests.conftest import CHANNEL, DANIEL, MAYA, until

pytestmark = pytest.mark.page

PICTURES = os.environ.get("ROUNDS_PICTURES")
SIZES = {
    "nobody yet": samples.progress,
    "one answer": samples.progress_after_one,
    "three weeks": samples.progress_after_many,
    "500 answers": samples.progress_after_500,
}


def here(found, criteria):
    """Let a sample stand in this workspace: its channel, its people, its criteria."""
    named = dict(zip(samples.WIDE_RUBRIC.criteria, criteria, strict=False))
    known = {each: named.get(each, each) for each in (*named, *samples.RUBRIC.criteria)}
    return replace(
        found,
        today=tuple((replace(each, channel=CHANNEL), done) for each, done in found.today),
        owed=tuple(replace(each, author=MAYA) for each in found.owed),
        due=tuple(replace(each, criterion=known[each.criterion]) for each in found.due),
        weaknesses=tuple(
            replace(each, criterion=known[each.criterion]) for each in found.weaknesses
        ),
    )


def always(sample):
    return lambda *_: sample


def keep(element, name):
    if PICTURES:
        element.screenshot(path=Path(PICTURES) / f"{name}.png", animations="disabled")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_home_and_its_pictures_fit_a_desk_and_a_phone(browser, story, monkeypatch, scheme):
    criteria = story.tools.bank.rubric.criteria
    for name, found in SIZES.items():
        sample = here(found(), criteria)
        monkeypatch.setattr(progress, "of", always(sample))
        for device, wide in (("desk", 900), ("phone", 390)):
            context = browser.new_context(
                viewport={"width": wide, "height": 2900}, color_scheme=scheme
            )
            page = context.new_page()
            page.goto(f"{story.sandbox.url}#/{DANIEL}/home")
            home = page.get_by_test_id("home")
            expect(home).to_contain_text(
                f"{sample.streak.current} day" if sample.answers else "Welcome"
            )
            expect(home).to_contain_text("Only you see this page.")
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
            keep(home, f"home, {name}, {scheme}, {device}")
            context.close()
    for number, part in enumerate(["streak", "weak"]):
        press(story, part)
        until(lambda: len(files(story)) > number, what="the picture")  # noqa: B023 - at once
    context = browser.new_context(viewport={"width": 390, "height": 1400}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{story.sandbox.url}#/{DANIEL}/{direct(story)}")
    for file in files(story):
        drawn = page.get_by_alt_text(file["alt_txt"])
        expect(drawn).to_be_visible()
        expect(drawn).to_have_js_property("naturalWidth", 1000)
        keep(drawn, f"{file['title']}, {scheme}")
    context.close()


def press(story, part):
    """Press the button that asks for a picture of a part of Home."""
    story.settle()
    for block in story.sandbox.snapshot(DANIEL)["home"]["blocks"]:
        for element in block.get("elements", []):
            if element.get("action_id") == ids.HOME_PICTURE and element["value"] == part:
                press = {
                    "block_id": block["block_id"],
                    "action_id": ids.HOME_PICTURE,
                    "value": part,
                }
                story.act(DANIEL, "click", container={"type": "home"}, **press)


def direct(story):
    return next(c["id"] for c in story.sandbox.snapshot(DANIEL)["channels"] if c["is_im"])


def files(story):
    return [
        file
        for message in story.messages(DANIEL, direct(story))
        for file in message.get("files", [])
    ]
