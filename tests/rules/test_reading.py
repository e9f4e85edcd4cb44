from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.reading import (
    Part,
    Verdict,
    floor,
    floor_for,
    group_verdict,
    has_code,
    is_english_script,
    is_small_talk,
    joined,
    merge,
    repeats,
    verdict,
    words,
)

PROSE = (
    "I would start with the charge nurse, since the chair schedule is hers, and reconcile late "
    "labs before nine every morning, because a wrong count sends patients home untreated."
)
QUERY = (
    "```SELECT patient_id, MAX(drawn_at) FROM labs WHERE status = 'final' GROUP BY patient_id```"
)
ASKED = (
    "Before I begin, which clinics are we talking about, and do they share one schedule? Is the "
    "lab in the building, or does it send results by fax at the end of the day?"
)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("one two  three", 3),
        ("well-known, don't re-count", 3),
        ("and/or", 2),
        ("3,000 at 10:30", 3),
        ("a &amp; b &lt;5", 3),
        ("— … 👍 :tada: :+1::skin-tone-2:", 0),
        ("ask <@U012ABC> or <#C012|general> <!here>", 3),
        ("see <https://example.org/a/b|the page> https://example.org", 3),
        ("> what another said\n&gt; and more\nmine alone", 2),
        ("先核对实验室结果", 4),
        ("はい", 1),
        ("字", 1),
        ("먼저 검사 결과를", 3),
        ("पहले नतीजे देखें", 3),
        ("сначала анализы", 2),
        ("ตรวจผลแล็บก่อน", 2),
        (QUERY, 12),
        ("```x = 1``` then more", 4),
        ("```not closed", 2),
    ],
)
def test_words_are_counted_in_any_script(text, count):
    assert words(text) == count


@given(
    st.text(max_size=200), st.sampled_from([" :tada:", " 🎉", "\n> quoted by me", " <@U1>", " —"])
)
@settings(max_examples=80)
def test_noise_adds_no_words(text, noise):
    plain = text.replace("`", "").replace("<", "").replace(":", "").replace("http", "")
    assert words(plain + noise) == words(plain)


def test_code_stands_in_a_closed_block():
    assert has_code(f"mine:\n{QUERY}")
    assert not has_code("`inline` and ``` open")
    assert not has_code("``` ```")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "thanks!",
        "Thanks so much, this helps",
        "thank you Ana :pray:",
        "+1",
        "+1 to what was said",
        "^^",
        "👍",
        ":tada: :tada:",
        "Good point!",
        "Great answer, I had not thought of the fax. Thanks!",
        "same here",
        "lol",
        "agreed",
        "ok, will do",
        "谢谢",
        "ありがとうございます",
        "Good morning everyone",
        "Does anyone know which site this is about?",
        "这是哪家医院？",
        "Wait, what? Is this today's?",
        "<@U012ABC> I would look at the labs first, as you do not say who owns them",
        "hey <@U012ABC|ana>, look at the labs",
        "https://example.org/post",
        "&gt; start with the PDF\nagreed",
    ],
)
def test_small_talk_is_seen(text):
    assert is_small_talk(text)
    assert verdict(text) is Verdict.TALK


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        QUERY,
        ASKED,
        "Who is the user? I'll assume the charge nurse.",
        "Great question! I'd sit in two clinics for a morning.",
        "No automatic rebooking without a nurse.",
        "Thanks for the question, I would first pull four weeks of timestamps and compare them",
        "```df.dropna()```",
        "for <@U012ABC> and others: reconcile first",
        "先核对实验室结果，再看排班。",
    ],
)
def test_what_belongs_to_an_answer_is_not_small_talk(text):
    assert not is_small_talk(text)


def counted(number: int) -> str:
    return " ".join(f"word{at}" for at in range(number))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (counted(25), Verdict.ANSWER),
        (counted(24), Verdict.UNSURE),
        (counted(12), Verdict.UNSURE),
        (counted(11), Verdict.TALK),
        (PROSE, Verdict.ANSWER),
        (ASKED, Verdict.UNSURE),
        (f"{ASKED} I'll assume three clinics and one shared schedule.", Verdict.ANSWER),
        (QUERY, Verdict.UNSURE),
        ("字" * 50, Verdict.ANSWER),
        ("字" * 49, Verdict.UNSURE),
        (f"Great question! {PROSE}", Verdict.ANSWER),
        (
            f"{QUERY} does this work for late results? and is it fast enough with an index?",
            "answer",
        ),
    ],
)
def test_a_reply_is_an_answer_talk_or_a_close_call(text, expected):
    assert verdict(text) == expected


