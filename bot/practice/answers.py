"""Answers: replies in a daily thread and answers given in a modal, each counted once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from bot.errors import BadInput, Gone, NotAllowed, NotYet
from bot.practice import comments, offering
from bot.practice.checks import check_floor, need_words, own_answer, question_of
from bot.practice.judging import (
    JUDGED_CHARACTERS,
    HintCard,
    Scored,
    pressed_on,
    score,
    weakest_spot,
)
from bot.practice.offering import Asked
from bot.practice.streaks import counted_on
from bot.practice.tools import Caller, Tools
from bot.rules import commenting, private_data, reading
from questions.frozen import thaw
from questions.model import Format, Question
from storage.answers import Answer, answer_id
from storage.members import Member
from storage.messages import Message
from storage.rounds import Round
from storage.store import Books

STORED_CHARACTERS = 40_000  # of one message, and of one answer
ADVICE = "advice"  # of the inbox's rows that are drafts for the operator's model
ADVISED_WITHIN = timedelta(seconds=30)  # a draft that has waited longer is judged here


@dataclass(frozen=True, slots=True)
class Reply:
    """A person's message in a thread, or its edited form. `version` is `edited.ts`, or "0"."""

    channel: str
    ts: str
    thread_ts: str
    user: str
    text: str
    version: str
    client_msg_id: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing to tell anybody."""


@dataclass(frozen=True, slots=True)
class Unsure:
    """A close call: the person is asked, privately, whether this is their answer.

    `mentions`: because it mentions somebody, so that it may be a comment on theirs.
    """

    channel: str
    ts: str
    thread_ts: str
    user: str
    words: int
    floor: int
    mentions: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer is on record.

    `fresh`: this draft's hint has not been shown yet. `where` is how its author gets hints:
    private, thread or dm. `welcome`: it is their first, so they are told what is kept.
    `asked`: peers' answers that they are asked to review; `alone`: nobody else is there to review
    this one. `advised_later`: the hint comes when the operator's model was asked.
    """

    answer: Answer
    card: HintCard
    thread_ts: str | None
    fresh: bool
    where: str
    welcome: bool
    asked: tuple[Asked, ...] = ()
    alone: bool = False
    advised_later: bool = False


Receipt: TypeAlias = Ignored | Unsure | Recorded


def is_round(tools: Tools, workspace: str, channel: str, thread_ts: str) -> bool:
    """Say whether a thread is a day's question, before Slack is asked about anybody in it.

    Raises NotYet while a question may stand in the channel that is not recorded yet.
    """
    with tools.store.read(workspace) as books:
        if books.rounds.by_ts(channel, thread_ts) is not None:
            return True
        latest = books.rounds.latest(channel)
        if latest is not None and latest.ts is None and latest.state in {"sending", "uncertain"}:
            raise NotYet("The day's question is being posted.")
        return False


def receive_reply(tools: Tools, workspace: str, reply: Reply, zone: str) -> Receipt:
    """Record a reply that reads as an answer, and say what to tell its author."""
    with tools.store.begin(workspace) as books:
        round_ = books.rounds.by_ts(reply.channel, reply.thread_ts)
        if round_ is None or books.forgotten.covers(reply.user, reply.at):
            return Ignored()
        text = books.forgotten.without_mentions(reply.text, books.now())
        changed = books.messages.put(
            Message(
                channel=reply.channel,
                ts=reply.ts,
                thread_ts=reply.thread_ts,
                round_id=round_.id,
                user=reply.user,
                text=text,
                version=reply.version,
                deleted=False,
                words=0 if _is_aside(text, reply.user) else reading.words(text),
                code=reading.has_code(text),
                ruling=None,
                asked=False,
                client_msg_id=reply.client_msg_id,
                at=reply.at,
                zone=zone,
            )
        )
        if not changed:
            return Ignored()
        return _settle(tools, books, round_, reply.user, reply.ts)


