"""Each person's stack of modals and their Home."""

import copy
from typing import Any

from bot.sandbox.errors import SlackError, refuse_payload
from bot.sandbox.seed import APP_ID, BOT_ID, TEAM_ID
from bot.sandbox.state import Doc, State
from bot.sandbox.strictness.blocks import is_view_too_large, view_problems
from bot.sandbox.text import elements_of, with_ids

DEEPEST_STACK = 3
MOST_NOTICES = 5

# What an element's value is called in a view's state, and where its first value comes from.
VALUES: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}


def state_of(blocks: list[Doc], entered: Doc) -> Doc:
    """Give the state of a view's or message's inputs: what was entered, else what they began as."""
    values: Doc = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] not in VALUES:
                continue
            field, initial = VALUES[element["type"]]
            known = entered.get(block["block_id"], {}).get(element["action_id"])
            if not isinstance(known, dict) or known.get("type", element["type"]) != element["type"]:
                known = {field: element.get(initial, [] if field.endswith("s") else None)}
            value = {"type": element["type"], **known}
            values.setdefault(block["block_id"], {})[element["action_id"]] = value
    return values


def blocks_with_input(view: Doc) -> dict[str, Doc]:
    """Give a view's input blocks by their ids."""
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


class Screens:
    """Opens, changes and closes views; call it inside `state.change`."""

    def __init__(self, state: State) -> None:
        self._state = state

    def open(self, user: str, view: Any) -> Doc:
        """Open a modal as the first of a new stack."""
        self.check(view, "modal")
        self.clear(user)
        return self._add(user, view)

    def push(self, user: str, view: Any) -> Doc:
        """Put a modal on top of the person's stack."""
        self.check(view, "modal")
        if len(self._state.screen(user)["modals"]) >= DEEPEST_STACK:
            raise SlackError("push_limit_reached")
        return self._add(user, view)

    def update(self, view_id: str, view: Any, expected: str | None = None) -> Doc:
        """Put another modal in the place of an open one; what was entered stays if ids do."""
        kept = self._state.views.get(view_id)
        if kept is None or kept["view"]["type"] != "modal":
            raise SlackError("not_found")
        self.check(view, "modal")
        return self._replace(kept, view, expected)

    def publish(self, user: str, view: Any, expected: str | None = None) -> Doc:
        """Make this the person's Home."""
        self.check(view, "home")
        screen = self._state.screen(user)
        if screen["home"] is not None:
            return self._replace(self._state.views[screen["home"]], view, expected)
        made = self._make(user, view)
        screen["home"] = made["id"]
        self._state.save_screen(user)
        return made

    def find_external(self, external_id: str) -> str | None:
        """Find an open view by the id that the app gave it."""
        for view_id, kept in self._state.views.items():
            if kept["view"].get("external_id") == external_id:
                return view_id
        return None

    def close(self, user: str, view_id: str) -> None:
        """Close a modal and what lies on it."""
        modals: list[str] = self._state.screen(user)["modals"]
        if view_id in modals:
            place = modals.index(view_id)
            for gone in modals[place:]:
                self._state.remove("view", gone)
            del modals[place:]
            self._state.save_screen(user)

    def clear(self, user: str) -> None:
        """Close all of a person's modals."""
        modals: list[str] = self._state.screen(user)["modals"]
        if modals:
            self.close(user, modals[0])

    def enter(self, view_id: str, entered: Doc) -> Doc:
        """Keep what a person entered, and give the view."""
        kept = self._state.views[view_id]
        view: Doc = kept["view"]
        known = {**view["state"]["values"]}
        for block_id, actions in entered.items():
            known[block_id] = {**known.get(block_id, {}), **actions}
        view["state"] = {"values": state_of(view["blocks"], known)}
        self._state.save("view", view_id, kept)
        return view

    def show_errors(self, view_id: str, errors: Doc) -> None:
        """Show what is wrong beside the inputs of a modal."""
        kept = self._state.views.get(view_id)
        if kept is not None:
            kept["errors"] = errors
            self._state.save("view", view_id, kept)

    def notice(self, user: str, text: str) -> None:
        """Have Slackbot tell a person something."""
        notices: list[Doc] = self._state.screen(user)["notices"]
        notices.append({"id": self._state.next_id("N"), "text": text})
        del notices[:-MOST_NOTICES]
        self._state.save_screen(user)

    def check(self, view: Any, kind: str) -> None:
        """Refuse a view that Slack would refuse."""
        if is_view_too_large(view):
            raise SlackError("view_too_large")
        problems = view_problems(view)
        if not problems and view["type"] != kind:
            problems = [f"must be a {kind} view [json-pointer:/view/type]"]
        if problems:
            raise refuse_payload("invalid_arguments", problems)

    def _add(self, user: str, view: Doc) -> Doc:
        modals: list[str] = self._state.screen(user)["modals"]
        made = self._make(user, view)
        made["previous_view_id"] = modals[-1] if modals else None
        made["root_view_id"] = modals[0] if modals else made["id"]
        modals.append(made["id"])
        self._state.save_screen(user)
        return made

    def _make(self, user: str, view: Doc) -> Doc:
        self._check_external(view, None)
        view_id = self._state.next_id("V")
        made = self._dressed(view_id, view)
        self._state.save("view", view_id, {"user": user, "view": made, "errors": {}})
        return made

    def _replace(self, kept: Doc, view: Doc, expected: str | None) -> Doc:
        before = kept["view"]
        if expected is not None and expected != before["hash"]:
            raise SlackError("hash_conflict")
        self._check_external(view, before["id"])
        made = self._dressed(before["id"], view)
        made["root_view_id"] = before["root_view_id"]
        made["previous_view_id"] = before["previous_view_id"]
        made["state"] = {"values": state_of(made["blocks"], before["state"]["values"])}
        kept |= {"view": made, "errors": {}}
        self._state.save("view", made["id"], kept)
        return made

    def _check_external(self, view: Doc, own_id: str | None) -> None:
        external = view.get("external_id")
        if external and self.find_external(external) not in {None, own_id}:
            raise SlackError("duplicate_external_id")

    def _dressed(self, view_id: str, view: Doc) -> Doc:
        made = {
            "id": view_id,
            "team_id": TEAM_ID,
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "title": {"type": "plain_text", "text": "View Title", "emoji": True},
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
            "submit_disabled": False,
            "root_view_id": view_id,
            "previous_view_id": None,
            "app_id": APP_ID,
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
            "hash": f"{self._state.next_ts()}.{self._state.secret()[:8]}",
            **copy.deepcopy(view),
        }
        made["blocks"] = with_ids(made["blocks"])
        made["state"] = {"values": state_of(made["blocks"], {})}
        return made
