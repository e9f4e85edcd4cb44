"""Who is asked to review whose answer, so that every author gets something and loads stay even.

People answer one after another. Whoever has just answered is offered what still wants a reviewer;
those who were first are asked for the last answers, after a while. So each answer gets its two
reviewers, each person gives two reviews, and most are asked while they are at it. For leases that
lapse, people who leave and people who never review, those with the least to do fill in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

REVIEWERS = 2  # of an answer, where there are so many others; and what one person is asked for
LEASE = timedelta(hours=20)
FIRST_WAITS = timedelta(hours=1)  # for somebody who answers next; then others are asked
SECOND_WAITS = timedelta(hours=4)
ONE_IS_ENOUGH = timedelta(hours=36)
OWN_IS_ENOUGH = timedelta(hours=72)
RESTS_AFTER = 4  # leases in a row, of two days, that were let go: nobody waits for them any more


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

    def load(self, user: str, *, asked: bool = False) -> int:
        """Count the reviews that somebody holds or gave, or those that they were `asked` for."""
        without = {Pair.LET_GO, Pair.OFFERED_HELP} if asked else {Pair.LET_GO}
        return sum(
            offer.reviewer == user and pair not in without for offer, pair in self.pairs.items()
        )

    def covered(self, answer: Reviewable) -> int:
        """Count the reviews that an answer has, and those that may be waited for."""
        resting = {each.user for each in self.people if each.resting}
        return sum(
            pair is Pair.GIVEN or (pair is not Pair.LET_GO and offer.reviewer not in resting)
            for offer, pair in self.pairs.items()
            if offer.answer == answer.id
        )

    def wants(self, answer: Reviewable, now: datetime) -> int:
        """Count the reviewers that an answer still wants."""
        age = now - answer.at
        if age >= OWN_IS_ENOUGH:
            return 0
        if age >= ONE_IS_ENOUGH:
            return max(0, 1 - self.covered(answer) - answer.commented)
        # Where nobody else answered, somebody of the channel may read it the next day.
        others = sum(each.answered and each.user != answer.author for each in self.people)
        wanted = max(min(REVIEWERS, others), int(age >= LEASE))
        return max(0, wanted + answer.more - self.covered(answer))

    def may(self, person: Person, answer: Reviewable) -> bool:
        """Say whether somebody may be asked about an answer: never their own, and never twice."""
        return person.user != answer.author and Offer(answer.id, person.user) not in self.pairs

    def behind(self, person: Person) -> bool:
        """Say whether somebody does less than another was asked for, by more than one review."""
        most = max(self.load(each.user, asked=True) for each in self.people)
        let_go = any(
            pair is Pair.LET_GO and offer.reviewer == person.user
            for offer, pair in self.pairs.items()
        )
        return person.answered and not let_go and self.load(person.user) + 1 < most

    def with_offers(self, made: Iterable[Offer]) -> "Group":
        """Give the group once these were made."""
        return replace(self, pairs={**self.pairs, **dict.fromkeys(made, Pair.HELD)})


def offers_for(group: Group, user: str, now: datetime) -> list[Offer]:
    """Give what somebody who has just answered is offered: two answers at most.

    What wants a reviewer comes first, the fewest reviews before others and past pairs last; where
    nothing does, and others were asked for more than they, what has the fewest.
    """
    person = next(each for each in group.people if each.user == user)
    made: list[Offer] = []
    while len(made) < REVIEWERS:
        choice = _choice(group, person, now)
        if choice is None:
            break
        made.append(Offer(choice.id, user))
        group = group.with_offers(made)
    return made


def offers(group: Group, now: datetime) -> list[Offer]:
    """Give whom to ask now, of those who are about their day: for answers that wait for too long.

    Those with the least to do come first, and past pairs last. Who did not answer this question is
    asked only once a lease is over. Somebody who is asked is asked for two answers where two want a
    reviewer, rather than twice a day.
    """
    made: list[Offer] = []
    while (found := _next(group, now, {each.reviewer for each in made})) is not None:
        person, answer = found
        new = [Offer(answer.id, person.user)]
        group = group.with_offers(new)
        choice = _choice(group, person, now)
        if choice is not None:
            new.append(Offer(choice.id, person.user))
            group = group.with_offers(new)
        made += new
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


def _choice(group: Group, person: Person, now: datetime) -> Reviewable | None:
    """Give the answer that somebody is offered next; None where they have enough."""
    able = [
        each for each in group.answers if group.may(person, each) and now - each.at < OWN_IS_ENOUGH
    ]
    needy = [each for each in able if group.wants(each, now)]
    if needy and group.load(person.user) < REVIEWERS:
        able = needy
    elif not group.behind(person):
        return None
    return min(able, key=lambda each: _need(group, each, person), default=None)


def _next(group: Group, now: datetime, asked: set[str]) -> tuple[Person, Reviewable] | None:
    """Give the next to be asked, and for which answer."""
    people = [
        each
        for each in group.people
        if each.reachable and not each.resting and each.user not in asked
    ]
    needy = [each for each in group.answers if group.wants(each, now)]
    for answer in sorted(needy, key=lambda each: (group.covered(each), each.at, each.id)):
        able = [each for each in people if _able(group, each, answer, now)]
        if able:
            return min(able, key=lambda each: _turn(group, each, answer)), answer
    latest = max((each.at for each in group.answers), default=now)
    if now - latest >= 2 * SECOND_WAITS:  # nobody else comes, it seems: even out what is uneven
        for person in people:
            choice = _choice(group, person, now)
            if choice is not None:
                return person, choice
    return None


def _able(group: Group, person: Person, answer: Reviewable, now: datetime) -> bool:
    """Say whether it is time to ask somebody for an answer; who has enough comes late."""
    if not group.may(person, answer):
        return False
    age = now - answer.at
    if not person.answered:
        return age >= LEASE
    waits = SECOND_WAITS if group.covered(answer) else FIRST_WAITS
    return age >= (waits if group.load(person.user) < REVIEWERS else 2 * waits)


def _need(group: Group, answer: Reviewable, person: Person) -> tuple[int, int, datetime, str]:
    past = group.past.get((person.user, answer.author), 0)
    return group.covered(answer), past, answer.at, answer.id


def _turn(group: Group, person: Person, answer: Reviewable) -> tuple[bool, int, int, int, str]:
    past = group.past.get((person.user, answer.author), 0)
    return not person.answered, group.load(person.user), person.busy, past, person.user
