"""What people practise on before their first review in a role, and what they hear about it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calibration import (
    EXAMPLES,
    POINTS,
    Agreement,
    agreement,
    compare,
    next_practice,
    practice,
)
from questions.model import TRACKS, Example, Level
from tests.builders import bank

LEVELS = st.sampled_from(Level)
ROLES = st.sampled_from(sorted(TRACKS))
SEEDS = st.text(max_size=20)


def of(role):
    return bank().matching(tracks={role})


def marked(role, seed, avoid=()):
    """All that a person with this seed is given to mark."""
    found = [next_practice(of(role), seed, [], avoid)]
    while found[-1] is not None:
        found.append(next_practice(of(role), seed, [p.question for p in found if p], avoid))
    return found[:-1]


@given(ROLES, SEEDS)
def test_three_short_answers_strong_and_weak_of_three_categories(role, seed):
    given_ = marked(role, seed)
    assert len(given_) == EXAMPLES
    assert {each.kind for each in given_} == {"strong", "weak"}
    assert len({each.question.category for each in given_}) == EXAMPLES
    for each in given_:
        assert each.question.track == role
        assert len(each.example.answer) <= 1200
        assert 1 <= len(each.points) <= POINTS
        assert set(each.points) <= set(each.question.criteria)


@given(ROLES, SEEDS, st.data())
def test_no_question_that_is_open_and_the_same_again_for_the_same_facts(role, seed, data):
    first = marked(role, seed)
    avoid = data.draw(st.sets(st.sampled_from([each.question.id for each in first])))
    instead = marked(role, seed, avoid)
    assert not avoid & {each.question.id for each in instead}
    assert instead == marked(role, seed, avoid)
    assert avoid or instead == first


@given(ROLES, SEEDS, st.integers(0, 2))
def test_who_comes_back_goes_on_where_they_stopped(role, seed, stopped):
    given_ = marked(role, seed)
    done = [each.question for each in given_[:stopped]]
    assert next_practice(of(role), seed, done, ()) == given_[stopped]


@pytest.mark.parametrize(("held", "marks"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3)])
def test_a_small_bank_gives_what_it_has(held, marks):
    assert len(marked("interop", "seed", [each.id for each in of("interop")[held:]])) == marks


SHOWN, NAMED, NOT = Level.SHOWN, Level.MENTIONED, Level.MISSING


def asked(*levels):
    """A question whose weak example has these levels, on as many criteria."""
    names = tuple(f"c{n}" for n in range(len(levels)))
    weak = Example("Words.", dict(zip(names, levels, strict=True)))
    return replace(of("pm")[0], criteria=names, weak=weak)


@pytest.mark.parametrize(
    ("levels", "points"),
    [
        ((SHOWN,) * 7, ("c0", "c1", "c2", "c3")),
        ((SHOWN,) * 6 + (NOT,), ("c0", "c1", "c2", "c6")),
        ((NAMED, NAMED, NOT, NOT, SHOWN), ("c0", "c1", "c2", "c4")),
        ((NOT, SHOWN), ("c0", "c1")),
    ],
)
def test_the_points_to_mark_are_of_as_many_levels_as_there_are(levels, points):
    assert practice(asked(*levels), "weak").points == points


@pytest.mark.parametrize(
    ("yours", "banks", "found"),
    [
        ((), (), Agreement(0, 0, 0)),
        ((2, 1, 0), (2, 1, 0), Agreement(same=3, milder=0, stricter=0)),
        ((2, 2, 0), (2, 1, 0), Agreement(same=2, milder=1, stricter=0)),
        ((0, 0, 0), (2, 1, 0), Agreement(same=1, milder=0, stricter=2)),
        ((0, 2), (2, 0), Agreement(same=0, milder=1, stricter=1)),
    ],
)
def test_a_comparison_counts_how_ones_levels_lie_to_the_banks(yours, banks, found):
    practised = practice(asked(*map(Level, banks)), "weak")
    levels = dict(zip(practised.question.criteria, yours, strict=True))
    points = compare(practised, levels)
    assert agreement(points) == found
    assert found.of == len(points)


@given(st.lists(st.tuples(LEVELS, LEVELS), min_size=1, max_size=8))
def test_milder_and_stricter_change_places_when_the_bank_and_the_person_do(pairs):
    def counted(pairs):
        practised = practice(asked(*(banks for _, banks in pairs)), "weak")
        yours = {f"c{n}": level for n, (level, _) in enumerate(pairs)}
        return agreement(compare(practised, yours))

    there, back = counted(pairs), counted([(banks, yours) for yours, banks in pairs])
    assert (there.same, there.milder, there.stricter) == (back.same, back.stricter, back.milder)
    assert there.of == len(pairs)


def test_a_criterion_that_left_the_question_since_is_not_compared():
    practised = practice(asked(SHOWN, NOT), "weak")
    assert [each.criterion for each in compare(practised, {"c1": 0, "gone": 2})] == ["c1"]
