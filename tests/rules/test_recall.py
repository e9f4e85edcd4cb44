from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.recall import due
from bot.rules.weakness import Attempt

FIRST = date(2025, 9, 1)


def day(number):
    return FIRST + timedelta(days=number)


def attempt(number, level, criterion="rollout", by="engine", **more):
    at = datetime(2025, 9, 1, 12, tzinfo=UTC) + timedelta(days=number)
    return Attempt(criterion, level, at, at.date(), "q", f"a{number}", by, **more)


def names(found):
    return [each.criterion for each in found]


def first_due(level):
    return next(n for n in range(60) if due([attempt(0, level)], day(n)))


def test_what_was_missed_returns_before_what_was_named_and_that_before_what_was_shown():
    assert first_due(0) == 1
    assert first_due(0) <= first_due(1) < first_due(2)


def test_each_time_it_is_shown_it_is_left_alone_for_longer():
    once = [attempt(0, 2)]
    again = first_due(2)
    twice = [*once, attempt(again, 2)]
    gap = next(n for n in range(1, 99) if due(twice, day(again + n)))
    assert gap > again


def test_the_most_forgotten_come_first_and_two_at_most():
    attempts = [attempt(0, 2, "kept"), attempt(0, 0, "lost"), attempt(0, 1, "named")]
    found = due(attempts, day(60))
    assert names(found) == ["lost", "named"]
    assert found[0].retrievability < found[1].retrievability < 0.9
    assert names(due(attempts, day(60), limit=3)) == ["lost", "named", "kept"]


def test_nothing_is_put_off_until_after_the_interview():
    attempts = [attempt(0, 2)]
    assert due(attempts, day(1)) == []
    assert [each.due_on for each in due(attempts, day(1), interview=day(1))] == [day(1)]
    assert due(attempts, day(1), interview=day(2)) == []
    assert due(attempts, day(1), interview=day(0)) == []  # it is over


def test_only_the_verdict_that_counts_decides():
    engine = attempt(0, 2)
    assert due([engine, attempt(0, 0, by="U1")], day(1))
    assert due([attempt(0, 0, disputed=True)], day(9)) == []
    assert due([], day(0)) == []


def test_the_date_that_the_answer_had_counts_not_the_hour_of_its_instant():
    late = datetime(2025, 9, 2, 3, tzinfo=UTC)  # still the first of September in New York
    there = Attempt("rollout", 0, late, FIRST, "q", "a0", "engine")
    assert due([there], day(1)) == due([attempt(0, 0)], day(1)) != []


def test_an_answer_on_an_earlier_date_than_the_one_before_it_is_taken_as_of_the_same_day():
    over_the_date_line = replace(attempt(5, 0), on=day(3))
    assert due([attempt(4, 2), over_the_date_line], day(5))[0].due_on == day(5)


def test_what_was_practised_today_is_done_and_nothing_else_takes_its_place():
    attempts = [attempt(0, 0, "lost"), attempt(0, 1, "named"), attempt(0, 2, "kept")]
    assert names(due(attempts, day(60))) == ["lost", "named"]
    attempts.append(attempt(60, 0, "lost"))
    assert names(due(attempts, day(60))) == ["named"]
    attempts.append(attempt(60, 0, "named"))
    assert due(attempts, day(60)) == []
    assert names(due(attempts, day(61))) == ["kept", "lost"]


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 2), st.sampled_from("abc")),
        max_size=12,
        unique_by=lambda each: (each[0], each[2]),
    ),
    st.integers(40, 120),
    st.one_of(st.none(), st.integers(0, 130)),
    st.randoms(use_true_random=False),
)
@settings(max_examples=60, deadline=None)
def test_what_is_due_is_due_whatever_the_order(events, today, interview, shuffle):
    attempts = [attempt(*event) for event in events]
    ahead = None if interview is None else day(interview)
    found = due(attempts, day(today), interview=ahead)
    assert len(found) <= 2
    for each in found:
        assert each.due_on <= day(today)
        assert 0 < each.retrievability <= 1
    shuffle.shuffle(attempts)
    assert due(attempts, day(today), interview=ahead) == found
