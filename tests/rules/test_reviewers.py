"""Everybody gets something, nobody is asked for more than others, and it ends."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.reviewers import (
    LEASE,
    ONE_IS_ENOUGH,
    OWN_IS_ENOUGH,
    RESTS_AFTER,
    Group,
    Offer,
    Pair,
    Person,
    Reviewable,
    compares_alone,
    offers,
    offers_for,
)

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def group(*authors, pairs=(), past=(), every=HOUR, others=(), **one):
    """People who answered one an hour from nine on, and others of the channel."""
    return Group(
        tuple(Reviewable(f"a-{user}", user, NINE + n * every) for n, user in enumerate(authors)),
        (
            *(Person(user, **one.get(user, {})) for user in authors),
            *(Person(user, answered=False) for user in others),
        ),
        {Offer(f"a-{author}", by): pair for by, author, pair in pairs},
        dict(past),
    )


def held(*pairs):
    return [(by, author, Pair.HELD) for by, author in pairs]


def named(made):
    return [(each.reviewer, each.answer.removeprefix("a-")) for each in made]


def test_who_answers_is_offered_the_last_two_before_them():
    three = group("ana", "ben", "cyn", pairs=held(("ben", "ana")))
    assert named(offers_for(three, "cyn", NINE + 2 * HOUR)) == [("cyn", "ben"), ("cyn", "ana")]
    assert offers_for(group("ana"), "ana", NINE) == []


def test_past_pairs_come_last():
    three = group("ana", "ben", "cyn", past=[(("cyn", "ana"), 1)])
    assert named(offers_for(three, "cyn", NINE + 2 * HOUR))[0] == ("cyn", "ben")


def test_the_first_to_answer_are_asked_for_the_last_answers_after_a_while():
    three = group("ana", "ben", "cyn", pairs=held(("ben", "ana"), ("cyn", "ben"), ("cyn", "ana")))
    assert offers(three, NINE + 2.5 * HOUR) == []
    assert named(offers(three, NINE + 3 * HOUR)) == [("ana", "cyn"), ("ana", "ben")]
    two = group("ana", "ben", pairs=held(("ben", "ana")))
    assert named(offers(two, NINE + 2 * HOUR)) == [("ana", "ben")]


def test_a_lapsed_lease_goes_to_who_has_least_to_do_and_the_next_day_to_anybody():
    lapsed = [("cyn", "ana", Pair.LET_GO), ("ben", "ana", Pair.GIVEN), ("ana", "ben", Pair.GIVEN)]
    four = group(
        *("ana", "ben", "cyn", "dev"),
        pairs=[*lapsed, *held(("ben", "cyn"), ("cyn", "dev"), ("ana", "dev"), ("dev", "ben"))],
    )
    assert ("dev", "ana") in named(offers(four, NINE + 9 * HOUR))
    one = group("ana", others=["ben"])
    assert offers(one, NINE + LEASE - HOUR) == []
    assert named(offers(one, NINE + LEASE)) == [("ben", "ana")]


def test_nobody_waits_for_people_who_never_review_but_they_are_offered_answers():
    two = group("ana", "ben", "cyn", pairs=held(("ben", "ana")), ben={"lapsed": 6})
    assert ("cyn", "ana") in named(offers_for(two, "cyn", NINE + 2 * HOUR))
    assert ("ben", "cyn") not in named(offers(two, NINE + 9 * HOUR))
    assert named(offers_for(two, "ben", NINE + 2 * HOUR)) == [("ben", "cyn")]


def test_who_cannot_be_reached_is_not_asked():
    two = group("ana", "ben", ana={"reachable": False})
    assert named(offers(two, NINE + 9 * HOUR)) == [("ben", "ana")]


def test_after_36_hours_one_review_is_enough_or_a_comment():
    one_each = [("ben", "ana", Pair.GIVEN), ("cyn", "ben", Pair.GIVEN), ("ana", "cyn", Pair.GIVEN)]
    three = group("ana", "ben", "cyn", every=0 * HOUR, pairs=one_each)
    assert len(offers(three, NINE + ONE_IS_ENOUGH - HOUR)) == 3
    assert offers(three, NINE + ONE_IS_ENOUGH) == []
    spoken = Group((Reviewable("a-ana", "ana", NINE, commented=True),), three.people)
    assert offers(spoken, NINE + ONE_IS_ENOUGH) == []
    assert offers(spoken, NINE + ONE_IS_ENOUGH - HOUR) != []


def test_where_reviewers_differ_one_more_is_asked():
    answer = Reviewable("a-ana", "ana", NINE, more=True)
    people = tuple(map(Person, ("ana", "ben", "cyn", "dev")))
    given_ = {Offer("a-ana", by): Pair.GIVEN for by in ("ben", "cyn")}
    assert named(offers(Group((answer,), people, given_), NINE + 9 * HOUR)) == [("dev", "ana")]


def test_who_offers_help_is_not_asked_for_as_much_and_makes_nobody_else_lag():
    helping = [("cyn", each, Pair.OFFERED_HELP) for each in ("ana", "ben", "dev")]
    four = group("ana", "ben", "cyn", "dev", every=0 * HOUR, pairs=helping)
    loads = {by for by, _ in named(offers(four, NINE + 9 * HOUR))}
    assert loads == {"ana", "ben", "dev"}


@pytest.mark.parametrize(
    ("people", "after", "said", "alone"),
    [
        (("ana",), 0 * HOUR, None, True),
        (("ana", "ben"), OWN_IS_ENOUGH - HOUR, None, False),
        (("ana", "ben"), OWN_IS_ENOUGH, None, True),
        (("ana", "ben"), OWN_IS_ENOUGH, Pair.GIVEN, False),
        (("ana", "ben"), OWN_IS_ENOUGH, Pair.LET_GO, True),
    ],
)
def test_an_author_compares_alone_where_nobody_else_says_anything(people, after, said, alone):
    pairs = {Offer("a-ana", "ben"): said} if said else {}
    one = Group((Reviewable("a-ana", "ana", NINE),), tuple(map(Person, people)), pairs)
    assert compares_alone(one, one.answers[0], NINE + after) is alone


# A whole life of one question, hour by hour.

HABITS = st.fixed_dictionaries(
    {
        "comes": st.integers(0, 30),  # hours after nine
        "keen": st.integers(0, 10),  # hours from offer to review; ten is never
        "leaves": st.one_of(st.none(), st.none(), st.integers(0, 90)),
        "away": st.one_of(st.none(), st.none(), st.integers(0, 90)),  # from then on, on leave
        "declines": st.booleans(),
        "helps": st.sampled_from([False, False, False, True]),
        "answers": st.sampled_from([True, True, True, False]),
        "lapsed": st.sampled_from([0, 0, 0, RESTS_AFTER - 1, RESTS_AFTER]),
        "differ": st.booleans(),  # those who review it
    }
)
PAST = st.dictionaries(
    st.tuples(*[st.integers(0, 49).map("u{:02}".format)] * 2), st.integers(1, 3), max_size=9
)
NEVER = 10


@dataclass
class Life:
    habits: dict[str, Any]
    past: dict[tuple[str, str], int] = field(default_factory=dict)
    group: Group = field(init=False)
    began: dict[Offer, int] = field(default_factory=dict)
    made: list[Offer] = field(default_factory=list)

    def __post_init__(self):
        others = [user for user, each in self.habits.items() if not each["answers"]]
        people = (
            Person(user, answered=False, lapsed=self.habits[user]["lapsed"]) for user in others
        )
        self.group = Group((), tuple(people), past=self.past)

    def hour(self, n):
        now = NINE + n * HOUR
        for user, each in self.habits.items():
            if each["comes"] == n and each["answers"]:
                others = (person for person in self.group.people if person.user != user)
                self.group = replace(
                    self.group,
                    answers=(*self.group.answers, Reviewable(f"a-{user}", user, now)),
                    people=(*others, Person(user, lapsed=each["lapsed"])),
                )
                self.offered(offers_for(self.group, user, now), n)
        self.act(n)
        present = []
        for person in self.group.people:
            mine = self.habits[person.user]
            if mine["leaves"] is not None and mine["leaves"] <= n:
                continue
            away = mine["away"] is not None and mine["away"] <= n
            present.append(replace(person, reachable=not away))
        seen = replace(self.group, people=tuple(present))
        self.offered(offers(seen, now) if present else [], n)

    def offered(self, new, n):
        for each in new:
            assert each not in self.group.pairs, "no pair twice on one answer"
            assert each.answer != f"a-{each.reviewer}", "nobody reviews themselves"
            self.began[each] = n
            self.made.append(each)
        held = {**self.group.pairs, **dict.fromkeys(new, Pair.HELD)}
        self.group = replace(self.group, pairs=held)

    def act(self, n):
        pairs = dict(self.group.pairs)
        for offer, pair in pairs.items():
            mine = self.habits[offer.reviewer]
            gone = mine["leaves"] is not None and mine["leaves"] <= n
            since = n - self.began[offer]
            if pair is not Pair.HELD:
                continue
            if gone or since >= LEASE / HOUR or (mine["keen"] == NEVER and mine["declines"]):
                pairs[offer] = Pair.LET_GO
            elif since >= mine["keen"] and mine["keen"] != NEVER:
                pairs[offer] = Pair.GIVEN
        for user, each in self.habits.items():
            for answer in self.group.answers[:1] if each["helps"] else ():
                offer = Offer(answer.id, user)
                if answer.author != user and offer not in pairs:
                    pairs[offer] = Pair.OFFERED_HELP
                    self.began[offer] = n
        given_ = Counter(each.answer for each, pair in pairs.items() if pair is Pair.GIVEN)
        answers = tuple(
            replace(each, more=self.habits[each.author]["differ"] and given_[each.id] >= 2)
            for each in self.group.answers
        )
        self.group = replace(self.group, answers=answers, pairs=pairs)

    def load(self, user):
        pairs = self.group.pairs.items()
        return sum(by.reviewer == user and pair is not Pair.LET_GO for by, pair in pairs)

    def steady(self):
        """Those who take part all along and let nothing go."""
        let_go = {offer.reviewer for offer, pair in self.group.pairs.items() if pair is Pair.LET_GO}
        return [
            each.user
            for each in self.group.people
            if each.answered
            and not each.resting
            and each.user not in let_go
            and self.habits[each.user]["leaves"] is None
            and self.habits[each.user]["away"] is None
            and not self.habits[each.user]["helps"]
        ]


@given(st.lists(HABITS, min_size=1, max_size=50), PAST)
@settings(max_examples=60, deadline=None)
def test_everybody_gets_something_loads_are_even_and_it_ends(habits, past):
    life = Life({f"u{n:02}": each for n, each in enumerate(habits)}, past)
    last = max(each["comes"] for each in habits)
    for n in range(31 + 73):
        life.hour(n)
        if n >= last + 8:
            loads = [life.load(user) for user in life.steady()]
            assert max(loads, default=0) - min(loads, default=0) <= 1, loads
    ended = len(life.made)
    end = NINE + (31 + 73) * HOUR
    for answer in life.group.answers:
        given_ = any(
            offer.answer == answer.id and pair in {Pair.GIVEN, Pair.OFFERED_HELP}
            for offer, pair in life.group.pairs.items()
        )
        assert given_ or compares_alone(life.group, answer, end)
    for n in range(31 + 73, 31 + 80):
        life.hour(n)
    assert len(life.made) == ended


@given(st.integers(1, 50))
@settings(max_examples=50, deadline=None)
def test_where_all_take_part_each_answer_has_its_two_and_each_person_gives_two(n):
    never = {"leaves": None, "away": None, "declines": False, "helps": False, "differ": False}
    every = {"keen": 1, "answers": True, "lapsed": 0, **never}
    life = Life({f"u{each:02}": {**every, "comes": each // 3} for each in range(n)})
    for hour in range(40):
        life.hour(hour)
    wanted = min(2, n - 1)
    for answer in life.group.answers:
        given_ = [offer for offer in life.group.pairs if offer.answer == answer.id]
        assert wanted <= len(given_) <= wanted + 1
    assert {life.load(user) for user in life.steady()} <= {wanted, wanted + 1}
