"""/rounds help: every command in a line."""

from collections.abc import Sequence

from bot.rules.quoting import quoted
from bot.slack.commands.asked import Subcommand
from bot.slack.views.message import Message, message
from bot.slack.views.text import escape, say

DRILL = (
    "`/drill [category | track | weak | opening | id] [easy | medium | hard]`: a question for you"
)


def help_message(table: Sequence[Subcommand], unknown: str = "") -> Message:
    """List what can be typed; `unknown` is a word that was typed and is not among it."""
    lines = [f"• `/rounds {each.name}`: {each.does}" for each in table]
    head = "What you can type. Only you see the answers."
    if unknown:
        head = f"/rounds does not know {escape(quoted(unknown))}. This is what it knows:"
    listed = "\n".join([*lines, f"• {DRILL}"])
    return message(f"{head}\n{listed}", [say(head), say(listed)])
