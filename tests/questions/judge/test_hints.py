"""What a person reads in a hint: their own words, cut well, and a question about this answer."""

import pytest

from questions.judge import Judge, hints
from questions.judge.engine import FIRST_NUDGE, SECOND_NUDGE, Opinion
from questions.judge.ordinal import Chances
from questions.judge.text import units
from questions.load import SHIPPED, load_questions, load_rubric
from questions.model import Level, Mark

JUDGE = Judge.load()
RUBRIC = load_rubric()
BANK = load_questions((SHIPPED,), RUBRIC).questions


def excerpt(text: str, around: str, most: int) -> str:
    place = text.index(around)
    (unit,) = (each for each in units(text) if each.start <= place < each.end)
    forms = [n for n, w in enumerate(unit.words) if place <= w.start < place + len(around)]
    return hints.excerpt(text, unit, (forms[0], forms[-1]), most)


@pytest.mark.parametrize(
    ("text", "around", "most", "quoted"),
    [
        ("We keep it. The nurse decides.", "decides", 9, "The nurse decides"),
        (
            "If the feed is late, and that happens on most mondays, the charge nurse rings the lab",
            "rings the lab",
            7,
            "the charge nurse rings the lab",
        ),
        (
            "I would say that we take the older of both, and the pharmacist signs for it at last",
            "pharmacist signs",
            9,
            "the pharmacist signs for it at last",
        ),
        (
            "we can automatically abstract all of the items from structured and other sources",
            "automatically abstract",
            9,
            "we can automatically abstract all of the items",
        ),
        (
            "Metrics: overrides (target below 70%), alert volume, satisfaction by poll, and time",
            "satisfaction",
            8,
            "alert volume, satisfaction by poll, and time",
        ),
        (
            'Notes say "seen on the 4th" and nothing',
            "seen on",
            20,
            'Notes say "seen on the 4th" and nothing',
        ),
        ('"Refer her" gets said, who', "gets said", 20, '"Refer her" gets said, who'),
        (
            "It must be 0. Older ones are opened by Sipho.",
            "opened by",
            9,
            "Older ones are opened by Sipho",
        ),
    ],
    ids=["whole", "clause", "joining word", "phrase", "bracket", "quotation", "opening", "number"],
)
def test_an_excerpt_begins_and_ends_where_a_reader_would_cut(text, around, most, quoted):
    assert excerpt(text, around, most) == quoted


def test_every_hint_on_the_bank_quotes_the_answer_and_asks_in_35_words():
    for question in BANK:
        for example in (question.strong, question.weak):
            judgement = JUDGE.judge(question, example.answer, RUBRIC)
            assert tuple(mark.criterion for mark in judgement.marks) == question.criteria
            hint = judgement.hint
            assert len(hint.nudges) <= 2
            if hint.praise is not None:
                assert hint.praise.quote
                assert hint.praise.quote in example.answer
                said = [each for each in hint.praise.quote.split() if any(map(str.isalnum, each))]
                assert len(said) <= hints.PRAISED_WORDS
            for nudge in hint.nudges:
                assert nudge.quote in example.answer
                assert len(nudge.quote.split()) <= hints.LEANT_WORDS + 2
                assert len(nudge.text.split()) <= 35
                assert "?" in nudge.text


def test_a_mistake_words_the_nudge_of_its_criterion_and_shows_where_it_was_seen():
    question = next(each for each in BANK if "access-control" in each.criteria)
    answer = "All of it is encrypted with AES-256, and there is a firewall in front of the servers."
    judgement = JUDGE.judge(question, answer, RUBRIC)
    (nudge,) = (each for each in judgement.hint.nudges if each.criterion == "access-control")
    assert nudge.text == RUBRIC.mistakes["encryption-only"].nudge
    assert nudge.quote == "All of it is encrypted with AES-256"
    assert nudge.rule == "encryption-only"


def test_a_mistake_changes_no_level_and_says_nothing_where_its_criterion_is_not_asked():
    answer = "All of it is encrypted with AES-256, and there is a firewall in front of the servers."
    asked = ("rollout", "ownership")
    found = JUDGE.consider("What would you build?", "privacy", asked, answer)
    assert found.mistakes == {}
    with_it = JUDGE.consider("What would you build?", "privacy", (*asked, "access-control"), answer)
    assert set(with_it.mistakes) == {"access-control"}
    assert with_it.opinions[:2] == found.opinions
    assert with_it.choice.nudges[0] == "access-control"


