"""/rounds digest: when it comes, and what it tells of the person who asks."""

from bot.errors import BadInput
from bot.practice import digest
from bot.practice.tools import Tools
from bot.slack.chat import Chat
from bot.slack.commands.asked import Asked, Subcommand
from bot.slack.views.digest import choices_message
from bot.slack.views.message import Message

_WORDS = {
    "valued yes": {"valued": True},
    "valued no": {"valued": False},
    "leaderboard yes": {"ranked": True},
    "leaderboard no": {"ranked": False},
}


def run(tools: Tools, _chat: Chat, asked: Asked) -> Message:
    """Keep what a person chose about being in the digest, if they chose, and show it all."""
    if asked.words:
        if asked.words not in _WORDS:
            allowed = ", ".join(f"`/rounds digest {each}`" for each in _WORDS)
            raise BadInput({"digest": f"What about it? There are {allowed}."})
        digest.choose(tools, asked.caller, **_WORDS[asked.words])
    return choices_message(digest.choices(tools, asked.caller, asked.channel))


DIGEST = Subcommand(
    "digest",
    "the weekly digest, and what it tells of you: `digest [valued | leaderboard] [yes | no]`",
    run,
)
