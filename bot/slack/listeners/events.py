"""Events from the inbox: messages in threads, Home opened, channels joined, left and closed."""

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.errors import NotYet
from bot.practice import answers, channels, people, presence, privacy
from bot.practice.answers import Receipt, Recorded, Reply, Unsure
from bot.practice.back_fill import OpenThread
from bot.practice.tools import Caller, Tools
from bot.slack.chat import Chat, parse_person
from bot.slack.deliver import Whisper, publish_home, whisper
from bot.slack.payloads import Deleted, happened, standing_reply, thread_message
from bot.slack.refusals import refusal
from bot.slack.views.hint import Beside, ask_message, beside_hint_message, hint_message

Event = Mapping[str, Any]

ASKED_AT_ONCE = 2

_ARCHIVED, _LEFT = refusal("is_archived").words, refusal("not_in_channel").words
_LOST = {
    "channel_archive": _ARCHIVED,
    "group_archive": _ARCHIVED,
    "channel_deleted": "The channel was deleted.",
    "channel_left": _LEFT,
    "group_left": _LEFT,
}


class Events:
    """What Rounds does with each type of event; a type that is not here asks for nothing."""

    def __init__(self, tools: Tools, chat: Chat, workspace: str, bot_user: str) -> None:
        self._tools, self._chat = tools, chat
        self._workspace, self._bot_user = workspace, bot_user
        self._to_us = re.compile(rf"<@{re.escape(bot_user)}(?:\|[^<>]*)?>[,:]?[ \t]*")
        self._asking = threading.BoundedSemaphore(ASKED_AT_ONCE)
        self._table: dict[str, Callable[[Event], None]] = {
            "message": self._on_message,
            "app_home_opened": self._on_home,
            "member_joined_channel": self._on_joined,
            "member_left_channel": self._on_left,
            "channel_unarchive": self._on_unarchived,
            "group_unarchive": self._on_unarchived,
            "user_change": self._on_user,
            **dict.fromkeys(_LOST, self._on_lost),
        }

    @property
    def types(self) -> frozenset[str]:
        """The types of event that ask for something."""
        return frozenset(self._table)

    def handle(self, event: Event) -> None:
        """Do what an event asks for; raises what a retry may mend."""
        listener = self._table.get(str(event.get("type")))
        if listener is not None:
            listener(event)

    def _on_message(self, event: Event) -> None:
        """Answer a reply in a daily thread with a hint."""
        match thread_message(event):
            case Deleted(channel=channel, ts=ts):
                now = self._tools.clock.now()
                self._tell(answers.remove_reply(self._tools, self._workspace, channel, ts, now))
            case Reply() as said:
                self._receive(said)
            case None:
                pass

    def _receive(self, said: Reply, *, advised: bool = True) -> None:
        if said.user == self._bot_user or not answers.is_round(
            self._tools, self._workspace, said.channel, said.thread_ts
        ):
            return
        person = self._chat.person(said.user)
        if not person.member:
            return
        # Slack's word that they moved may have been missed.
        zone = people.moved(self._tools, self._workspace, person.id, person.zone)
        tools = self._tools if advised else replace(self._tools, adviser=None)
        # Whoever mentions us comments on nobody's answer by that.
        own = replace(said, text=self._to_us.sub("", said.text))
        self._tell(answers.receive_reply(tools, self._workspace, own, zone))

    def advise(self, body: Event, since: datetime) -> None:
        """Ask the operator's model about a draft, and show its hint.

        Raises NotYet while others are asked about: half of the threads are for what people write.
        """
        if not self._asking.acquire(blocking=False):
            raise NotYet("The model is being asked about other answers.")
        try:
            receipt = answers.advised(self._tools, self._workspace, body, since)
        finally:
            self._asking.release()
        self._tell(receipt)

    def _tell(self, receipt: Receipt) -> None:
        tell_author(self._tools, self._chat, self._workspace, receipt)

    def back_fill(self, thread: OpenThread) -> None:
        """Take in what a thread holds now, as if its events had just come.

        A message that is stored but no longer there was deleted: every page has been read, and the
        root was on one of them. The model is not asked: there may be thousands.
        """
        messages = self._chat.thread(thread.channel, thread.ts)
        for message in messages:
            reply = standing_reply(thread.channel, message)
            if reply is not None:
                self._receive(reply, advised=False)
        there = {str(message.get("ts")) for message in messages}
        if thread.ts in there:
            now = self._tools.clock.now()
            for gone in sorted(thread.known - there):
                answers.remove_reply(self._tools, self._workspace, thread.channel, gone, now)

    def _on_home(self, event: Event) -> None:
        if event.get("tab") != "home":
            return
        person = self._chat.person(str(event.get("user")))
        if person.member:
            zone = people.moved(self._tools, self._workspace, person.id, person.zone)
            caller = Caller(self._workspace, person.id, zone, person.admin)
            publish_home(self._tools, self._chat, caller)

    def _on_joined(self, event: Event) -> None:
        if event.get("user") == self._bot_user:
            channels.greet(self._tools, self._workspace, str(event.get("channel")))
        else:
            self._move(event, present=True)

    def _on_left(self, event: Event) -> None:
        if event.get("user") == self._bot_user:
            self._lost(event, _LEFT)
        else:
            self._move(event, present=False)

    def _move(self, event: Event, *, present: bool) -> None:
        user, channel = str(event.get("user")), str(event.get("channel"))
        at = happened(event) or self._tools.clock.now()
        presence.moved(self._tools, self._workspace, user, channel, at, present=present)

    def _on_lost(self, event: Event) -> None:
        self._lost(event, _LOST[str(event["type"])])

    def _lost(self, event: Event, reason: str) -> None:
        channels.went_away(self._tools, self._workspace, str(event.get("channel")), reason)

    def _on_unarchived(self, event: Event) -> None:
        channels.came_back(self._tools, self._workspace, str(event.get("channel")))

    def _on_user(self, event: Event) -> None:
        user = event.get("user")
        if isinstance(user, Mapping) and user.get("id"):
            person = parse_person(user, self._workspace)
            self._chat.meet(person)
            note = privacy.left if person.left else privacy.is_back
            note(self._tools, self._workspace, person.id)
            if person.zone:
                people.moved(self._tools, self._workspace, person.id, person.zone)


