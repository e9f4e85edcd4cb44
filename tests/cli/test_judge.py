"""`rounds judge report`: an operator sees how the judge does, and nothing of anybody's own."""

import json
from dataclasses import replace

import pytest

from bot.cli import main
from bot.practice import answers, disputes, reviews
from bot.practice.tools import Caller
from questions.model import Level
from storage.remarks import NUDGED
from tests.builders import TEAM, Hands, bank, posted_round, set_up, tools

HOLLOW = (
    "That is a great question and I like it a lot, since it is the kind of thing that we talk"
    " about very often, and everybody should be happy in the end, which is nice, canary, {}."
)
PEOPLE = ("UANNA", "UBERT", "UCARL")


def who(user):
    return Caller(TEAM, user, "America/New_York")


@pytest.fixture
def made(tmp_path):
    """Three people gave two hollow answers each, and called the first nudge on each wrong."""
    from storage.upkeep import migrate  # noqa: PLC0415

    hands = Hands()
    url = f"sqlite:///{tmp_path}/rounds.db"
    migrate(url, hands.now)
    opened = tools(hands, url)
    set_up(opened, hands)
    round_, first = posted_round(opened), ""
    for user in PEOPLE:
        for form in "12":
            text = HOLLOW.format(f"{user} says {form}")
            card = answers.receive_private(opened, who(user), round_.id, text, f"{user}{form}").card
            first = card.hint.nudges[0].criterion
            disputes.settle(opened, who(user), card.answer_id, [first], "low")
    yield opened, first
    opened.store.close()