def test_where_code_is_asked_for_twelve_tokens_in_a_block_are_enough():
    assert verdict(QUERY, code_expected=True) is Verdict.ANSWER
    assert verdict("```SELECT patient_id FROM labs```", code_expected=True) is Verdict.TALK
    assert verdict(counted(20), code_expected=True) is Verdict.UNSURE


def test_the_floor_can_be_shown_beforehand():
    assert (floor(), floor(code=True), floor(brief=True)) == (25, 12, 12)
    assert floor_for(QUERY) == 25
    assert floor_for(QUERY, code_expected=True) == 12
    assert floor_for(PROSE, code_expected=True) == 25


def test_ones_own_text_again_is_seen_whatever_its_spacing():
    assert repeats("I would  Start, here.", ["other", "i would start here"])
    assert not repeats("I would start there.", ["other", "i would start here"])
    assert not repeats("anything", [])


@pytest.mark.parametrize(
    "hostile", ["a" * 40000, "<@" * 20000, "```" * 13000, "?" * 40000, "hi " * 13000, ">" * 40000]
)
def test_hostile_text_is_read_like_any_other(hostile):
    assert verdict(hostile) in {Verdict.TALK, Verdict.ANSWER, Verdict.UNSURE}


START = datetime(2025, 9, 2, 13, tzinfo=UTC)


def part(second, text=PROSE, *, small_talk=False, ruling=None, deleted=False):
    at = START + timedelta(seconds=second)
    return Part(f"{at.timestamp():.6f}", at, text, small_talk, ruling, deleted)


PARTS = st.lists(
    st.builds(
        part,
        st.integers(0, 1500),
        st.sampled_from(["a", "b", PROSE]),
        small_talk=st.booleans(),
        ruling=st.sampled_from([None, None, True, False]),
        deleted=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda one: one.ts,
).map(set)


@given(PARTS, st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_answers_do_not_depend_on_the_order_of_arrival(parts, shuffle):
    arrived = [*parts, *list(parts)[:3]]  # some of them twice
    shuffle.shuffle(arrived)
    assert merge(arrived) == merge(parts)


@given(PARTS)
@settings(max_examples=100)
def test_every_part_that_joins_is_in_one_group_within_five_minutes_of_its_first(parts):
    groups = merge(parts)
    grouped = [one for group in groups for one in group]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) == {
        one for one in parts if one.ruling or (one.ruling is None and not one.small_talk)
    }
    for group in groups:
        assert list(group) == sorted(group, key=lambda one: (one.at, one.ts))
        assert group[-1].at - group[0].at <= timedelta(minutes=5)
    for before, after in pairwise(groups):
        assert after[0].at - before[0].at > timedelta(minutes=5)


@given(PARTS, st.integers(0, 7))
@settings(max_examples=60)
def test_deleting_a_message_moves_no_other(parts, which):
    ordered = sorted(parts, key=lambda one: (one.at, one.text, one.ts))
    if which >= len(ordered):
        return
    gone = ordered[which]
    left = (parts - {gone}) | {
        Part(gone.ts, gone.at, gone.text, gone.small_talk, gone.ruling, deleted=True)
    }
    assert [[one.ts for one in group] for group in merge(left)] == [
        [one.ts for one in group] for group in merge(parts)
    ]


def test_messages_within_five_minutes_of_the_first_are_one_answer():
    parts = [part(0, "one"), part(200, "two"), part(300, "three"), part(301, "four")]
    assert [joined(group) for group in merge(parts)] == ["one\ntwo\nthree", "four"]


def test_small_talk_joins_only_if_its_author_says_so():
    parts = [part(0, "one"), part(5, "thanks", small_talk=True), part(9, "no", ruling=False)]
    assert [joined(group) for group in merge(parts)] == ["one"]
    ruled = part(5, "thanks", small_talk=True, ruling=True)
    assert [joined(group) for group in merge([parts[0], ruled])] == ["one\nthanks"]


def test_what_is_deleted_says_nothing_but_keeps_its_place():
    groups = merge([part(0, "one", deleted=True), part(299, "two"), part(400, "three")])
    assert [joined(group) for group in groups] == ["two", "three"]


def test_the_authors_word_outranks_the_count():
    assert group_verdict([part(0, "short", ruling=True)]) is Verdict.ANSWER
    assert group_verdict([part(0, "short")]) is Verdict.TALK
    assert group_verdict([part(0, "short", ruling=True, deleted=True)]) is Verdict.TALK
    assert group_verdict([part(0, counted(15)), part(9, counted(15))]) is Verdict.ANSWER
    assert group_verdict([part(0, QUERY)], code_expected=True) is Verdict.ANSWER


def test_a_script_that_the_judge_cannot_read_is_told_apart():
    assert is_english_script("I would ask the nurse; naïve, café, Łódź.")
    assert is_english_script(":tada: 42 > 7")
    assert not is_english_script("私は看護師に聞きます。 flag")
