"""What the page shows a person, and what it lets them do. None of this is Slack's own API."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.errors import SlackError
from bot.sandbox.events import Events
from bot.sandbox.seed import APP_ID, BOT_USER, TEAM_ID, TEAM_NAME
from bot.sandbox.state import Doc
from bot.sandbox.web_api.reactions import is_emoji_name
from bot.sandbox.workspace import Workspace

SHOWN = (
    "ts",
    "thread_ts",
    "user",
    "text",
    "blocks",
    "edited",
    "subtype",
    "reactions",
    "reply_count",
    "metadata",
    "files",
    "attachments",
)
IDS = {
    "channel",
    "ts",
    "thread_ts",
    "user",
    "view_id",
    "callback_id",
    "block_id",
    "action_id",
    "tz",
}
CONTAINERS = ("message", "view", "home")
VALUES_WANTED = "values must map block_id to action_id to a value"
CHANGEABLE: tuple[str, ...] = ("tz", "deleted", "is_admin")  # of a person


class Page:
    """Draws the workspace for one person and acts in their name."""

    def __init__(self, workspace: Workspace, events: Events) -> None:
        self._workspace = workspace
        self._events = events
        self._verbs: dict[str, Callable[[str, Doc], Doc]] = {
            "post": self._post,
            "edit": self._edit,
            "delete": self._delete,
            "react": self._react,
            "unreact": self._unreact,
            "command": self._command,
            "shortcut": self._shortcut,
            "click": self._click,
            "submit": self._submit,
            "close": self._close,
            "open_home": self._open_home,
            "invite": self._invite,
            "leave": self._leave,
            "archive": self._archive,
            "unarchive": self._unarchive,
            "create_channel": self._create_channel,
            "change_person": self._change_person,
            "dismiss": self._dismiss,
            "move_clock": self._move_clock,
        }

    def act(self, user: str, verb: str, fields: Doc) -> Doc:
        """Do something as a person; the answer says `ok`, or the error in words."""
        person = self._workspace.state.users.get(user)
        if person is None or person["is_bot"] or person["deleted"]:
            return {"ok": False, "error": "user_not_found"}
        if verb not in self._verbs:
            return {"ok": False, "error": f"There is no such verb: {verb}"}
        container = fields.get("container")
        named = [*fields.items(), *(container.items() if isinstance(container, dict) else [])]
        wrong = [name for name, value in named if name in IDS and not isinstance(value, str | None)]
        if wrong:
            return {"ok": False, "error": f"must be a string: {wrong[0]}"}
        try:
            return self._verbs[verb](user, fields)
        except SlackError as refusal:
            return refusal.answer()
        except KeyError as missing:
            return {"ok": False, "error": f"missing field: {missing.args[0]}"}

    def snapshot(self, user: str | None, channel_id: str | None) -> Doc:
        """Give everything that the page needs to draw itself for a person."""
        state = self._workspace.state
        with state.lock:
            me = user if user in state.users and user != BOT_USER else next(iter(state.users))
            seen = [one for one in state.channels.values() if self._sees(me, one)]
            here = next((one for one in seen if one["id"] == channel_id), seen[0])["id"]
            screen = state.screen(me)
            home = screen["home"]
            return {
                "version": state.version,
                "now": state.clock.now(),
                "clock_moved": state.clock.ahead(),
                "team": {"id": TEAM_ID, "name": TEAM_NAME},
                "app": {
                    "id": APP_ID,
                    "bot_user": BOT_USER,
                    "name": state.users[BOT_USER]["real_name"],
                    "connected": self._workspace.hub.connected,
                },
                "me": me,
                "people": [_person(person) for person in state.users.values()],
                "channels": [_channel(one) for one in seen],
                "channel": here,
                "messages": self._messages(me, here),
                "home": None if home is None else self._view(home),
                "modals": [self._view(view_id) for view_id in screen["modals"]],
                "notices": screen["notices"],
                "commands": [
                    {
                        "command": one["command"],
                        "description": one.get("description", ""),
                        "usage_hint": one.get("usage_hint", ""),
                    }
                    for one in self._workspace.manifest.commands
                ],
                "shortcuts": [
                    {"callback_id": one["callback_id"], "name": one["name"], "type": one["type"]}
                    for one in self._workspace.manifest.shortcuts
                ],
            }

    # Drawing

    def _sees(self, user: str, channel: Doc) -> bool:
        if user in channel["members"]:
            return True
        is_guest = self._workspace.state.users[user]["is_restricted"]
        return not channel.get("is_private", True) and not is_guest

    def _messages(self, user: str, channel: str) -> list[Doc]:
        state = self._workspace.state
        whispers = [one for one in state.ephemerals(user) if one["channel"] == channel]
        under: dict[str, list[Doc]] = {}
        roots: list[Doc] = []
        for message in [*state.messages(channel), *whispers]:
            shown = {name: message[name] for name in SHOWN if name in message}
            shown["is_ephemeral"] = bool(message.get("is_ephemeral"))
            root = message.get("thread_ts", message["ts"])
            if root != message["ts"]:
                under.setdefault(root, []).append(shown)
            if root == message["ts"] or message.get("subtype") == "thread_broadcast":
                roots.append(dict(shown))
        for root in roots:
            if root["ts"] == root.get("thread_ts", root["ts"]):
                root["replies"] = sorted(under.get(root["ts"], []), key=_ts)
        return sorted(roots, key=_ts)

    def _view(self, view_id: str) -> Doc:
        kept = self._workspace.state.views[view_id]
        names = ("id", "type", "callback_id", "title", "submit", "close", "blocks", "hash", "state")
        shown = {name: kept["view"][name] for name in names}
        if kept["errors"]:
            shown["errors"] = kept["errors"]
        return shown

    # Acting

    def _writable(self, user: str, fields: Doc) -> Doc:
        channel = self._workspace.state.channels.get(fields["channel"])
        if channel is None or not self._sees(user, channel):
            raise SlackError("channel_not_found")
        if user not in channel["members"]:
            raise SlackError("not_in_channel")
        if channel["is_archived"]:
            raise SlackError("is_archived")
        return channel

    def _post(self, user: str, fields: Doc) -> Doc:
        with self._workspace.state.change():
            channel = self._writable(user, fields)
            if not str(fields["text"]).strip():
                raise SlackError("no_text")
            message = self._workspace.messages.by_person(
                user,
                channel["id"],
                str(fields["text"]),
                fields.get("thread_ts"),
                broadcast=bool(fields.get("broadcast")),
            )
            return {"ok": True, "ts": message["ts"]}

    def _edit(self, user: str, fields: Doc) -> Doc:
        with self._workspace.state.change():
            channel = self._writable(user, fields)
            message = self._workspace.message(channel["id"], fields["ts"])
            if message["user"] != user:
                raise SlackError("cant_update_message")
            self._workspace.messages.edit_by_person(channel["id"], message, str(fields["text"]))
            return {"ok": True, "ts": message["ts"]}

    def _delete(self, user: str, fields: Doc) -> Doc:
        with self._workspace.state.change():
            channel = self._writable(user, fields)
            message = self._workspace.message(channel["id"], fields["ts"])
            if message["user"] != user and not self._workspace.user(user)["is_admin"]:
                raise SlackError("cant_delete_message")
            self._workspace.messages.delete(channel["id"], message)
            return {"ok": True}

    def _react(self, user: str, fields: Doc) -> Doc:
        with self._workspace.state.change():
            channel = self._writable(user, fields)
            name = str(fields["name"]).strip(":")
            if not is_emoji_name(name):
                raise SlackError("invalid_name")
            message = self._workspace.message(channel["id"], fields["ts"])
            self._workspace.messages.react(user, channel["id"], message, name)
            return {"ok": True}

    def _unreact(self, user: str, fields: Doc) -> Doc:
        with self._workspace.state.change():
            channel = self._writable(user, fields)
            message = self._workspace.message(channel["id"], fields["ts"])
            name = str(fields["name"]).strip(":")
            self._workspace.messages.unreact(user, channel["id"], message, name)
            return {"ok": True}

    def _command(self, user: str, fields: Doc) -> Doc:
        channel = self._writable(user, fields)
        line = str(fields["text"])
        if line.split(maxsplit=1)[:1] == ["/invite"]:
            return self._invite_by_name(user, channel["id"], line)
        return self._workspace.interactions.command(user, channel["id"], line)

    def _invite_by_name(self, user: str, channel: str, line: str) -> Doc:
        """Do what Slack's own /invite does: bring somebody in by their name."""
        name = line.partition(" ")[2].strip().lstrip("@").casefold()
        for person in self._workspace.state.users.values():
            if name in {person["name"].casefold(), person["real_name"].casefold()}:
                return self._invite(user, {"channel": channel, "user": person["id"]})
        raise SlackError(f"There is nobody called {name or 'nothing'} here.")

    def _shortcut(self, user: str, fields: Doc) -> Doc:
        channel = self._seen(user, fields["channel"])
        callback_id = str(fields["callback_id"])
        return self._workspace.interactions.shortcut(user, callback_id, channel["id"], fields["ts"])

    def _click(self, user: str, fields: Doc) -> Doc:
        container = fields["container"]
        if not isinstance(container, dict) or container.get("type") not in CONTAINERS:
            raise SlackError("There is no such container.")
        if not _are_values(fields.get("values", {})):
            raise SlackError(VALUES_WANTED)
        if container["type"] == "message":
            self._seen(user, container["channel"])
        return self._workspace.interactions.click(
            user, container, str(fields["block_id"]), str(fields["action_id"]), fields
        )

    def _submit(self, user: str, fields: Doc) -> Doc:
        values = fields.get("values", {})
        if not _are_values(values):
            raise SlackError(VALUES_WANTED)
        return self._workspace.interactions.submit(user, str(fields["view_id"]), values)

    def _close(self, user: str, fields: Doc) -> Doc:
        return self._workspace.interactions.close(user, str(fields["view_id"]))

    def _open_home(self, user: str, fields: Doc) -> Doc:
        state = self._workspace.state
        with state.change():
            event: dict[str, Any] = {
                "type": "app_home_opened",
                "user": user,
                "channel": self._workspace.messages.open_direct(user)["id"],
                "tab": fields.get("tab", "home"),
                "event_ts": state.next_ts(),
            }
            home = state.screen(user)["home"]
            if home is not None and event["tab"] == "home":
                event["view"] = state.views[home]["view"]
            self._events.publish(event)
            return {"ok": True}

    def _invite(self, user: str, fields: Doc) -> Doc:
        with self._workspace.state.change():
            channel = self._seen(user, fields["channel"])
            if channel["is_im"]:
                raise SlackError("method_not_supported_for_channel_type")
            invited = self._workspace.user(fields["user"])["id"]
            self._workspace.messages.join(invited, channel["id"], inviter=user)
            return {"ok": True}

    def _leave(self, user: str, fields: Doc) -> Doc:
        with self._workspace.state.change():
            channel = self._seen(user, fields["channel"])
            if channel["is_im"]:
                raise SlackError("method_not_supported_for_channel_type")
            leaver = self._workspace.user(fields.get("user", user))["id"]
            self._workspace.messages.leave(leaver, channel["id"], actor=user)
            return {"ok": True}

    def _archive(self, user: str, fields: Doc) -> Doc:
        with self._workspace.state.change():
            channel = self._writable(user, fields)
            self._workspace.messages.archive(channel["id"], user, archived=True)
            return {"ok": True}

    def _unarchive(self, user: str, fields: Doc) -> Doc:
        with self._workspace.state.change():
            channel = self._seen(user, fields["channel"])
            self._workspace.messages.archive(channel["id"], user, archived=False)
            return {"ok": True}

    def _create_channel(self, user: str, fields: Doc) -> Doc:
        with self._workspace.state.change():
            private = bool(fields.get("is_private"))
            made = self._workspace.messages.create_channel(
                user, str(fields["name"]), private=private
            )
            return {"ok": True, "channel": made["id"]}

    def _change_person(self, user: str, fields: Doc) -> Doc:
        with self._workspace.state.change():
            person = self._workspace.user(fields.get("user", user))
            changes = {name: fields[name] for name in CHANGEABLE if name in fields}
            self._workspace.messages.change_person(person, changes)
            return {"ok": True}

    def _dismiss(self, user: str, fields: Doc) -> Doc:
        with self._workspace.state.change():
            self._workspace.state.remove("ephemeral", f"{user}/{fields['ts']}")
            return {"ok": True}

    def _move_clock(self, _: str, fields: Doc) -> Doc:
        state = self._workspace.state
        try:
            now = state.clock.move(float(fields["seconds"]))
        except (TypeError, ValueError):
            raise SlackError("The clock moves forward by a number of seconds.") from None
        state.save_clock()
        return {"ok": True, "now": now}

    def _seen(self, user: str, channel_id: str) -> Doc:
        channel = self._workspace.state.channels.get(channel_id)
        if channel is None or not self._sees(user, channel):
            raise SlackError("channel_not_found")
        return channel


def _are_values(values: object) -> bool:
    return isinstance(values, dict) and all(isinstance(one, dict) for one in values.values())


def _ts(message: Doc) -> str:
    return str(message["ts"])


def _person(user: Doc) -> Doc:
    return {
        "id": user["id"],
        "name": user["name"],
        "real_name": user["real_name"],
        "tz": user.get("tz"),
        "is_admin": user["is_admin"],
        "is_owner": user["is_owner"],
        "is_bot": user["is_bot"],
    }


def _channel(channel: Doc) -> Doc:
    return {
        "id": channel["id"],
        "name": channel.get("name", ""),
        "is_private": bool(channel.get("is_private")),
        "is_im": channel["is_im"],
        "is_archived": channel["is_archived"],
        "members": list(channel["members"]),
        "topic": channel.get("topic", {}).get("value", ""),
        "unread": 0,
    }
