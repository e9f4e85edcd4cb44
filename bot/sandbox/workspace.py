"""All of one local Slack, put together."""

from dataclasses import dataclass

from bot.sandbox.clock import Clock
from bot.sandbox.documents import Documents
from bot.sandbox.errors import SlackError
from bot.sandbox.events import Events, channel_type
from bot.sandbox.interactions import Interactions
from bot.sandbox.manifest import Manifest
from bot.sandbox.messages import Messages
from bot.sandbox.screens import Screens
from bot.sandbox.seed import BOT_USER, seed
from bot.sandbox.socket_mode import Hub
from bot.sandbox.state import Doc, State


@dataclass(frozen=True, slots=True)
class Workspace:
    """The parts that the Web API, the sockets and the page share."""

    manifest: Manifest
    state: State
    events: Events
    messages: Messages
    screens: Screens
    hub: Hub
    interactions: Interactions

    def need_scope(self, *any_of: str) -> None:
        """Refuse the bot token that carries none of these scopes."""
        if not any(self.manifest.grants(scope) for scope in any_of):
            provided = ",".join(sorted(self.manifest.scopes or ()))
            raise SlackError("missing_scope", needed=any_of[0], provided=provided)

    def channel(self, channel_id: str | None, family: str | None = None) -> Doc:
        """Give a conversation that the bot may know of; `family` names the scopes to check."""
        channel = self.state.channels.get(channel_id or "")
        if channel is None:
            raise SlackError("channel_not_found")
        if BOT_USER not in channel["members"] and channel.get("is_private", True):
            raise SlackError("channel_not_found")
        if family is not None:
            kinds = {"channel": "channels", "group": "groups", "im": "im"}
            self.need_scope(f"{kinds[channel_type(channel)]}:{family}")
        return channel

    def own_channel(self, channel_id: str | None, family: str | None = None) -> Doc:
        """Give a conversation that the bot is a member of."""
        channel = self.channel(channel_id, family)
        if BOT_USER not in channel["members"]:
            raise SlackError("not_in_channel")
        return channel

    def message(self, channel_id: str, ts: str) -> Doc:
        """Give a message that is there and not deleted."""
        message = self.state.message(channel_id, ts)
        if message is None or message.get("subtype") == "tombstone":
            raise SlackError("message_not_found")
        return message

    def user(self, user_id: str | None) -> Doc:
        """Give a person or the bot."""
        user = self.state.users.get(user_id or "")
        if user is None:
            raise SlackError("user_not_found")
        return user


def build(manifest: Manifest, clock: Clock, documents: Documents | None) -> Workspace:
    """Put a workspace together on what is stored, or a new one."""
    state = State(clock, documents)
    events = Events(state, manifest)
    messages = Messages(state, events)
    screens = Screens(state)
    hub = Hub(state)
    seed(state, manifest.name)
    interactions = Interactions(state, manifest, messages, screens, hub)
    return Workspace(manifest, state, events, messages, screens, hub, interactions)
