import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.drill import BadArgument, Request, choose, parse
from bot.rules.recall import Due
from bot.rules.weakness import Attempt, weigh
from questions.model import Difficulty, Example, Format, Level, Question

CATEGORIES = ("behavioural", "coding", "interop", "product-sense", "ml-system-design")
TRACKS = ("pm", "interop", "mle")
IDS = ("paper-chair-schedule", "late-lab-results")


def read(text):
    return parse(text, categories=CATEGORIES, tracks=TRACKS, ids=IDS, criteria=("rollout",))


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("", Request()),
        ("   ", Request()),
        ("behavioural", Request(category="behavioural")),
        ("  Behavioural   HARD ", Request(category="behavioural", difficulty=Difficulty.HARD)),
        ("hard behavioural", Request(category="behavioural", difficulty=Difficulty.HARD)),
        ("easy", Request(difficulty=Difficulty.EASY)),
        ("easy easy", Request(difficulty=Difficulty.EASY)),
        ("interop", Request(category="interop")),
        ("mle", Request(track="mle")),
        ("weak", Request(weak=True)),
        ("opening medium", Request(opening=True, difficulty=Difficulty.MEDIUM)),
        ("paper-chair-schedule", Request(question_id="paper-chair-schedule")),
        ("rollout hard", Request(criterion="rollout", difficulty=Difficulty.HARD)),
        ("“product—sense”", Request(category="product-sense")),
        ("product – sense, hard", Request(category="product-sense", difficulty=Difficulty.HARD)),
        ("Product Sense", Request(category="product-sense")),
        ("`ml_system_design`.", Request(category="ml-system-design")),
    ],
)
def test_arguments_are_read_as_people_type_them(text, request_):
    assert read(text) == request_


@pytest.mark.parametrize(
    ("text", "word", "nearest"),
    [
        ("behavioral", "behavioral", ("behavioural",)),
        ("nonsense", "nonsense", ()),
        ("produkt sense", "produkt sense", ("product-sense",)),
        ("late-lab-result hard", "late-lab-result", ("late-lab-results",)),
        ("mle nonsense", "nonsense", ()),
        ("mle coding", "mle coding", ("mle", "coding")),
        ("easy hard", "easy hard", ("easy", "hard")),
        ("🎉", "🎉", ()),
    ],
)
def test_a_bad_argument_gets_the_good_ones_with_the_nearest_first(text, word, nearest):
    bad = read(text)
    assert isinstance(bad, BadArgument)
    assert bad.word == word
    assert bad.nearest == nearest
    listed = [each for each in nearest if each not in IDS]
    assert set(bad.allowed[: len(listed)]) == set(listed)
    assert set(bad.allowed) == {"weak", "opening", *CATEGORIES, *TRACKS, *Difficulty}
    assert len(set(bad.allowed)) == len(bad.allowed)


def test_an_endless_argument_is_cut_short():
    bad = read("x" * 4000)
    assert isinstance(bad, BadArgument)
    assert bad.word == "x" * 60


@given(st.text(max_size=40))
@settings(max_examples=80)
def test_whatever_is_typed_gets_a_request_or_a_bad_argument(text):
    assert isinstance(read(text), Request | BadArgument)


def question(name, *criteria, category="behavioural", difficulty=Difficulty.EASY):
    nothing = Example(answer="", levels={})
    return Question(
        id=name,
        track="pm",
        category=category,
        stage="technical",
        format=Format.SINGLE,
        difficulty=difficulty,
        seniority="mid",
        setting="general",
        minutes=5,
        prompt="",
        criteria=criteria,
        nudges={},
        clarifications=(),
        assume="",
        outline=(),
        mistakes=(),
        follow_ups=(),
        strong=nothing,
        weak=nothing,
        facts=(),
        seed="000",
    )


BANK = [
    question("q-due", "rollout"),
    question("q-shaky", "monitoring"),
    question("q-plain", "tradeoffs"),
    question("q-hard", "tradeoffs", category="coding", difficulty=Difficulty.HARD),
    replace(question("q-mle", "tradeoffs", category="coding"), track="mle"),
]
DUE = [Due("consent", date(2025, 9, 1), 0.3), Due("rollout", date(2025, 9, 1), 0.5)]
SHAKY = weigh(
    Attempt(
        "monitoring",
        0,
        datetime(2025, 9, 1, tzinfo=UTC) + timedelta(days=n),
        date(2025, 9, 1) + timedelta(days=n),
        "q",
        f"a{n}",
        "engine",
    )
    for n in range(3)
)


def chosen(request=None, due=(), weaknesses=None, seen=(), seed=1, bank=BANK):
    titles = {each: f"The {each}" for question in bank for each in question.criteria}
    return choose(
        bank, request or Request(), due, weaknesses or {}, seen, random.Random(seed), titles
    )


def test_it_says_which_rule_chose():
    found = {
        choice.rule: choice for choice in (chosen(None, DUE, SHAKY, seed=n) for n in range(40))
    }
    assert found["due"].question.id == "q-due"
    assert found["due"].because == "It asks for “The rollout”, which is due again for you."
    assert found["shaky"].question.id == "q-shaky"
    assert found["shaky"].because == "It asks for “The monitoring”, which is still shaky for you."
    assert found["unseen"].because == "You have not had it in a drill yet."


def test_what_is_due_comes_more_often_than_what_is_shaky_and_that_than_the_unseen():
    counts = Counter(chosen(None, DUE, SHAKY, seed=n).rule for n in range(600))
    assert counts["due"] > counts["shaky"] > counts["unseen"] > 0


