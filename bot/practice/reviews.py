"""Peer review: the form for an answer, the review in its thread, and who is asked when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.errors import BadInput, Gone, NotAllowed
from bot.practice import offering
from bot.practice.agreement import agree, verdicts
from bot.practice.checks import own_answer, question_of
from bot.practice.doubting import doubts_of
from bot.practice.offering import Asked, Table
from bot.practice.tools import Caller, Tools
from bot.rules import consensus, private_data, reading, reviewers
from bot.rules.consensus import Agreed
from bot.rules.reviewers import LEASE, Reviewable
from questions.model import Level, Mark, Question
from storage.answers import Answer
from storage.channels import TOGETHER
from storage.marks import LIGHT, PEER
from storage.reviews import LEASED, Review, begin_review
from storage.store import Books

HELD_BACK = timedelta(days=60)  # the longest outage after which reviews are still released
NOT_YET = "That review comes together with the others of your answer."
NOT_QUOTED = "(It seems to hold a patient's data, so it is not quoted here. Read it in its thread.)"


@dataclass(frozen=True, slots=True)
class ReviewForm:
    """What a reviewer needs before them: the question, the answer, and what to look for.

    `named`: the thread and the author are told who reviewed.
    """

    answer_id: str
    author: str
    question: Question
    text: str
    named: bool = True


@dataclass(frozen=True, slots=True)
class PostedReview:
    """A review as the thread shows it: strength and suggestion, never the levels.

    `reviewer` is None where the channel wants no names. `changed`: the answer was edited after the
    reviewer had read it.
    """

    review_id: str
    author: str
    reviewer: str | None
    channel: str
    thread_ts: str
    answer_ts: str
    strength: str
    suggestion: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Levels:
    """What a reviewer found by criterion, and what all peers agree on; for the author alone.

    `reviewer` is None where the channel wants no names.
    """

    reviewer: str | None
    found: tuple[tuple[str, Level], ...]
    together: Mapping[str, Agreed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Answers that wait for a person's review, where each stands, and until when."""

    answers: tuple[Asked, ...]
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Comparing:
    """An author's own answer beside a strong one."""

    answer_id: str
    question: Question
    text: str


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
    question, named = question_of(tools, books, found), _names_reviewers(books, found)
    return ReviewForm(found.id, found.user, question, text, named)


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
) -> bool:
    """Record a review, once per pair and answer; say whether it goes to the thread at once.

    Where the channel wants that, it waits for the others of its answer. Raises BadInput by field:
    `strength`, `suggestion`, or the id of a criterion left open.
    """
    strength, suggestion = strength.strip(), suggestion.strip()
    with tools.store.begin(caller.workspace) as books:
        found = _reviewable(books, caller.user, answer)
        question = question_of(tools, books, found)
        problems = _open_criteria(question.criteria, levels)
        if not strength:
            problems["strength"] = "Name one thing this answer does well, in your own words."
        if not suggestion:
            problems["suggestion"] = "Suggest one thing to change. That is what helps most."
        for field, said in (("strength", strength), ("suggestion", suggestion)):
            if said and not reading.words(said):
                problems[field] = "A few words, please, that its author can use."
            if private_data.seems_private(said):
                problems[field] = "This looks like a patient's data. Please say it without."
        if problems:
            raise BadInput(problems)
        now, review = books.now(), _hold(books, found, caller.user, submitted=True)
        if review.state == "submitted":
            if (review.strength, review.suggestion) != (strength, suggestion):
                raise Gone("You have reviewed this answer already, and that review stands.")
            return review.released_at is not None  # the same window, sent twice
        given = {each: int(levels[each]) for each in question.criteria}
        kept = books.reviews.submit(
            review.id,
            strength,
            suggestion,
            given,
            now,
            doubts=doubts_of(
                tools,
                books,
                found,
                caller.user,
                given,
                strength,
                suggestion,
                review.accepted_at,
                now,
            ),
            named=_names_reviewers(books, found),
        )
        if not kept:
            raise Gone("That answer is no longer there.")
        return _release(tools, books, found) > 0