def tell_author(tools: Tools, chat: Chat, workspace: str, receipt: Receipt) -> None:
    """Tell a person what became of their message: its hint, or whether it is their answer."""
    match receipt:
        case Recorded() as recorded:
            show_hint(tools, chat, workspace, recorded)
        case Unsure() as unsure:
            asked = ask_message(
                unsure.channel,
                unsure.ts,
                unsure.words,
                unsure.floor,
                mentions=unsure.mentions,
            )
            about = f"ask:{unsure.channel}:{unsure.ts}"
            where = Whisper(unsure.channel, unsure.user, unsure.thread_ts, about)
            whisper(tools, chat, workspace, where, asked)


def show_hint(tools: Tools, chat: Chat, workspace: str, recorded: Recorded) -> None:
    """Show a new hint to its author alone, in the thread; elsewhere the outbox brings it.

    Where the thread sees the hint, what concerns its author alone is still for them alone.
    """
    if not recorded.fresh or recorded.where == "dm" or recorded.answer.channel is None:
        return
    if recorded.advised_later:
        return
    beside = Beside(
        recorded.welcome, recorded.asked, recorded.answer.id if recorded.alone else None
    )
    private, days = recorded.card.private, tools.keep_days
    if recorded.where == "private":
        shown = hint_message(recorded.card, beside, keep_days=days)
    elif beside.something or private:
        shown = beside_hint_message(beside, keep_days=days, private=private)
    else:
        return
    answer = recorded.answer
    about = f"hint:{answer.id}:{answer.draft}"
    where = Whisper(answer.channel or "", answer.user, recorded.thread_ts, about)
    whisper(tools, chat, workspace, where, shown)
