"""Who is asked to review whose answer, so that every author gets something and loads stay even.

People answer one after another. Whoever has just answered is offered what still wants a reviewer;
those who were first are asked for the last answers, after a while. So each answer gets its two
reviewers, each person gives two reviews, and most are asked while they are at it. For leases that
lapse, people who leave and people who never review, those with the least to do fill in.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

REVIEWERS = 2  # of an answer, where there are so many others; and what one person is asked for
LEASE = timedelta(hours=20)
FIRST_WAITS = timedelta(hours=1)  # for somebody who answers next; then others are asked
SECOND_WAITS = timedelta(hours=4)
ONE_IS_ENOUGH = timedelta(hours=36)
OWN_IS_ENOUGH = timedelta(hours=72)
RESTS_AFTER = 6  # leases in a row, of three days, that were let go: nobody waits for them any more


class Pair(StrEnum):
    """What became of one answer and one reviewer, who are brought together once."""

    HELD = "held"
    GIVEN = "given"
    LET_GO = "let go"
    OFFERED_HELP = "offered help"  # reviewed or reviewing without being asked


@dataclass(frozen=True, slots=True)
class Offer:
    """An answer, and who is asked to review it."""

    answer: str
    reviewer: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may review.

    `answered`: this question. `reachable`: here, not on leave, willing, up at this hour and not
    asked today. `lapsed`: leases let go since their last review. `busy`: what else they hold.
    """

    user: str
    answered: bool = True
    reachable: bool = True
    lapsed: int = 0
    busy: int = 0

    @property
    def resting(self) -> bool:
        """Say whether nobody waits for them; they may review all the same."""
        return self.lapsed >= RESTS_AFTER


@dataclass(frozen=True, slots=True)
class Reviewable:
    """An answer that peers can see.

    `more`: its reviewers differ or count less, so that one more is asked. `commented`: a peer said
    something about it in the thread.
    """

    id: str
    author: str
    at: datetime
    more: bool = False
    commented: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """One question's answers, one of each author, the people around it, and what is under way.

    `past` counts the reviews that a reviewer gave an author, on whatever question.
    """

    answers: tuple[Reviewable, ...]
    people: tuple[Person, ...]
    pairs: Mapping[Offer, Pair] = field(default_factory=dict)
    past: Mapping[tuple[str, str], int] = field(default_factory=dict)


class _Board:
    """A group while offers are made: who has whose answer, and how much each has to do."""

    def __init__(self, group: Group) -> None:
        self.answers, self.people, self.past = group.answers, group.people, group.past
        self._resting = {each.user for each in group.people if each.resting}
        self._answered = {each.user for each in group.people if each.answered}
        self._reviewers: dict[str, dict[str, Pair]] = {each.id: {} for each in group.answers}
        self._let_go: set[str] = set()
        self.loads: Counter[str] = Counter()
        self._asked: Counter[str] = Counter()
        for offer, pair in group.pairs.items():
            self._put(offer, pair)

    def offer(self, offer: Offer) -> None:
        """Make an offer."""
        self._put(offer, Pair.HELD)

    def covered(self, answer: Reviewable) -> int:
        """Count the reviews that an answer has, and those that may be waited for."""
        return sum(
            pair is Pair.GIVEN or (pair is not Pair.LET_GO and user not in self._resting)
            for user, pair in self._reviewers[answer.id].items()
        )

    def wants(self, answer: Reviewable, now: datetime) -> int:
        """Count the reviewers that an answer still wants."""
        age = now - answer.at
        if age >= OWN_IS_ENOUGH:
            return 0
        if age >= ONE_IS_ENOUGH:
            enough = REVIEWERS + 1 if answer.more else 1 - answer.commented
            return max(0, enough - self.covered(answer))
        # Where nobody else answered, somebody of the channel may read it the next day.
        others = len(self._answered - {answer.author})
        wanted = max(min(REVIEWERS, others), int(age >= LEASE))
        return max(0, wanted + answer.more - self.covered(answer))

    def may(self, person: Person, answer: Reviewable) -> bool:
        """Say whether somebody may be asked about an answer: never their own, and never twice."""
        return person.user != answer.author and person.user not in self._reviewers[answer.id]

    def behind(self, person: Person) -> bool:
        """Say whether somebody does less than another was asked for, by more than one review."""
        most = max(self._asked.values(), default=0)
        lags = self.loads[person.user] + 1 < most
        return lags and person.answered and person.user not in self._let_go

    def _put(self, offer: Offer, pair: Pair) -> None:
        self._reviewers[offer.answer][offer.reviewer] = pair
        if pair is Pair.LET_GO:
            self._let_go.add(offer.reviewer)
        else:
            self.loads[offer.reviewer] += 1
            self._asked[offer.reviewer] += pair is not Pair.OFFERED_HELP


