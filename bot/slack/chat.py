"""The platform's verbs, over one WebClient: post, whisper, react, modal, home, look up."""

import http.client
import json
import logging
import re
import socket
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.errors import SlackAway, SlackError, SlackRefused
from bot.log import warn
from bot.slack.pace import Pace
from bot.slack.refusals import TOKEN_REFUSED

_log = logging.getLogger(__name__)

Blocks = Sequence[Mapping[str, Any]]

TIMEOUT = 10  # seconds, for one request in all
_PEOPLE_KEPT = 5000
_TOKEN_PAUSE = 3600.0  # seconds; until somebody mends it every request is in vain
_PERSON_KEPT = 300.0  # seconds a look-up of a person is believed; `user_change` ends it sooner
_CODE = re.compile(r"[a-z][a-z0-9_]{2,60}")
# "Some part may have succeeded" (slack-platform.md, section 9): the outcome is unknown.
_UNSURE_CODES = frozenset(
    {"fatal_error", "internal_error", "service_unavailable", "request_timeout"}
)
# Methods that read take form fields only; these take JSON, which nested blocks need.
_TAKES_JSON = frozenset(
    {
        "chat.postMessage",
        "chat.postEphemeral",
        "chat.update",
        "chat.delete",
        "conversations.open",
        "reactions.add",
        "reactions.remove",
        "views.open",
        "views.push",
        "views.update",
        "views.publish",
    }
)
_BROKEN = HTTPStatus.INTERNAL_SERVER_ERROR
_HOOK_HOSTS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
_UPLOAD_HOSTS = frozenset({"files.slack.com", "files.slack-gov.com"})
_RATE_LIMITS = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})


@dataclass(frozen=True, slots=True)
class Sent:
    """Slack took it; `channel` is where it went (a person's id becomes their D… channel)."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """Slack certainly did not take it; it may be tried again after `retry_after` seconds.

    Not `asked`: our own pace kept it back, so this was no try.
    """

    error: str
    retry_after: float | None = None
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Refused:
    """Slack said no, and would again."""

    code: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows whether Slack took it: look before sending again."""

    error: str


Outcome = Sent | NotSent | Refused | Unknown


@dataclass(frozen=True, slots=True)
class Person:
    """What Slack says of a person; `member` is False for bots, guests, outsiders, and who left."""

    id: str
    zone: str | None
    member: bool
    admin: bool
    left: bool = False


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


