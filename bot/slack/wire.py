"""Builds the Bolt app: store events before they are acknowledged, answer clicks in their place."""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.errors import NotAllowed, SlackError
from bot.log import say
from bot.practice import people, privacy
from bot.practice.tools import Caller, Tools
from bot.slack import failures, ids, payloads
from bot.slack.chat import Chat
from bot.slack.commands.asked import Asked
from bot.slack.commands.table import run_command
from bot.slack.deliver import publish_home
from bot.slack.listeners.buttons import Buttons
from bot.slack.listeners.modals import Modals
from bot.slack.views.hint import notice_view
from bot.slack.views.message import Message
from bot.slack.views.text import escape
from storage.errors import StaysForgotten

_log = logging.getLogger(__name__)

_ANY = re.compile(".*")
# About one's own record: guests who took part before, and the forgotten, may do this too.
_OWN = frozenset(
    {"privacy", ids.PRIVACY_EXPORT, ids.PRIVACY_DELETE, ids.PRIVACY_RETURN, ids.FORGET_FORM}
)
_HOME = "app_home_opened"
_EVENTS_WITHOUT_ONE = frozenset({"event_callback", "app_rate_limited"})
NOT_FOR_GUESTS = "Rounds is for the full members of this workspace; guests cannot take part."


@dataclass(frozen=True, slots=True)
class Identity:
    """Who Rounds is in its workspace, as `auth.test` says."""

    workspace: str
    bot_user: str
    bot_id: str
    team: str


@dataclass(frozen=True, slots=True)
class Wire:
    """What the listeners need: the tools, the verbs, who we are, and whom to wake."""

    tools: Tools
    chat: Chat
    identity: Identity
    token: str
    wake_inbox: Callable[[], None]
    wake_outbox: Callable[[], None]


def build(wire: Wire) -> App:
    """Build the Bolt app of one workspace. Nothing is sent to Slack by building it."""
    app = App(
        # Its own logger would remark on the tokens that it finds in the environment.
        logger=logging.getLogger("slack_bolt"),
        # Without a token of its own: `authorize` below says whose it is.
        client=WebClient(base_url=wire.chat.client.base_url, retry_handlers=[]),
        authorize=lambda: AuthorizeResult(
            enterprise_id=None,
            team_id=wire.identity.workspace,
            bot_token=wire.token,
            bot_id=wire.identity.bot_id,
            bot_user_id=wire.identity.bot_user,
        ),
        request_verification_enabled=False,  # Socket Mode is authenticated by its connection
        # Bolt would also drop the news that somebody deleted a message of ours.
        ignoring_self_events_enabled=False,
    )
    edge = _Edge(wire)
    app.middleware(edge.store_event)
    app.event(_HOME)(edge.on_forgotten_home)
    app.action(_ANY)(edge.on_action)
    app.view(_ANY)(edge.on_view)
    app.view_closed(_ANY)(edge.on_nothing)
    app.shortcut(_ANY)(edge.on_shortcut)
    app.command(_ANY)(edge.on_command)
    app.options(_ANY)(edge.on_nothing)
    return app


