"""Slack's dicts become our values here; nothing else looks inside them."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.practice.answers import STORED_CHARACTERS, Reply

# What has no place in an answer. U+200C and U+200D stay: Persian, Indic scripts and joined emoji
# are written with them.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_LINK = re.compile(r"<(?![@#!])([^<>|]+)(?:\|([^<>]*))?>")
_BROADCAST = re.compile(r"<![^<>]*>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_TS = re.compile(r"(\d{1,12})\.(\d{6})")
# What a person can post in a thread; every other subtype is Slack's or an app's.
_OWN_WORDS = frozenset({None, "file_share", "thread_broadcast", "me_message"})
# Of a message; blocks say the same again.
_READ = (
    *("type", "subtype", "channel", "ts", "thread_ts", "deleted_ts", "user", "bot_id", "text"),
    *("client_msg_id", "edited"),
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Deleted:
    """A message that is gone."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Click:
    """A button was pressed, in a message, a modal (`form` is its id) or the Home tab."""

    action_id: str
    value: str
    user: str
    channel: str | None
    trigger: str
    response_url: str | None
    in_modal: bool
    form: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """A modal was sent. `fields` maps a block's id to what was typed or chosen in it."""

    callback_id: str
    form: str
    about: str
    user: str
    fields: Mapping[str, Any]
    first_field: str | None


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A message shortcut was used on a message."""

    callback_id: str
    user: str
    channel: str
    ts: str
    trigger: str
    response_url: str | None


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command was typed."""

    name: str
    text: str
    user: str
    channel: str
    trigger: str
    response_url: str | None


def instant(ts: str) -> datetime:
    """Read a Slack timestamp exactly, never through a float. Raises ValueError for another."""
    found = _TS.fullmatch(ts)
    if found is None:
        raise ValueError(f"not a Slack timestamp: {ts[:40]!r}")
    return EPOCH + timedelta(seconds=int(found[1]), microseconds=int(found[2]))


def words_of(text: str) -> str:
    """Give what a person typed: links by their label, no broadcasts, entities turned back."""
    text = _BROADCAST.sub("", _LINK.sub(lambda found: found[2] or found[1], text))
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return clean(text)


def clean(text: str) -> str:
    """Drop what could hide or break a text, compose its accents, and cap it."""
    kept = _CONTROL.sub("", text)[:STORED_CHARACTERS]
    return unicodedata.normalize("NFC", kept)[:STORED_CHARACTERS]


def installations(body: Mapping[str, Any]) -> set[str]:
    """Give the workspaces whose installation an event is for, whoever its author is."""
    granted = body.get("authorizations") or []
    teams = {each.get("team_id") for each in granted if isinstance(each, Mapping)}
    return {str(team) for team in teams or {body.get("team_id")} if team}


def whose(event: Mapping[str, Any]) -> tuple[str, datetime | None]:
    """Say whose doing an event tells of, and when they did it: first wrote it, if a message."""
    if event.get("type") != "message":
        user = event.get("user")
        found = str(user.get("id", "") if isinstance(user, Mapping) else user or "")
        return found, happened(event)
    inner = event.get("message") or event.get("previous_message") or event
    message = inner if isinstance(inner, Mapping) else event
    return str(message.get("user") or ""), _read_instant(message.get("ts"))


def happened(event: Mapping[str, Any]) -> datetime | None:
    """Give the instant of what an event tells of, where it says so."""
    return _read_instant(event.get("event_ts"))


def _read_instant(ts: object) -> datetime | None:
    return instant(ts) if isinstance(ts, str) and _TS.fullmatch(ts) else None


def needed(
    event: Mapping[str, Any], bot_user: str, redacted: Callable[[str], str]
) -> dict[str, Any]:
    """Give what of an event has to be kept until it is worked off: nobody's words without need.

    What was deleted is not read any more, and our own posts quote people.
    """
    if event.get("type") != "message":
        return dict(event)
    kept = {name: event[name] for name in _READ if name in event}
    if event.get("user") == bot_user or event.get("bot_id"):
        kept.pop("text", None)
    elif isinstance(kept.get("text"), str):
        kept["text"] = redacted(kept["text"])
    if event.get("subtype") != "message_deleted":
        for name in ("message", "previous_message"):
            inner = event.get(name)
            if isinstance(inner, Mapping):
                kept[name] = needed({"type": "message", **inner}, bot_user, redacted)
    return kept


def thread_message(event: Mapping[str, Any]) -> Reply | Deleted | None:
    """Read a `message` event; None for whatever no person said in a thread."""
    subtype, channel = event.get("subtype"), event.get("channel")
    if not isinstance(channel, str):
        return None
    if subtype == "message_deleted":
        gone = event.get("deleted_ts")
        return Deleted(channel, gone) if isinstance(gone, str) and _TS.fullmatch(gone) else None
    if subtype == "message_changed":
        return _edited(channel, event)
    return _reply(channel, event, "0") if subtype in _OWN_WORDS else None


