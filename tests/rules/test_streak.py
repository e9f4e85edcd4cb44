from datetime import UTC, date, datetime, time, timedelta
from itertools import chain, combinations, pairwise
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.rules import streak
from bot.rules.practice_day import DayClock, practice_date
from bot.rules.streak import Asked, Practice, Streak, What, clock_at

MONDAY = date(2025, 9, 1)
SPAN = 45


def day(number):
    return MONDAY + timedelta(days=number)


def noon(of):
    return datetime.combine(of, time(12), tzinfo=UTC)


def practice(number, late=0, kind="thread"):
    asked = None if kind == "drill" else Asked(day(number - late), noon(day(number - late)))
    return Practice(noon(day(number)), day(number), kind, asked)


def replay(practised, asked, today, leave=(), **more):
    """Replay days that all run by the same clock, each asked at noon."""
    questions = [Asked(each, noon(each)) for each in asked]
    clocks = [DayClock(noon(MONDAY), "UTC")]
    return streak.replay(practised, questions, noon(today), clocks, leave, **more)


def kept(*numbers):
    return [practice(number) for number in numbers]


def every(until):
    return {day(number) for number in range(until)}


def reasons(shown):
    return {each.date: each.reason for each in shown.days}


def oracle(practised, asked, today, leave=()):
    """Try every choice of mended days, two weeks apart, and walk the days for each."""
    dates = {p.local_date for p in practised}
    late = {
        p.to.local_date
        for p in practised
        if p.to and 0 < (p.local_date - p.to.local_date).days <= 2
    }
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
    shown = replay(practised, asked, today, leave)
    known = {d for d in asked if d <= max([today, *(p.local_date for p in practised)])}
    assert (shown.current, shown.freezes_left, shown.best) == oracle(practised, known, today, leave)


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
        after = replay([*practised, Practice(at, off, "drill")], asked, today, leave)
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
    answered = {p.to.local_date for p in practised if p.to}
    if failed not in {p.local_date for p in practised} | answered:
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
    shown = replay(kept(3, 4, 5, 7), weekdays, day(7))
    assert shown.current == 3
    told = reasons(shown)
    assert told[day(5)].startswith("practised on a day off")
    assert told[day(6)] == "nothing was asked"
    assert [each.kept for each in shown.days] == [True, True, None, None, True]


def test_a_day_that_was_not_asked_may_say_why():
    shown = replay(kept(0, 2), {day(0), day(2)}, day(2), not_asked={day(1): "Labor Day"})
    assert reasons(shown)[day(1)] == "Labor Day"


def test_leave_includes_both_its_days_and_outranks_what_was_asked():
    shown = replay(kept(0, 4), every(5), day(4), leave=[(day(1), day(3))])
    assert shown.current == 2
    assert {reasons(shown)[day(number)] for number in (1, 2, 3)} == {"on leave"}


def test_seven_days_kept_earn_a_freeze_that_spends_itself_and_is_shown():
    assert replay(kept(*range(6)), every(6), day(5)).freezes_left == 0
    assert replay(kept(*range(7)), every(7), day(6)).freezes_left == 1
    shown = replay(kept(*range(7), 8), every(9), day(8))
    assert (shown.current, shown.freezes_left) == (8, 0)
    assert shown.days[7].kept is None
    assert shown.days[7].reason == "missed: a freeze was spent, so the streak goes on"


def test_two_freezes_at_most_are_held():
    shown = replay(kept(*range(40)), every(43), day(42))
    assert (shown.current, shown.freezes_left) == (40, 0)
    assert replay(kept(*range(40)), every(44), day(43)).current == 0


def test_a_reset_keeps_the_best():
    shown = replay(kept(0, 1, 2, 5), every(6), day(5))
    assert (shown.current, shown.best) == (1, 3)
    assert [each.kept for each in shown.days] == [True, True, True, False, False, True]


def test_answering_the_missed_question_within_48_hours_mends_its_day():
    missed = kept(0, 1, 3)
    assert replay(missed, every(4), day(3)).current == 1
    mended = replay([*missed, practice(3, late=1)], every(4), day(3))
    assert mended.current == 4
    assert mended.days[2].reason == "mended: its question was answered within 48 hours"
    assert replay([*kept(0, 1, 3, 4), practice(4, late=2)], every(5), day(4)).current == 5
    assert replay([*kept(0, 1, 3, 4, 5), practice(5, late=3)], every(6), day(5)).current == 3