def opinion(criterion: str, shown: float, level: Level = Level.MENTIONED) -> Opinion:
    return Opinion(Mark(criterion, level, "", ""), Chances(shown, shown), "")


def test_of_what_is_as_good_as_certain_the_missing_and_the_earlier_come_first():
    nudges = JUDGE.choose(
        [
            opinion("rollout", 0.01),
            opinion("ownership", 0.02),
            opinion("monitoring", 0.02, Level.MISSING),
            opinion("consent", 0.0, Level.SHOWN),
        ]
    ).nudges
    assert nudges == ("monitoring", "rollout")


def test_where_nothing_is_certain_only_the_most_certain_is_nudged():
    likely = 1 - (FIRST_NUDGE + SECOND_NUDGE) / 2
    given = [opinion("rollout", likely + 0.05), opinion("ownership", likely)]
    assert JUDGE.choose(given).nudges == ("ownership",)
    assert JUDGE.choose([opinion("rollout", 0.5)]).nudges == ()


def test_what_breaks_a_rule_comes_first_where_it_is_likely_below_shown_and_never_else():
    likely = 1 - (FIRST_NUDGE + SECOND_NUDGE) / 2
    sure = [opinion("rollout", 0.01), opinion("ownership", 0.02)]
    assert JUDGE.choose([*sure, opinion("consent", likely)], ["consent"]).nudges == (
        "consent",
        "rollout",
    )
    assert "consent" not in JUDGE.choose([*sure, opinion("consent", 0.5)], ["consent"]).nudges


def test_a_criterion_to_be_quiet_on_makes_room_for_the_next():
    asked = ("rollout", "ownership", "monitoring")
    answer = "It would be phased, and everybody cares, and we watch it closely of course."
    first, second = JUDGE.consider("How?", "system-design", asked, answer).choice.nudges
    found = JUDGE.consider("How?", "system-design", asked, answer, quiet=(first,))
    assert found.choice.nudges[0] == second


def test_what_is_only_named_is_shown_with_the_words_that_name_it():
    question = next(each for each in BANK if "compliance-by-design" in each.criteria)
    answer = "We will of course keep all of it HIPAA compliant, and everybody gets what they need."
    read = JUDGE.consider(question.prompt, "", ("compliance-by-design",), answer).read
    mark = Mark("compliance-by-design", Level.MENTIONED, answer.rstrip("."), "")
    nudge = hints.nudge(question, RUBRIC, read, mark, None)
    assert nudge.quote == "We will of course keep all of it HIPAA compliant"
    assert nudge.text == question.nudges["compliance-by-design"]
    silent = Mark("compliance-by-design", Level.MISSING, "", "")
    assert hints.nudge(question, RUBRIC, read, silent, None).quote == ""


def test_where_no_known_word_decided_the_words_that_did_are_shown_whole():
    answer = "Everything is taken care of, as one would expect it from a team like ours."
    read = JUDGE.consider("What?", "", ("rollout",), answer).read
    mark = Mark("rollout", Level.MENTIONED, answer.rstrip("."), "no known words for it")
    assert hints.step(read, 6, "Go live.", [mark]) == hints.Step(
        6, "Go live.", Level.MENTIONED, mark.evidence, 0
    )
    assert hints.leant_on(read, mark) == ""
    assert hints.step(read, 6, "Go live.", []).level is None


def test_a_walk_says_which_steps_an_answer_takes_and_in_which_words():
    question = next(each for each in BANK if each.category == "system-design")
    answer = (
        "If the feed is silent for two hours the screen says so in red and the nurse phones the "
        "lab.\nThe nurse opens the list at seven and decides who may be treated; with an old "
        "count she would treat somebody who has no defence left."
    )
    steps = JUDGE.walk(question, answer, RUBRIC)
    assert [each.text for each in steps] == list(RUBRIC.frameworks["system-design"])
    assert [each.number for each in steps] == list(range(1, len(steps) + 1))
    assert steps[3].level is Level.SHOWN
    assert steps[3].quote in answer
    assert steps[3].at == 0
    assert JUDGE.walk(question, "", RUBRIC)[0].level is Level.MISSING
    assert JUDGE.walk(question, "", RUBRIC)[0].quote == ""