def standing_reply(channel: str, message: Mapping[str, Any]) -> Reply | None:
    """Read a message as Slack's history gives it, in its present form; None as above."""
    if message.get("subtype") not in _OWN_WORDS:
        return None
    edited = message.get("edited")
    version = edited.get("ts") if isinstance(edited, Mapping) else None
    return _reply(channel, message, version if isinstance(version, str) else "0")


def _edited(channel: str, event: Mapping[str, Any]) -> Reply | None:
    """Read an edit; unfurls, counters and pins change a message without anybody editing it."""
    now, before = event.get("message"), event.get("previous_message")
    if not isinstance(now, Mapping) or now.get("subtype") not in _OWN_WORDS:
        return None
    edited = now.get("edited")
    version = edited.get("ts") if isinstance(edited, Mapping) else None
    if not isinstance(version, str) or not _TS.fullmatch(version):
        return None
    if isinstance(before, Mapping) and before.get("text") == now.get("text"):
        return None
    return _reply(channel, now, version)


def _reply(channel: str, message: Mapping[str, Any], version: str) -> Reply | None:
    ts, thread_ts, user = message.get("ts"), message.get("thread_ts"), message.get("user")
    if not (isinstance(ts, str) and isinstance(thread_ts, str) and isinstance(user, str)):
        return None
    if ts == thread_ts or message.get("bot_id") or not _TS.fullmatch(ts):
        return None
    text, own_id = message.get("text"), message.get("client_msg_id")
    return Reply(
        channel=channel,
        ts=ts,
        thread_ts=thread_ts,
        user=user,
        text=words_of(text if isinstance(text, str) else ""),
        version=version,
        client_msg_id=own_id if isinstance(own_id, str) else None,
        at=instant(ts),
    )


def click(body: Mapping[str, Any]) -> Click:
    """Read a `block_actions` payload; a payload without an action gives an empty action id."""
    actions = body.get("actions") or [{}]
    action = actions[0]
    channel = body.get("channel") or {}
    view = body.get("view") or {}
    return Click(
        action_id=str(action.get("action_id", "")),
        value=str(action.get("value") or ""),
        user=str((body.get("user") or {}).get("id", "")),
        channel=channel.get("id"),
        trigger=str(body.get("trigger_id", "")),
        response_url=body.get("response_url"),
        in_modal=view.get("type") == "modal",
        form=str(view.get("id", "")),
    )


def submission(body: Mapping[str, Any]) -> Submission:
    """Read a `view_submission` payload."""
    view = body.get("view") or {}
    state = (view.get("state") or {}).get("values") or {}
    fields = {
        block_id: _value(next(iter(elements.values()), {})) for block_id, elements in state.items()
    }
    inputs = [b.get("block_id") for b in view.get("blocks", []) if b.get("type") == "input"]
    return Submission(
        callback_id=str(view.get("callback_id", "")),
        form=str(view.get("id", "")),
        about=str(view.get("private_metadata") or ""),
        user=str((body.get("user") or {}).get("id", "")),
        fields=fields,
        first_field=inputs[0] if inputs else None,
    )


def _value(element: Mapping[str, Any]) -> Any:
    match element.get("type"):
        case "plain_text_input":
            return clean(element.get("value") or "")
        case "static_select" | "radio_buttons":
            return (element.get("selected_option") or {}).get("value")
        case "checkboxes":
            return [each["value"] for each in element.get("selected_options") or []]
        case "timepicker" | "datepicker" as kind:
            return element.get(f"selected_{kind.removesuffix('picker')}")
        case "multi_users_select":
            return list(element.get("selected_users") or [])
        case _:
            return None


def shortcut(body: Mapping[str, Any]) -> Shortcut:
    """Read a `message_action` payload."""
    message = body.get("message") or {}
    return Shortcut(
        callback_id=str(body.get("callback_id", "")),
        user=str((body.get("user") or {}).get("id", "")),
        channel=str((body.get("channel") or {}).get("id", "")),
        ts=str(message.get("ts") or body.get("message_ts") or ""),
        trigger=str(body.get("trigger_id", "")),
        response_url=body.get("response_url"),
    )


def command(body: Mapping[str, Any]) -> Command:
    """Read a slash command."""
    return Command(
        name=str(body.get("command", "")),
        text=clean(str(body.get("text") or "")).strip(),
        user=str(body.get("user_id", "")),
        channel=str(body.get("channel_id", "")),
        trigger=str(body.get("trigger_id", "")),
        response_url=body.get("response_url"),
    )