def test_mending_spares_the_freeze():
    shown = replay([*kept(*range(7), 8), practice(8, late=1)], every(9), day(8))
    assert (shown.current, shown.freezes_left) == (9, 1)


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
    shown = replay(kept(0, 2), every(3), day(1))
    assert shown.current == 2
    assert reasons(shown)[day(1)] == "still open"


def test_each_day_says_what_it_was():
    shown = replay(
        [*kept(*range(7), 10, 12), practice(8, kind="drill")],
        every(10) | {day(12)},
        day(13),
        leave=[(day(10), day(11))],
    )
    assert [each.what for each in shown.days] == [
        *[What.ANSWER] * 7,
        What.FREEZE,
        What.DRILL,
        What.MISSED,
        What.ON_LEAVE,
        What.LEAVE,
        What.ANSWER,
        What.NOT_ASKED,
    ]


def test_a_channel_asks_from_the_day_of_the_first_answer_in_it():
    """Who has practised for long in one channel may try another, which asks on Saturdays too."""
    weekdays = [Asked(day(n), noon(day(n))) for n in range(12) if day(n).weekday() < 5]
    others = [Asked(day(n), noon(day(n)), day(8)) for n in range(12)]
    clocks = [DayClock(noon(MONDAY), "UTC")]
    shown = streak.replay(kept(0, 1, 2, 3, 4, 7, 8), weekdays + others, noon(day(8)), clocks)
    assert shown.current == 7
    later = streak.replay(kept(0, 1, 2, 3, 4, 7, 8), weekdays + others, noon(day(13)), clocks)
    assert later.current == 0


def local(number, hour, zone):
    return datetime.combine(day(number), time(hour), tzinfo=ZoneInfo(zone)).astimezone(UTC)


NEW_YORK, TOKYO, AUCKLAND, HONOLULU = (
    "America/New_York",
    "Asia/Tokyo",
    "Pacific/Auckland",
    "Pacific/Honolulu",
)


def asked_in(zone, *numbers, hour=9):
    return {n: Asked(day(n), local(n, hour, zone)) for n in numbers}


def answered(number, hour, zone, to):
    at = local(number, hour, zone)
    return Practice(at, max(practice_date(at, zone), to.local_date), "thread", to)


def test_a_question_that_comes_after_the_end_of_its_day_asks_for_the_next():
    """At four on Monday afternoon in New York it is Tuesday morning in Auckland."""
    asked = asked_in(NEW_YORK, *range(5), hour=16)
    clocks = [DayClock(local(0, 9, AUCKLAND), AUCKLAND)]
    practised = [answered(n + 1, 20, AUCKLAND, asked[n]) for n in (0, 1, 3, 4)]
    shown = streak.replay(practised, asked.values(), local(5, 22, AUCKLAND), clocks)
    assert [each.date for each in shown.days] == [day(n) for n in range(1, 6)]
    assert [each.kept for each in shown.days] == [True, True, False, True, True]


def test_a_day_that_a_flight_east_cut_short_does_not_count():
    """On Tuesday evening the clock goes from New York's to Tokyo's, where it is Wednesday."""
    asked = asked_in(NEW_YORK, *range(5))
    clocks = [
        DayClock(local(0, 8, NEW_YORK), NEW_YORK),
        DayClock(local(1, 19, NEW_YORK), TOKYO),
    ]
    practised = [answered(0, 12, NEW_YORK, asked[0]), answered(3, 23, TOKYO, asked[3])]
    shown = streak.replay(practised, asked.values(), local(3, 23, TOKYO), clocks)
    whats = [What.ANSWER, What.TRAVEL, What.TRAVEL, What.ANSWER]
    assert [each.what for each in shown.days] == whats
    assert shown.current == 2
    at_home = streak.replay(practised, asked.values(), local(3, 23, TOKYO), clocks[:1])
    assert at_home.current == 1


