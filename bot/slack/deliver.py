"""What jobs, commands and listeners send in the same way: a round, the outbox, a Home tab."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.errors import Gone, SlackError, SlackRefused
from bot.log import say, warn
from bot.practice import (
    answers,
    channels,
    daily,
    digest,
    hints,
    next_question,
    privacy,
    progress,
    reminders,
    reviews,
    sending,
)
from bot.practice.judging import HintCard
from bot.practice.offering import Asked
from bot.practice.refusal import Mends
from bot.practice.tools import Caller, Tools
from bot.slack import ids
from bot.slack.chat import Blocks, Chat, NotSent, Outcome, Refused, Sent, Unknown
from bot.slack.files import keep
from bot.slack.pictures import week_chart
from bot.slack.refusals import TOO_MUCH, refusal
from bot.slack.views.digest import Picture, digest_message, valued_message
from bot.slack.views.hint import Beside, hint_message
from bot.slack.views.home import home_view
from bot.slack.views.message import Message, fitted
from bot.slack.views.offer import compare_message, offer_message
from bot.slack.views.privacy import forgotten_home
from bot.slack.views.question import question_message
from bot.slack.views.reminder import off_message, reminder_message
from bot.slack.views.review import review_message, shared_message
from bot.slack.views.setup import NOT_HERE, greeting_message, notice_message, setup_form
from storage.outbox import Item
from storage.rounds import Round

_log = logging.getLogger(__name__)

# From the intent to the request; later, the process was frozen and its claim may be another's.
_PROMPT = 5.0
_HOME_TRIES = 5
# Seconds from an upload to its message: Slack refuses to show a file that it still works on.
_FILE_READY = 3.0
_PLAIN = 3900  # characters; Slack takes that much without blocks wherever it takes anything
# Seconds that our clock may run ahead of Slack's: a wider look costs a page at most.
SKEW = 3600
_POST = "chat.postMessage"
_METHODS = {  # of the verbs that are no post
    "react": "reactions.add",
    "unreact": "reactions.remove",
    "whisper": "chat.postEphemeral",
    "update": "chat.update",
    "delete": "chat.delete",
}
_SOMEBODY = frozenset({Mends.ORGANISER, Mends.OPERATOR})
_GONE = "what it was about is gone"
# Already so: the goal is reached.
_DONE = {
    "react": frozenset({"already_reacted", "no_reaction"}),
    "unreact": frozenset({"already_reacted", "no_reaction", "message_not_found"}),
    "delete": frozenset({"message_not_found"}),
}


def wait_to_post(chat: Chat) -> float:
    """Give the seconds until anything may be posted in the workspace."""
    return chat.pace.wait(_POST)


def wait_for_token(chat: Chat) -> float:
    """Give the seconds until a token that Slack refused is tried again; else nothing."""
    return chat.pace.wait_for_token()


def _held_back(tools: Tools, chat: Chat, workspace: str, held: Round | Item, method: str) -> bool:
    """Put back what would come too fast, before anything is written about sending it."""
    wait = chat.pace.turn(method, held.channel)
    if wait > 0:
        sending.held_back(tools, workspace, held, wait)
    return wait > 0


def render(card: daily.Card) -> dict[str, Any]:
    """Render a round for keeping: what is posted is what was planned."""
    shown = question_message(card)
    return {"text": shown.text, "blocks": shown.blocks}


def post_round(tools: Tools, chat: Chat, workspace: str, held: Round) -> None:
    """Take a claimed round through look-up, intent, check, send and record, once."""

    if _held_back(tools, chat, workspace, held, _POST):
        return

    def refused(code: str) -> None:
        warn(_log, "round.refused", round=held.id, channel=held.channel, code=code)
        daily.refused(tools, workspace, held, refusal(code))

    def ours(message: Mapping[str, Any]) -> bool:
        return carries_round(message, held.id) and not points_elsewhere(message)

    since = (held.send_started_at or held.due_at).timestamp() - SKEW
    _carry(
        tools,
        workspace,
        held,
        _Way(
            find=lambda: chat.find(held.channel, since, ours),
            send=lambda: _post(chat, held),
            sent=lambda ts: _record(tools, chat, workspace, held, ts),
            refused=refused,
        ),
    )


def _post(chat: Chat, held: Round) -> Outcome:
    shown = held.rendering
    metadata = round_metadata(held)
    return _fitting(
        held.id,
        shown["text"],
        shown["blocks"],
        lambda text, blocks: chat.post(held.channel, text, blocks, metadata=metadata),
    )


def _fitting(
    id_: str, text: str, blocks: Blocks, post: Callable[[str, Blocks], Outcome]
) -> Outcome:
    outcome = post(text, blocks)
    if isinstance(outcome, Refused) and outcome.code in TOO_MUCH:
        # Certainly refused, so a second request cannot double it. Plain text always fits.
        _log.error("blocks.refused", extra={"fields": {"id": id_, "code": outcome.code}})
        return post(text[:_PLAIN], [])
    return outcome


def carries_round(message: Mapping[str, Any], round_id: str) -> bool:
    """Say whether this is our message of the round."""
    metadata = message.get("metadata") or {}
    if (metadata.get("event_payload") or {}).get("id") == round_id:
        return True
    # Slack may drop metadata whose type the manifest does not name; the block's id stays.
    return any(b.get("block_id") == f"round:{round_id}" for b in message.get("blocks") or [])


def _record(tools: Tools, chat: Chat, workspace: str, held: Round, ts: str) -> None:
    kept = daily.posted(tools, workspace, held, ts)
    if kept == ts:
        say(_log, "round.posted", round=held.id, channel=held.channel, ts=ts)
        return
    outcome = chat.send("chat.delete", channel=held.channel, ts=ts)
    warn(_log, "round.extra_removed", round=held.id, ts=ts, outcome=type(outcome).__name__)


def send_item(tools: Tools, chat: Chat, workspace: str, item: Item) -> None:
    """Take a claimed outbox item through the same steps as a round."""
    if _held_back(tools, chat, workspace, item, _METHODS.get(item.verb, _POST)):
        return
    late = sending.too_late(tools, workspace, item)
    if not late and _illustrate(tools, chat, workspace, item):
        return
    request = None if late else _request(tools, chat, workspace, item)
    if request is None and item.send_started_at is None:
        _drop(tools, workspace, item, late=late)
        return

    def sent(ts: str) -> None:
        _item_done(tools, workspace, item, ts)
        if ts and item.verb == "post" and _message(tools, chat, workspace, item) is None:
            # What it was about was taken back meanwhile, so nobody else will remove it.
            chat.send("chat.delete", channel=item.channel, ts=ts)

    def refused(code: str) -> None:
        if code in _DONE.get(item.verb, ()):
            _item_done(tools, workspace, item, "")
            return
        if code == _GONE:
            _drop(tools, workspace, item, late=late)
            return
        _refused(tools, workspace, item, code)

    _carry(
        tools,
        workspace,
        item,
        _Way(
            find=lambda: _find_item(chat, item),
            send=request or (lambda: Refused(_GONE)),
            sent=sent,
            refused=refused,
        ),
    )


def _drop(tools: Tools, workspace: str, item: Item, *, late: bool) -> None:
    if late:
        warn(_log, "item.too_late", item=item.id, kind=item.body["kind"], channel=item.channel)
        sending.item_missed(tools, workspace, item)
    else:
        sending.item_failed(tools, workspace, item, _GONE)


def _refused(tools: Tools, workspace: str, item: Item, code: str, *, looking: bool = False) -> None:
    meant = refusal(code)
    waits = sending.item_refused(tools, workspace, item, meant, looking=looking)
    # That a person or a thread is gone is nothing to look into; what Slack cannot take is.
    loud = waits or code in TOO_MUCH or meant.mends is Mends.UNKNOWN
    _log.log(
        logging.INFO if not loud else logging.WARNING if waits else logging.ERROR,
        "item.refused" if waits else "item.given_up",
        extra={"fields": {"item": item.id, "verb": item.verb, "code": code}},
    )


def _find_item(chat: Chat, item: Item) -> list[str]:
    if item.verb == "whisper" and item.send_started_at is not None:
        return [""]  # it may have arrived, and nobody could look it up: at most once
    if item.verb not in {"post", "direct"} or item.send_started_at is None:
        return []  # the other verbs may be repeated: Slack then says that it is already so
    since = item.send_started_at.timestamp() - SKEW
    return chat.find(_where(chat, item), since, lambda m: _is_item(m, item), _thread(item))


def _request(tools: Tools, chat: Chat, workspace: str, item: Item) -> Callable[[], Outcome] | None:
    ts = item.body.get("ts")
    if item.verb in {"react", "unreact"}:
        ticked = sending.wants_tick(tools, workspace, item)
        method = "reactions.add" if ticked else "reactions.remove"
        return lambda: chat.send(method, channel=item.channel, timestamp=ts, name=ids.TICK)
    if item.verb == "whisper":
        body = item.body
        return lambda: _at_most_once(
            chat.whisper(
                item.channel, body["user"], body["text"], body["blocks"], body["thread_ts"]
            )
        )
    if item.verb == "delete":
        return lambda: chat.send("chat.delete", channel=item.channel, ts=ts)
    if item.verb == "update":
        return _edit(tools, chat, workspace, item)
    shown = _message(tools, chat, workspace, item)
    if shown is None:
        return None
    metadata = {"event_type": ids.ITEM_SENT, "event_payload": {"id": item.id}}

    def post(text: str, blocks: Blocks) -> Outcome:
        return chat.post(item.channel, text, blocks, metadata=metadata, thread_ts=_thread(item))

    def send() -> Outcome:
        if any(block["type"] == "image" for block in shown.blocks):
            outcome = post(shown.text, shown.blocks)
            if not (isinstance(outcome, Refused) and outcome.code in TOO_MUCH):
                return outcome
            warn(_log, "picture.refused", item=item.id, code=outcome.code)
        blocks = [block for block in shown.blocks if block["type"] != "image"]
        return _fitting(item.id, shown.text, blocks, post)

    return send


def _illustrate(tools: Tools, chat: Chat, workspace: str, item: Item) -> bool:
    """Upload the picture of a digest, once, before it is sent; False where there is none to do."""
    body = item.body
    if body["kind"] != "digest" or "picture" in body or item.send_started_at is not None:
        return False
    found = digest.of(tools, workspace, item.channel, date.fromisoformat(body["day"]))
    if found is None:
        return False
    picture: dict[str, Any] = {}
    try:
        drawn = week_chart(found.days)
        if drawn is not None:
            [file] = keep(chat, [drawn])
            picture = {"file": file, "alt": drawn.described, "days": _numbers(found)}
    except SlackError as failure:
        warn(_log, "picture.failed", item=item.id, error=failure.say)
    except Exception:  # whatever keeps it from being drawn, the words go out
        _log.exception("picture.failed", extra={"fields": {"item": item.id}})
    sending.illustrated(tools, workspace, item, picture, _FILE_READY if picture else 0)
    return True


def _numbers(week: digest.Digest) -> list[list[Any]]:
    return [[day.isoformat(), people] for day, people in week.days]


def _edit(tools: Tools, chat: Chat, workspace: str, item: Item) -> Callable[[], Outcome] | None:
    """Let the message of a round show the question that the round has now, or mark a review."""
    if item.body["kind"] == "review":
        return _edit_review(tools, chat, workspace, item)
    changed = next_question.posted(tools, workspace, item.body["round"])
    if changed is None:
        return None
    shown = changed.rendering

    def edit(text: str, blocks: Blocks) -> Outcome:
        where = {"channel": changed.channel, "ts": changed.ts}
        metadata = round_metadata(changed)
        return chat.send("chat.update", **where, text=text, blocks=blocks, metadata=metadata)

    return lambda: _fitting(changed.id, fitted(shown["text"]), shown["blocks"], edit)


def _edit_review(
    tools: Tools, chat: Chat, workspace: str, item: Item
) -> Callable[[], Outcome] | None:
    """Let a review in its thread say that the answer was changed since."""
    shown, ts = _about_reviews(tools, chat, workspace, item), item.body["ts"]
    if shown is None:
        return None
    text = fitted(shown.text)
    return lambda: chat.send(
        "chat.update", channel=item.channel, ts=ts, text=text, blocks=shown.blocks
    )


def round_metadata(held: Round, *, moved: bool = False) -> dict[str, Any]:
    """Give what tells a look-up which round a message is of; `moved`: it points to another."""
    payload = {"id": held.id, "moved": True} if moved else {"id": held.id}
    return {"event_type": ids.ROUND_POSTED, "event_payload": payload}


def points_elsewhere(message: Mapping[str, Any]) -> bool:
    """Say whether this message of a round only points to the one that is kept."""
    return bool(((message.get("metadata") or {}).get("event_payload") or {}).get("moved"))


def _at_most_once(outcome: Outcome) -> Outcome:
    """Take a private message that may have arrived as sent: nobody could look it up."""
    return Sent("", "") if isinstance(outcome, Unknown) else outcome


def _message(tools: Tools, chat: Chat, workspace: str, item: Item) -> Message | None:
    body = item.body
    shown: Message | None
    match body["kind"]:
        case "notice":
            shown = notice_message(body)
        case "greeting":
            shown = greeting_message()
        case "hint":
            card = hints.of_answer(tools, workspace, body["answer"])
            shown = _hint(card, body, tools.keep_days) if card is not None else None
        case "digest":
            shown = _digest(tools, chat, workspace, item)
        case "valued":
            asked = digest.answer_asked_about(tools, workspace, body["answer"])
            shown = valued_message(asked) if asked is not None else None
        case "reminder":
            shown = _reminder(tools, chat, workspace, item)
        case "reminders-off":
            shown = off_message(body["at"])
        case "shared":
            text = answers.text_to_share(tools, workspace, body["answer"])
            shown = shared_message(body["user"], text) if text is not None else None
        case "review" | "offer" | "compare":
            shown = _about_reviews(tools, chat, workspace, item)
        case kind:
            raise ValueError(f"no such kind of item: {kind}")
    return shown


def _digest(tools: Tools, chat: Chat, workspace: str, item: Item) -> Message | None:
    """Render the week as it stands now: who deleted or hid something meanwhile is left out."""
    day = date.fromisoformat(item.body["day"])
    found = digest.of(tools, workspace, item.channel, day)
    if found is None:
        return None
    best, drawn = found.valued, item.body.get("picture") or {}
    link = chat.permalink(best.channel, best.ts) if best else None
    # Somebody's answer may be gone since it was drawn: then it must not tell of it.
    current = drawn.get("days") == _numbers(found)
    return digest_message(found, link, Picture(drawn["file"], drawn["alt"]) if current else None)


def _about_reviews(tools: Tools, chat: Chat, workspace: str, item: Item) -> Message | None:
    """Render a review, or what a person is asked for, as far as it still stands."""
    body = item.body
    if body["kind"] == "compare":
        return compare_message(body["answer"])
    if body["kind"] == "offer":
        waiting = reviews.waiting(tools, workspace, item.channel, body["answers"])
        if waiting is None:
            return None
        return offer_message(waiting.answers, [chat.permalink(*place) for place in waiting.places])
    review = reviews.to_post(tools, workspace, body["review"])
    link = chat.permalink(review.channel, review.answer_ts) if review else None
    return review_message(review, link) if review is not None else None


def _reminder(tools: Tools, chat: Chat, workspace: str, item: Item) -> Message | None:
    """Render a reminder, unless it is too late for it or no longer needed."""
    day = date.fromisoformat(item.body["day"])
    waiting = reminders.waiting(tools, workspace, item.channel, day)
    if waiting is None:
        return None
    channel, ts = waiting.channel, waiting.ts
    link = chat.permalink(channel, ts) if channel is not None and ts is not None else None
    answers = [chat.permalink(begun.channel, begun.ts) for begun in waiting.begun]
    return reminder_message(waiting, link, answers)


def _hint(card: HintCard, body: Mapping[str, Any], keep_days: int | None) -> Message:
    card = replace(
        card,
        moved=tuple(body["moved"]),
        closer=tuple(body.get("closer", ())),  # queued by an older version it has none
        unmoved=tuple(body["unmoved"]),
        # Where others see it, the warning goes to its author beside it.
        private=() if body.get("thread_ts") else card.private,
    )
    asked = tuple(Asked(*each) for each in body.get("asked", ()))
    alone = body["answer"] if body.get("alone") else None
    return hint_message(card, Beside(body.get("welcome", False), asked, alone), keep_days=keep_days)


def _item_done(tools: Tools, workspace: str, item: Item, ts: str) -> None:
    match item.body["kind"]:
        case "shared":
            answers.shared(tools, workspace, item.body["answer"], ts)
        case "review" if item.verb == "post":
            reviews.posted(tools, workspace, item.body["review"], ts)
    sending.item_sent(tools, workspace, item, ts)


def _thread(item: Item) -> str | None:
    thread = item.body.get("thread_ts")
    return thread if isinstance(thread, str) else None


def _where(chat: Chat, item: Item) -> str:
    """Give the channel to look in: a direct message stands in the channel it opened."""
    if item.verb != "direct":
        return item.channel
    opened = chat.call("conversations.open", users=item.channel)
    return str((opened.get("channel") or {}).get("id", item.channel))


def _is_item(message: Mapping[str, Any], item: Item) -> bool:
    metadata = message.get("metadata") or {}
    return bool((metadata.get("event_payload") or {}).get("id") == item.id)


@dataclass(frozen=True, slots=True)
class Whisper:
    """Where a private message goes; `about` names its occasion, once."""

    channel: str
    user: str
    thread_ts: str | None
    about: str


@dataclass(frozen=True, slots=True)
class _Way:
    """How one kind of row is looked up, sent, recorded, and what a refusal means for it."""

    find: Callable[[], list[str]]
    send: Callable[[], Outcome]
    sent: Callable[[str], None]
    refused: Callable[[str], None]


def _carry(tools: Tools, workspace: str, held: Round | Item, way: _Way) -> None:
    """Go from a claim to what can be known now: sent, not sent, refused, or in doubt."""
    if sending.must_wait(tools, workspace, held):
        return
    if sending.must_look(tools, workspace, held):
        try:
            found = way.find()
        except SlackError as failure:
            _look_failed(tools, workspace, held, failure)
            return
        if found:
            way.sent(found[0])
            return
    if isinstance(held, Round) and daily.too_late(tools, workspace, held):
        return
    started = tools.clock.monotonic()
    if not sending.intend(tools, workspace, held):
        return  # the claim is another's now
    if tools.clock.monotonic() - started > _PROMPT:
        return  # the intent stands, so whoever claims it next looks first
    _conclude(tools, workspace, held, way, way.send())


def _conclude(
    tools: Tools, workspace: str, held: Round | Item, way: _Way, outcome: Outcome
) -> None:
    match outcome:
        case Sent(ts=ts):
            way.sent(ts)
        case NotSent(retry_after=wait, asked=False):
            sending.held_back(tools, workspace, held, wait or 0)
        case NotSent(error=error, retry_after=wait):
            sending.not_sent(tools, workspace, held, error, wait)
        case Unknown(error=error):
            sending.uncertain(tools, workspace, held, error)
        case Refused(code=code):
            way.refused(code)


def _look_failed(tools: Tools, workspace: str, held: Round | Item, error: SlackError) -> None:
    warn(_log, "look_up.failed", id=held.id, error=error.say)
    match error, held:
        case SlackRefused(code=code), Round() if refusal(code).mends in _SOMEBODY:
            daily.refused(tools, workspace, held, refusal(code), looking=True)
        case SlackRefused(code=code), Item() if refusal(code).mends is not Mends.UNKNOWN:
            _refused(tools, workspace, held, code, looking=True)
        case _:
            wait = error.retry_after if isinstance(error, SlackRefused) else None
            sending.look_failed(tools, workspace, held, error.say, wait)


def whisper(tools: Tools, chat: Chat, workspace: str, where: Whisper, shown: Message) -> None:
    """Show a message to one person alone, at once; if Slack did not take it, a little later."""
    outcome = chat.whisper(where.channel, where.user, shown.text, shown.blocks, where.thread_ts)
    match outcome:
        case NotSent():
            body: dict[str, Any] = {"user": where.user, "text": shown.text, "blocks": shown.blocks}
            body |= {"thread_ts": where.thread_ts}
            sending.queue_whisper(tools, workspace, where.channel, body, where.about)
        case Refused(code=code):
            warn(_log, "whisper.refused", channel=where.channel, user=where.user, code=code)


def publish_home(tools: Tools, chat: Chat, caller: Caller) -> None:
    """Publish a person's Home tab as it is now; of two at once the newer state stays.

    Slack refuses what would cover a Home tab that came after the one we knew before we read the
    state. Where we knew none, whatever was published meanwhile was covered, so we look again.
    """
    for _ in range(_HOME_TRIES):
        known = chat.last_home(caller.user)
        view = _home(tools, caller)
        try:
            chat.home(caller.user, view, over=known)
        except SlackRefused as no:
            if no.code != "hash_conflict":
                raise
            chat.unknown_home(caller.user, known)
            continue
        if known is not None or _home(tools, caller) == view:
            return
    warn(_log, "home.contested", user=caller.user)


def _home(tools: Tools, caller: Caller) -> dict[str, Any]:
    if privacy.is_forgotten(tools, caller.workspace, caller.user):
        return forgotten_home()
    seen = progress.of(tools, caller)
    back = not seen.taking_part and privacy.has_returned(tools, caller)
    return home_view(seen, tools.bank.rubric, back=back)


def check_member(chat: Chat, channel: str) -> None:
    """Raise Gone with what to do where Rounds is not in the channel."""
    if channel.startswith("D"):
        raise Gone("This is a direct message. Type it in the channel that it is about.")
    try:
        place = chat.place(channel)
    except SlackRefused as no:
        if no.code == "channel_not_found":
            raise Gone(NOT_HERE) from None
        raise
    if not place.get("is_member"):
        raise Gone(NOT_HERE)


def open_setup(tools: Tools, chat: Chat, caller: Caller, channel: str, trigger: str) -> None:
    """Show a channel's settings, in a modal, to somebody who may change them."""
    check_member(chat, channel)
    found, organisers = channels.current(tools, caller, channel)
    chat.modal(trigger, setup_form(found, organisers))