def keep_up(tools: Tools, workspace: str) -> int:
    """Do what time brings: end leases, ask people, release reviews; give how many messages wait."""
    with tools.store.read(workspace) as books:
        lapsed = bool(books.reviews.lapsed(books.now()))
        ready = [each.id for each in _held_back(books) if _may_be_seen(books, each)]
        todo = [
            (table.channel, table.round_id)
            for channel in books.channels.all()
            if channel.state != "broken"  # nothing that is written there can be posted
            for table in offering.tables(books, channel.id)
            if _absent(books, table) or offering.due(books, table) or _to_compare(books, table)
        ]
    if lapsed:
        with tools.store.begin(workspace) as books:
            for review in books.reviews.lapsed(books.now()):
                books.reviews.let_go(review.id)
    queued = 0
    for answer in ready:
        with tools.store.begin(workspace) as books:
            found = books.answers.get(answer)
            queued += _release(tools, books, found) if found is not None else 0
    for where in todo:
        with tools.store.begin(workspace) as books:
            queued += _ask(books, *where)
    return queued


def waiting(tools: Tools, workspace: str, user: str, answers: list[str]) -> Waiting | None:
    """Give those of some answers that still wait for a person; None if none does."""
    with tools.store.read(workspace) as books:
        now, asked, places = books.now(), [], []
        for answer in answers:
            found, review = books.answers.get(answer), books.reviews.by_pair(answer, user)
            held = review is not None and review.state == "offered" and review.lease_until > now
            if found is not None and not found.deleted and held:
                asked.append(Asked(found.id, found.user))
                places.append((found.channel or "", found.shared_ts or found.ts or ""))
        return Waiting(tuple(asked), tuple(places)) if asked else None


def decline(tools: Tools, caller: Caller, answers: list[str]) -> int:
    """Give back what somebody was offered, so that others are asked at once; give how many."""
    with tools.store.begin(caller.workspace) as books:
        held = [books.reviews.by_pair(answer, caller.user) for answer in answers]
        return sum(books.reviews.let_go(each.id, "declined") for each in held if each is not None)


def helped(tools: Tools, caller: Caller, review: str) -> None:
    """Keep that a review helped, as the author of the answer says."""
    with tools.store.begin(caller.workspace) as books:
        found = books.reviews.get(review)
        if found is None or found.state != "submitted":
            raise Gone("That review is no longer there.")
        if found.author != caller.user:
            raise NotAllowed("Only the author of the answer can say whether it helped.")
        if found.released_at is None:
            raise Gone(NOT_YET)
        books.reviews.value(review, helped=True)


def comparing(tools: Tools, caller: Caller, answer: str) -> Comparing:
    """Give a person's own answer and the question with its strong example."""
    with tools.store.read(caller.workspace) as books:
        found = own_answer(books, caller.user, answer)
        return Comparing(found.id, question_of(tools, books, found), found.text or "")


def compared(
    tools: Tools, caller: Caller, answer: str, levels: Mapping[str, Level], suggestion: str
) -> None:
    """Keep what a person found when they compared their answer with a strong one.

    Raises BadInput by field: `suggestion`, or the id of a criterion left open.
    """
    suggestion = suggestion.strip()
    with tools.store.begin(caller.workspace) as books:
        found = own_answer(books, caller.user, answer)
        criteria = question_of(tools, books, found).criteria
        problems = _open_criteria(criteria, levels)
        if not suggestion:
            problems["suggestion"] = "Name one thing that you would change now."
        if problems:
            raise BadInput(problems)
        now = books.now()
        begun = begin_review(found, caller.user, "self", now, now)
        books.reviews.compare(begun, suggestion, {each: int(levels[each]) for each in criteria})


def to_post(tools: Tools, workspace: str, review: str) -> PostedReview | None:
    """Give a submitted review for posting; None if its answer was taken back meanwhile."""
    with tools.store.read(workspace) as books:
        found = books.reviews.get(review)
        answer = books.answers.get(found.answer_id) if found is not None else None
        if found is None or answer is None or answer.deleted or found.state != "submitted":
            return None
        return _posted(books, answer, found)