@pytest.fixture
def report(tmp_path, monkeypatch, capsys):
    """Ask for the report; gives its status and what it printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ROUNDS_DATABASE_URL", f"sqlite:///{tmp_path}/rounds.db")
    monkeypatch.setattr("bot.app.load_bank", lambda _own: _Loaded())

    def typed(*words):
        status = main(["judge", "report", *words])
        out, err = capsys.readouterr()
        return status, out or err

    return typed


class _Loaded:
    problems = ()

    @property
    def bank(self):
        return bank()


def test_it_counts_what_was_judged_nudged_and_called_wrong_and_says_what_is_muted(made, report):
    _, first = made
    _, printed = report("--json")
    [found] = json.loads(printed)
    line = found["criteria"][first]
    assert found["workspace"] == TEAM
    assert (line["judged"], line["nudged"], line["nudged_wrong"]) == (6, 6, 6)
    assert (line["disputed"], line["people"], line["ways"]) == (6, 3, {"low": 6})
    assert line["muted_until"].startswith("2027-02-21T")
    assert line["agreement"] == {"n": 0, "engine": None, "peers": None, "qwk": None}
    others = {c: each for c, each in found["criteria"].items() if c != first}
    assert {each["disputed"] for each in others.values()} == {0}
    assert {each["judged"] for each in others.values()} == {6}
    _, table = report()
    assert f"muted until 2027-02-21: {first}" in table
    assert "too few to tell" in table


def test_nobodys_name_or_words_are_in_it(made, report):
    for words in ((), ("--json",)):
        _, printed = report(*words)
        assert TEAM in printed
        assert not [each for each in (*PEOPLE, "canary", "great question") if each in printed]


def reviewed(opened, authors, found):
    """Let each author share their answers, and the two others find so much where they nudged."""
    question = None
    for author in authors:
        with opened.store.read(TEAM) as books:
            own = books.answers.of_user(author)
            hints = {each.id: books.hints.latest(each.id) for each in own}
        question = bank().get(own[0].question_id)
        for answer in own:
            nudged = {nudge["criterion"] for nudge in hints[answer.id].nudges}
            answers.share(opened, who(author), answer.id)
            answers.shared(opened, TEAM, answer.id, f"{answer.id}.1")
            for peer in PEOPLE:
                if peer != author:
                    missing = dict.fromkeys(question.criteria, Level.MISSING)
                    levels = missing | dict.fromkeys(nudged, found)
                    said = f"{peer} read {answer.id}."
                    reviews.submit(opened, who(peer), answer.id, levels, said, "Begin.")
    return question


def test_peers_are_told_beside_the_judge_from_ten_levels_on(made, report):
    opened, _ = made
    question = reviewed(opened, PEOPLE[:1], Level.MISSING)
    [found] = json.loads(report("--json")[1])
    assert found["agreement"]["n"] == 2 * len(question.criteria) >= 10
    assert found["agreement"]["peers"] == 0
    each = found["criteria"][question.criteria[0]]["agreement"]
    assert each == {"n": 2, "engine": None, "peers": None, "qwk": None}
    assert "mean level" in report()[1]


@pytest.mark.parametrize(("level", "borne_out"), [(Level.MENTIONED, 12), (Level.SHOWN, 0)])
def test_nudges_are_laid_beside_what_peers_agree_on_once_there_are_ten(
    made, report, level, borne_out
):
    opened, _ = made
    reviewed(opened, PEOPLE[:2], level)
    [found] = json.loads(report("--json")[1])
    assert found["nudges"] == {"n": 8, "borne_out": None}
    assert "nudges on what peers do not find shown: too few to tell, 8 so far." in report()[1]
    reviewed(opened, PEOPLE[2:], level)
    [found] = json.loads(report("--json")[1])
    assert found["nudges"] == {"n": 12, "borne_out": borne_out}
    assert found["praises"] == {"n": 0, "borne_out": None}
    share = f"{borne_out} of 12 ({borne_out / 12:.0%})."
    assert f"nudges on what peers do not find shown: {share}" in report()[1]


def test_peers_of_whom_one_read_an_earlier_text_are_not_laid_beside_the_judge(made, report):
    opened, _ = made
    with opened.store.read(TEAM) as books:
        own, other = books.answers.of_user("UANNA")
        levels = dict.fromkeys(bank().get(own.question_id).criteria, Level.MISSING)
    for answer in (own, other):
        answers.share(opened, who("UANNA"), answer.id)
        answers.shared(opened, TEAM, answer.id, f"{answer.id}.1")
        reviews.submit(opened, who("UBERT"), answer.id, levels, f"I read {answer.id}.", "Begin.")
    with opened.store.begin(TEAM) as books:
        edited = replace(books.answers.get(own.id), text=HOLLOW.format("edited"))
        books.answers.put(edited, books.now())
    for answer in (own, other):
        reviews.submit(opened, who("UCARL"), answer.id, levels, f"Read: {answer.id}.", "Begin.")
    [found] = json.loads(report("--json")[1])
    assert (found["agreement"]["n"], found["nudges"]["n"]) == (len(levels), 2)


def test_since_leaves_out_what_was_before(made, report):
    [found] = json.loads(report("--since", "2026-11-24", "--json")[1])
    assert {c for c, line in found["criteria"].items() if line["judged"] or line["nudged"]} == set()
    [found] = json.loads(report("--since", "2026-11-23", "--json")[1])
    assert found["criteria"]


def test_praise_is_counted_apart_from_nudges(made, report):
    opened, first = made
    with opened.store.begin(TEAM) as books:
        answer = books.answers.of_user("UANNA")[0]
        books.remarks.put(answer.id, {"praised-only": "praised", first: NUDGED}, "old", books.now())
    [found] = json.loads(report("--json")[1])
    assert (found["criteria"]["praised-only"]["praised"], found["criteria"][first]["nudged"]) == (
        1,
        6,
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--workspace", "T9"), "Workspace “T9” is not stored here. There is: T1."),
        (("--since", "monday"), "--since: “monday” is not a date. Write it like 2026-11-01."),
    ],
)
def test_what_cannot_be_asked_is_words_and_status_2(made, report, words, told):
    status, printed = report(*words)
    assert (status, told in printed) == (2, True)


def test_without_a_database_it_says_where_one_is_named(report):
    status, printed = report()
    assert status == 2
    assert "ROUNDS_DATABASE_URL" in printed