def remove_reply(tools: Tools, workspace: str, channel: str, ts: str, at: datetime) -> Receipt:
    """Take back what a deleted message said; right also when the delete comes first."""
    with tools.store.begin(workspace) as books:
        known = books.messages.tombstone(channel, ts, at)
        if known is None or known.round_id is None:
            return Ignored()
        round_ = books.rounds.get(known.round_id)
        return Ignored() if round_ is None else _settle(tools, books, round_, known.user, ts)


def rule_reply(
    tools: Tools, workspace: str, channel: str, ts: str, user: str, *, counted: bool
) -> Receipt:
    """Let a person say whether their own message is their answer; their word settles it."""
    with tools.store.begin(workspace) as books:
        message = books.messages.get(channel, ts)
        if message is None or message.round_id is None or message.deleted:
            raise Gone("That is not a message of yours in a question's thread, or it is gone.")
        if message.user != user:
            raise NotAllowed("That is somebody else's message; only they can say what it is.")
        round_ = books.rounds.get(message.round_id)
        if round_ is None:
            raise Gone("That question is no longer there.")
        books.messages.rule(channel, ts, counted)
        return _settle(tools, books, round_, user, ts)


def receive_private(tools: Tools, caller: Caller, round_id: str, text: str, form: str) -> Recorded:
    """Record an answer given in a modal; `form` names the submission, so a repeat is the same.

    Raises BadInput with what is wrong with the text, which stays in the modal.
    """
    with tools.store.begin(caller.workspace) as books:
        round_ = books.rounds.get(round_id)
        if round_ is None or round_.ts is None:
            raise Gone("That question is no longer there.")
        question = thaw(round_.question)
        check_floor(text, question)
        answer = _private(books, caller, round_, text, form)
        recorded = _record(tools, books, answer, question)
        return _with_offers(books, recorded, round_) if recorded.fresh else recorded


def receive_revision(tools: Tools, caller: Caller, parent: str, text: str, form: str) -> Recorded:
    """Record a second draft beside the first; it is compared on what the first was nudged on."""
    with tools.store.begin(caller.workspace) as books:
        first = own_answer(books, caller.user, parent)
        question = question_of(tools, books, first)
        check_floor(text, question)
        if reading.repeats(text, [first.text or ""]):
            raise BadInput({"answer": "This is the same text as before. Change what was asked."})
        draft = replace(
            first,
            id=answer_id(books.workspace, "form", form),
            channel=None,
            ts=None,
            text=text,
            draft=1,
            kind="private" if first.round_id else first.kind,
            parent_id=first.id,
            version="0",
            shared_ts=None,
            at=books.now(),
            zone=caller.zone,
            local_date=counted_on(books, caller.user, books.now(), caller.zone),
        )
        return _record(tools, books, draft, question)


def receive_push_back(tools: Tools, caller: Caller, parent: str, text: str, form: str) -> Recorded:
    """Record what a person replies to the interviewer's push-back; scored like an answer."""
    with tools.store.begin(caller.workspace) as books:
        first = own_answer(books, caller.user, parent)
        question = question_of(tools, books, first)
        need_words(text, reading.floor(brief=True))
        follow_up = replace(
            first,
            id=answer_id(books.workspace, "form", form),
            round_id=None,
            channel=None,
            ts=None,
            text=text,
            draft=1,
            kind="follow-up",
            parent_id=first.id,
            version="0",
            shared_ts=None,
            at=books.now(),
            zone=caller.zone,
            local_date=counted_on(books, caller.user, books.now(), caller.zone),
        )
        asked = pressed_on(question, weakest_spot(tools, books, first, question))
        return _record(tools, books, follow_up, asked)


def share(tools: Tools, caller: Caller, answer: str) -> None:
    """Queue a private answer for its thread, where peers can review it. A repeat does nothing."""
    with tools.store.begin(caller.workspace) as books:
        found = own_answer(books, caller.user, answer)
        if private_data.seems_private(found.text or ""):
            raise NotAllowed(
                "This answer seems to hold a patient's data, so it is not shared. Revise it first."
            )
        round_ = books.rounds.get(found.round_id) if found.round_id else None
        if round_ is None or round_.ts is None or found.kind != "private":
            raise Gone("Only a private answer to a day's question can be shared to its thread.")
        books.outbox.put(
            f"share:{found.id}",
            round_.channel,
            "post",
            {"kind": "shared", "answer": found.id, "user": caller.user, "thread_ts": round_.ts},
            books.now(),
        )


