"""Whatever is in a question file, its faults are named by file, line and reason; the rest loads."""

import json
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.frozen import freeze, thaw
from questions.load import SHIPPED, Loaded, load_questions, load_rubric
from questions.model import Level

RUBRIC = load_rubric()
SOUND = """\
  - id: {id}
    stage: technical
    format: single
    difficulty: medium
    seniority: senior
    setting: provider
    minutes: 12
    prompt: How would you tell that the lab feed of one clinic has gone quiet?
    criteria:
      data-quality: How would you notice?
      monitoring: What would you watch?
      ownership: Who is called?
      failure-modes: What do people see meanwhile?
    clarifications:
      - {{ask: "How many clinics?", answer: Forty.}}
      - {{ask: "How often do results come?", answer: no}}
      - {{ask: "Since when?", answer: 2024-01-01}}
    assume: One message a minute.
    outline: [One, Two, Three, 1e3]
    mistakes:
      - text: Watching the mean of all clinics.
      - {{rule: more-components, text: Adding a queue.}}
    follow_ups:
      - {{criterion: ownership, ask: "And at night?"}}
      - {{criterion: monitoring, ask: "Which number?"}}
    strong:
      answer: A count for each clinic and hour.
      levels: {{data-quality: shown, monitoring: shown, ownership: mentioned,
               failure-modes: missing}}
    weak:
      answer: We would monitor it.
      levels: {{data-quality: missing, monitoring: mentioned, ownership: missing,
               failure-modes: missing}}
    facts: []
"""
HEADER = "track: pm\ncategory: metrics\nquestions:\n"
FIRST = SOUND.format(id="quiet-feed")
SECOND = SOUND.format(id="silent-lab")


def load(tmp_path: Path, text: str | bytes) -> Loaded:
    file = tmp_path / "ours.yaml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_questions([tmp_path], RUBRIC)


def told(loaded: Loaded, folder: Path) -> list[str]:
    return [str(problem).removeprefix(f"{folder}/") for problem in loaded.problems]


def test_everything_is_read_as_the_text_that_was_typed(tmp_path):
    loaded = load(tmp_path, HEADER + FIRST)
    assert told(loaded, tmp_path) == []
    (question,) = loaded.questions
    assert [each.answer for each in question.clarifications] == ["Forty.", "no", "2024-01-01"]
    assert question.outline[3] == "1e3"
    assert question.strong.levels["ownership"] is Level.MENTIONED
    assert question.nudges["ownership"] == "Who is called?"
    assert question.mistakes[1].rule == "more-components"