class _Edge:
    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._buttons = Buttons(wire.tools, wire.chat)
        self._modals = Modals(wire.tools, wire.chat)

    def store_event(
        self, body: dict[str, Any], next_: Callable[[], BoltResponse | None]
    ) -> BoltResponse | None:
        """Put an event into the inbox before the 200; where that fails, Slack repeats it.

        A worker does the rest, so an event goes no further through Bolt, and one that we have
        no use for still gets its 200. Only that somebody forgotten opened Home goes on: of them
        nothing is stored.
        """
        if "event" not in body and body.get("type") not in _EVENTS_WITHOUT_ONE:
            return next_()
        event, event_id = body.get("event"), body.get("event_id")
        ours = self._wire.identity.workspace in payloads.installations(body)
        if isinstance(event, Mapping) and isinstance(event_id, str) and ours:
            user, at = payloads.whose(event)
            with self._wire.tools.store.begin(self._wire.identity.workspace) as books:
                now = books.now()
                if user and books.forgotten.covers(user, at or now):
                    if event.get("type") == _HOME and event.get("tab") == "home":
                        return next_()
                    return BoltResponse(status=200, body="")  # not even kept to be worked off
                kept = payloads.needed(
                    event,
                    self._wire.identity.bot_user,
                    lambda text: books.forgotten.without_mentions(text, now),
                )
                books.inbox.put(event_id, str(event.get("type", "")), kept, now)
            self._wire.wake_inbox()
        return BoltResponse(status=200, body="")

    def on_forgotten_home(self, event: dict[str, Any]) -> None:
        """Show somebody forgotten that they are: Slack still has the Home tab of before.

        Bolt has acknowledged it by now.
        """
        caller = Caller(self._wire.identity.workspace, str(event.get("user")), "UTC")
        try:
            publish_home(self._wire.tools, self._wire.chat, caller)
        except SlackError as away:
            say(_log, "home.not_shown", error=away.say)

    def on_nothing(self, ack: Ack) -> None:
        """Acknowledge what asks for nothing."""
        ack()

    def on_action(self, ack: Ack, body: dict[str, Any]) -> None:
        """Do what a click asks for, and say what went wrong where the click was."""
        ack()
        click = payloads.click(body)
        if click.action_id and click.user:
            self._tell(
                click,
                failures.attempt(
                    f"click {click.action_id}",
                    lambda: self._buttons.click(
                        self._caller(click.user, own=click.action_id in _OWN), click
                    ),
                ),
            )
            self._wire.wake_outbox()

    def on_shortcut(self, ack: Ack, body: dict[str, Any]) -> None:
        """Do what a message shortcut asks for, and say what went wrong."""
        ack()
        used = payloads.shortcut(body)
        if used.user and used.channel:
            self._tell(
                used,
                failures.attempt(
                    f"shortcut {used.callback_id}",
                    lambda: self._buttons.use(self._caller(used.user), used),
                ),
            )
            self._wire.wake_outbox()

    def on_view(self, ack: Ack, body: dict[str, Any]) -> None:
        """Take a submitted modal; what is wrong is said in it, so nothing typed is lost."""
        sent = payloads.submission(body)
        done = failures.attempt(
            f"modal {sent.callback_id}",
            lambda: self._modals.submit(
                self._caller(sent.user, own=sent.callback_id in _OWN), sent
            ),
        )
        if not isinstance(done, failures.Failure):
            ack(response_action="update", view=dict(done))
            self._wire.wake_outbox()
            return
        errors = {
            block: words
            for field, words in done.fields.items()
            if (block := self._modals.block_of(sent, field))
        }
        if not errors and not done.known and sent.first_field:
            errors = {sent.first_field: done.words}
        if errors:
            ack(response_action="errors", errors=errors)
        else:
            ack(response_action="update", view=dict(notice_view("Not done", done.words)))

    def on_command(self, ack: Ack, body: dict[str, Any]) -> None:
        """Answer a slash command, privately, in its acknowledgement."""
        typed = payloads.command(body)

        def run() -> Message | None:
            word = (typed.text.split() or ["help"])[0].lower()
            caller = self._caller(typed.user, own=typed.name == ids.COMMAND_ROUNDS and word in _OWN)
            asked = Asked(caller, typed.channel, typed.text, typed.trigger)
            return run_command(self._wire.tools, self._wire.chat, typed.name, asked)

        match failures.attempt(f"command {typed.name}", run):
            case failures.Failure(words=words):
                ack(text=escape(words))
            case Message(text=text, blocks=blocks):
                ack(text=text, blocks=blocks)
            case None:
                ack()
        self._wire.wake_outbox()

    def _caller(self, user: str, *, own: bool = False) -> Caller:
        """Give who asks; `own`: it is about their own record, which is theirs whoever they are."""
        person = self._wire.chat.person(user)
        if not person.member and not own:
            raise NotAllowed(NOT_FOR_GUESTS)
        workspace = self._wire.identity.workspace
        if not own and privacy.is_forgotten(self._wire.tools, workspace, user):
            raise StaysForgotten
        # Slack's word that they moved may have been missed.
        zone = people.moved(self._wire.tools, workspace, user, person.zone)
        return Caller(workspace, user, zone, person.admin)

    def _tell(
        self, where: payloads.Click | payloads.Shortcut, done: failures.Failure | None
    ) -> None:
        if done is None:
            return
        chat = self._wire.chat
        try:
            if where.response_url:
                chat.respond(where.response_url, escape(done.words), [])
            elif where.trigger:
                over = isinstance(where, payloads.Click) and where.in_modal
                show = chat.push if over else chat.modal
                show(where.trigger, notice_view("Not done", done.words))
        except SlackError as silent:
            say(_log, "person.not_told", error=silent.say)