def posted(tools: Tools, workspace: str, review: str, ts: str) -> None:
    """Record where a review stands in the thread, and what befell its answer meanwhile."""
    with tools.store.begin(workspace) as books:
        books.reviews.posted(review, ts)
        found = books.reviews.get(review)
        answer = books.answers.get(found.answer_id) if found is not None else None
        if found is None or answer is None or found.draft is None:
            return
        # As is done where its place is known: nobody could say it of a review without one.
        if answer.deleted:
            key, verb, body = f"delete:{answer.id}:{ts}", "delete", {"kind": "tidy", "ts": ts}
        elif found.draft < answer.draft:
            key, verb = f"review-changed:{review}", "update"
            body = {"kind": "review", "review": review, "ts": ts}
        else:
            return
        books.outbox.put(key, answer.channel or "", verb, body, books.now())


def levels(tools: Tools, caller: Caller, review: str) -> Levels:
    """Give the levels of a review to the author of the answer, or to who wrote it.

    The author alone is told what all peers agree on.
    """
    with tools.store.read(caller.workspace) as books:
        found = books.reviews.get(review)
        if found is None or found.state != "submitted":
            raise Gone("That review is no longer there.")
        if caller.user not in {found.author, found.reviewer}:
            raise NotAllowed("Only the author of the answer sees how each point was judged.")
        if caller.user == found.author and found.released_at is None:
            raise Gone(NOT_YET)
        marks = [m for m in books.marks.of(found.answer_id) if m.by == found.reviewer]
        together = consensus.consensus(verdicts(books, found.answer_id))
    title = tools.bank.rubric.criteria
    asked = list(found.levels or {})  # in the order of the form
    marks.sort(key=lambda m: asked.index(m.criterion) if m.criterion in asked else 0)
    own = tuple((title[m.criterion].title, Level(m.level)) for m in marks)
    if caller.user == found.reviewer:  # what others found is not theirs to see
        return Levels(found.reviewer, own)
    return Levels(
        found.reviewer if found.named else None,
        own,
        {title[each].title: agreed for each, agreed in together.items()},
    )


def _open_criteria(criteria: tuple[str, ...], levels: Mapping[str, Level]) -> dict[str, str]:
    return {each: "Please choose one of the three." for each in criteria if each not in levels}


def _hold(books: Books, answer: Answer, reviewer: str, *, submitted: bool = False) -> Review:
    """Hold the review of an answer for this person for 20 hours; it may be `submitted` already."""
    now = books.now()
    known = books.reviews.by_pair(answer.id, reviewer)
    if known is not None and known.state == "submitted":
        if not submitted:
            raise Gone("You have reviewed this answer already. Thank you.")
        return known
    if known is not None and submitted and known.accepted_at and known.state != "withdrawn":
        return known
    return books.reviews.lease(begin_review(answer, reviewer, "accepted", now, now + LEASE))


def _ask(books: Books, channel: str, round_id: str) -> int:
    """Free what people cannot review any more, and ask whoever can; give how many are asked."""
    table = offering.table_of(books, channel, round_id)
    for review in _absent(books, table) if table is not None else ():
        books.reviews.let_go(review.id)
    queued = 0
    for answer in _to_compare(books, table) if table is not None else ():
        body = {"kind": "compare", "answer": answer.id}
        key = f"compare:{answer.id}"
        queued += books.outbox.put(key, answer.author, "direct", body, books.now())
    table = offering.table_of(books, channel, round_id)
    return queued + (offering.ask(books, table) if table is not None else 0)


def _absent(books: Books, table: Table) -> list[Review]:
    """Give the offers to people who are not here any more, or went on leave."""
    here = {each.user for each in table.group.people}
    away = offering.away(books, here)
    return [
        review
        for reviews in table.reviews.values()
        for review in reviews
        if review.state in LEASED
        and (review.reviewer not in here or (review.state == "offered" and review.reviewer in away))
    ]


