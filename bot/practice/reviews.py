"""Peer review: the form for an answer, and the review that is posted in its thread."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.errors import BadInput, Gone, NotAllowed
from bot.practice.agreement import agree
from bot.practice.checks import question_of
from bot.practice.tools import Caller, Tools
from bot.rules import private_data
from questions.model import Level, Mark, Question
from storage.answers import Answer
from storage.reviews import begin_review
from storage.store import Books

LEASE = timedelta(hours=20)
NOT_QUOTED = "(It seems to hold a patient's data, so it is not quoted here. Read it in its thread.)"


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """What a reviewer needs before them: the question, the answer, and what to look for."""

    answer_id: str
    author: str
    question: Question
    text: str


@dataclass(frozen=True, slots=True)
class PostedReview:
    """A review as the thread shows it: strength and suggestion, never the levels."""

    review_id: str
    author: str
    reviewer: str
    channel: str
    thread_ts: str
    answer_ts: str
    strength: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Levels:
    """What a reviewer found per criterion; for the author alone."""

    reviewer: str
    found: tuple[tuple[str, Level], ...]


def form(tools: Tools, caller: Caller, answer: str) -> ReviewForm:
    """Hold the review for this person for 20 hours and give what the form shows."""
    with tools.store.begin(caller.workspace) as books:
        return _form(tools, books, caller, answer)


def form_at(tools: Tools, caller: Caller, channel: str, ts: str) -> ReviewForm:
    """The same for the answer that a message in a thread belongs to."""
    with tools.store.begin(caller.workspace) as books:
        found = books.answers.at_ts(channel, ts) or _answer_with(books, channel, ts)
        if found is None:
            raise Gone(
                "That message is not a recorded answer, so there is nothing to review in it."
            )
        return _form(tools, books, caller, found.id)


def _form(tools: Tools, books: Books, caller: Caller, answer: str) -> ReviewForm:
    found = _reviewable(books, caller.user, answer)
    _hold(books, found, caller.user)
    text = found.text or ""
    if private_data.seems_private(text):
        text = NOT_QUOTED
    return ReviewForm(found.id, found.user, question_of(tools, books, found), text)


def _answer_with(books: Books, channel: str, ts: str) -> Answer | None:
    """Give the answer that a message is a later part of."""
    message = books.messages.get(channel, ts)
    if message is None or message.round_id is None or message.deleted:
        return None
    earlier = [
        answer
        for answer in books.answers.of_user_in_round(message.round_id, message.user)
        if answer.kind == "thread" and not answer.deleted and answer.at <= message.at
    ]
    return earlier[-1] if earlier else None


def submit(
    tools: Tools,
    caller: Caller,
    answer: str,
    levels: Mapping[str, Level],
    strength: str,
    suggestion: str,
) -> PostedReview:
    """Record a review and queue it for the thread; once per pair and answer.

    Raises BadInput by field: `strength`, `suggestion`, or the id of a criterion left open.
    """
    strength, suggestion = strength.strip(), suggestion.strip()
    with tools.store.begin(caller.workspace) as books:
        found = _reviewable(books, caller.user, answer)
        question = question_of(tools, books, found)
        problems = {
            c: "Please choose one of the three." for c in question.criteria if c not in levels
        }
        if not strength:
            problems["strength"] = "Name one thing this answer does well, in your own words."
        if not suggestion:
            problems["suggestion"] = "Suggest one thing to change. That is what helps most."
        for field, said in (("strength", strength), ("suggestion", suggestion)):
            if private_data.seems_private(said):
                problems[field] = "This looks like a patient's data. Please say it without."
        if problems:
            raise BadInput(problems)
        now = books.now()
        review = _hold(books, found, caller.user)
        books.reviews.submit(review, strength, suggestion, found.draft, now)
        marks = [Mark(c, levels[c], "", "peer review") for c in question.criteria]
        books.marks.put(found.id, caller.user, marks, tools.judge.version, now)
        agree(tools, books, found.id, question.criteria)
        posted = _posted(books, found, review, caller.user, strength, suggestion)
        books.outbox.put(
            f"review:{review}:{now.timestamp()}",  # one may be written again after a delete
            posted.channel,
            "post",
            {"kind": "review", "review": review, "thread_ts": posted.thread_ts},
            now,
        )
        return posted


def to_post(tools: Tools, workspace: str, review: str) -> PostedReview | None:
    """Give a submitted review for posting; None if its answer was taken back meanwhile."""
    with tools.store.read(workspace) as books:
        found = books.reviews.get(review)
        answer = books.answers.get(found.answer_id) if found is not None else None
        if found is None or answer is None or answer.deleted or found.state != "submitted":
            return None
        return _posted(
            books, answer, review, found.reviewer, found.strength or "", found.suggestion or ""
        )


def posted(tools: Tools, workspace: str, review: str, ts: str) -> None:
    """Record where a review stands in the thread."""
    with tools.store.begin(workspace) as books:
        books.reviews.posted(review, ts)


def levels(tools: Tools, caller: Caller, review: str) -> Levels:
    """Give the levels of a review to the author of the answer, or to who wrote it."""
    with tools.store.read(caller.workspace) as books:
        found = books.reviews.get(review)
        if found is None or found.state != "submitted":
            raise Gone("That review is no longer there.")
        if caller.user not in {found.author, found.reviewer}:
            raise NotAllowed("Only the author of the answer sees how each point was judged.")
        marks = [m for m in books.marks.of(found.answer_id) if m.by == found.reviewer]
    title = tools.bank.rubric.criteria
    return Levels(found.reviewer, tuple((title[m.criterion].title, Level(m.level)) for m in marks))


def _hold(books: Books, answer: Answer, reviewer: str) -> str:
    """Hold the review of an answer for this person for 20 hours, and give its id."""
    now = books.now()
    held = books.reviews.lease(
        begin_review(
            books.workspace, answer.id, answer.user, reviewer, "accepted", now, now + LEASE
        )
    )
    if held.state == "submitted":
        raise Gone("You have reviewed this answer already. Thank you.")
    return held.id


def _reviewable(books: Books, reviewer: str, answer: str) -> Answer:
    found = books.answers.get(answer)
    if found is None or found.deleted:
        raise Gone("That answer is no longer there.")
    if found.user == reviewer:
        raise NotAllowed(
            "This is your own answer. Ask a peer to review it, or review one of theirs."
        )
    if found.round_id is None or (found.kind != "thread" and found.shared_ts is None):
        raise Gone("That answer was given privately; only its author can share it.")
    return found


def _posted(
    books: Books, answer: Answer, review: str, reviewer: str, strength: str, suggestion: str
) -> PostedReview:
    round_ = books.rounds.get(answer.round_id) if answer.round_id else None
    if round_ is None or round_.ts is None:
        raise Gone("That question is no longer there.")
    return PostedReview(
        review,
        answer.user,
        reviewer,
        round_.channel,
        round_.ts,
        answer.shared_ts or answer.ts or round_.ts,
        strength,
        suggestion,
    )
