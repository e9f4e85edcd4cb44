from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, combinations, pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.rules.streak import Practice, Streak, replay

MONDAY = date(2025, 9, 1)
SPAN = 45


def day(number):
    return MONDAY + timedelta(days=number)


def practice(number, late=0, kind="thread"):
    at = datetime.combine(day(number), time(12), tzinfo=UTC)
    return Practice(day(number), at, day(number - late), kind)


def kept(*numbers):
    return [practice(number) for number in numbers]


def every(until):
    return {day(number) for number in range(until)}


def reasons(streak):
    return {each.date: each.reason for each in streak.days}


def oracle(practised, asked, today, leave=()):
    """Try every choice of mended days, two weeks apart, and walk the days for each."""
    dates = {p.local_date for p in practised}
    late = {p.for_date for p in practised if 0 < (p.local_date - p.for_date).days <= 2}
    counting = sorted(
        d for d in asked if d >= min(dates) and not any(a <= d <= b for a, b in leave)
    )
    open_to_mend = [d for d in counting if d in late and d not in dates and d < today]
    results = []
    for chosen in chain.from_iterable(
        combinations(open_to_mend, size) for size in range(len(open_to_mend) + 1)
    ):
        if any((b - a).days < 14 for a, b in pairwise(chosen)):
            continue
        run = best = saved = 0
        for d in counting:
            if d in dates or d in chosen:
                run, saved = run + 1, min(14, saved + 1)
            elif d < today and saved >= 7:
                saved -= 7
            elif d < today:
                run = saved = 0
            best = max(best, run)
        results.append((run, saved // 7, best))
    current, freezes, _ = max(results)
    return current, freezes, max(best for _, _, best in results)


EVENTS = st.lists(
    st.builds(
        practice,
        st.integers(0, SPAN - 1),
        st.sampled_from([0, 0, 0, 1, 2, 3]),
        st.sampled_from(["thread", "drill"]),
    ),
    min_size=1,
    max_size=16,
)
MISSES = st.sets(st.integers(0, SPAN - 1), max_size=9)
NOT_ASKED = st.sets(st.integers(0, SPAN - 1), max_size=12)
LEAVE = st.lists(
    st.tuples(st.integers(0, SPAN), st.integers(0, 5)).map(lambda p: (day(p[0]), day(sum(p)))),
    max_size=2,
)
TODAY = st.integers(0, SPAN - 1).map(day)


@st.composite
def histories(draw):
    """Somebody diligent with a few gaps, some of them filled late, or somebody at random."""
    gaps = draw(MISSES)
    steady = [practice(number) for number in range(SPAN) if number not in gaps]
    filled = draw(st.sets(st.sampled_from(sorted(gaps)), max_size=5)) if gaps else set()
    late = [practice(gap + 1, late=1) for gap in sorted(filled)]
    practised = draw(st.one_of(st.just(steady + late), EVENTS))
    return practised, {day(n) for n in range(SPAN) if n not in draw(NOT_ASKED)}


@given(histories(), st.integers(0, SPAN).map(day), LEAVE)
@settings(max_examples=70, deadline=None)
def test_the_replay_agrees_with_trying_everything(history, today, leave):
    practised, asked = history
    streak = replay(practised, asked, today, leave)
    known = {d for d in asked if d <= max([today, *(p.local_date for p in practised)])}
    assert (streak.current, streak.freezes_left, streak.best) == oracle(
        practised, known, today, leave
    )


@given(histories(), TODAY, LEAVE, st.integers(0, 40))
@settings(max_examples=50, deadline=None)
@example(([*kept(*range(7), 8, 9), practice(8, late=1)], every(30)), day(10), [], 0)
def test_practice_taken_away_never_lengthens_the_streak(history, today, leave, which):
    practised, asked = history
    gone = practised[which % len(practised)]
    before = replay(practised, asked, today, leave)
    for less in (
        [p for p in practised if p.local_date != gone.local_date],
        [p for p in practised if p != gone],
    ):
        after = replay(less, asked, today, leave)
        assert after.current <= before.current
        assert after.best <= before.best


@given(histories(), TODAY, LEAVE, st.integers(0, SPAN - 1).map(day))
@settings(max_examples=30, deadline=None)
def test_a_day_on_which_nothing_was_asked_changes_nothing(history, today, leave, off):
    practised, asked = history
    asked = asked - {off}
    first = min(p.local_date for p in practised)
    without = replay([p for p in practised if p.local_date != off] or practised, asked, today)
    assert off not in {each.date for each in without.days if each.kept is not None}
    if first <= off <= today:
        before = replay(practised, asked, today, leave)
        at = datetime.combine(off, time(9), tzinfo=UTC)
        after = replay([*practised, Practice(off, at, off, "drill")], asked, today, leave)
        assert (after.current, after.best, after.freezes_left) == (
            before.current,
            before.best,
            before.freezes_left,
        )


@given(histories(), TODAY, LEAVE, st.integers(0, SPAN - 1).map(day))
@settings(max_examples=30, deadline=None)
def test_a_missed_day_turned_into_a_failure_of_ours_never_shortens_the_streak(
    history, today, leave, failed
):
    practised, asked = history
    if failed not in {p.local_date for p in practised} | {p.for_date for p in practised}:
        before = replay(practised, asked | {failed}, today, leave)
        assert replay(practised, asked - {failed}, today, leave).current >= before.current


@given(histories(), TODAY, LEAVE, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_the_order_of_events_is_irrelevant(history, today, leave, shuffle):
    practised, asked = history
    expected = replay(practised, asked, today, leave)
    shuffled = list(practised) + practised[:2]
    shuffle.shuffle(shuffled)
    assert replay(shuffled, sorted(asked, reverse=True), today, leave[::-1]) == expected


def test_nobody_yet_has_no_streak():
    assert replay([], every(3), day(2)) == Streak(0, 0, 0, 0, ())


def test_today_is_open_until_it_is_over():
    assert replay(kept(0, 1), every(3), day(2)).current == 2
    assert reasons(replay(kept(0, 1), every(3), day(2)))[day(2)] == "still open"
    assert replay(kept(0, 1), every(4), day(3)).current == 0
    assert replay(kept(0, 1, 2), every(4), day(3)).current == 3


def test_weekends_neither_break_nor_lengthen():
    weekdays = {day(number) for number in (0, 1, 2, 3, 4, 7)}
    streak = replay(kept(3, 4, 5, 7), weekdays, day(7))
    assert streak.current == 3
    told = reasons(streak)
    assert told[day(5)].startswith("practised on a day off")
    assert told[day(6)] == "nothing was asked"
    assert [each.kept for each in streak.days] == [True, True, None, None, True]


def test_a_day_that_was_not_asked_may_say_why():
    streak = replay(kept(0, 2), {day(0), day(2)}, day(2), not_asked={day(1): "Labor Day"})
    assert reasons(streak)[day(1)] == "Labor Day"


def test_leave_includes_both_its_days_and_outranks_what_was_asked():
    streak = replay(kept(0, 4), every(5), day(4), leave=[(day(1), day(3))])
    assert streak.current == 2
    assert {reasons(streak)[day(number)] for number in (1, 2, 3)} == {"on leave"}


def test_seven_days_kept_earn_a_freeze_that_spends_itself_and_is_shown():
    assert replay(kept(*range(6)), every(6), day(5)).freezes_left == 0
    assert replay(kept(*range(7)), every(7), day(6)).freezes_left == 1
    streak = replay(kept(*range(7), 8), every(9), day(8))
    assert (streak.current, streak.freezes_left) == (8, 0)
    assert streak.days[7].kept is None
    assert streak.days[7].reason == "missed: a freeze was spent, so the streak goes on"


def test_two_freezes_at_most_are_held():
    streak = replay(kept(*range(40)), every(43), day(42))
    assert (streak.current, streak.freezes_left) == (40, 0)
    assert replay(kept(*range(40)), every(44), day(43)).current == 0


def test_a_reset_keeps_the_best():
    streak = replay(kept(0, 1, 2, 5), every(6), day(5))
    assert (streak.current, streak.best) == (1, 3)
    assert [each.kept for each in streak.days] == [True, True, True, False, False, True]


def test_answering_the_missed_question_within_48_hours_mends_its_day():
    missed = kept(0, 1, 3)
    assert replay(missed, every(4), day(3)).current == 1
    mended = replay([*missed, practice(3, late=1)], every(4), day(3))
    assert mended.current == 4
    assert mended.days[2].reason == "mended: its question was answered within 48 hours"
    assert replay([*kept(0, 1, 3, 4), practice(4, late=2)], every(5), day(4)).current == 5
    assert replay([*kept(0, 1, 3, 4, 5), practice(5, late=3)], every(6), day(5)).current == 3


def test_mending_spares_the_freeze():
    streak = replay([*kept(*range(7), 8), practice(8, late=1)], every(9), day(8))
    assert (streak.current, streak.freezes_left) == (9, 1)


def test_a_day_is_mended_once_in_two_weeks_where_it_helps_most():
    def gaps_at(first, second):
        numbers = [n for n in range(second + 2) if n not in (first, second)]
        late = [practice(first + 1, late=1), practice(second + 1, late=1)]
        return replay(kept(*numbers) + late, every(second + 2), day(second + 1))

    assert gaps_at(2, 16).current == 18
    nearer = gaps_at(2, 6)
    assert nearer.current == 5
    assert [nearer.days[n].kept for n in (2, 6)] == [False, True]


def test_a_drill_keeps_the_day_and_an_answer_is_named_first():
    told = reasons(
        replay(
            [practice(0, kind="drill"), practice(1), practice(1, kind="drill")], every(2), day(1)
        )
    )
    assert told == {day(0): "kept with a drill", day(1): "kept with an answer"}


def test_days_practised_of_the_last_thirty_count_days_off_too():
    assert replay(kept(0, 1, 10, 29), every(1), day(29)).practised_of_30 == 4
    assert replay(kept(0, 1, 10, 29), every(1), day(30)).practised_of_30 == 3


def test_a_flight_westwards_leaves_the_day_it_returns_to_open():
    """Tuesday is practised in Tokyo; in Honolulu it is Monday once more."""
    streak = replay(kept(0, 2), every(3), day(1))
    assert streak.current == 2
    assert reasons(streak)[day(1)] == "still open"
