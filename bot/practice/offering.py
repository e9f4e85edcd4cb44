"""Who is asked for a review: the people and answers around a question, and the offers they get."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain

from bot.practice import streaks
from bot.rules import consensus, practice_day, reviewers
from bot.rules.consensus import Verdict
from bot.rules.reviewers import LEASE, Group, Offer, Pair, Person, Reviewable
from storage.answers import InRound
from storage.members import Member
from storage.reviews import LEASED, Review, begin_review
from storage.store import Books

LOOKED_AT = timedelta(days=7)  # after an answer: so long an outage may last, and all is made up for
OF_THE_CHANNEL = timedelta(days=14)  # who answered in so many days is of it
AWAKE = time(8), time(20)  # at the person's own place
FOLLOWED_UP = timedelta(hours=3)  # after which a hint's offer is put into the day's message
ASKED_AT_ALL = "review_offers"  # a member's setting


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer that somebody is asked to review."""

    answer_id: str
    author: str


@dataclass(frozen=True, slots=True)
class Table:
    """A question's answers by id, its group, and every review of them."""

    round_id: str
    channel: str
    answers: Mapping[str, InRound]
    group: Group
    reviews: Mapping[str, tuple[Review, ...]]


def table_of(books: Books, channel: str, round_id: str) -> Table | None:
    """Give the table of one question; None where peers can see no answer."""
    return next(iter(tables(books, channel, round_id)), None)


def tables(books: Books, channel: str, only: str | None = None) -> list[Table]:
    """Give the tables of a channel's questions to which something may still happen, or of one."""
    now = books.now()
    days = books.rounds.days([channel], (now - OF_THE_CHANNEL).date())
    gone = books.moves.gone(channel)  # who reads the thread no more is not asked, nor reviewed
    answers = books.answers.in_rounds([each.id for each in days])
    given = [each for each in answers if each.user not in gone]
    of_round: dict[str, list[InRound]] = {}
    for each in given:
        of_round.setdefault(each.round_id, []).append(each)
    current = {
        round_id: one_each
        for round_id, here in of_round.items()
        if only in {None, round_id}
        and (one_each := _one_each(here))
        and max(each.at for each in one_each) > now - LOOKED_AT
    }
    people = sorted({each.user for each in given})
    recent = books.reviews.by(people, now - OF_THE_CHANNEL)
    reviews = books.reviews.of_answers([each.id for ones in current.values() for each in ones])
    return [
        _table(books, channel, round_id, ones, of_round[round_id], people, recent, reviews)
        for round_id, ones in current.items()
    ]


def after_answer(
    books: Books, channel: str, round_id: str, user: str
) -> tuple[tuple[Asked, ...], bool]:
    """Lease what is offered to somebody who has just answered; also say whether they are alone."""
    table, member = table_of(books, channel, round_id), books.members.get(user)
    if table is None or member is None:
        return (), False
    people = {each.user for each in table.group.people}
    if user not in people or not _wants_any(member):
        return (), people == {user}
    made = reviewers.offers_for(table.group, user, books.now())
    return _lease(books, made), people == {user}


def due(books: Books, table: Table) -> dict[str, list[Offer]]:
    """Give by person what a message should ask for now: what waits, and what a hint asked in vain.

    It is one message a day, so that whoever gets it is asked for all of their share.
    """
    now = books.now()
    asked: dict[str, list[Offer]] = {}
    for offer in _unheard(books, table):
        asked.setdefault(offer.reviewer, []).append(offer)
    if not asked and not reviewers.offers(table.group, now):
        return asked  # whoever could be reached, nobody would be asked
    people = tuple(
        replace(each, reachable=_reachable(books, each.user, now)) for each in table.group.people
    )
    group = replace(table.group, people=people)
    for offer in reviewers.offers(group, now):
        asked.setdefault(offer.reviewer, []).append(offer)
    for user, offers in asked.items():
        made = dict.fromkeys(chain(*asked.values()), Pair.HELD)
        held = replace(group, pairs={**made, **group.pairs})
        offers.extend(reviewers.offers_for(held, user, now))
    return asked


def ask(books: Books, table: Table) -> int:
    """Lease what is due, and queue one message to each who is asked; give how many there are.

    What cannot be sent before the lease is over, or before the evening, is dropped.
    """
    now, sent = books.now(), 0
    for user, offers in due(books, table).items():
        _lease(books, [each for each in offers if each not in table.group.pairs])
        member = books.members.get(user)
        if member is not None:
            told = {"kind": "offer", "answers": [each.answer for each in offers]}
            key = _message_key(user, _today(books, member))
            until = min(now + LEASE, practice_day.next_at(now, AWAKE[1], member.zone))
            sent += books.outbox.put(key, user, "direct", told, now, until)
    return sent


def _unheard(books: Books, table: Table) -> list[Offer]:
    """Give what was offered with a hint and not taken up since, to those who can be asked again."""
    now = books.now()
    resting = {each.user for each in table.group.people if each.resting}
    return [
        Offer(each.answer_id, each.reviewer)
        for reviews in table.reviews.values()
        for each in reviews
        if each.state == "offered"
        and each.at + FOLLOWED_UP <= now < each.lease_until
        and each.reviewer not in resting
        and not _was_told(books, each)
        and _reachable(books, each.reviewer, now)
    ]


def is_about(books: Books, user: str) -> bool:
    """Say whether somebody is up, where they are, and not on leave."""
    member = books.members.get(user)
    if member is None or away(books, [user]):
        return False
    return AWAKE[0] <= practice_day.local_time(books.now(), member.zone) < AWAKE[1]


