"""Every view by name, for the sandbox's gallery page."""

from typing import Any


def gallery() -> list[dict[str, Any]]:
    """Render each example: a message as its text and blocks, a modal or the Home tab as a view."""
    # Nothing of this is needed before somebody opens the page.
    from bot.slack.commands.help import help_message  # noqa: PLC0415
    from bot.slack.commands.table import SUBCOMMANDS  # noqa: PLC0415
    from bot.slack.views import (  # noqa: PLC0415
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
    from bot.slack.views.message import Message  # noqa: PLC0415

    modules = (
        question, hint, review, reviews, offer, calibration, drill, streak, weak, home, privacy,
        setup, schedule, digest, reminder, history,
    )  # fmt: skip
    examples = {name: render for module in modules for name, render in module.EXAMPLES.items()}
    examples["help"] = lambda: help_message(SUBCOMMANDS)
    examples["help, a word it does not know"] = lambda: help_message(SUBCOMMANDS, "strike")
    shown: list[dict[str, Any]] = []
    for name, render in examples.items():
        match render():
            case Message(text=text, blocks=blocks):
                shown.append({"name": name, "text": text, "blocks": blocks})
            case view:
                shown.append({"name": name, "view": view})
    return shown
