"""The commands: /drill, and the subcommands of /rounds, in the order the help shows them."""

from bot.practice import drills
from bot.practice.drills import DrillCard
from bot.practice.tools import Tools
from bot.slack import ids
from bot.slack.chat import Chat
from bot.slack.commands.asked import Asked, Subcommand
from bot.slack.commands.digest import DIGEST
from bot.slack.commands.help import help_message
from bot.slack.commands.history import HISTORY
from bot.slack.commands.leave import LEAVE
from bot.slack.commands.pause import PAUSE, RESUME
from bot.slack.commands.post_now import POST_NOW
from bot.slack.commands.preview import PREVIEW
from bot.slack.commands.privacy import PRIVACY
from bot.slack.commands.reminders import REMINDERS
from bot.slack.commands.replace import REPLACE
from bot.slack.commands.reviews import REVIEWS
from bot.slack.commands.setup import SETUP
from bot.slack.commands.skip import SKIP
from bot.slack.commands.streak import STREAK
from bot.slack.commands.weak import WEAK
from bot.slack.commands.why import WHY
from bot.slack.views.drill import bad_argument_message, drill_message
from bot.slack.views.message import Message


def _help(_tools: Tools, _chat: Chat, _asked: Asked) -> Message:
    return help_message(SUBCOMMANDS)


HELP = Subcommand("help", "this list", _help)
SUBCOMMANDS = (
    HELP,
    STREAK,
    LEAVE,
    WEAK,
    HISTORY,
    REVIEWS,
    REMINDERS,
    DIGEST,
    PRIVACY,
    WHY,
    SETUP,
    PREVIEW,
    POST_NOW,
    REPLACE,
    SKIP,
    PAUSE,
    RESUME,
)


def run_command(tools: Tools, chat: Chat, name: str, asked: Asked) -> Message | None:
    """Run a slash command and give its private answer; None where a modal is the answer."""
    if name == ids.COMMAND_DRILL:
        match drills.start(tools, asked.caller, asked.text, asked.trigger):
            case DrillCard() as card:
                return drill_message(card)
            case bad:
                return bad_argument_message(bad, tools.bank.categories)
    word = asked.text.split(maxsplit=1)[0].lower() if asked.text else "help"
    for subcommand in SUBCOMMANDS:
        if subcommand.name == word:
            return subcommand.run(tools, chat, asked)
    return help_message(SUBCOMMANDS, unknown=word)
