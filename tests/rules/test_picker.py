from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.picker import Asked, pick, supply
from questions.model import Difficulty, Example, Format, Question

FIRST = date(2025, 9, 1)


def question(name: str, category: str = "behavioural") -> Question:
    nothing = Example(answer="", levels={})
    return Question(
        id=name,
        track="pm",
        category=category,
        stage="technical",
        format=Format.SINGLE,
        difficulty=Difficulty.EASY,
        seniority="mid",
        setting="general",
        minutes=5,
        prompt="",
        criteria=(),
        nudges={},
        clarifications=(),
        assume="",
        outline=(),
        mistakes=(),
        follow_ups=(),
        strong=nothing,
        weak=nothing,
        facts=(),
        seed="000",
    )


def bank(*sizes: int) -> list[Question]:
    """So many questions in each category."""
    return [
        question(f"{letter}{number}", letter)
        for letter, size in zip("abcdef", sizes, strict=False)
        for number in range(size)
    ]


def asked(picked: Question, day: int) -> Asked:
    return Asked(picked.id, picked.category, FIRST + timedelta(days=day))


def run(candidates, days, seed, history=()):
    past = list(history)
    for _ in range(days):
        past.append(asked(pick(candidates, past, seed).question, len(past)))
    return past


SIZES = st.lists(st.integers(1, 4), min_size=1, max_size=5)
SEEDS = st.integers(0, 2**32)


@given(SIZES, SEEDS, st.data())
@settings(max_examples=60)
def test_nothing_repeats_until_all_that_fit_are_used(sizes, seed, data):
    candidates = bank(*sizes)
    total = len(candidates)
    past = [a.question_id for a in run(candidates, 3 * total, seed)]
    for bag in (past[:total], past[total : 2 * total], past[2 * total :]):
        assert len(set(bag)) == total


@given(SIZES, SEEDS, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_same_facts_in_any_order_give_the_same_pick(sizes, seed, shuffle):
    candidates = bank(*sizes)
    past = run(candidates, len(candidates) + 2, seed)
    expected = pick(candidates, past, seed)
    shuffle.shuffle(past)
    shuffle.shuffle(candidates)
    assert pick(candidates, past, seed) == expected


@given(st.integers(1, 12), SEEDS, st.integers(0, 11))
@settings(max_examples=60)
def test_a_question_that_joins_or_leaves_does_not_reshuffle_the_others(size, seed, at):
    candidates = bank(size)
    order = [a.question_id for a in run(candidates, size, seed)]
    joined = [a.question_id for a in run([*candidates, question("new", "a")], size + 1, seed)]
    assert [name for name in joined if name != "new"] == order
    fewer = [q for q in candidates if q.id != f"a{at}"]
    left = [a.question_id for a in run(fewer, len(fewer), seed)]
    assert left == [name for name in order if name != f"a{at}"]


@given(SIZES, SEEDS, st.integers(0, 25))
@settings(max_examples=60)
def test_a_category_follows_itself_only_where_nothing_else_is_left(sizes, seed, days):
    candidates = bank(*sizes)
    past = run(candidates, days, seed)
    found = pick(candidates, past, seed)
    if past and found.question.category == past[-1].category:
        total = len(candidates)
        used = {a.question_id for a in past[len(past) - len(past) % total :]}
        rest = {q.category for q in candidates if q.id not in used}
        assert rest == {past[-1].category}


def test_categories_stay_apart_for_as_long_as_the_bank_allows():
    past = [a.category for a in run(bank(4, 4, 4), 6, seed=3)]
    assert all(len(set(past[at : at + 3])) == 3 for at in range(4))


@given(SIZES, SEEDS)
@settings(max_examples=40)
def test_a_question_new_to_the_bank_comes_before_any_repeat(sizes, seed):
    candidates = bank(*sizes)
    past = run(candidates, 2 * len(candidates) + 1, seed)
    found = pick([*candidates, question("newcomer", "z")], past, seed)
    assert found.question.id == "newcomer"
    assert found.left == 0


def test_two_seeds_give_two_orders():
    candidates = bank(10)
    assert run(candidates, 10, seed=1) != run(candidates, 10, seed=2)


def test_when_all_were_asked_the_oldest_comes_round_again():
    candidates = bank(3)
    past = run(candidates, 3, seed=7)
    found = pick(candidates, past, seed=7)
    assert found.question.id == past[0].question_id
    assert (found.cycle, found.left) == (1, 0)
    assert found.reason.startswith("Every question that fits has had its turn here")


def test_a_question_repeated_by_hand_does_not_bring_back_what_was_asked():
    """An organiser may put an old question again; the unused ones still come first."""
    candidates = bank(4)
    past = run(candidates, 2, seed=7)
    past.append(Asked(past[0].question_id, "a", FIRST + timedelta(days=2)))
    found = pick(candidates, past, seed=7)
    assert found.question.id not in {a.question_id for a in past}
    assert found.left == 1


@given(st.integers(2, 6), SEEDS, st.integers(0, 8), st.integers(1, 6))
@settings(max_examples=60)
def test_a_question_passed_over_comes_after_all_others(size, seed, days, passed):
    candidates = bank(size)
    past = run(candidates, days, seed)
    order = []
    for _ in range(passed):
        picked = pick(candidates, past, seed).question
        order.append(picked.id)
        past.append(asked(picked, days))
    left = size - len({each.question_id for each in past})
    assert supply(candidates, past) == left
    assert all(
        len(set(order[at : at + size])) == len(order[at : at + size]) for at in range(passed)
    )


def test_the_pick_says_why():
    candidates = bank(2, 1, 1)
    first = pick(candidates, [], seed=1)
    assert (first.cycle, first.left) == (0, 3)
    assert first.reason == "It had not been asked here before; 3 like it are left."
    past = run(candidates, 2, seed=1)
    assert pick(candidates, past[:1], seed=1).reason.endswith("differs from the last one.")
    third = pick(candidates, past, seed=1)
    assert third.reason == (
        "It had not been asked here before; 1 like it is left."
        " Its category differs from the last 2."
    )


def test_no_question_that_fits_is_said_in_words():
    with pytest.raises(ValueError, match="No question fits the tracks"):
        pick([], [], seed=1)