def text_to_share(tools: Tools, workspace: str, answer: str) -> str | None:
    """Give the words to post for a shared answer; None if it was taken back meanwhile."""
    with tools.store.read(workspace) as books:
        found = books.answers.get(answer)
        if found is None or found.deleted or private_data.seems_private(found.text or ""):
            return None
        return found.text


def shared(tools: Tools, workspace: str, answer: str, ts: str) -> None:
    """Record where a shared answer stands in the thread."""
    with tools.store.begin(workspace) as books:
        books.answers.share(answer, ts)
        found = books.answers.get(answer)
        if found is not None and found.round_id is not None:
            comments.settle(books, found.round_id)


def _private(books: Books, caller: Caller, round_: Round, text: str, form: str) -> Answer:
    now = books.now()
    return Answer(
        id=answer_id(books.workspace, "form", form),
        round_id=round_.id,
        question_id=round_.question_id,
        channel=round_.channel,
        ts=None,
        user=caller.user,
        text=text,
        draft=1,
        version="0",
        deleted=False,
        local_date=counted_on(books, caller.user, now, caller.zone, round_.local_date),
        zone=caller.zone,
        at=now,
        kind="private",
        drill_id=None,
        shared_ts=None,
        parent_id=None,
    )


def _settle(tools: Tools, books: Books, round_: Round, user: str, ts: str) -> Receipt:
    """Make the answers of one person in one round what their messages now say.

    A pure function of the messages' rows, so order and repeats of the events do not matter.
    """
    question = thaw(round_.question)
    code_expected = question.format == Format.CODING
    messages = {m.ts: m for m in books.messages.of(round_.id, user)}
    parts = [
        reading.Part(m.ts, m.at, m.text or "", m.words == 0, m.ruling, m.deleted)
        for m in messages.values()
    ]
    receipt: Receipt = Ignored()
    kept: set[str] = set()
    existing = {a.id: a for a in books.answers.of_user_in_round(round_.id, user)}
    groups = reading.merge(parts)
    for group in groups:
        own = [messages[part.ts] for part in group]
        answer = _answer_from(books, round_, group, own, existing)
        before = existing.get(answer.id)
        kept.add(answer.id)
        if any(message.text is None and not message.deleted for message in own):
            continue  # its words were kept for long enough; what was made of them stands
        verdict = reading.group_verdict(group, code_expected=code_expected)
        mine = any(part.ts == ts for part in group)
        if verdict is reading.Verdict.ANSWER and not all(part.deleted for part in group):
            if before == replace(answer, draft=before.draft if before else 1) and not mine:
                continue  # nothing about this one has changed
            recorded = _record(tools, books, answer, question, round_, before)
            if mine or (recorded.fresh and isinstance(receipt, Ignored)):
                receipt = recorded  # of another, where this message was part of it until now
            continue
        _take_back(books, answer, before, own, code_expected=code_expected)
        if verdict is reading.Verdict.UNSURE and (mine or isinstance(receipt, Ignored)):
            again = before is not None and not before.deleted
            receipt = _ask(books, round_, user, group, question, again=again) or receipt
    for stale in existing.values():
        if stale.kind == "thread" and stale.id not in kept:
            _settle_stale(books, stale, round_, groups, messages)
    if messages[ts].deleted:
        _forget_words(books, kept | existing.keys())
    comments.settle(books, round_.id)
    return _ask_who_mentions(books, round_, messages[ts], question, existing) or receipt


def _is_aside(text: str, user: str) -> bool:
    """Say whether a message is small talk, or said to somebody unless its author says otherwise."""
    return reading.is_small_talk(text) or bool(commenting.mentioned(text, user))


def _forget_words(books: Books, answers: Collection[str]) -> None:
    for each in answers:
        books.answers.forget_words(each)