def is_evening_before(books: Books, user: str, instant: datetime) -> bool:
    """Say whether somebody is about and an instant is over, or falls into their coming night."""
    member, now = books.members.get(user), books.now()
    if member is None or not is_about(books, user):
        return False
    evening = practice_day.next_at(now, AWAKE[1], member.zone)
    morning = practice_day.next_at(evening, AWAKE[0], member.zone)
    return instant <= now or (now >= evening - timedelta(hours=1) and instant < morning)


def was_asked(books: Books, user: str, day: date) -> bool:
    """Say whether somebody got the message of that day of theirs which asks for reviews."""
    return books.outbox.get_by_key(_message_key(user, day)) is not None


def wanted_by_all(table: Table, answer: str) -> int:
    """Count the reviewers that an answer may have when all of the channel have spoken."""
    others = sum(each.user != table.answers[answer].user for each in table.group.people)
    return min(reviewers.REVIEWERS, others)


def away(books: Books, users: Collection[str]) -> set[str]:
    """Name those of some people who have taken their day off."""
    about = books.members.away_about(users, books.now().date())
    members = [books.members.get(user) for user in sorted(about)]
    return {
        each.user
        for each in members
        if each is not None and streaks.on_leave(books, each.user, _today(books, each))
    }


def _table(
    books: Books,
    channel: str,
    round_id: str,
    answers: Sequence[InRound],
    everything: Sequence[InRound],
    people: Sequence[str],
    recent: Sequence[Review],
    reviews: Sequence[Review],
) -> Table:
    now = books.now()
    ids = {each.id for each in answers}
    about = {each: tuple(r for r in reviews if r.answer_id == each) for each in ids}
    comments = books.messages.comments_on(ids)
    answered = {each.user for each in everything}
    return Table(
        round_id,
        channel,
        {each.id: each for each in answers},
        Group(
            tuple(
                Reviewable(
                    each.id,
                    each.user,
                    each.at,
                    more=consensus.needs_another(_verdicts(about[each.id])),
                    commented=bool(comments.get(each.id)),
                )
                for each in answers
            ),
            tuple(_person(user, recent, ids, now, answered=user in answered) for user in people),
            {
                Offer(review.answer_id, review.reviewer): pair
                for review in reviews
                if review.answer_id in ids and (pair := _pair(review, people, now)) is not None
            },
            Counter((each.reviewer, each.author) for each in recent if each.state == "submitted"),
        ),
        about,
    )


def _one_each(answers: Sequence[InRound]) -> list[InRound]:
    """Give the answers that peers see, the first of each author."""
    seen: dict[str, InRound] = {}
    for each in answers:
        if each.seen:
            seen.setdefault(each.user, each)
    return list(seen.values())


def _person(
    user: str, recent: Sequence[Review], here: Collection[str], now: datetime, *, answered: bool
) -> Person:
    lapsed = busy = 0
    for review in recent:
        if review.reviewer != user:
            continue
        if review.state == "submitted":
            lapsed = 0
        lapsed += review.state == "expired"
        held = review.state in LEASED and review.lease_until > now
        busy += held and review.answer_id not in here
    return Person(user, answered, lapsed=lapsed, busy=busy)


def _pair(review: Review, here: Sequence[str], now: datetime) -> Pair | None:
    """Give what became of an answer and a reviewer; None where nothing did that is theirs.

    An author's own comparison is no review, and what an author withdrew may be offered again.
    """
    if review.reviewer == review.author or review.state == "withdrawn":
        return None
    held = review.state in LEASED and review.lease_until > now and review.reviewer in here
    if not held and review.state != "submitted":
        return Pair.LET_GO
    if review.accepted_at == review.at:  # they came by themselves
        return Pair.OFFERED_HELP
    return Pair.HELD if held else Pair.GIVEN


def _verdicts(reviews: Iterable[Review]) -> list[Verdict]:
    """Give what was found in the latest text that anybody reviewed."""
    given = [each for each in reviews if each.state == "submitted" and each.levels]
    latest = max((each.draft or 0 for each in given), default=0)
    return [
        Verdict(each.levels or {}, light=bool(each.doubts))
        for each in given
        if (each.draft or 0) == latest
    ]


def _reachable(books: Books, user: str, now: datetime) -> bool:
    """Say whether a message may ask somebody now: at most one a day, when they are up."""
    member = books.members.get(user)
    if member is None or not _wants_any(member):
        return False
    asked = books.outbox.get_by_key(_message_key(user, _today(books, member)))
    return asked is None and is_about(books, user)


def _wants_any(member: Member) -> bool:
    return member.settings.get(ASKED_AT_ALL) is not False


def _today(books: Books, member: Member) -> date:
    clock = streaks.clock_of(books, member.user, member.zone)
    return practice_day.practice_date(books.now(), clock.zone, clock.end)


def _message_key(user: str, day: date) -> str:
    return f"offer:{user}:{day}"


def _was_told(books: Books, review: Review) -> bool:
    """Say whether a message named what was offered, on that day or the next."""
    member = books.members.get(review.reviewer)
    clock = streaks.clock_of(books, review.reviewer, member.zone if member is not None else "UTC")
    day = practice_day.practice_date(review.at, clock.zone, clock.end)
    keys = [_message_key(review.reviewer, day + timedelta(days=n)) for n in range(2)]
    sent = [item for key in keys if (item := books.outbox.get_by_key(key)) is not None]
    return any(review.answer_id in item.body["answers"] for item in sent)


def _lease(books: Books, made: Iterable[Offer]) -> tuple[Asked, ...]:
    now = books.now()
    asked = []
    for offer in made:
        answer = books.answers.get(offer.answer)
        if answer is not None:
            until = now + LEASE
            begun = begin_review(answer, offer.reviewer, "offered", now, until)
            books.reviews.lease(begun)
            asked.append(Asked(answer.id, answer.user))
    return tuple(asked)
