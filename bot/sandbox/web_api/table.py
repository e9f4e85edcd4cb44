"""Every method that this Slack has, and how a call of one is answered."""

import hmac
import json
import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import SlackError
from bot.sandbox.web_api import chat, conversations, files, people, reactions, views
from bot.sandbox.web_api.arguments import Arguments
from bot.sandbox.workspace import Workspace

logger = logging.getLogger(__name__)

Method = Callable[[Workspace, Arguments], dict[str, Any]]

METHODS: dict[str, Method] = {
    "auth.test": people.auth_test,
    "apps.connections.open": people.connections_open,
    "team.info": people.team_info,
    "users.info": people.users_info,
    "users.list": people.users_list,
    "bots.info": people.bots_info,
    "users.conversations": conversations.of_user,
    "chat.postMessage": chat.post_message,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.update": chat.update,
    "chat.delete": chat.delete,
    "chat.getPermalink": chat.get_permalink,
    "conversations.history": conversations.history,
    "conversations.replies": conversations.replies,
    "conversations.info": conversations.info,
    "conversations.members": conversations.members,
    "conversations.open": conversations.open_,
    "conversations.list": conversations.list_,
    "reactions.add": reactions.add,
    "reactions.remove": reactions.remove,
    "files.getUploadURLExternal": files.get_upload_url,
    "files.completeUploadExternal": files.complete_upload,
    "views.open": views.open_,
    "views.push": views.push,
    "views.update": views.update,
    "views.publish": views.publish,
}
WITH_APP_TOKEN = {"apps.connections.open"}
OPEN_TO_ALL = {"api.test"}
MOST_CALLS = 5_000


@dataclass(frozen=True, slots=True)
class Call:
    """One call that the app made: what it asked, what it was told, and when."""

    method: str
    args: dict[str, Any]
    response: dict[str, Any]
    at: float  # the sandbox's clock
    seconds: float  # how long the answer took

    @property
    def ok(self) -> bool:
        """Say whether the call was granted."""
        return bool(self.response["ok"])


class WebApi:
    """Answers calls, and remembers the last few thousand."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.calls: deque[Call] = deque(maxlen=MOST_CALLS)

    def call(self, method: str, given: dict[str, Any], bearer: str | None) -> dict[str, Any]:
        """Answer one call; what it changed is on the disk before this returns."""
        began = time.monotonic()
        state = self._workspace.state
        token = bearer if bearer is not None else given.get("token")
        args = {name: value for name, value in given.items() if name != "token"}
        with state.lock:
            try:
                response = self._answer(method, args, token, in_header=bearer is not None)
            except SlackError as refusal:
                response = refusal.answer()
            except (TypeError, ValueError, LookupError, AttributeError) as fault:
                # A payload of a shape that nobody thought of; Slack would not show a traceback.
                logger.error("%s could not be answered: %s", method, type(fault).__name__)  # noqa: TRY400
                response = {"ok": False, "error": "fatal_error"}
            # A copy as it stands now: the state goes on changing under the live one.
            copied: dict[str, Any] = json.loads(json.dumps(response))
        return self.record(method, args, copied, began)

    def record(
        self, method: str, args: dict[str, Any], response: dict[str, Any], began: float
    ) -> dict[str, Any]:
        """Remember a call and wake whoever waits for it."""
        state = self._workspace.state
        took = time.monotonic() - began
        self.calls.append(Call(method, args, response, state.clock.now(), took))
        state.tell()
        return response

    def _answer(
        self, method: str, args: dict[str, Any], token: Any, *, in_header: bool
    ) -> dict[str, Any]:
        if method in OPEN_TO_ALL:
            return {"ok": True, "args": args}
        if method not in METHODS:
            raise SlackError("unknown_method", req_method=method)
        self._check_token(method, token, in_header=in_header)
        with self._workspace.state.change():
            return METHODS[method](self._workspace, Arguments(args))

    def _check_token(self, method: str, token: Any, *, in_header: bool) -> None:
        world = self._workspace.state.world
        if not token:
            raise SlackError("not_authed")
        if not isinstance(token, str):
            raise SlackError("invalid_auth")
        is_app = hmac.compare_digest(token.encode(), world["app_token"].encode())
        is_bot = hmac.compare_digest(token.encode(), world["bot_token"].encode())
        if not (is_app or is_bot):
            raise SlackError("invalid_auth")
        if is_app != (method in WITH_APP_TOKEN):
            raise SlackError("not_allowed_token_type")
        if is_app and not in_header:
            raise SlackError("invalid_auth")