def _take_back(
    books: Books,
    answer: Answer,
    before: Answer | None,
    messages: Sequence[Message],
    *,
    code_expected: bool,
) -> None:
    """Let messages that are no answer any more, or never were, be none."""
    deleted = [message.deleted for message in messages]
    if any(deleted) and _was_answer(messages, code_expected=code_expected):
        _bury(books, answer, before)
    elif before is not None:
        _leave_out(books, before, gone=all(deleted))


def _settle_stale(
    books: Books,
    stale: Answer,
    round_: Round,
    groups: Sequence[Sequence[reading.Part]],
    messages: Mapping[str, Message],
) -> None:
    """Settle an answer whose first message does not begin one any more."""
    named = {answer_id(books.workspace, round_.channel, ts): ts for ts in messages}
    ts = named.get(stale.id)
    for group in groups:
        if any(part.ts == ts for part in group):  # an earlier message came late: it is part of it
            _join(books, stale, answer_id(books.workspace, round_.channel, group[0].ts))
            return
    _leave_out(books, stale, gone=ts is not None and messages[ts].deleted)


def _join(books: Books, answer: Answer, into: str) -> None:
    """Let an answer become part of another, which takes over what hangs on it."""
    taken = books.answers.get(into)
    if not answer.deleted and (taken is None or taken.ts != answer.ts):
        _queue_tick(books, answer, "unreact")
    if taken is None:
        books.answers.drop(answer.id)
    else:
        books.answers.join(answer.id, into)


def _was_answer(messages: Sequence[Message], *, code_expected: bool) -> bool:
    """Say whether messages, some of them deleted, were enough for an answer together."""
    floor = reading.floor(code=code_expected and any(message.code for message in messages))
    ruled = any(message.ruling for message in messages)
    return ruled or sum(message.words for message in messages) >= floor


def _answer_from(
    books: Books,
    round_: Round,
    group: Sequence[reading.Part],
    messages: Sequence[Message],
    existing: Mapping[str, Answer],
) -> Answer:
    """Make the answer that a person's messages give; the first of them says when and where."""
    first = messages[0]
    alive = [message for message in messages if not message.deleted] or messages
    named = answer_id(books.workspace, round_.channel, first.ts)
    if named in existing:  # the end of its author's day may be another by now
        day = existing[named].local_date
    else:
        day = counted_on(books, first.user, first.at, first.zone, round_.local_date)
    return Answer(
        id=named,
        round_id=round_.id,
        question_id=round_.question_id,
        channel=round_.channel,
        ts=alive[0].ts,
        user=first.user,
        text=reading.joined(group)[:STORED_CHARACTERS],
        draft=1,
        version=max(message.version for message in messages),
        deleted=False,
        local_date=day,
        zone=first.zone,
        at=first.at,
        kind="thread",
        drill_id=None,
        shared_ts=None,
        parent_id=None,
    )


def _leave_out(books: Books, answer: Answer, *, gone: bool) -> None:
    """Let an answer count no longer; it may come back, unless its messages are `gone`."""
    if not answer.deleted:
        books.answers.leave_out(answer.id)
        _queue_tick(books, answer, "unreact")
    if gone:
        _tidy(books, answer)
        books.answers.withdraw(answer.id, left_out=True)


def _bury(books: Books, answer: Answer, before: Answer | None) -> None:
    """Keep of a deleted answer only that it was there, whatever came first."""
    if before is not None and not before.deleted:
        _queue_tick(books, before, "unreact")  # its other messages may stand on
    if before is not None and (before.left_out or not before.deleted):
        _tidy(books, before)
        books.answers.withdraw(answer.id)
    books.answers.put(replace(answer, text=None, deleted=True), books.now())


def _tidy(books: Books, answer: Answer) -> None:
    """Queue the removal of our own messages in the thread that hang on an answer."""
    for ts in _posts_about(books, answer):
        books.outbox.put(
            f"delete:{answer.id}:{ts}",
            answer.channel or "",
            "delete",
            {"kind": "tidy", "ts": ts},
            books.now(),
        )


