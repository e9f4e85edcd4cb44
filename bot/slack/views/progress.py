"""The Home tab: what a person, and nobody else, sees of themselves."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    DividerBlock,
    HeaderBlock,
    InputBlock,
    Option,
    PlainTextObject,
    RadioButtonsElement,
)
from slack_sdk.models.views import View

from bot.practice.progress import Progress
from bot.rules.streak import Day
from bot.rules.weakness import Weakness
from bot.slack import ids
from bot.slack.views import samples
from bot.slack.views.message import Examples, button, buttons, modal
from bot.slack.views.streak import count, standing
from bot.slack.views.text import aside, escape, say
from questions.model import Rubric

_BAR = 10  # steps of a bar
_ROW = 14  # days of the calendar
HINTS = {
    "": "As the channel has it",
    "private": "Privately in the thread",
    "dm": "By direct message",
    "thread": "In the thread, where the channel shows hints there",
}


def _drill_row(text: str, label: str) -> Block:
    return buttons(button(label, ids.DRILL_START, text))


def home_view(progress: Progress, rubric: Rubric) -> dict[str, Any]:
    """Render the Home tab: today, streak, weaknesses as bars, what is due, reviews owed."""
    blocks: list[Block] = [HeaderBlock(text="Today"), *_today(progress)]
    blocks += [HeaderBlock(text="Streak"), say(standing(progress.streak))]
    if progress.streak.days:
        blocks.append(aside(_row(progress.streak.days[-_ROW:])))
    blocks += [HeaderBlock(text="What to work on"), *_bars(progress.weaknesses, rubric)]
    blocks += [HeaderBlock(text="Due"), *_due(progress, rubric)]
    blocks += [DividerBlock(), buttons(button("Settings", ids.HOME_SETTINGS, "settings"))]
    return View(type="home", blocks=blocks).to_dict()


def _row(days: Sequence[Day]) -> str:
    dots = "".join({True: "●", False: "○", None: "–"}[each.kept] for each in days)
    kept = count(sum(1 for each in days if each.kept))
    since = f"of the last {_ROW}" if len(days) == _ROW else "since you began"
    return f"{dots}  {kept} kept {since}. `/rounds streak` gives the reason for each."


def _today(progress: Progress) -> list[Block]:
    if not progress.taking_part:
        return [
            say(
                "Welcome. Answer the day's question in its thread, or try a drill now: "
                "you get a hint that only you see, and this page fills by itself."
            ),
            _drill_row("", "Try a drill"),
        ]
    blocks: list[Block] = []
    for round_, answered in progress.today:
        state = "is answered ✓" if answered else "waits for your answer."
        blocks.append(say(f"The question in <#{round_.channel}> {state}"))
    if not progress.today:
        blocks.append(say("No question is open in your channels now."))
    row = [button("Drill", ids.DRILL_START, "")]
    if progress.answers:
        row.append(button("Show my last hint", ids.HOME_HINT, "latest"))
    return [*blocks, buttons(*row)]


def _bars(weaknesses: Sequence[Weakness], rubric: Rubric) -> list[Block]:
    known = [each for each in weaknesses if each.enough]
    if not known:
        return [say("Too few answers to tell. A point shows up after three answers judged on it.")]
    lines = []
    for each in known[:8]:
        full = round(each.average * _BAR)
        bar = "█" * full + "░" * (_BAR - full)
        title = rubric.criteria[each.criterion].title
        lines.append(
            f"`{bar}` *{escape(title)}*, {each.state} (shown {each.shown} of {each.asked})"
        )
    return [say("\n".join(lines)), _drill_row("weak", "Drill these")]


def _due(progress: Progress, rubric: Rubric) -> list[Block]:
    lines = [
        f"• *{escape(rubric.criteria[each.criterion].title)}* is due again" for each in progress.due
    ]
    blocks: list[Block] = [say("\n".join(lines))] if lines else []
    if not lines and not progress.owed:
        blocks.append(say("Nothing is due today."))
    for review in progress.owed[:3]:
        blocks.append(say(f"<@{review.author}>'s answer is waiting for your review."))
        blocks.append(buttons(button("Review it", ids.REVIEW, review.answer_id)))
    return blocks


def settings_form(settings: dict[str, Any]) -> dict[str, Any]:
    """Let a person choose where their hints go; never more public than the channel."""
    options = [
        Option(value=value or "channel", text=PlainTextObject(text=words))
        for value, words in HINTS.items()
    ]
    chosen = str(settings.get("hints") or "channel")
    initial = next((option for option in options if option.value == chosen), options[0])
    return modal(
        "Settings",
        [
            InputBlock(
                block_id="hints",
                label=PlainTextObject(text="Where your hints go"),
                element=RadioButtonsElement(
                    action_id="hints", options=options, initial_option=initial
                ),
            )
        ],
        callback_id=ids.SETTINGS_FORM,
        submit="Save",
    )


EXAMPLES: Examples = {
    "home, a new person": lambda: home_view(samples.progress(), samples.RUBRIC),
    "home, one answer": lambda: home_view(samples.progress_after_one(), samples.RUBRIC),
    "home, much": lambda: home_view(samples.progress_after_many(), samples.RUBRIC),
    "settings": lambda: settings_form({}),
    "settings, chosen before": lambda: settings_form({"hints": "dm"}),
}
