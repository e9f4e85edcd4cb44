"""/rounds why: what became of the last question here; and what one's own weaknesses rest on."""

from bot.practice import weaknesses, why
from bot.practice.tools import Tools
from bot.slack.chat import Chat
from bot.slack.commands.asked import Asked, Subcommand
from bot.slack.views.message import Message
from bot.slack.views.schedule import lines_message, why_lines
from bot.slack.views.weak import evidence_message


def run(tools: Tools, _chat: Chat, asked: Asked) -> Message:
    """Explain the channel's last question to anybody in it, or a person's weaknesses to them."""
    if asked.words == "weak":
        found = weaknesses.evidence(tools, asked.caller)
        return evidence_message(found, tools.bank.rubric)
    return lines_message(why_lines(why.explain(tools, asked.caller.workspace, asked.channel)))


WHY = Subcommand(
    "why",
    "why this question came, or none, and when the next comes; `why weak`: your own evidence",
    run,
)