def _posts_about(books: Books, answer: Answer) -> list[str]:
    """Give our own messages in the thread that hang on an answer: hints shown there, reviews."""
    reviews = [review.ts for review in books.reviews.of_answer(answer.id)]
    hints = [
        item.ts
        for n in range(1, answer.draft + 1)
        if (item := books.outbox.get_by_key(f"hint:{answer.id}:{n}")) is not None
        and item.verb == "post"
    ]
    return [ts for ts in (*reviews, *hints) if ts]


def _ask(
    books: Books,
    round_: Round,
    user: str,
    group: tuple[reading.Part, ...],
    question: Question,
    *,
    again: bool,
) -> Unsure | None:
    """Ask once, and `again` where what counted until now is a close call."""
    last = next(part for part in reversed(group) if not part.deleted)
    if not books.messages.ask(round_.channel, group[0].ts) and not again:
        return None
    text = reading.joined(group)
    floor = reading.floor_for(text, code_expected=question.format == Format.CODING)
    return Unsure(round_.channel, last.ts, round_.ts or "", user, reading.words(text), floor)


def _ask_who_mentions(
    books: Books,
    round_: Round,
    message: Message,
    question: Question,
    before: Mapping[str, Answer],
) -> Unsure | None:
    """Ask whether what mentions somebody is an answer, where its author has none by then.

    Once, and again where it counted until now: their answers `before` say so.
    """
    text, code_expected = message.text or "", question.format == Format.CODING
    if (
        message.words > 0
        or message.ruling is not None
        or not commenting.is_close_call(text, message.user, code_expected=code_expected)
    ):
        return None
    own = books.answers.of_user_in_round(round_.id, message.user)
    if any(not answer.deleted and answer.at <= message.at for answer in own):
        return None
    counted = any(answer.ts == message.ts and not answer.deleted for answer in before.values())
    if not books.messages.ask(message.channel, message.ts) and not counted:
        return None
    floor = reading.floor_for(text, code_expected=code_expected)
    return Unsure(
        channel=round_.channel,
        ts=message.ts,
        thread_ts=round_.ts or "",
        user=message.user,
        words=reading.words(text),
        floor=floor,
        mentions=True,
    )


def _record(
    tools: Tools,
    books: Books,
    answer: Answer,
    question: Question,
    round_: Round | None = None,
    before: Answer | None = None,
) -> Recorded:
    asked = (
        round_ is not None
        and tools.adviser is not None
        and not tools.adviser.resting()
        and reading.is_english_script(answer.text or "")
        and not private_data.seems_private(answer.text or "")
    )
    scored = score(tools, books, answer, question, advised_later=asked)
    recorded = Recorded(
        answer=scored.answer,
        card=scored.card,
        thread_ts=round_.ts if round_ is not None else None,
        fresh=scored.fresh,
        where="private",
        welcome=scored.welcome,
    )
    if round_ is None:
        return recorded
    if before is None or before.deleted or before.ts != answer.ts:
        if before is not None and not before.deleted:
            _queue_tick(books, before, "unreact")  # an earlier part of it came late
        _queue_tick(books, answer, "react")
    if not scored.fresh:
        return recorded
    _mark_reviews(books, scored.answer, round_)
    if asked:
        _queue_advice(books, scored)
        return replace(recorded, advised_later=True)
    return _with_hint(books, recorded, round_, scored.member)


def _mark_reviews(books: Books, answer: Answer, round_: Round) -> None:
    """Let reviews that stand in the thread say that they are of an earlier text."""
    for review in books.reviews.of_answer(answer.id):
        if review.ts and review.draft is not None and review.draft < answer.draft:
            body = {"kind": "review", "review": review.id, "ts": review.ts}
            key = f"review-changed:{review.id}"
            books.outbox.put(key, round_.channel, "update", body, books.now())


def _with_hint(books: Books, recorded: Recorded, round_: Round, member: Member) -> Recorded:
    """Say where the hint goes, and queue it where it is not shown at once."""
    channel = books.channels.get(round_.channel)
    recorded = replace(
        recorded,
        where=where_hints_go(channel.hints if channel else "private", member.settings),
    )
    recorded = _with_offers(books, recorded, round_)
    if recorded.where != "private":
        _queue_hint(books, recorded, round_)
    return recorded


