"""The weakness log and the drills that follow from it, from answers to what a person is told."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.practice import drills, hints, people, weaknesses
from bot.practice.agreement import agree
from bot.practice.drills import DrillCard
from bot.practice.judging import attempts_of
from bot.practice.tools import Caller
from bot.rules.weakness import State, weigh
from questions.model import Level, Mark
from storage.answers import Answer
from storage.disputes import Dispute
from tests.builders import MONDAY, TEAM, Hands, tools

MAYA, DAY = Caller(TEAM, "UMAYA", "America/New_York"), timedelta(days=1)
POINT = "failure-modes"
PEERS = ("UONE", "UTWO", "UTHREE")


def answer(number: int, question: str = "", user: str = MAYA.user, at: datetime = MONDAY) -> Answer:
    given_at = at + number * timedelta(hours=1)
    return Answer(
        id=f"a{number:04}",
        round_id=None,
        question_id=question or f"q{number % 3}",
        channel=None,
        ts=None,
        user=user,
        text=f"The words of answer {number}.",
        draft=1,
        version="0",
        deleted=False,
        local_date=given_at.date(),
        zone=MAYA.zone,
        at=given_at,
        kind="drill",
        drill_id=None,
        shared_ts=None,
        parent_id=None,
    )


def judged(books, number, level, by="engine", criterion=POINT):
    mark = Mark(criterion, Level(level), "", "rule")
    books.marks.put(f"a{number:04}", by, [mark], "rubric", books.now())


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def made(hands):
    return tools(hands)


def practised(made, hands, levels, *, apart=DAY, criterion=POINT):
    """Give Maya one answer a day, judged so; the last was yesterday."""
    with made.store.begin(TEAM) as books:
        books.members.ensure(MAYA.user, MAYA.zone, MONDAY - apart * len(levels))
        for number, level in enumerate(levels):
            at = MONDAY - apart * (len(levels) - number) - number * timedelta(hours=1)
            books.answers.put(answer(number, at=at), books.now())
            judged(books, number, level, criterion=criterion)


def test_a_person_is_told_what_to_work_on_and_shown_what_that_rests_on(made, hands):
    assert weaknesses.advise(made, MAYA) == weaknesses.Advice((), known=False)
    assert weaknesses.evidence(made, MAYA) == ()
    practised(made, hands, [0, 0, 1])
    with made.store.begin(TEAM) as books:
        judged(books, 2, 2, by="UONE")
        judged(books, 2, 0, by="UTWO")
        agree(made, books, "a0002", [POINT])
    [work_on] = weaknesses.advise(made, MAYA).work_on
    assert (work_on.weakness.state, work_on.weakness.missed, work_on.due) == (State.SHAKY, 3, True)
    [found] = weaknesses.evidence(made, MAYA)
    assert [each.verdict.answer_id for each in found.cited] == ["a0002", "a0001", "a0000"]
    latest = found.cited[0].verdict
    assert (latest.by, latest.peers, latest.spread) == ("consensus", ("UONE", "UTWO"), 2)
    assert latest.on == date(2026, 11, 22)
    assert weaknesses.evidence(made, MAYA, POINT)[0].cited == found.cited
    assert weaknesses.evidence(made, MAYA, "rollout") == ()


def test_nobody_elses_answers_are_in_it(made, hands):
    practised(made, hands, [0, 0, 0])
    with made.store.begin(TEAM) as books:
        books.answers.put(answer(9, user="UONE"), books.now())
        judged(books, 9, 2)
    assert weaknesses.advise(made, MAYA).work_on[0].weakness.asked == 3


def test_a_long_log_is_cited_by_its_end(made, hands):
    practised(made, hands, [0] * 20)
    assert [(len(each.cited), each.earlier) for each in weaknesses.evidence(made, MAYA)] == [
        (3, 17)
    ]
    [alone] = weaknesses.evidence(made, MAYA, POINT)
    assert (len(alone.cited), alone.earlier) == (15, 5)


def test_nothing_is_put_off_until_after_the_interview_that_a_person_named(made, hands):
    practised(made, hands, [2, 2, 2])
    with made.store.begin(TEAM) as books:
        for number in range(3):
            judged(books, number, 2)
    assert weaknesses.advise(made, MAYA).work_on[-1].due is False
    people.choose_interview(made, MAYA, date(2026, 11, 23))
    assert weaknesses.advise(made, MAYA).work_on[-1].due is True


def drill(made, text="", occasion="now"):
    card = drills.start(made, MAYA, text, occasion)
    assert isinstance(card, DrillCard)
    return card


def test_each_weakness_has_its_drill_and_another_one_like_it(made, hands):
    practised(made, hands, [0, 0, 1])
    card = drill(made, POINT)
    title = made.bank.rubric.criteria[POINT].title
    assert POINT in card.question.criteria
    assert card.point is None
    assert card.because == f"It asks for “{title}”, as you wished."
    other = drills.another(made, MAYA, card.drill_id, "again")
    assert POINT in other.question.criteria
    assert other.question.id != card.question.id


def test_after_four_answers_in_vain_the_drill_asks_for_the_point_alone_and_judges_only_that(
    made, hands
):
    practised(made, hands, [0, 1, 0, 1])
    card = drill(made, POINT)
    assert card.point is not None
    assert (card.floor, card.minutes, card.point.example) == (12, 2, "")
    assert "did not show in your last 4 answers" in card.because
    text = "If the lab feed stops overnight, the nurse sees the list marked as old and calls."
    scored = drills.answer(made, MAYA, card.drill_id, text).scored
    with made.store.read(TEAM) as books:
        assert {mark.criterion for mark in books.marks.of(scored.answer.id)} == {POINT}
    assert [each.criterion for each in hints.why(made, MAYA, scored.answer.id).reasons] == [POINT]
    assert hints.push_back(made, MAYA, scored.answer.id).criterion == POINT


def test_after_four_more_another_answer_is_there_to_read_first(made, hands):
    practised(made, hands, [0] * 8)
    point = drill(made, POINT).point
    assert point is not None
    strong = [q.strong.answer for q in made.bank.matching() if q.strong.levels.get(POINT) == 2]
    assert point.example in strong


def test_a_clock_says_when_the_time_is_over_and_then_how_long_it_took(made, hands):
    card = drill(made, "opening")
    assert drills.card(made, MAYA, card.drill_id).until is None
    assert drills.timed(made, MAYA, card.drill_id).until == MONDAY + timedelta(minutes=1)
    hands.now += timedelta(seconds=75)
    text = "I would count patients whose therapy began within two weeks of the order, weekly."
    timed = drills.answer(made, MAYA, card.drill_id, text).timed
    assert timed == drills.Timed(timedelta(seconds=75), timedelta(minutes=1))


@pytest.mark.parametrize("started", [False, True])
def test_no_time_is_told_where_no_clock_ran_or_it_was_left_running(made, hands, started):
    card = drill(made, "opening")
    if started:
        drills.timed(made, MAYA, card.drill_id)
        hands.now += DAY
    text = "I would count patients whose therapy began within two weeks of the order, weekly."
    assert drills.answer(made, MAYA, card.drill_id, text).timed is None


def test_every_question_comes_once_before_one_is_said_to_have_been_had_before(made, hands):
    rules = []
    for number in range(34):
        hands.now += timedelta(minutes=1)
        rules.append(drill(made, "mission", str(number)))
    new = [card.question.id for card in rules if "not had it" in card.because]
    assert len(new) == len(set(new)) > 20
    latest = [card.question.id for card in rules[-16:]]
    assert len(set(latest)) > 14


def test_with_five_hundred_answers_a_drill_and_the_weaknesses_come_all_the_same(made, hands):
    asked = list(made.bank.rubric.criteria)
    with made.store.begin(TEAM) as books:
        books.members.ensure(MAYA.user, MAYA.zone, MONDAY - 500 * DAY)
        for number in range(500):
            at = MONDAY - (500 - number) * DAY - number * timedelta(hours=1)
            books.answers.put(answer(number, at=at), books.now())
            levels = [
                Mark(asked[(number * 7 + n) % len(asked)], Level((number + n) % 3), "", "rule")
                for n in range(6)
            ]
            books.marks.put(f"a{number:04}", "engine", levels, "rubric", books.now())
    drill(made, "weak", "first")
    known = weaknesses.advise(made, MAYA).work_on
    assert known
    assert sum(each.weakness.asked for each in known) > 100


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.integers(0, 5), st.integers(0, 2)),
        st.tuples(st.just("edit"), st.integers(0, 5), st.integers(0, 2)),
        st.tuples(st.just("dispute"), st.integers(0, 5), st.just(0)),
        st.tuples(st.just("take back"), st.integers(0, 5), st.just(0)),
        st.tuples(st.sampled_from(PEERS), st.integers(0, 5), st.integers(0, 2)),
        st.tuples(st.just("delete"), st.integers(0, 5), st.just(0)),
    ),
    max_size=30,
)


@pytest.fixture(scope="module")
def teams():
    """Tools, and a workspace of its own for each example."""
    return tools(Hands()), (f"T{number}" for number in count(2))


def play(teams, events):
    """Let it all happen in this order, as the use cases write it."""
    made, names = teams
    with made.store.begin(next(names)) as books:
        gone = set()
        for what, number, level in events:
            known = books.answers.get(f"a{number:04}")
            if what == "answer" and known is None:
                books.answers.put(answer(number), books.now())
                judged(books, number, level)
            elif known is None or number in gone:
                continue
            elif what == "edit":
                judged(books, number, level)
            elif what == "dispute":
                books.disputes.put(Dispute(known.id, POINT, MAYA.user, books.now()))
            elif what == "take back":
                books.disputes.take_back(known.id, [POINT])
            elif what in PEERS:
                judged(books, number, level, by=what)
                agree(made, books, known.id, [POINT])
            elif what == "delete":
                books.answers.withdraw(known.id)
                gone.add(number)
        return weigh(attempts_of(books, MAYA.user)).get(POINT)


def expected(events):
    """The levels that count at last, answer by answer, worked out apart from the code."""
    levels = (final([event for event in events if event[1] == number]) for number in range(6))
    return [level for level in levels if level is not None]


def final(events):
    """The level that counts of one answer, from all that happened to it; None if none does."""
    first = next((at for at, (what, *_) in enumerate(events) if what == "answer"), len(events))
    rest = events[first + 1 :]
    if first == len(events) or any(what == "delete" for what, *_ in rest):
        return None
    last = {what: (at, level) for at, (what, _, level) in enumerate(rest)}
    said = sorted(last[peer][1] for peer in PEERS if peer in last)
    if said:
        return said[(len(said) - 1) // 2]
    if last.get("dispute", (-1,))[0] > last.get("take back", (-1,))[0]:
        return None
    return last.get("edit", (0, events[first][2]))[1]


@given(EVENTS)
@settings(max_examples=60, deadline=None)
def test_whatever_happened_the_log_gives_what_a_replay_of_it_gives(teams, events):
    standing, levels = play(teams, events), expected(events)
    if standing is None:
        assert levels == []
        return
    assert [each.level for each in standing.evidence] == levels
    counts = (standing.missed, standing.mentioned, standing.shown)
    assert counts == (levels.count(0), levels.count(1), levels.count(2))
    average = levels[0] / 2
    for level in levels[1:]:
        average = 0.3 * level / 2 + 0.7 * average
    assert standing.average == pytest.approx(average, abs=1e-6)


@given(EVENTS, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_answers_and_reviews_may_arrive_in_any_order_of_one_another(teams, events, shuffle):
    """What concerns one answer keeps its order; the answers themselves come as they come."""
    of: dict[Any, list[Any]] = {}
    for event in events:
        of.setdefault(event[1], []).append(event)
    answers = list(of.values())
    shuffle.shuffle(answers)
    mixed = [event for about in answers for event in about]
    assert play(teams, mixed) == play(teams, events)