@pytest.mark.parametrize(
    ("typed", "instead", "line", "reason"),
    [
        (
            "minutes: 12",
            "minutes: 12\n    minutes: 15",
            11,
            "'minutes' stands here twice, first on line 10",
        ),
        ("technical", "*stage", 5, "aliases (*name) are not allowed: write it out"),
        ("technical", "&stage technical", 5, "anchors (&name) are not allowed"),
        (
            "minutes: 12",
            "minutes: !!int 12",
            10,
            "tags (!name) are not allowed: everything is read as text",
        ),
        (
            "minutes: 12",
            "minutes: 12\n    <<: {minutes: 12}",
            11,
            "merge keys (<<) are not allowed: write it out",
        ),
        (
            "minutes: 12",
            "minutes: 12\n    ? [a]\n    : b",
            11,
            "a field's name must be a plain word",
        ),
        (
            "minutes: 12",
            "minutes: a while",
            10,
            "{ours}: 'minutes' must be a whole number from 1 to 480, not 'a while'",
        ),
        (
            "minutes: 12",
            "minutes: ١٢",
            10,
            "{ours}: 'minutes' must be a whole number from 1 to 480, not '١٢'",
        ),
        ("minutes: 12", "minutes: [12]", 10, "{ours}: 'minutes' must be a text"),
        ("minutes: 12", "minutes:", 10, "{ours}: 'minutes' is empty"),
        ("minutes: 12", "minuets: 12", 4, "{ours}: 'minutes' is missing"),
        (
            "minutes: 12",
            "minutes: 12\n    minuets: 12",
            11,
            "{ours}: unknown field 'minuets'. Did you mean 'minutes'?",
        ),
        (
            "difficulty: medium",
            "difficulty: medum",
            7,
            "{ours}: unknown difficulty 'medum'. Did you mean 'medium'?",
        ),
        (
            "format: single",
            "format: poem",
            6,
            (
                "{ours}: unknown format 'poem': it is one of single, role-play, take-home, "
                "presentation, explain, coding"
            ),
        ),
        (
            "      monitoring: What",
            "      monitring: What",
            14,
            "{ours}: criteria: unknown criterion 'monitring'. Did you mean 'monitoring'?",
        ),
        ("      ownership: Who is called?\n", "", 12, "{ours}: 3 criteria, not 4 to 8"),
        (
            "rule: more-components",
            "rule: more-boxes",
            25,
            "{ours}: mistakes 2: unknown rule 'more-boxes'. Did you mean 'more-components'?",
        ),
        (
            "criterion: monitoring",
            "criterion: consent",
            28,
            "{ours}: follow_ups 2: 'consent' is none of this question's criteria",
        ),
        (
            "levels: {data-quality: shown,",
            "levels: {",
            31,
            "{ours}: strong: levels: 'data-quality' is missing",
        ),
        (
            "levels: {data-quality: shown,",
            "levels: {data-quality: superb,",
            31,
            (
                "{ours}: strong: levels: unknown data-quality 'superb': "
                "it is one of missing, mentioned, shown"
            ),
        ),
        (
            "levels: {data-quality: shown,",
            "levels: {data-quality: shown, consent: shown,",
            31,
            "{ours}: strong: levels: unknown field 'consent'",
        ),
        (
            '      - {ask: "Since when?", answer: 2024-01-01}\n',
            "",
            17,
            "{ours}: 'clarifications' has 2 entries, not 3 to 5",
        ),
        (
            "outline: [One, Two, Three, 1e3]",
            "outline: One",
            22,
            "{ours}: 'outline' must be a list, with '- ' before each entry",
        ),
        ("outline: [One,", "outline: [{one: 1},", 22, "{ours}: 'outline' 1 must be a text"),
        (
            "Adding a queue.",
            r'"Adding\u202e a queue"',
            25,
            "{ours}: mistakes 2: 'text' has a character that cannot be seen (U+202E)",
        ),
        (
            "A count for",
            "A " + "long " * 600 + "count for",
            30,
            "{ours}: strong: 'answer' is longer than 3,000 characters",
        ),
        (
            "id: quiet-feed",
            "id: metrics",
            4,
            (
                "question 1: the id must be two to six words of a-z and 0-9 joined by '-', "
                "at most 40 characters, not 'metrics'"
            ),
        ),
        (
            "id: quiet-feed",
            "id: ml-theory",
            4,
            "question 'ml-theory': the id 'ml-theory' is the name of a track or category",
        ),
        (
            "id: quiet-feed",
            "id: silent-lab",
            38,
            "question 'silent-lab': the id is taken by {file}:4",
        ),
    ],
)
def test_a_bad_question_is_named_with_its_line_and_the_others_load(
    tmp_path, typed, instead, line, reason
):
    assert FIRST.count(typed) == 1
    loaded = load(tmp_path, HEADER + FIRST.replace(typed, instead) + SECOND)
    said = reason.format(ours="question 'quiet-feed'", file=tmp_path / "ours.yaml")
    expected = f"ours.yaml:{line}: {said}"
    assert expected in told(loaded, tmp_path)
    assert [question.id for question in loaded.questions] == ["silent-lab"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "ours.yaml: nothing in it"),
        ("# later\n", "ours.yaml: nothing in it"),
        ("just words", "ours.yaml:1: fields expected here, as in 'name: text'"),
        (
            HEADER + "\t- id: quiet-feed\n",
            "ours.yaml:4: not YAML: found character '\\t' that cannot start any token (indent with",
        ),
        (
            HEADER.replace("metrics", "metrics: all"),
            "ours.yaml:2: not YAML: mapping values are not allowed here (a text with ': ' in it",
        ),
        (
            (HEADER + FIRST.replace("Forty", "Où")).encode("latin-1"),
            "ours.yaml:18: not UTF-8: save the file as UTF-8",
        ),
        (HEADER + FIRST + "#" * 300_000, "ours.yaml: larger than 256 kB: split it"),
        (HEADER + "[" * 900, "ours.yaml:4: nested deeper than 20 levels"),
        (HEADER + "  - {}\n" * 20_001, "ours.yaml:19997: more than 20,000 entries: split the file"),
        (
            HEADER + FIRST + "---\n" + HEADER,
            "ours.yaml:38: a second document: keep one to a file, without '---'",
        ),
        (HEADER + FIRST + "\x00", "ours.yaml:38: a character that cannot be shown: take it out"),
        (
            "%YAML 1." + "9" * 5000 + "\n---\n" + HEADER,
            "ours.yaml: not YAML: Exceeds the limit (4300 digits)",
        ),
        (
            HEADER.replace("pm", "mlee") + FIRST,
            "ours.yaml:1: unknown track 'mlee'. Did you mean 'mle'?",
        ),
        (
            HEADER.replace("pm", "!x pm") + FIRST,
            "ours.yaml:1: tags (!name) are not allowed: everything is read as text",
        ),
        (
            HEADER + FIRST + "track: mle\n",
            "ours.yaml:38: 'track' stands here twice, first on line 1",
        ),
        (HEADER, "ours.yaml:3: 'questions' has 0 entries, not 1 to 20000"),
    ],
)
def test_a_bad_file_is_named_and_the_other_files_load(tmp_path, text, problem):
    (tmp_path / "also.yml").write_text(HEADER + SECOND)
    loaded = load(tmp_path, text)
    assert told(loaded, tmp_path)[0].startswith(problem)
    assert [question.id for question in loaded.questions] == ["silent-lab"]