def _with_offers(books: Books, recorded: Recorded, round_: Round) -> Recorded:
    """Add the peers' answers that its author is asked to review, or that they are alone."""
    asked, alone = offering.after_answer(books, round_.channel, round_.id, recorded.answer.user)
    # Of somebody's first answer it is too early to say that nobody else is there.
    return replace(recorded, asked=asked, alone=alone and not recorded.welcome)


def _queue_advice(books: Books, scored: Scored) -> None:
    """Let the inbox bring a draft again, to ask the model when nobody waits for anything else."""
    answer, now = scored.answer, books.now()
    books.inbox.put(
        f"{ADVICE}:{answer.id}:{answer.draft}",
        ADVICE,
        {
            "answer": answer.id,
            "draft": answer.draft,
            "earlier": dict(scored.earlier),
            "welcome": scored.welcome,
        },
        now,
    )


def advised(tools: Tools, workspace: str, body: Mapping[str, Any], since: datetime) -> Receipt:
    """Score a draft once more, with the levels of the operator's model, and give its hint.

    No transaction is open while the model is asked. After half a minute, or when the model does not
    answer, the hint is the judge's own; a draft that was changed meanwhile has its own turn.
    """
    with tools.store.read(workspace) as books:
        found = books.answers.get(body["answer"])
        if found is None or found.deleted or found.draft != body["draft"] or found.text is None:
            return Ignored()
        question = question_of(tools, books, found)
        late = books.now() - since > ADVISED_WITHIN
    text = found.text[:JUDGED_CHARACTERS]
    if tools.adviser is not None and not late:
        judge = tools.adviser.beside(tools.judge, question.prompt, question.criteria, text)
        tools = replace(tools, judge=judge)
    with tools.store.begin(workspace) as books:
        now = books.answers.get(found.id)
        round_ = books.rounds.get(found.round_id or "")
        if now is None or round_ is None or now.deleted or now.text != found.text:
            return Ignored()
        scored = score(tools, books, now, question, earlier=body["earlier"])
        recorded = Recorded(
            answer=scored.answer,
            card=scored.card,
            thread_ts=round_.ts,
            fresh=scored.fresh,
            where="private",
            welcome=body["welcome"],
        )
        return _with_hint(books, recorded, round_, scored.member) if scored.fresh else recorded


def where_hints_go(channel: str, settings: dict[str, object]) -> str:
    """Give private, thread or dm: the channel's choice, unless the person chose stricter.

    Hints are public only where the channel and the person both chose that.
    """
    person = settings.get("hints")
    if channel == "thread":
        return "thread" if person == "thread" else "dm" if person == "dm" else "private"
    return "dm" if "dm" in {channel, person} else "private"


def _queue_tick(books: Books, answer: Answer, verb: str) -> None:
    """Set or take back the tick; an answer may come and go, so the key says when."""
    books.outbox.put(
        f"{verb}:{answer.id}:{answer.ts}:{books.now().timestamp()}",
        answer.channel or "",
        verb,
        {"kind": "tick", "ts": answer.ts},
        books.now(),
    )


def _queue_hint(books: Books, recorded: Recorded, round_: Round) -> None:
    """Queue a hint for its author's direct messages, with all they are told, or for the thread."""
    answer, card = recorded.answer, recorded.card
    body: dict[str, Any] = {"kind": "hint", "answer": answer.id}
    body |= {"moved": card.moved, "closer": card.closer, "unmoved": card.unmoved}
    if recorded.where == "thread":
        body |= {"thread_ts": round_.ts}
    else:
        body |= {"welcome": recorded.welcome, "alone": recorded.alone}
        body |= {"asked": [[each.answer_id, each.author] for each in recorded.asked]}
    books.outbox.put(
        f"hint:{answer.id}:{answer.draft}",
        round_.channel if recorded.where == "thread" else answer.user,
        "post" if recorded.where == "thread" else "direct",
        body,
        books.now(),
    )
