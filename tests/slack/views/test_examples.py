"""Every example of every view: as it was, as Slack takes it, and readable without its blocks."""

import re

import pytest

from bot.cli.gallery import gallery
from bot.sandbox.strictness.blocks import is_view_too_large, message_problems, view_problems
from bot.slack.views import (
    calibration,
    digest,
    drill,
    hint,
    history,
    home,
    offer,
    privacy,
    question,
    reminder,
    review,
    reviews,
    schedule,
    setup,
    streak,
    weak,
)

MODULES = (
    calibration, digest, drill, hint, history, home, offer, privacy, question, reminder, review,
    reviews, schedule, setup, streak, weak,
)  # fmt: skip
EXHIBITS = {exhibit["name"]: exhibit for exhibit in gallery()}
MESSAGES = {name: exhibit for name, exhibit in EXHIBITS.items() if "text" in exhibit}
VIEWS = {name: exhibit["view"] for name, exhibit in EXHIBITS.items() if "view" in exhibit}
WHISPERED = 4_000  # bytes that Slack takes as the text of a message to one person alone


def texts(node):
    """Give every text that a reader of these blocks sees, buttons aside."""
    if isinstance(node, list):
        return [text for each in node for text in texts(each)]
    if not isinstance(node, dict) or node.get("type") in {"actions", "button"}:
        return []
    own = [node["text"]] if isinstance(node.get("text"), str) else []
    return own + [text for value in node.values() for text in texts(value)]


def letters(text):
    """Give the words alone: bold, links and entities look different without blocks."""
    text = re.sub(r"<[^|>]+\|([^>]+)>", r"\1", text)
    return re.findall(r"\w+", text.replace("&lt;", " ").replace("&gt;", " ").replace("&amp;", " "))


@pytest.mark.parametrize("name", EXHIBITS)
def test_it_looks_as_it_did(name, snapshot):
    assert EXHIBITS[name] == snapshot


@pytest.mark.parametrize("name", MESSAGES)
def test_slack_takes_the_message(name):
    assert message_problems(MESSAGES[name]["blocks"]) == []
    assert len(MESSAGES[name]["text"].encode()) <= WHISPERED


@pytest.mark.parametrize("name", VIEWS)
def test_slack_takes_the_view(name):
    assert view_problems(VIEWS[name]) == []
    assert not is_view_too_large(VIEWS[name])


@pytest.mark.parametrize("name", MESSAGES)
def test_who_reads_no_blocks_misses_no_word(name):
    said = letters(MESSAGES[name]["text"])
    shown = [word for text in texts(MESSAGES[name]["blocks"]) for word in letters(text)]
    missing = [word for word in shown if word not in said]
    assert missing == []


@pytest.mark.parametrize("module", MODULES)
def test_every_view_has_an_example(module):
    renders = module.EXAMPLES.values()
    shown = {name for render in renders for name in (render.__name__, *render.__code__.co_names)}
    views = {
        name
        for name, value in vars(module).items()
        if name.endswith(("_message", "_view", "_form")) and value.__module__ == module.__name__
    }
    assert views <= shown


def test_the_gallery_has_them_all():
    """Two examples of the same name would hide one another."""
    names = [name for module in MODULES for name in module.EXAMPLES]
    assert len(names) == len(set(names))
    assert set(names) < EXHIBITS.keys()
