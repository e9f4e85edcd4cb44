"""Who writes questions sees them in the shell: which, how many, for how long, and what is wrong."""

import json
import re
from shutil import copyfile

import pytest

from questions.frozen import freeze
from questions.load import SHIPPED, load_questions, load_rubric
from questions.model import TOPICS
from tests.conftest import rounds

RUBRIC = load_rubric()
BANK = load_questions([SHIPPED], RUBRIC)
BREACH = "nine-looked-without-reason"


def asked(cwd, *words, status=0, **environment):
    done = rounds("questions", *words, cwd=cwd, **environment)
    assert done.returncode == status, done.stderr
    return done.stdout


@pytest.fixture
def own(tmp_path):
    """A folder with one sound question that words no nudges, and one that is broken."""
    folder = tmp_path / "own"
    folder.mkdir()
    text = (SHIPPED / "pm" / "mission.yaml").read_text()
    [header, first, *_] = re.split(r"(?m)^(?=  - id: )", text)
    first = re.sub(r"id: \S+", "id: why-oncology-at-all", first, count=1)
    first = re.sub(
        r"(?ms)^    prompt: .*?^    criteria:", "    prompt: Why us?\n    criteria:", first
    )
    (folder / "ours.yaml").write_text(f"{header}{first}  - id: half-a-question\n")
    return folder


def test_the_list_has_a_line_for_each_question_that_fits_every_filter(tmp_path):
    lines = asked(tmp_path, "list").splitlines()
    assert [line.split()[0] for line in lines] == [each.id for each in BANK.questions]
    found = asked(tmp_path, "list", "--topic", "breach", "--category", "privacy").splitlines()
    [line] = [line for line in found if line.startswith(f"{BREACH} ")]
    assert line.split()[:5] == [BREACH, "privacy", "regulatory", "easy", "A"]
    rows = json.loads(
        asked(tmp_path, "list", "--track", "pm,mle", "--criterion", "quantified", "--json")
    )
    assert [row["id"] for row in rows] == [
        each.id
        for each in BANK.questions
        if each.track in {"pm", "mle"} and "quantified" in each.criteria
    ]


def test_a_filter_that_nothing_bears_is_answered_with_what_was_meant(tmp_path):
    done = rounds("questions", "list", "--topic", "imagng", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == "rounds questions: --topic: 'imagng' is none. Did you mean imaging?\n"


def test_one_question_is_shown_whole(tmp_path):
    question = next(each for each in BANK.questions if each.id == BREACH)
    shown = " ".join(asked(tmp_path, "show", BREACH).split())
    texts = [question.prompt, question.assume, question.strong.answer, question.weak.answer]
    texts += [*question.outline, *question.nudges.values(), *question.criteria]
    texts += [text for each in question.clarifications for text in (each.ask, each.answer)]
    texts += [each.text for each in question.mistakes]
    texts += [each.ask for each in question.follow_ups]
    texts += [text for each in question.facts for text in (each.says, each.source)]
    for text in texts:
        assert " ".join(text.split()) in shown
    assert TOPICS["breach"] in shown
    kept = json.loads(asked(tmp_path, "show", BREACH, "--json"))
    place = BANK.places[BREACH]
    assert (kept.pop("file"), kept.pop("line")) == (place.file, place.line)
    assert kept == json.loads(json.dumps(freeze(question)))


def test_code_is_shown_as_it_was_written(tmp_path):
    question = next(each for each in BANK.questions if each.format == "coding")
    shown = asked(tmp_path, "show", question.id)
    for line in question.strong.answer.split("```")[1].splitlines()[1:]:
        assert line in shown


def test_an_id_that_there_is_not_is_answered_with_its_neighbours(tmp_path):
    done = rounds("questions", "show", BREACH + "s", cwd=tmp_path)
    assert done.returncode == 2
    assert f"Did you mean {BREACH}?" in done.stderr
    assert BREACH in rounds("questions", "show", "nine", cwd=tmp_path).stderr
    assert "Traceback" not in done.stderr


def test_the_figures_count_every_kind_and_say_for_how_many_days_they_last(tmp_path, own):
    shown = asked(tmp_path, "stats")
    assert shown.startswith(f"{len(BANK.questions)} questions\n")
    assert re.search(rf"all tracks +{len(BANK.questions)} ", shown)
    figures = json.loads(asked(tmp_path, "stats", "--json"))
    assert figures["total"] == figures["days"]["all"] == len(BANK.questions)
    assert figures["by"]["topic"].keys() == TOPICS.keys()
    assert figures["by"]["criterion"].keys() == RUBRIC.criteria.keys()
    done = rounds("questions", "stats", "--json", cwd=tmp_path, ROUNDS_QUESTIONS=str(own))
    assert json.loads(done.stdout)["own"] == 1
    assert "problems: see rounds questions check" in done.stderr


def test_a_folder_of_ones_own_is_told_what_is_refused_and_what_might_be_better(tmp_path, own):
    done = rounds("questions", "check", "own", cwd=tmp_path)
    assert done.returncode == 1
    assert "own/ours.yaml:" in done.stderr
    assert "question 'half-a-question': 'prompt' is missing" in done.stderr
    assert "the prompt has 2 words, not 30 to 110 (asked all the same)" in done.stderr
    found = json.loads(asked(tmp_path, "check", "own", "--json", status=1))
    assert {each["file"] for told in found.values() for each in told} == {"own/ours.yaml"}
    assert all("half-a-question" in each["reason"] for each in found["problems"])
    assert all("why-oncology-at-all" in each["reason"] for each in found["warnings"])


def test_a_folder_of_ones_own_that_only_might_be_better_is_sound(tmp_path, own):
    file = own / "ours.yaml"
    file.write_text(file.read_text().replace("  - id: half-a-question\n", ""))
    done = rounds("questions", "check", cwd=tmp_path, ROUNDS_QUESTIONS=str(own))
    assert done.returncode == 0
    assert "Every question is sound." in done.stdout
    assert "asked all the same" in done.stderr


def test_a_question_of_ones_own_that_the_bank_has_is_told_so(tmp_path):
    file = tmp_path / "again.yaml"
    copyfile(SHIPPED / "pm" / "mission.yaml", file)
    file.write_text(file.read_text().replace("id: ", "id: our-"))
    found = json.loads(asked(tmp_path, "check", str(file), "--json"))
    assert sum("is much like that of" in each["reason"] for each in found["warnings"]) >= 2


def test_sentences_taken_from_a_text_are_found_and_a_folder_that_is_not_there_is_said(tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "blog.md").write_text(f"I read: {BANK.questions[0].prompt}")
    done = rounds("questions", "check", "--guides", "texts", cwd=tmp_path)
    assert done.returncode == 1
    assert "words taken from blog.md" in done.stderr
    done = rounds("questions", "check", "--guides", "nowhere", cwd=tmp_path)
    assert done.returncode == 2
    assert "--guides: nowhere: No such file or directory." in done.stderr
