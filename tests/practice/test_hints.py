"""What a person is told about an answer afterwards, through the use cases and a real store."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import Gone
from bot.practice import answers, disputes, drills, hints
from bot.practice.tools import Caller
from questions.frozen import thaw
from questions.judge import Judge
from questions.judge.hints import Step
from questions.model import Hint, Judgement, Level, Mark, Nudge, Question, Rubric
from tests.builders import TEAM, Hands, posted_round, set_up, tools

DANIEL = Caller(TEAM, "UDANIEL", "America/New_York")
PRIYA = Caller(TEAM, "UPRIYA", "America/New_York")
FIRST = (
    "I would build a platform in the cloud that shows everything to everybody in real time, and "
    "all of it would be secure, compliant and easy to use for every clinic that we serve."
)
SECOND = f"{FIRST} And there is a second paragraph now that says a bit more than the first did."
M0, M1, M2 = Level.MISSING, Level.MENTIONED, Level.SHOWN


class Verdicts:
    """Stands where the judge does: gives the levels and nudges that it was told to give."""

    version = "told"

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.levels: dict[str, Level] = {}
        self.nudged: tuple[str, ...] = ()
        self.rule = ""
        self.asked: list[tuple[tuple[str, ...], bool]] = []

    def judge(
        self,
        question: Question,
        answer: str,
        rubric: Rubric,
        quiet: Collection[str] = (),
        *,
        reply: bool = False,
    ) -> Judgement:
        self.asked.append((question.criteria, reply))
        marks = tuple(
            Mark(each, self.levels.get(each, M0), answer[:9], "does: x")
            for each in question.criteria
        )
        nudges = (each for each in self.nudged if each in question.criteria)
        return Judgement(
            marks, Hint(None, tuple(Nudge(c, "What?", "quoted", self.rule) for c in nudges))
        )

    def walk(self, question: Question, answer: str, rubric: Rubric) -> tuple[Step, ...]:
        return self._judge.walk(question, answer, rubric)


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def made(hands):
    opened = tools(hands)
    opened = replace(opened, judge=Verdicts(opened.judge))  # type: ignore[arg-type] # stands in
    set_up(opened, hands)
    yield opened
    opened.store.close()


@pytest.fixture
def day(made):
    return posted_round(made)


def say(made, day, text=FIRST, form="1"):
    return answers.receive_private(made, DANIEL, day.id, text, form).card


def way_of(card):
    assert card is not None
    return card.way


def title(made, criterion):
    return made.bank.rubric.criteria[criterion].title


def test_a_second_draft_is_told_what_moved_of_what_was_nudged_and_nothing_else(made, day):
    a, b, c = day.question["criteria"][:3]
    made.judge.nudged, made.judge.levels = (a, b), {c: M0}
    first = say(made, day)
    assert (first.moved, first.closer, first.unmoved) == ((), (), ())
    made.judge.levels = {a: M2, b: M1, c: M2}
    second = answers.receive_revision(made, DANIEL, first.answer_id, SECOND, "2").card
    assert second.moved == (title(made, a),)
    assert second.closer == (title(made, b),)
    assert second.unmoved == ()
    made.judge.levels = {a: M2, b: M0}
    third = answers.receive_revision(made, DANIEL, second.answer_id, FIRST + " Yes.", "3").card
    assert third.unmoved == (title(made, b),)


def test_the_same_draft_sent_twice_is_told_the_same(made, day):
    made.judge.nudged = day.question["criteria"][:1]
    first = say(made, day)
    assert say(made, day).unmoved == ()
    again = [
        answers.receive_revision(made, DANIEL, first.answer_id, SECOND, "2").card for _ in range(2)
    ]
    assert again[0] == again[1]
    assert len(again[0].unmoved) == 1


def test_what_its_author_called_wrong_is_not_held_against_the_second_draft(made, day):
    made.judge.nudged = day.question["criteria"][:1]
    first = say(made, day)
    disputes.settle(made, DANIEL, first.answer_id, made.judge.nudged, None)
    second = answers.receive_revision(made, DANIEL, first.answer_id, SECOND, "2").card
    assert (second.moved, second.closer, second.unmoved) == ((), (), ())


def test_a_hint_is_given_again_with_the_words_it_leans_on(made, day):
    made.judge.nudged = day.question["criteria"][:1]
    first = say(made, day)
    again = hints.latest(made, DANIEL)
    assert again is not None
    assert again.hint == first.hint
    assert first.hint.nudges[0].quote == "quoted"


def spot(made, day, **levels):
    """What would be pressed on, for an answer with these levels; the others are missing."""
    made.judge.levels = levels
    card = say(made, day, form=str(len(made.judge.asked)))
    return hints.push_back(made, DANIEL, card.answer_id)


def test_the_push_back_presses_on_what_was_nudged_and_is_least_shown(made, day):
    criteria = day.question["criteria"]
    a, b, c = criteria[:3]
    made.judge.nudged = (a, b)
    assert spot(made, day, **{a: M1, b: M0, c: M0}).criterion == b
    assert spot(made, day, **{a: M1, b: M1, c: M0}).criterion == a
    made.judge.nudged = ()
    levels = dict.fromkeys(criteria, M2) | {c: M1}
    assert spot(made, day, **levels).criterion == c


def test_the_push_back_asks_the_questions_own_follow_up_where_it_has_one(made, day):
    question = thaw(day.question)
    own = question.follow_ups[0]
    made.judge.nudged = (own.criterion,)
    pressed = spot(made, day)
    assert (pressed.ask, pressed.quote) == (own.ask, "quoted")
    plain = next(
        c for c in question.criteria if c not in {f.criterion for f in question.follow_ups}
    )
    made.judge.nudged = (plain,)
    assert spot(made, day).ask == made.bank.rubric.criteria[plain].push_back


def test_what_its_author_called_wrong_is_pressed_on_last(made, day):
    made.judge.nudged = day.question["criteria"][:1]
    card = say(made, day)
    disputes.settle(made, DANIEL, card.answer_id, made.judge.nudged, None)
    assert hints.push_back(made, DANIEL, card.answer_id).criterion not in made.judge.nudged


def test_a_reply_to_the_push_back_is_judged_on_what_was_pressed_on_alone(made, day):
    a, b = day.question["criteria"][:2]
    made.judge.nudged = (b, a)
    first = say(made, day)
    made.judge.levels = {b: M2}
    reply = "The charge nurse phones the lab before seven and decides whom to hold, by name."
    card = answers.receive_push_back(made, DANIEL, first.answer_id, reply, "2").card
    assert made.judge.asked[-1] == ((b,), True)
    assert card.moved == (title(made, b),)
    assert card.unmoved == ()
    with made.store.read(TEAM) as books:
        assert [mark.criterion for mark in books.marks.of(card.answer_id)] == [b]


def test_why_says_the_rule_and_the_mistake_that_chose_the_nudge(made, day):
    criterion = day.question["criteria"][0]
    made.judge.nudged = (criterion,)
    made.judge.rule = "pleasing-everyone"
    card = say(made, day)
    reasons = hints.why(made, DANIEL, card.answer_id).reasons
    assert [reason.criterion for reason in reasons] == day.question["criteria"]
    assert reasons[0].rule == "does: x"
    assert reasons[0].mistake == made.bank.rubric.mistakes["pleasing-everyone"].title
    assert reasons[1].mistake == ""


def test_the_framework_shows_the_way_of_the_newest_draft_and_how_long_it_takes(made, day, hands):
    assert way_of(hints.framework_of_round(made, DANIEL, day.id)) is None
    first = say(made, day)
    way = way_of(hints.framework_of_round(made, DANIEL, day.id))
    assert (way.words, way.seconds) == (34, 15)
    hands.now += timedelta(minutes=9)
    answers.receive_revision(made, DANIEL, first.answer_id, SECOND, "2")
    hands.now += timedelta(minutes=9)
    answers.receive_push_back(made, DANIEL, first.answer_id, FIRST, "3")
    card = hints.framework_of_round(made, DANIEL, day.id)
    assert way_of(card).words == 50
    assert len(way_of(card).steps) == len(made.bank.rubric.frameworks[card.question.category])
    assert way_of(hints.framework_of_round(made, PRIYA, day.id)) is None
    with pytest.raises(Gone):
        hints.framework_of_round(made, DANIEL, "none")


def test_the_framework_of_a_drill_shows_the_way_of_its_answer(made):
    drill = drills.start(made, DANIEL, "coding-data", "now")
    assert isinstance(drill, drills.DrillCard)
    card = hints.framework_of_drill(made, DANIEL, drill.drill_id, drill.question)
    assert card.way is None
    drills.answer(made, DANIEL, drill.drill_id, f"{FIRST}\n```\nselect 1\n```")
    way = way_of(hints.framework_of_drill(made, DANIEL, drill.drill_id, drill.question))
    assert way.seconds is None
    assert way.steps


def test_an_answer_in_another_script_has_no_way(made, day):
    say(made, day, "Медсестра открывает список в семь утра и решает, кого лечить сегодня. " * 4)
    assert way_of(hints.framework_of_round(made, DANIEL, day.id)) is None
