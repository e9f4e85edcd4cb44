"""The check finds what a reader would stumble over, and the shipped bank is free of it."""

from dataclasses import replace

import pytest

from questions.check import check, check_files, main
from questions.load import SHIPPED, load_questions, load_rubric
from questions.model import Clarification, Example, FollowUp, Format, Level, Question

RUBRIC = load_rubric()
BANK = load_questions([SHIPPED], RUBRIC)
GOOD = BANK.questions[0]
FIRST = GOOD.criteria[0]


def found(*questions: Question) -> list[str]:
    problems = check(questions, RUBRIC, BANK.places)
    return [problem.reason for problem in problems if "no question asks" not in problem.reason]


def test_the_shipped_bank_is_sound_and_lacks_nothing_of_what_a_year_needs():
    problems = check_files([SHIPPED], complete=True).problems
    assert [str(problem) for problem in problems] == []


def test_every_shipped_question_names_its_guide_and_words_all_its_nudges():
    for question in BANK.questions:
        assert question.seed, question.id
        assert set(question.nudges) == set(question.criteria), question.id


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"prompt": "Too short."}, "the prompt has 2 words, not 30 to 110"),
        ({"prompt": "word " * 111}, "the prompt has 111 words, not 30 to 110"),
        ({"prompt": "**" + GOOD.prompt}, "the prompt has markdown (**): plain text only"),
        ({"minutes": 400}, "400 minutes are not 2 to 60 (single)"),
        ({"prompt": "word " * 110, "minutes": 1}, "over a third of the 1 minutes"),
        ({"nudges": {**GOOD.nudges, FIRST: "a " * 36 + "b?"}}, "has 37 words, over 35"),
        ({"nudges": {**GOOD.nudges, FIRST: "Who? When?"}}, "is not one question"),
        ({"nudges": {**GOOD.nudges, FIRST: "Say who."}}, "is not one question"),
        ({"nudges": {}}, f"no nudge for '{FIRST}'"),
        (
            {"nudges": {**GOOD.nudges, FIRST: RUBRIC.criteria[FIRST].nudge}},
            f"the nudge for '{FIRST}' is the general one",
        ),
        ({"clarifications": (Clarification("Tell me.", "No."),)}, "clarification 1 does not end"),
        ({"follow_ups": (FollowUp(FIRST, "Well."),)}, "follow-up 1 asks nothing"),
        ({"strong": Example("Yes.", GOOD.strong.levels)}, "the strong answer has under 25 words"),
        (
            {"strong": replace(GOOD.strong, answer="word " * 2000)},
            "the strong answer takes 14.3 minutes to say",
        ),
        (
            {"strong": replace(GOOD.strong, levels=dict.fromkeys(GOOD.criteria, Level.MENTIONED))},
            "the strong answer does not show most of the criteria",
        ),
        (
            {"weak": replace(GOOD.weak, levels=dict.fromkeys(GOOD.criteria, Level.SHOWN))},
            "the weak answer shows most of the criteria",
        ),
    ],
)
def test_each_slip_is_found(change, reason):
    assert found(GOOD) == []
    single = replace(GOOD, format=Format.SINGLE)
    assert any(reason in each for each in found(replace(single, **change)))


def test_a_coding_question_whose_strong_answer_has_no_marked_code_is_found():
    coding = next(each for each in BANK.questions if each.format is Format.CODING)
    assert found(coding) == []
    bare = coding.strong.answer.replace("```sql", "```").replace("```python", "```")
    [reason] = found(replace(coding, strong=replace(coding.strong, answer=bare)))
    assert "the strong answer has no code between ```sql or ```python and ```" in reason


def test_a_prompt_said_again_in_nearly_the_same_words_is_found():
    again = replace(GOOD, id="said-again", prompt=GOOD.prompt + " Be brief.", nudges={})
    reasons = found(GOOD, again)
    assert any(f"much like that of '{GOOD.id}'" in reason for reason in reasons)


def test_a_nudge_used_for_two_questions_is_found():
    again = replace(BANK.questions[1], nudges=GOOD.nudges, criteria=GOOD.criteria)
    assert any(f"also stands in '{GOOD.id}'" in reason for reason in found(GOOD, again))


def test_words_taken_from_a_guide_are_found():
    guide = f"Somebody wrote: {GOOD.prompt.upper()} And went on."
    problems = check([GOOD], RUBRIC, BANK.places, {"guide.txt": guide})
    assert any("words taken from guide.txt" in problem.reason for problem in problems)


def test_a_criterion_that_nobody_asks_is_found():
    problems = check([GOOD], RUBRIC, BANK.places)
    unasked = {problem.reason for problem in problems if "no question asks" in problem.reason}
    assert len(unasked) == len(RUBRIC.criteria) - len(GOOD.criteria)


def test_the_command_names_the_problems_of_the_file_that_it_is_given(tmp_path, capsys):
    bad = tmp_path / "bad.yaml"
    bad.write_text("track: pm\ncategory: metrics\nquestions: [{}]\n")
    assert main([str(bad)]) == 1
    told = capsys.readouterr().out
    assert f"{bad}:3: question 1: 'prompt' is missing" in told
    assert main([str(SHIPPED / "pm")]) == 0
    assert capsys.readouterr().out == "no problems\n"


def test_the_command_lists_the_pairs_most_alike_to_be_read(capsys):
    assert main([str(SHIPPED / "pm"), "--nearest", "3"]) == 0
    *pairs, last = capsys.readouterr().out.splitlines()
    shares = [float(pair.split()[0]) for pair in pairs]
    assert len(shares) == 3
    assert shares == sorted(shares, reverse=True)
    assert last == "no problems"


@pytest.mark.parametrize("criterion", RUBRIC.criteria.values(), ids=lambda each: each.id)
def test_the_words_for_a_criterion_are_short_questions(criterion):
    assert 2 <= len(criterion.title.split()) <= 4
    for text in (criterion.nudge, criterion.push_back):
        assert text.count("?") == 1
        assert text.endswith("?")
        assert len(text.split()) <= 35


def test_each_wording_is_given_once():
    texts = [text for each in RUBRIC.criteria.values() for text in (each.nudge, each.push_back)]
    texts += [mistake.nudge for mistake in RUBRIC.mistakes.values()]
    assert len(set(texts)) == len(texts)


def test_every_mistake_asks_one_short_question_and_every_category_has_its_framework():
    assert len(RUBRIC.mistakes) == 13
    for mistake in RUBRIC.mistakes.values():
        assert mistake.nudge.endswith("?")
        assert len(mistake.nudge.split()) <= 35
    assert set(RUBRIC.frameworks) == set(RUBRIC.categories)
    assert all(4 <= len(steps) <= 6 for steps in RUBRIC.frameworks.values())