def test_what_was_seen_comes_again_only_after_a_while():
    seen = [each.id for each in BANK]
    found = chosen(seen=seen)
    assert found.rule == "seen"
    assert found.because == "You have had it before, though not lately."
    assert found.question.id in seen[:3]


@pytest.mark.parametrize(
    ("request_", "ids"),
    [
        (Request(category="coding"), {"q-hard", "q-mle"}),
        (Request(track="mle"), {"q-mle"}),
        (Request(difficulty=Difficulty.HARD), {"q-hard"}),
        (Request(category="coding", difficulty=Difficulty.HARD), {"q-hard"}),
        (Request(opening=True, track="pm"), {"q-due", "q-shaky", "q-plain", "q-hard"}),
        (Request(question_id="q-plain", difficulty=Difficulty.HARD), {"q-plain"}),
    ],
)
def test_only_what_fits_is_chosen(request_, ids):
    assert {chosen(request_, DUE, SHAKY, seed=n).question.id for n in range(60)} == ids


def test_a_question_asked_for_by_its_id_comes_though_it_was_just_seen():
    found = chosen(Request(question_id="q-plain"), seen=["q-plain"])
    assert (found.question.id, found.rule) == ("q-plain", "id")
    assert found.because == "You asked for this question."


def test_where_no_question_is_that_hard_another_comes_and_it_says_so():
    found = chosen(Request(track="mle", difficulty=Difficulty.HARD))
    assert found.question.id == "q-mle"
    assert found.because.endswith("There is no hard one of this kind, so it may be any.")


def test_weak_gives_what_is_due_or_shaky():
    rules = {chosen(Request(weak=True), DUE, SHAKY, seed=n).rule for n in range(40)}
    assert rules == {"due", "shaky"}


STRONG = Example(answer="", levels={"monitoring": Level.SHOWN})


def stuck(times, criterion="monitoring"):
    first = datetime(2025, 9, 1, tzinfo=UTC)
    return weigh(
        Attempt(criterion, n % 2, at, at.date(), "q", f"a{n}", "engine")
        for n in range(times)
        for at in (first + timedelta(days=n),)
    )


@pytest.mark.parametrize(
    ("times", "point", "example"),
    [(3, None, None), (4, "monitoring", None), (7, "monitoring", None), (8, "monitoring", "shows")],
)
def test_four_answers_in_vain_change_the_form_and_four_more_change_it_again(times, point, example):
    bank = [*BANK, replace(question("shows", "consent"), strong=STRONG)]
    found = chosen(Request(criterion="monitoring"), weaknesses=stuck(times), bank=bank)
    assert (found.question.id, found.point, found.example) == ("q-shaky", point, example)
    said = f"It did not show in your last {times} answers" in found.because
    assert said == (point is not None)


def test_the_form_changes_by_whatever_rule_the_criterion_comes():
    due = [Due("rollout", date(2025, 9, 1), 0.3)]
    found = [chosen(None, due, stuck(4, "rollout"), seed=n) for n in range(40)]
    assert {(each.rule, each.point) for each in found} >= {("due", "rollout"), ("unseen", None)}


def test_an_opening_stays_an_opening():
    found = {
        chosen(Request(opening=True, criterion="monitoring"), weaknesses=stuck(9), seed=n).point
        for n in range(9)
    }
    assert found == {None}


def test_code_is_not_asked_for_one_point_alone():
    coding = [replace(question("code", "monitoring", category="coding"), format=Format.CODING)]
    found = chosen(Request(criterion="monitoring"), weaknesses=stuck(4), bank=coding)
    assert (found.question.id, found.point) == ("code", None)


def test_an_answer_in_code_is_no_example():
    code = replace(question("code", "consent"), format=Format.CODING, strong=STRONG)
    found = chosen(Request(criterion="monitoring"), weaknesses=stuck(8), bank=[*BANK, code])
    assert (found.point, found.example) == ("monitoring", None)


def test_a_criterion_asked_for_comes_in_an_unseen_question_first():
    bank = [*BANK, question("other", "monitoring"), question("third", "monitoring")]
    wanted = Request(criterion="monitoring")
    found = {chosen(wanted, seen=["other"], bank=bank, seed=n).question.id for n in range(20)}
    assert found == {"q-shaky", "third"}
    again = chosen(wanted, seen=["q-shaky", "other", "third"], bank=bank)
    assert (again.question.id, again.rule) in {("q-shaky", "criterion"), ("other", "criterion")}
    assert again.because == "It asks for “The monitoring”, as you wished."


def test_weak_without_anything_known_says_so():
    assert "Nothing is known to be weak yet" in chosen(Request(weak=True)).because


def test_a_kind_without_questions_is_said_in_words():
    with pytest.raises(ValueError, match="no question of this kind"):
        chosen(Request(category="nothing"))


@given(st.lists(st.sampled_from([f"q{n}" for n in range(60)]), max_size=60), st.integers(1, 60))
@settings(max_examples=80)
def test_never_one_seen_lately(seen, size):
    bank = [question(f"q{number}", "rollout") for number in range(size)]
    found = chosen(None, DUE, SHAKY, seen, bank=bank)
    fitting = [each for each in reversed(seen) if each in {one.id for one in bank}]
    lately = list(dict.fromkeys(fitting))[: min(20, size // 2)]
    assert found.question.id not in lately
    assert (found.rule == "seen") <= (found.question.id in seen)


@given(st.integers(0, 2**32))
@settings(max_examples=20)
def test_the_same_seed_gives_the_same_drill(seed):
    assert chosen(None, DUE, SHAKY, seed=seed) == chosen(None, DUE, SHAKY, seed=seed)