def offers_for(group: Group, user: str, now: datetime) -> list[Offer]:
    """Give what somebody who has just answered is offered: two answers at most.

    What wants a reviewer comes first, the fewest reviews before others and past pairs last; where
    nothing does, and others were asked for more than they, what has the fewest.
    """
    board, made = _Board(group), list[Offer]()
    person = next(each for each in group.people if each.user == user)
    while len(made) < REVIEWERS and (choice := _choice(board, person, now)) is not None:
        made.append(Offer(choice.id, user))
        board.offer(made[-1])
    return made


def offers(group: Group, now: datetime) -> list[Offer]:
    """Give whom to ask now, of those who are about their day: for answers that wait for too long.

    Those with the least to do come first, and past pairs last. Who did not answer this question is
    asked only once a lease is over. Somebody who is asked is asked for two answers where two want a
    reviewer, rather than twice a day.
    """
    board, made = _Board(group), list[Offer]()
    while (found := _next(board, now, {each.reviewer for each in made})) is not None:
        person, answer = found
        for _ in range(REVIEWERS):
            made.append(Offer(answer.id, person.user))
            board.offer(made[-1])
            choice = _choice(board, person, now)
            if choice is None:
                break
            answer = choice
    return made


def compares_alone(group: Group, answer: Reviewable, now: datetime) -> bool:
    """Say whether an author is offered to compare their answer with a strong one.

    That is at once where there is nobody else, and after 72 hours in which no peer said anything.
    """
    given = any(
        offer.answer == answer.id and pair is Pair.GIVEN for offer, pair in group.pairs.items()
    )
    if given or answer.commented:
        return False
    alone = all(each.user == answer.author for each in group.people)
    return alone or now - answer.at >= OWN_IS_ENOUGH


def _choice(board: _Board, person: Person, now: datetime) -> Reviewable | None:
    """Give the answer that somebody is offered next; None where they have enough."""
    able = [
        each for each in board.answers if board.may(person, each) and now - each.at < OWN_IS_ENOUGH
    ]
    needy = [each for each in able if board.wants(each, now)]
    if needy and board.loads[person.user] < REVIEWERS:
        able = needy
    elif not board.behind(person):
        return None
    return min(able, key=lambda each: _need(board, each, person), default=None)


def _next(board: _Board, now: datetime, asked: set[str]) -> tuple[Person, Reviewable] | None:
    """Give the next to be asked, and for which answer."""
    people = [
        each
        for each in board.people
        if each.reachable and not each.resting and each.user not in asked
    ]
    needy = [each for each in board.answers if board.wants(each, now)]
    for answer in sorted(needy, key=lambda each: (board.covered(each), each.at, each.id)):
        able = [each for each in people if _able(board, each, answer, now)]
        if able:
            return min(able, key=lambda each: _turn(board, each, answer)), answer
    latest = max((each.at for each in board.answers), default=now)
    if now - latest >= 2 * SECOND_WAITS:  # nobody else comes, it seems: even out what is uneven
        for person in people:
            choice = _choice(board, person, now)
            if choice is not None:
                return person, choice
    return None


def _able(board: _Board, person: Person, answer: Reviewable, now: datetime) -> bool:
    """Say whether it is time to ask somebody for an answer; who has enough comes late."""
    if not board.may(person, answer):
        return False
    age = now - answer.at
    if not person.answered:
        return age >= LEASE
    waits = SECOND_WAITS if board.covered(answer) else FIRST_WAITS
    return age >= (waits if board.loads[person.user] < REVIEWERS else 2 * waits)


def _need(board: _Board, answer: Reviewable, person: Person) -> tuple[int, int, datetime, str]:
    past = board.past.get((person.user, answer.author), 0)
    return board.covered(answer), past, answer.at, answer.id


def _turn(board: _Board, person: Person, answer: Reviewable) -> tuple[bool, int, int, int, str]:
    past = board.past.get((person.user, answer.author), 0)
    return not person.answered, board.loads[person.user], person.busy, past, person.user