def test_a_question_taken_along_on_a_flight_west_keeps_the_day_it_asks_for():
    """Asked on Tuesday in Auckland, answered on what is Monday in Honolulu."""
    asked = asked_in(AUCKLAND, 0, 1)
    clocks = [
        DayClock(local(0, 8, AUCKLAND), AUCKLAND),
        DayClock(local(1, 14, AUCKLAND), HONOLULU),
    ]
    there = local(1, 16, AUCKLAND)
    practised = [
        answered(0, 12, AUCKLAND, asked[0]),
        Practice(there, practice_date(there, HONOLULU), "thread", asked[1]),
    ]
    assert practised[1].local_date == day(0)
    shown = streak.replay(practised, asked.values(), local(2, 12, HONOLULU), clocks)
    assert (shown.current, [each.what for each in shown.days[:2]]) == (2, [What.ANSWER] * 2)


def test_the_48_hours_are_those_of_the_clock_that_the_day_ran_by():
    """Monday ended at four on Tuesday morning in New York: that is the start of the two days."""
    asked = asked_in(NEW_YORK, -1, 0, 1)
    clocks = [
        DayClock(local(-2, 8, NEW_YORK), NEW_YORK),
        DayClock(local(1, 20, NEW_YORK), AUCKLAND),
    ]

    def mended(hour):
        at = local(3, hour, NEW_YORK)
        late = Practice(at, practice_date(at, AUCKLAND), "thread", asked[0])
        before = answered(-1, 12, NEW_YORK, asked[-1])
        shown = streak.replay([before, late], asked.values(), at, clocks)
        return next(each.what for each in shown.days if each.date == day(0))

    assert (mended(3), mended(4)) == (What.MENDED, What.MISSED)


def test_another_end_of_the_day_excuses_no_day():
    """The day ends at noon and at midnight by turns; each change is made as the day ends."""
    asked = asked_in(NEW_YORK, *range(5))
    clocks = [
        DayClock(local(n, 12 if n % 2 else 0, NEW_YORK), NEW_YORK, time(0 if n % 2 else 12))
        for n in range(5)
    ]
    practised = [answered(0, 13, NEW_YORK, asked[0])]
    shown = streak.replay(practised, asked.values(), local(4, 13, NEW_YORK), clocks)
    assert [each.what for each in shown.days] == [What.ANSWER, *[What.MISSED] * 3, What.OPEN]


ZONES = [
    *(NEW_YORK, TOKYO, AUCKLAND, HONOLULU),
    *("Europe/London", "Asia/Kolkata", "Pacific/Kiritimati", "Pacific/Pago_Pago"),
]


@st.composite
def journeys(draw):
    """Whoever flies, lands at least nine hours after they landed before."""
    hours = draw(st.lists(st.integers(9, 300), max_size=8))
    zones = draw(st.lists(st.sampled_from(ZONES), min_size=9, max_size=9))
    start = datetime(2025, draw(st.sampled_from([3, 6, 10])), 20, 11, tzinfo=UTC)
    clocks = [DayClock(start, zones[0])]
    for flown, zone in zip(hours, zones[1:], strict=False):
        clocks.append(DayClock(clocks[-1].since + timedelta(hours=flown), zone))
    return clocks


@given(journeys(), st.sampled_from(ZONES), st.sampled_from([9, 16]), st.sampled_from([6, 13, 20]))
@settings(max_examples=60, deadline=None)
def test_no_journey_costs_a_day(clocks, channel, hour, habit):
    """Somebody does a drill at the same time of every day, wherever they are when it comes."""
    start, end = clocks[0].since, clocks[-1].since + timedelta(days=6)
    practised = []
    for ahead in range(int((end - start) / timedelta(hours=1))):
        at = start + timedelta(hours=ahead)
        zone = clock_at(clocks, at).zone
        there = at.astimezone(ZoneInfo(zone))
        if there.hour == habit:
            practised.append(Practice(at, practice_date(at, zone), "drill"))
    days_there = ((start + timedelta(days=n)).date() for n in range(-1, 60))
    asked = [
        Asked(each, at)
        for each in days_there
        if (at := datetime.combine(each, time(hour), tzinfo=ZoneInfo(channel))) <= end
    ]
    shown = streak.replay(practised, asked, end, clocks)
    lost = [each for each in shown.days if each.what in {What.MISSED, What.FREEZE}]
    assert lost == []