class Chat:
    """Speaks to one workspace with its token. Only what may be repeated is ever retried."""

    def __init__(self, token: str, api_url: str | None, monotonic: Callable[[], float]) -> None:
        # The SDK repeats a request whose connection broke after Slack took it: never for us.
        self.client = WebClient(
            token=token,
            base_url=api_url or WebClient.BASE_URL,
            timeout=TIMEOUT,
            retry_handlers=[],
        )
        self._api_url = api_url
        self.pace = Pace(monotonic)
        self._monotonic = monotonic
        self._people: dict[str, tuple[float, Person]] = {}
        self._homes: dict[str, str | None] = {}
        self._lock = threading.Lock()
        self.told: datetime | None = None  # the time by Slack's clock, at its last answer
        self.workspace = ""  # whose people are members, once it is known

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a Web API method and give Slack's answer, or raise SlackRefused or SlackAway.

        What would come too fast is not sent: it raises SlackRefused as a 429 does.
        """
        channel = str(arguments.get("channel", ""))
        wait = self.pace.take(method, channel, goes_on=bool(arguments.get("cursor")))
        if wait > 0:
            raise SlackRefused("ratelimited", method, wait, asked=False)
        try:
            answer = self._request(method, arguments)
        except SlackRefused as no:
            if no.retry_after is not None:
                self.pace.limited(method, channel, no.retry_after)
            if no.code in TOKEN_REFUSED:
                self.pace.shut(_TOKEN_PAUSE)
            raise
        self.pace.reopen()
        return answer

    def _request(self, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        body = {name: value for name, value in arguments.items() if value is not None}
        try:
            if method in _TAKES_JSON:
                answer = self.client.api_call(method, json=body)
            else:
                answer = self.client.api_call(method, params=body)
        except SlackApiError as error:
            raise _refusal(method, error) from None
        except urllib.error.HTTPError as error:
            raise SlackAway(
                method, f"HTTP {error.code}", sent=error.code != HTTPStatus.TOO_MANY_REQUESTS
            ) from None
        except urllib.error.URLError as error:
            never = isinstance(
                error.reason, ConnectionRefusedError | socket.gaierror | ssl.SSLError
            )
            raise SlackAway(method, type(error.reason).__name__, sent=not never) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise SlackAway(method, type(error).__name__, sent=True) from None
        self.told = _date(answer.headers) or self.told
        data = answer.data
        if not isinstance(data, dict):
            raise SlackAway(method, "an answer that is not JSON", sent=True)
        return data

    def send(self, method: str, **arguments: Any) -> Outcome:
        """Send once what must not be doubled, and say what became of it."""
        try:
            answer = self.call(method, **arguments)
        except SlackRefused as no:
            if no.retry_after is not None:
                return NotSent(no.code, no.retry_after, no.asked)
            return Refused(no.code)
        except SlackAway as away:
            return Unknown(away.say) if away.sent else NotSent(away.say)
        channel, ts = answer.get("channel"), answer.get("ts")
        return Sent(
            channel if isinstance(channel, str) else str(arguments.get("channel", "")),
            ts if isinstance(ts, str) else "",
        )

    def post(
        self,
        channel: str,
        text: str,
        blocks: Blocks,
        *,
        metadata: Mapping[str, Any],
        thread_ts: str | None = None,
    ) -> Outcome:
        """Post a message that `find` can recognise by its metadata."""
        return self.send(
            "chat.postMessage",
            channel=channel,
            text=text,
            blocks=list(blocks) or None,
            metadata=dict(metadata),
            thread_ts=thread_ts,
            unfurl_links=False,
            unfurl_media=False,
        )

    def whisper(
        self, channel: str, user: str, text: str, blocks: Blocks, thread_ts: str | None = None
    ) -> Outcome:
        """Show a message to one person alone, at most once."""
        return self.send(
            "chat.postEphemeral",
            channel=channel,
            user=user,
            text=text,
            blocks=list(blocks) or None,
            thread_ts=thread_ts,
        )

    def find(
        self,
        channel: str,
        oldest: float,
        matches: Callable[[dict[str, Any]], bool],
        thread: str | None = None,
    ) -> list[str]:
        """Give the timestamps of all messages since `oldest` that match, oldest first.

        Reads every page; raises SlackError when a page cannot be had, because half a look is none.
        """
        found: list[str] = []
        cursor: str | None = None
        while True:
            page = self.call(
                "conversations.replies" if thread else "conversations.history",
                channel=channel,
                ts=thread,
                oldest=f"{oldest:.6f}",
                inclusive=True,
                limit=200,
                include_all_metadata=True,
                cursor=cursor,
            )
            found += [m["ts"] for m in page.get("messages", []) if matches(m)]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
            if cursor is None:
                return sorted(found)

    def thread(self, channel: str, ts: str) -> list[dict[str, Any]]:
        """Give a thread, root and replies; raises SlackError unless every page came."""
        messages: list[dict[str, Any]] = []

        def keep(message: dict[str, Any]) -> bool:
            messages.append(message)
            return True

        self.find(channel, 0, keep, ts)
        return messages

    def permalink(self, channel: str, ts: str) -> str | None:
        """Give the address of a message, or None when Slack will not say."""
        try:
            answer = self.call("chat.getPermalink", channel=channel, message_ts=ts)
        except SlackError:
            return None
        link = answer.get("permalink")
        return link if isinstance(link, str) else None

    def respond(self, url: str, text: str, blocks: Blocks, *, replace: bool = False) -> None:
        """Answer privately where a command or click came from. A foreign address is refused."""
        if not self._ours(url):
            warn(_log, "response_url.refused", host=urlsplit(url).hostname or "none")
            return
        body = {
            "response_type": "ephemeral",
            "replace_original": replace,
            "text": text,
            "blocks": list(blocks),
        }
        request = urllib.request.Request(  # noqa: S310 - checked above, and never redirected
            url, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        try:
            _OPENER.open(request, timeout=TIMEOUT).close()
        except (OSError, http.client.HTTPException) as error:
            raise SlackAway("response_url", type(error).__name__, sent=True) from None

    def put(self, url: str, content: bytes) -> None:
        """Send a file's bytes to where Slack wants them; raises SlackAway where it will not do."""
        host = urlsplit(url).hostname or "none"
        if not self._ours(url, _UPLOAD_HOSTS):
            raise SlackAway("upload", f"a foreign address at {host}", sent=False)
        request = urllib.request.Request(  # noqa: S310 - checked above, and never redirected
            url, content, {"Content-Type": "application/octet-stream"}
        )
        try:
            _OPENER.open(request, timeout=TIMEOUT).close()
        except (OSError, http.client.HTTPException) as error:
            raise SlackAway("upload", type(error).__name__, sent=True) from None

    def _ours(self, url: str, hosts: frozenset[str] = _HOOK_HOSTS) -> bool:
        parts = urlsplit(url)
        if self._api_url is not None:
            own = urlsplit(self._api_url)
            return (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
        return parts.scheme == "https" and parts.hostname in hosts

    def modal(self, trigger: str, view: Mapping[str, Any]) -> None:
        """Open a modal, within three seconds of the click that gave the trigger."""
        self.call("views.open", trigger_id=trigger, view=dict(view))

    def push(self, trigger: str, view: Mapping[str, Any]) -> None:
        """Open a modal over the one the person is in."""
        self.call("views.push", trigger_id=trigger, view=dict(view))

    def turn(self, form: str, view: Mapping[str, Any]) -> None:
        """Put another modal in the place of an open one."""
        self.call("views.update", view_id=form, view=dict(view))

    def direct(self, user: str) -> str:
        """Give the conversation of direct messages with a person, opened if need be."""
        opened = self.call("conversations.open", users=user).get("channel") or {}
        return str(opened.get("id", ""))

    def home(self, user: str, view: Mapping[str, Any], over: str | None = None) -> None:
        """Publish a person's Home tab; Slack refuses it where another came `over` that one."""
        shown = self.call("views.publish", user_id=user, view=dict(view), hash=over).get("view")
        with self._lock:
            if len(self._homes) > _PEOPLE_KEPT:
                self._homes.clear()
            self._homes[user] = str(shown.get("hash")) if isinstance(shown, dict) else None

    def last_home(self, user: str) -> str | None:
        """Give the mark of the Home tab that was published last, if we know it."""
        with self._lock:
            return self._homes.get(user)

    def unknown_home(self, user: str, mark: str | None) -> None:
        """Forget the mark of a Home tab that is no longer there."""
        with self._lock:
            if self._homes.get(user) == mark:
                self._homes.pop(user, None)

    def person(self, user: str) -> Person:
        """Say who this is; kept for five minutes."""
        with self._lock:
            kept = self._people.get(user)
        if kept is not None and self._monotonic() - kept[0] < _PERSON_KEPT:
            return kept[1]
        found = self.call("users.info", user=user).get("user")
        if not isinstance(found, dict):
            raise SlackAway("users.info", "nobody in its answer", sent=True)
        person = parse_person(found, self.workspace)
        self.meet(person)
        return person

    def meet(self, person: Person) -> None:
        """Remember what Slack just said of a person."""
        with self._lock:
            if len(self._people) > _PEOPLE_KEPT:
                self._people.clear()
            self._people[person.id] = (self._monotonic(), person)

    def place(self, channel: str) -> dict[str, Any]:
        """Give what Slack says of a channel."""
        found = self.call("conversations.info", channel=channel).get("channel")
        return found if isinstance(found, dict) else {}


def _date(headers: Mapping[str, Any]) -> datetime | None:
    try:
        told = parsedate_to_datetime(str(headers.get("Date") or headers.get("date")))
    except ValueError:
        return None
    return told if told.tzinfo is not None else told.replace(tzinfo=UTC)


def parse_person(user: Mapping[str, Any], workspace: str) -> Person:
    """Read a user object as `users.info` and `user_change` bring it to a workspace."""
    outside = _from_elsewhere(user, workspace) or any(
        user.get(flag)
        for flag in ("is_bot", "deleted", "is_restricted", "is_ultra_restricted", "is_stranger")
    )
    return Person(
        id=str(user.get("id", "")),
        zone=user.get("tz") or None,
        member=not outside and user.get("id") not in {"USLACKBOT", "USLACK"},
        admin=bool(user.get("is_admin") or user.get("is_owner")) and not outside,
        left=bool(user.get("deleted")),
    )


def _from_elsewhere(user: Mapping[str, Any], workspace: str) -> bool:
    """Say whether somebody is only met in a channel that is shared with their workspace.

    Slack does not call those strangers. In an organisation, one person is of many workspaces.
    """
    theirs = {user.get("team_id"), *((user.get("enterprise_user") or {}).get("teams") or ())}
    return bool(workspace and user.get("team_id")) and workspace not in theirs


def _refusal(method: str, error: SlackApiError) -> SlackError:
    """Judge status and body: the SDK raises the same error for a refusal and an HTML page."""
    response = error.response
    status = getattr(response, "status_code", 200)
    data = getattr(response, "data", response)
    code = data.get("error") if isinstance(data, dict) else None
    limited = isinstance(code, str) and code in _RATE_LIMITS and status < _BROKEN
    if status == HTTPStatus.TOO_MANY_REQUESTS or limited:
        headers = getattr(response, "headers", None) or {}
        wait = headers.get("Retry-After") or headers.get("retry-after") or "30"
        wait = wait[0] if isinstance(wait, list) else wait
        seconds = float(wait) if str(wait).isascii() and str(wait).isdecimal() else 30.0
        return SlackRefused("ratelimited", method, seconds)
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        return SlackAway(method, f"HTTP {status} with an answer that cannot be read", sent=True)
    if status >= _BROKEN or code in _UNSURE_CODES:
        return SlackAway(method, f"HTTP {status} {code}", sent=True)
    return SlackRefused(code, method)