def test_a_byte_order_mark_does_no_harm(tmp_path):
    loaded = load(tmp_path, b"\xef\xbb\xbf" + (HEADER + FIRST).encode())
    assert len(loaded.questions) == 1
    assert not loaded.problems


def test_every_problem_of_a_file_is_told_in_the_order_of_its_lines(tmp_path):
    bad = FIRST.replace("minutes: 12", "minutes: 0").replace("medium", "*x").replace("One,", "'',")
    loaded = load(tmp_path, HEADER + SECOND + bad + "  - text\n")
    assert [problem.line for problem in loaded.problems] == [41, 44, 56, 72]
    assert [question.id for question in loaded.questions] == ["silent-lab"]


def test_criteria_may_be_a_plain_list_that_takes_the_general_nudges(tmp_path):
    start, end = FIRST.index("    criteria:"), FIRST.index("    clarifications:")
    listed = "    criteria: [data-quality, monitoring, ownership, failure-modes]\n"
    (question,) = load(tmp_path, HEADER + FIRST[:start] + listed + FIRST[end:]).questions
    assert question.criteria == ("data-quality", "monitoring", "ownership", "failure-modes")
    assert question.nudges == {}


def test_a_folder_that_is_not_there_is_a_problem_and_the_next_one_loads(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "one.yml").write_text(HEADER + FIRST)
    (tmp_path / "deep" / ".hidden.yaml").write_text("[")
    (tmp_path / "notes.txt").write_text("[")
    loaded = load_questions([tmp_path / "gone", tmp_path / "deep"], RUBRIC)
    assert told(loaded, tmp_path) == ["gone: the folder cannot be read: No such file or directory"]
    assert [question.id for question in loaded.questions] == ["quiet-feed"]


def test_a_pipe_and_a_dangling_link_are_problems_and_nobody_waits(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "nowhere")
    loaded = load_questions([tmp_path], RUBRIC)
    assert told(loaded, tmp_path) == ["link.yaml: not a file", "pipe.yaml: not a file"]


def test_an_id_of_the_shipped_bank_cannot_be_taken(tmp_path):
    taken = load_questions([SHIPPED], RUBRIC).questions[0].id
    (tmp_path / "ours.yaml").write_text(HEADER + SOUND.format(id=taken))
    loaded = load_questions([SHIPPED, tmp_path], RUBRIC)
    assert [problem.line for problem in loaded.problems] == [4]
    assert f"question '{taken}': the id is taken by questions/tracks/" in str(loaded.problems[0])


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(HEADER + FIRST)),
            st.sampled_from(["\t", "*a ", "&a ", "!!int ", "- ", ": ", "[", "}", '"', "|", "---\n"])
            | st.text(max_size=3),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_no_scribbling_over_a_file_stops_the_loader(tmp_path_factory, scribbles):
    text = HEADER + FIRST
    for place, what in scribbles:
        text = text[:place] + what + text[place:]
    folder = tmp_path_factory.mktemp("scribbled")
    loaded = load(folder, text.encode("utf-8", "replace"))
    assert loaded.questions or loaded.problems


def test_the_largest_hostile_file_is_refused_in_bounded_time(tmp_path):
    started = time.perf_counter()
    load(tmp_path, HEADER + " - id: a-b\n" + "".join(f"   f{n}: 1\n" for n in range(9000)))
    load(tmp_path, "{a: " * 60_000)
    assert time.perf_counter() - started < 20


def test_topics_may_be_left_out_and_are_of_a_closed_set(tmp_path):
    assert load(tmp_path, HEADER + FIRST).questions[0].topics == ()
    loaded = load(tmp_path, HEADER + FIRST + "    topics: [breach, launch, breach]\n")
    assert loaded.questions[0].topics == ("breach", "launch")
    [problem] = load(tmp_path, HEADER + FIRST + "    topics: [breech]\n").problems
    assert "unknown topic 'breech'. Did you mean 'breach'?" in problem.reason


def test_a_round_kept_before_there_were_topics_gives_its_question_back():
    for question in load_questions([SHIPPED], RUBRIC).questions:
        kept = json.loads(json.dumps(freeze(question)))
        assert thaw(kept) == question
        del kept["topics"]
        assert thaw(kept) == replace(question, topics=())