def _to_compare(books: Books, table: Table) -> list[Reviewable]:
    """Give the answers whose authors are told now that they may lay it beside a strong one.

    That is after 72 hours, by day: where those end at night, on the evening before.
    """
    return [
        answer
        for answer in table.group.answers
        if reviewers.compares_alone(table.group, answer, answer.at + reviewers.OWN_IS_ENOUGH)
        and offering.is_evening_before(books, answer.author, answer.at + reviewers.OWN_IS_ENOUGH)
        and not _was_told_with_hint(books, table, answer)
        and books.outbox.get_by_key(f"compare:{answer.id}") is None
    ]


def _was_told_with_hint(books: Books, table: Table, answer: Reviewable) -> bool:
    """Say whether an author is alone, so that the hint told it; the hint on their first did not."""
    alone = all(each.user == answer.author for each in table.group.people)
    return alone and books.answers.of_user(answer.author)[-1].id != answer.id


def _held_back(books: Books) -> list[Answer]:
    """Give the answers with reviews that nobody has seen yet, however long the outage."""
    now = books.now()
    waiting = {each.answer_id for each in books.reviews.held_back(now, now - HELD_BACK)}
    found = [books.answers.get(each) for each in sorted(waiting)]
    return [each for each in found if each is not None and not each.deleted]


def _may_be_seen(books: Books, answer: Answer) -> bool:
    """Say whether the reviews of an answer go to its thread now: at once, or when all are there.

    Of an author's answers to one question, only the first waits for a number of reviewers.
    """
    round_ = books.rounds.get(answer.round_id or "")
    channel = books.channels.get(round_.channel) if round_ is not None else None
    if round_ is None or channel is None or channel.reviews != TOGETHER:
        return round_ is not None
    if books.now() - answer.at >= reviewers.ONE_IS_ENOUGH:
        return True
    table = offering.table_of(books, round_.channel, round_.id)
    if table is None or answer.id not in table.answers:
        return False
    given = sum(each.state == "submitted" for each in table.reviews[answer.id])
    return given >= offering.wanted_by_all(table, answer.id)


def _release(tools: Tools, books: Books, answer: Answer) -> int:
    """Let the reviews of an answer be seen and count, if they may; give how many."""
    round_ = books.rounds.get(answer.round_id or "")
    if round_ is None or answer.deleted or not _may_be_seen(books, answer):
        return 0
    now, criteria, released = books.now(), question_of(tools, books, answer).criteria, 0
    for review in books.reviews.of_answer(answer.id):
        if review.state != "submitted" or not books.reviews.release(review.id, now):
            continue
        marks = [
            Mark(each, Level(level), "", LIGHT if review.doubts else PEER)
            for each, level in (review.levels or {}).items()
        ]
        books.marks.put(answer.id, review.reviewer, marks, tools.judge.version, now)
        released += books.outbox.put(
            f"review:{review.id}:{now.timestamp()}",  # it may be written again after a delete
            round_.channel,
            "post",
            {"kind": "review", "review": review.id, "thread_ts": round_.ts},
            now,
        )
    agree(tools, books, answer.id, criteria)
    return released


def _names_reviewers(books: Books, answer: Answer) -> bool:
    round_ = books.rounds.get(answer.round_id or "")
    channel = books.channels.get(round_.channel) if round_ is not None else None
    return channel is None or channel.reviewers_named


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
    round_ = books.rounds.get(found.round_id)
    if round_ is not None and reviewer in books.moves.gone(round_.channel):
        raise NotAllowed("That answer stands in a channel that you have left. Join it to review.")
    return found


def _posted(books: Books, answer: Answer, review: Review) -> PostedReview | None:
    round_ = books.rounds.get(answer.round_id) if answer.round_id else None
    if round_ is None or round_.ts is None:
        return None
    return PostedReview(
        review.id,
        answer.user,
        review.reviewer if review.named else None,
        round_.channel,
        round_.ts,
        answer.shared_ts or answer.ts or round_.ts,
        review.strength or "",
        review.suggestion or "",
        changed=review.draft is not None and review.draft < answer.draft,
    )
