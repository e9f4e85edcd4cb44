"""/rounds post-now: the day's question at once."""

from bot.practice import channels, daily
from bot.practice.tools import Tools
from bot.slack.chat import Chat
from bot.slack.commands.asked import Asked, Subcommand
from bot.slack.deliver import check_member, render
from bot.slack.views.message import Message
from bot.slack.views.setup import post_now_message


def run(tools: Tools, chat: Chat, asked: Asked) -> Message:
    """Plan today's round in the place of the scheduled one; the clock posts it at once."""
    check_member(chat, asked.channel)
    channels.check_organiser(tools, asked.caller, asked.channel)
    caller = asked.caller
    planned = daily.plan_now(tools, caller.workspace, asked.channel, caller.user, render)
    link = None
    if isinstance(planned, daily.AlreadyThere) and planned.round.ts:
        link = chat.permalink(asked.channel, planned.round.ts)
    return post_now_message(planned, link)


POST_NOW = Subcommand("post-now", "post today's question now (organisers)", run)
