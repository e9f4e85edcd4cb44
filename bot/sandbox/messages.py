"""What can happen to messages and memberships, whoever does it, and the events that tell of it."""

import copy
import re
import uuid
from typing import Any
from zoneinfo import available_timezones

from bot.sandbox.errors import SlackError
from bot.sandbox.events import Events, channel_type
from bot.sandbox.seed import (
    APP_ID,
    BOT_ID,
    BOT_USER,
    TEAM_ID,
    direct_channel,
    new_channel,
    zone_fields,
)
from bot.sandbox.state import Doc, State
from bot.sandbox.text import typed_blocks, written_by_person

COUNTERS = ("reply_count", "reply_users", "reply_users_count", "latest_reply", "reactions")


class Messages:
    """The verbs of a conversation; call them inside `state.change`."""

    def __init__(self, state: State, events: Events) -> None:
        self._state = state
        self._events = events

    # Writing

    def by_person(
        self, user: str, channel: str, text: str, thread_ts: str | None, *, broadcast: bool = False
    ) -> Doc:
        """Post what a person typed."""
        people = [person for person in self._state.users.values() if not person["deleted"]]
        message = {
            "client_msg_id": str(uuid.uuid4()),
            "user": user,
            "text": written_by_person(text, people),
            "blocks": typed_blocks(text),
        }
        return self.post(channel, message, thread_ts, broadcast=broadcast)

    def by_app(
        self,
        channel: str,
        content: Doc,
        thread_ts: str | None = None,
        *,
        broadcast: bool = False,
    ) -> Doc:
        """Post text, blocks and metadata as the app."""
        return self.post(channel, self.app_author() | content, thread_ts, broadcast=broadcast)

    def app_author(self) -> Doc:
        """Give the fields that say that the app wrote a message."""
        bot = self._state.users[BOT_USER]
        return {
            "user": BOT_USER,
            "bot_id": BOT_ID,
            "app_id": APP_ID,
            "bot_profile": {
                "id": BOT_ID,
                "app_id": APP_ID,
                "user_id": BOT_USER,
                "name": bot["real_name"],
                "deleted": False,
                "updated": bot["updated"],
                "team_id": TEAM_ID,
                "icons": {},
            },
        }

    def post(
        self, channel: str, content: Doc, thread_ts: str | None, *, broadcast: bool = False
    ) -> Doc:
        """Store a new message, count it in its thread, and tell the app."""
        message = {"type": "message", "ts": self._state.next_ts(), "team": TEAM_ID, **content}
        root = None
        if thread_ts is not None:
            root = self._root(channel, thread_ts)
            message["thread_ts"] = thread_ts
            message["parent_user_id"] = root["user"]
            if broadcast:
                message["subtype"] = "thread_broadcast"
        self._state.save_message(channel, message)
        told = dict(message)
        if root is not None:
            self._count(channel, root)
            if broadcast:
                told["root"] = root
                del told["parent_user_id"]
        self._tell(channel, told)
        return message

    def whisper(self, user: str, channel: str, content: Doc, thread_ts: str | None) -> Doc:
        """Show a message to one person only; nobody is told."""
        message = {
            "type": "message",
            "ts": self._state.next_ts(),
            "channel": channel,
            "is_ephemeral": True,
            **self.app_author(),
            **content,
        }
        if thread_ts is not None:
            message["thread_ts"] = thread_ts
        self._state.save_ephemeral(user, message)
        return message

    def edit(self, channel: str, message: Doc, content: Doc, editor: str) -> Doc:
        """Replace what a message says."""
        before = copy.deepcopy(message)
        changed_at = self._state.next_ts()
        for field in ("blocks", "attachments"):
            message.pop(field, None)
        message |= content
        message["edited"] = {"user": editor, "ts": changed_at}
        self._state.save_message(channel, message)
        self._tell_change(channel, changed_at, "message_changed", message, before)
        return message

    def edit_by_person(self, channel: str, message: Doc, text: str) -> Doc:
        """Replace what a person wrote by what they type now."""
        stored = written_by_person(text, self._state.users.values())
        content = {"text": stored, "blocks": typed_blocks(text)}
        return self.edit(channel, message, content, message["user"])

    def delete(self, channel: str, message: Doc) -> None:
        """Delete a message; a root with replies leaves a tombstone."""
        before = copy.deepcopy(message)
        deleted_at = self._state.next_ts()
        if self._state.replies(channel, message["ts"]):
            kept = {
                field: message[field]
                for field in ("ts", "thread_ts", *COUNTERS)
                if field in message
            }
            kept.pop("reactions", None)
            message.clear()
            message |= {
                "type": "message",
                "subtype": "tombstone",
                "text": "This message was deleted.",
                "user": "USLACKBOT",
                "hidden": True,
                **kept,
            }
            self._state.save_message(channel, message)
            self._tell_change(channel, deleted_at, "message_changed", message, before)
            return
        self._state.remove_message(channel, message)
        root_ts = message.get("thread_ts")
        root = self._state.message(channel, root_ts) if root_ts is not None else None
        if root is not None and root is not message:
            self._count(channel, root)
        self._tell_change(channel, deleted_at, "message_deleted", None, before)

    # Reacting

    def react(self, user: str, channel: str, message: Doc, name: str) -> None:
        """Add a person's reaction."""
        reactions: list[Doc] = message.setdefault("reactions", [])
        reaction = next((known for known in reactions if known["name"] == name), None)
        if reaction is None:
            reaction = {"name": name, "users": [], "count": 0}
            reactions.append(reaction)
        if user in reaction["users"]:
            raise SlackError("already_reacted")
        reaction["users"].append(user)
        reaction["count"] = len(reaction["users"])
        self._state.save_message(channel, message)
        self._tell_reaction("reaction_added", user, channel, message, name)

    def unreact(self, user: str, channel: str, message: Doc, name: str) -> None:
        """Take a person's reaction away."""
        reactions: list[Doc] = message.get("reactions", [])
        reaction = next((known for known in reactions if known["name"] == name), None)
        if reaction is None or user not in reaction["users"]:
            raise SlackError("no_reaction")
        reaction["users"].remove(user)
        reaction["count"] = len(reaction["users"])
        message["reactions"] = [known for known in reactions if known["count"]]
        if not message["reactions"]:
            del message["reactions"]
        self._state.save_message(channel, message)
        self._tell_reaction("reaction_removed", user, channel, message, name)

    # Coming and going

    def join(self, user: str, channel: str, inviter: str | None = None) -> None:
        """Make somebody a member, with the notice in the channel."""
        conversation = self._state.channels[channel]
        if user in conversation["members"]:
            return
        conversation["members"].append(user)
        self._state.save("channel", channel, conversation)
        event: Doc = {
            "type": "member_joined_channel",
            "user": user,
            "channel": channel,
            "channel_type": "G" if conversation["is_private"] else "C",
            "team": TEAM_ID,
            "event_ts": self._state.next_ts(),
        }
        notice: Doc = {
            "subtype": "channel_join",
            "user": user,
            "text": f"<@{user}> has joined the channel",
        }
        if inviter is not None and inviter != user:
            event["inviter"] = notice["inviter"] = inviter
        self._events.publish(event, channel=channel)
        self.post(channel, notice, None)

    def leave(self, user: str, channel: str, actor: str) -> None:
        """End a membership."""
        conversation = self._state.channels[channel]
        if user not in conversation["members"]:
            return
        conversation["members"].remove(user)
        self._state.save("channel", channel, conversation)
        left = self._state.next_ts()
        event = {
            "type": "member_left_channel",
            "user": user,
            "channel": channel,
            "channel_type": "G" if conversation["is_private"] else "C",
            "team": TEAM_ID,
            "event_ts": left,
        }
        self._events.publish(event, channel=channel, unseen=user == BOT_USER)
        if user == BOT_USER:
            kind = "group_left" if conversation["is_private"] else "channel_left"
            gone = {"type": kind, "channel": channel, "actor_id": actor, "event_ts": left}
            self._events.publish(gone, channel=channel, unseen=True)

    def archive(self, channel: str, user: str, *, archived: bool) -> None:
        """Archive a channel, or bring it back."""
        conversation = self._state.channels[channel]
        conversation["is_archived"] = archived
        self._state.save("channel", channel, conversation)
        word = "archive" if archived else "unarchive"
        event = {
            "type": f"{'group' if conversation['is_private'] else 'channel'}_{word}",
            "channel": channel,
            "user": user,
            "event_ts": self._state.next_ts(),
        }
        self._events.publish(event, channel=channel)

    def create_channel(self, user: str, name: str, *, private: bool) -> Doc:
        """Make a channel with its creator as the only member."""
        name = name.strip().lower()
        if re.fullmatch(r"[a-z0-9_-]{1,80}", name) is None:
            raise SlackError("invalid_name")
        if any(channel.get("name") == name for channel in self._state.channels.values()):
            raise SlackError("name_taken")
        now = int(self._state.clock.now())
        channel = new_channel(self._state.next_id("C"), name, "", [user], now, private=private)
        self._state.save("channel", channel["id"], channel)
        return channel

    def change_person(self, person: Doc, changes: Doc) -> None:
        """Change a person's zone or standing."""
        now = self._state.clock.now()
        if "tz" in changes:
            if changes["tz"] not in available_timezones():
                raise SlackError("invalid_timezone")
            changes = {**changes, **zone_fields(changes["tz"], now)}
        person |= {**changes, "updated": int(now)}
        self._state.save("user", person["id"], person)
        event = {"type": "user_change", "user": person, "cache_ts": int(now)}
        self._events.publish({**event, "event_ts": self._state.next_ts()})

    def open_direct(self, user: str) -> Doc:
        """Give the conversation between a person and the bot, made if need be."""
        made = direct_channel(user, self._state.clock.now())
        known = self._state.channels.get(made["id"])
        if known is None:
            self._state.save("channel", made["id"], made)
        return made if known is None else known

    # Telling the app

    def _root(self, channel: str, thread_ts: str) -> Doc:
        root = self._state.message(channel, thread_ts)
        is_reply = root is not None and root.get("thread_ts", thread_ts) != thread_ts
        if root is None or is_reply or root.get("subtype") == "tombstone":
            raise SlackError("thread_not_found")
        return root

    def _count(self, channel: str, root: Doc) -> None:
        replies = self._state.replies(channel, root["ts"])
        if replies:
            authors = list(dict.fromkeys(reply["user"] for reply in replies))
            root |= {
                "thread_ts": root["ts"],
                "reply_count": len(replies),
                "reply_users_count": len(authors),
                "latest_reply": replies[-1]["ts"],
                "reply_users": authors[:5],
            }
        elif root.get("subtype") == "tombstone":
            self._state.remove_message(channel, root)
            return
        else:
            for field in ("thread_ts", *COUNTERS[:4]):
                root.pop(field, None)
        self._state.save_message(channel, root)

    def _tell(self, channel: str, message: Doc) -> None:
        event = {
            **message,
            "channel": channel,
            "event_ts": message["ts"],
            "channel_type": channel_type(self._state.channels[channel]),
        }
        self._events.publish(event, channel=channel)

    def _tell_change(
        self, channel: str, ts: str, subtype: str, message: Doc | None, before: Doc
    ) -> None:
        event: dict[str, Any] = {
            "type": "message",
            "subtype": subtype,
            "hidden": True,
            "channel": channel,
            "channel_type": channel_type(self._state.channels[channel]),
            "ts": ts,
            "event_ts": ts,
            "previous_message": before,
        }
        if message is None:
            event["deleted_ts"] = before["ts"]
        else:
            event["message"] = message
        self._events.publish(event, channel=channel)

    def _tell_reaction(self, kind: str, user: str, channel: str, message: Doc, name: str) -> None:
        event = {
            "type": kind,
            "user": user,
            "reaction": name,
            "item": {"type": "message", "channel": channel, "ts": message["ts"]},
            "item_user": message["user"],
            "event_ts": self._state.next_ts(),
        }
        self._events.publish(event, channel=channel)
