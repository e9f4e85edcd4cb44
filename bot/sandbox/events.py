"""What the app hears about: events in Slack's envelope, kept until they are acknowledged."""

import copy
import hashlib
from typing import Any

from bot.sandbox.manifest import Manifest
from bot.sandbox.seed import APP_ID, BOT_USER, TEAM_ID
from bot.sandbox.state import Doc, State


class Events:
    """Wraps what happened for the app, if it subscribed to it and may see it."""

    def __init__(self, state: State, manifest: Manifest) -> None:
        self._state = state
        self._manifest = manifest

    def publish(
        self, event: dict[str, Any], *, channel: str | None = None, unseen: bool = False
    ) -> None:
        """Queue an event; one in a channel that the bot is not in is dropped unless `unseen`."""
        if channel is not None and not unseen:
            conversation = self._state.channels.get(channel)
            if conversation is None or BOT_USER not in conversation["members"]:
                return
        if not self._manifest.subscribes(subscription(event)):
            return
        event_id = self._state.next_id("Ev")
        now = self._state.clock.now()
        body = {
            "token": "verification-token",
            "team_id": TEAM_ID,
            "context_team_id": TEAM_ID,
            "context_enterprise_id": None,
            "api_app_id": APP_ID,
            "event": copy.deepcopy(event),
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(now),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM_ID,
                    "user_id": BOT_USER,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": "4-" + hashlib.sha256(event_id.encode()).hexdigest()[:32],
        }
        pending = {"body": body, "attempt": 0, "reason": "", "due": now}
        self._state.save("pending", event_id, pending)


def subscription(event: dict[str, Any]) -> str:
    """Name an event as the manifest does: `message.channels` for one in a public channel."""
    if event["type"] != "message":
        return str(event["type"])
    kinds = {"channel": "channels", "group": "groups", "im": "im"}
    return f"message.{kinds[event['channel_type']]}"


def channel_type(channel: Doc) -> str:
    """Say what kind of conversation this is, in the word that message events use."""
    if channel["is_im"]:
        return "im"
    return "group" if channel["is_private"] else "channel"
