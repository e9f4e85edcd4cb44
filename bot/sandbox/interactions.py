"""What people do with the app: commands, shortcuts, clicks and modals, as payloads to the app."""

import json
import time
from dataclasses import dataclass
from typing import Any

from bot.sandbox.composing import compose
from bot.sandbox.errors import SlackError
from bot.sandbox.events import channel_type
from bot.sandbox.manifest import Manifest
from bot.sandbox.messages import Messages
from bot.sandbox.screens import Screens, blocks_with_input, state_of
from bot.sandbox.seed import APP_ID, BOT_USER, TEAM_DOMAIN, TEAM_ID
from bot.sandbox.socket_mode import Hub, Unanswered
from bot.sandbox.state import Doc, State
from bot.sandbox.text import elements_of, written_by_person

TRIGGER_SECONDS = 3.0
TRIGGERS_KEPT = 600.0  # so that an old one is called expired, not unknown
RESPONSE_SECONDS = 30 * 60
MOST_RESPONSES = 5
TROUBLE = "We had some trouble connecting. Try again?"
NAMELESS = {"im": "directmessage", "group": "privategroup"}


@dataclass(slots=True)
class Trigger:
    """Leave to open one view, for three real seconds."""

    user: str
    issued: float
    used: bool = False


class Interactions:
    """Turns what a person does into a payload, and the app's answer into what the person sees."""

    def __init__(
        self, state: State, manifest: Manifest, messages: Messages, screens: Screens, hub: Hub
    ) -> None:
        self._state = state
        self._manifest = manifest
        self._messages = messages
        self._screens = screens
        self._hub = hub
        self._triggers: dict[str, Trigger] = {}

    def exchange(self, trigger_id: str) -> str:
        """Use up a trigger and give the person it stands for."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() - trigger.issued > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def expire_triggers(self) -> None:
        """Make every trigger issued so far too old, for tests that cannot wait."""
        for trigger in self._triggers.values():
            trigger.issued -= TRIGGER_SECONDS

    # Commands and shortcuts

    def command(self, user: str, channel: str, line: str) -> Doc:
        """Deliver a slash command and show the app's own answer."""
        name, _, text = line.strip().partition(" ")
        known = next((one for one in self._manifest.commands if one["command"] == name), None)
        if known is None:
            return self._tell(user, f"{name} is not a valid command.")
        text = text.strip()
        if known.get("should_escape"):
            text = written_by_person(text, self._state.users.values())
        with self._state.change():
            payload = {
                "token": "verification-token",
                "team_id": TEAM_ID,
                "team_domain": TEAM_DOMAIN,
                "channel_id": channel,
                "channel_name": self._channel_name(channel),
                "user_id": user,
                "user_name": self._state.users[user]["name"],
                "command": name,
                "text": text,
                "api_app_id": APP_ID,
                "is_enterprise_install": "false",
                "response_url": self._response_url(user, channel),
                "trigger_id": self._trigger(user),
            }
        answer = self._hub.ask("slash_commands", payload)
        if isinstance(answer, Unanswered):
            return self._tell(user, f'{name} failed with the error "{answer.error}"')
        if not isinstance(answer, dict) or not answer:
            return {"ok": True}
        try:
            with self._state.change():
                self._say(answer, user, channel, None)
        except SlackError as refusal:
            return self._tell(user, f'{name} failed with the error "{refusal.error}"')
        return {"ok": True}

    def shortcut(self, user: str, callback_id: str, channel: str, ts: str) -> Doc:
        """Deliver a message shortcut."""
        message = self._state.message(channel, ts)
        if message is None:
            raise SlackError("message_not_found")
        with self._state.change():
            payload = {
                "type": "message_action",
                "action_ts": self._state.next_ts(),
                **self._who(user),
                "channel": {"id": channel, "name": self._channel_name(channel)},
                "callback_id": callback_id,
                "trigger_id": self._trigger(user),
                "response_url": self._response_url(user, channel, message),
                "message_ts": ts,
                "message": public(message),
            }
        return self._deliver(user, payload)

    # Buttons and other elements

    def click(self, user: str, container: Doc, block_id: str, action_id: str, given: Doc) -> Doc:
        """Deliver what a person did with an element of a message, a modal or their Home."""
        with self._state.change():
            if container["type"] == "message":
                payload, blocks = self._in_message(user, container)
                entered: Doc = {}
            else:
                payload, view = self._in_view(user, container)
                blocks, entered = view["blocks"], view["state"]["values"]
            element = _element(blocks, block_id, action_id)
            action = _action(element, block_id, given, self._state.next_ts())
            chosen = {key: value for key, value in action.items() if key.startswith("selected_")}
            if element["type"].endswith("_input"):
                chosen["value"] = action.get("value")
            entered = {**entered, **given.get("values", {})}
            entered[block_id] = {
                **entered.get(block_id, {}),
                action_id: {"type": element["type"], **chosen},
            }
            if container["type"] == "message":
                payload["state"] = {"values": state_of(blocks, entered)}
            else:
                payload["view"] = dict(self._screens.enter(payload["view"]["id"], entered))
            payload["actions"] = [action]
        return self._deliver(user, payload)

    def _in_message(self, user: str, container: Doc) -> tuple[Doc, list[Doc]]:
        channel, ts = container["channel"], container["ts"]
        private = bool(container.get("is_ephemeral"))
        message = self._state.ephemeral(user, ts) if private else self._state.message(channel, ts)
        if message is None:
            raise SlackError("message_not_found")
        where = {
            "type": "message",
            "message_ts": ts,
            "channel_id": channel,
            "is_ephemeral": private,
        }
        if "thread_ts" in message:
            where["thread_ts"] = message["thread_ts"]
        payload: Doc = {
            "type": "block_actions",
            **self._who(user),
            "container": where,
            "trigger_id": self._trigger(user),
            "channel": {"id": channel, "name": self._channel_name(channel)},
            "response_url": self._response_url(user, channel, message),
        }
        if not private:
            payload["message"] = public(message)
        return payload, message.get("blocks", [])

    def _in_view(self, user: str, container: Doc) -> tuple[Doc, Doc]:
        screen = self._state.screen(user)
        view_id = screen["home"] if container["type"] == "home" else container["view_id"]
        kept = self._state.views.get(view_id)
        if kept is None or kept["user"] != user:
            raise SlackError("not_found")
        view: Doc = kept["view"]
        payload = {
            "type": "block_actions",
            **self._who(user),
            "container": {"type": "view", "view_id": view_id},
            "trigger_id": self._trigger(user),
            "view": view,
        }
        return payload, view

    # Modals

    def submit(self, user: str, view_id: str, values: Doc) -> Doc:
        """Deliver a modal's submission and do what the app answers."""
        kept = self._state.views.get(view_id)
        if kept is None or view_id not in self._state.screen(user)["modals"]:
            raise SlackError("not_found")
        with self._state.change():
            view = self._screens.enter(view_id, values)
            errors = client_errors(view)
            self._screens.show_errors(view_id, errors)
            if errors:
                return {"ok": True, "closed": False, "errors": errors}
            payload = {
                "type": "view_submission",
                **self._who(user),
                "trigger_id": self._trigger(user),
                "view": dict(view),
                "response_urls": [],
            }
        answer = self._hub.ask("interactive", payload)
        if isinstance(answer, Unanswered):
            self._tell(user, TROUBLE)
            return {"ok": False, "error": TROUBLE}
        try:
            with self._state.change():
                return self._answer_submission(user, view_id, answer)
        except SlackError as refusal:
            self._tell(user, TROUBLE)
            return {"ok": False, "error": f"{TROUBLE} ({refusal.error}: {refusal.fields})"}

    def _answer_submission(self, user: str, view_id: str, answer: Any) -> Doc:
        match answer.get("response_action") if isinstance(answer, dict) else None:
            case None:
                self._screens.close(user, view_id)
            case "clear":
                self._screens.clear(user)
            case "update":
                self._screens.update(view_id, answer.get("view"))
                return {"ok": True, "closed": False}
            case "push":
                self._screens.push(user, answer.get("view"))
                return {"ok": True, "closed": False}
            case "errors":
                errors = answer.get("errors") or {}
                inputs = blocks_with_input(self._state.views[view_id]["view"])
                if not errors or not isinstance(errors, dict) or set(errors) - set(inputs):
                    raise SlackError("invalid_errors", blocks=sorted(set(errors) - set(inputs)))
                self._screens.show_errors(view_id, errors)
                return {"ok": True, "closed": False, "errors": errors}
            case other:
                raise SlackError("invalid_response_action", response_action=other)
        return {"ok": True, "closed": True}

    def close(self, user: str, view_id: str) -> Doc:
        """Close a modal, and tell the app if it wanted to know; one that is closed stays so."""
        kept = self._state.views.get(view_id)
        if kept is None or view_id not in self._state.screen(user)["modals"]:
            return {"ok": True}
        view = kept["view"]
        with self._state.change():
            if view["clear_on_close"]:
                self._screens.clear(user)
            else:
                self._screens.close(user, view_id)
        if not view["notify_on_close"]:
            return {"ok": True}
        payload = {
            "type": "view_closed",
            **self._who(user),
            "view": view,
            "is_cleared": bool(view["clear_on_close"]),
        }
        return self._deliver(user, payload)

    # Response addresses

    def respond(self, token: str, body: Any) -> Doc:
        """Do what the app posts to a response address."""
        with self._state.change():
            response = self._state.responses.get(token)
            if response is None or response["expires"] < self._state.clock.now():
                raise SlackError("expired_url")
            if response["uses"] >= MOST_RESPONSES:
                raise SlackError("used_url")
            if not isinstance(body, dict):
                raise SlackError("invalid_payload")
            response["uses"] += 1
            self._state.save("response", token, response)
            self._respond(response, body)
            return {"ok": True}

    def _respond(self, response: Doc, body: Doc) -> None:
        user, channel, ts = response["user"], response["channel"], response["ts"]
        private = self._state.ephemeral(user, ts) if ts else None
        message = self._state.message(channel, ts) if ts and private is None else None
        if message is not None and message["user"] != BOT_USER:
            message = None  # a shortcut on a person's message: that one is not the app's to change
        if body.get("delete_original"):
            if private is not None:
                self._state.remove("ephemeral", f"{user}/{ts}")
            elif message is not None:
                self._messages.delete(channel, message)
            return
        if body.get("replace_original") and (private is not None or message is not None):
            content = compose(body.get("text"), body.get("blocks"), body.get("attachments"))
            if private is not None:
                private.pop("blocks", None)
                private |= content
                self._state.save_ephemeral(user, private)
            elif message is not None:
                self._messages.edit(channel, message, content, BOT_USER)
            return
        self._say(body, user, channel, response["thread_ts"])

    def _say(self, body: Doc, user: str, channel: str, thread_ts: str | None) -> None:
        """Post an answer: to the person alone unless it asks for the channel."""
        content = compose(body.get("text"), body.get("blocks"), body.get("attachments"))
        if body.get("response_type") == "in_channel":
            self._messages.by_app(channel, content, body.get("thread_ts"))
        else:
            self._messages.whisper(user, channel, content, body.get("thread_ts") or thread_ts)

    # Parts of payloads

    def _who(self, user: str) -> Doc:
        name = self._state.users[user]["name"]
        return {
            "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
            "user": {"id": user, "username": name, "name": name, "team_id": TEAM_ID},
            "api_app_id": APP_ID,
            "token": "verification-token",
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _trigger(self, user: str) -> str:
        now = time.monotonic()
        for old in [key for key, one in self._triggers.items() if now - one.issued > TRIGGERS_KEPT]:
            del self._triggers[old]
        trigger_id = f"{int(self._state.clock.now())}.{APP_ID}.{self._state.secret()}"
        self._triggers[trigger_id] = Trigger(user, now)
        return trigger_id

    def _response_url(self, user: str, channel: str, message: Doc | None = None) -> str:
        now = self._state.clock.now()
        for token, old in list(self._state.responses.items()):
            if old["expires"] < now:
                self._state.remove("response", token)
        thread_ts = message.get("thread_ts") if message is not None else None
        if message is not None and thread_ts == message["ts"]:
            thread_ts = None
        response = {
            "user": user,
            "channel": channel,
            "ts": message["ts"] if message is not None else None,
            "thread_ts": thread_ts,
            "uses": 0,
            "expires": now + RESPONSE_SECONDS,
        }
        token = self._state.secret()
        self._state.save("response", token, response)
        return f"{self._state.origin}/response/{token}"

    def _channel_name(self, channel: str) -> str:
        conversation = self._state.channels[channel]
        kind = channel_type(conversation)
        return NAMELESS[kind] if kind in NAMELESS else str(conversation["name"])

    def _deliver(self, user: str, payload: Doc) -> Doc:
        answer = self._hub.ask("interactive", payload)
        if isinstance(answer, Unanswered):
            return self._tell(user, TROUBLE)
        return {"ok": True}

    def _tell(self, user: str, text: str) -> Doc:
        with self._state.change():
            self._screens.notice(user, text)
        return {"ok": False, "error": text}


def public(message: Doc) -> Doc:
    """Give a message as others are shown it: without what the app keeps in it."""
    shown: Doc = json.loads(json.dumps(message))
    shown.pop("metadata", None)
    return shown


def client_errors(view: Doc) -> Doc:
    """Say what Slack's own client refuses before it submits a modal."""
    errors: Doc = {}
    for block_id, block in blocks_with_input(view).items():
        element = block["element"]
        state = view["state"]["values"][block_id][element["action_id"]]
        value = next((content for key, content in state.items() if key != "type"), None)
        if value in (None, "", []):
            if not block.get("optional"):
                errors[block_id] = "Please complete this required field."
        elif element["type"] == "plain_text_input":
            least, most = element.get("min_length", 0), element.get("max_length", 3000)
            if len(value) < least:
                errors[block_id] = f"Please enter at least {least} characters."
            elif len(value) > most:
                errors[block_id] = f"Please enter no more than {most} characters."
        elif element["type"] == "number_input" and not _is_number(str(value), element):
            errors[block_id] = "Please enter a valid number."
    return errors


def _is_number(value: str, element: Doc) -> bool:
    try:
        number = float(value) if element.get("is_decimal_allowed") else int(value)
    except ValueError:
        return False
    least, most = element.get("min_value"), element.get("max_value")
    return (least is None or number >= float(least)) and (most is None or number <= float(most))


def _element(blocks: list[Doc], block_id: str, action_id: str) -> Doc:
    for block in blocks:
        if block.get("block_id") == block_id:
            for element in elements_of(block):
                if element.get("action_id") == action_id:
                    return element
    raise SlackError("action_not_found")


def _action(element: Doc, block_id: str, given: Doc, action_ts: str) -> Doc:
    action: Doc = {
        "type": element["type"],
        "block_id": block_id,
        "action_id": element["action_id"],
        "action_ts": action_ts,
    }
    for field in ("text", "value", "style", "placeholder"):
        if field in element:
            action[field] = element[field]
    for field, value in given.items():
        if field == "value" or field.startswith("selected_"):
            action[field] = value
    return action
