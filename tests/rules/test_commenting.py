import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.commenting import (
    COMMENT_FLOOR,
    Standing,
    about,
    is_close_call,
    mentioned,
    words_of,
)

LONG = (
    "I would start with the charge nurse, since the chair schedule is hers, and reconcile late "
    "labs before nine every morning, because a wrong count sends patients home untreated."
)
ANSWERS = (
    Standing("maya", "UMAYA", "1795442400.000100"),
    Standing("maya, later", "UMAYA", "1795442460.000100"),
    Standing("owen", "UOWEN", "1795442430.000100"),
)
LATE, EARLY = "1795442500.000100", "1795442440.000100"


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("nobody here", ()),
        ("<@UMAYA> and <@UOWEN|owen>, then <@UMAYA> again", ("UMAYA", "UOWEN")),
        ("as I, <@UME>, said before", ()),
        ("> <@UMAYA> said so\n<@UOWEN> who phones?", ("UOWEN",)),
        ("```notify('<@UMAYA>')``` runs at nine", ()),
        ("<!subteam^S1> <#C1|general> <!here>", ()),
    ],
)
def test_those_mentioned_are_named_in_order_but_not_out_of_quotes_and_code(text, people):
    assert mentioned(text, "UME") == people


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<@UMAYA> who phones the ward before nine?", "maya, later"),
        ("hi <@UMAYA|maya>, say what you give up there", "maya, later"),
        (f"{LONG} It is as <@UMAYA> says.", "maya, later"),
        ("<@UNEW> and <@UOWEN>: who phones the ward before nine?", "owen"),
        ("<@UOWEN> and <@UMAYA>: who phones the ward before nine?", "owen"),
        ("<@UMAYA> thanks!", None),
        ("<@UMAYA> :tada: +1", None),
        ("<@UMAYA> Good point. I love how you put it!", None),
        ("<@UMAYA|a name of many words> who phones?", None),
        ("<@UNEW> who phones the ward before nine?", None),
        ("<@UME> who phones the ward before nine?", None),
        ("who phones the ward before nine?", None),
        ("> <@UMAYA> who phones the ward before nine?", None),
        ("<@UMAYA> ```select mrn from labs where late```", "maya, later"),
        ("<@UMAYA> 谁在九点之前给病房打电话？", "maya, later"),
    ],
)
def test_a_comment_mentions_who_has_answered_and_says_something(text, found):
    assert about(text, "UME", LATE, ANSWERS) == found


def test_a_comment_is_on_the_latest_answer_that_was_there_to_read():
    said = "<@UMAYA> who phones the ward before nine?"
    assert about(said, "UOWEN", EARLY, ANSWERS) == "maya"
    assert about(said, "UOWEN", "1795442400.000000", ANSWERS) is None
    assert about(said, "UOWEN", "999999999.000000", ANSWERS) is None


@pytest.mark.parametrize(
    ("text", "close"),
    [
        (f"{LONG} It is as <@UMAYA> says.", True),
        (f"{LONG} It is as <@UME> says.", False),
        (f"<@UMAYA> {LONG}", False),
        (f"@somebody {LONG}", False),
        (LONG, False),
        ("I would ask <@UMAYA> who phones the ward before nine, and then phone it.", False),
    ],
)
def test_what_is_long_enough_for_an_answer_and_mentions_a_peer_is_a_close_call(text, close):
    assert is_close_call(text, "UME") is close


def test_where_code_is_asked_for_a_short_query_that_mentions_a_peer_is_a_close_call():
    query = (
        "Mine, after <@UMAYA>: ```SELECT patient_id, MAX(drawn_at) FROM labs "
        "WHERE status = 'final' GROUP BY patient_id```"
    )
    assert is_close_call(query, "UME", code_expected=True)
    assert not is_close_call(query, "UME")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<@UMAYA> who phones?", "who phones?"),
        ("Hi <@UMAYA|maya>, <@UOWEN>: who phones?", "who phones?"),
        ("It is as <@UMAYA> says.", "It is as @… says."),
        ("plain", "plain"),
    ],
)
def test_the_words_of_a_comment_stand_without_whom_they_are_said_to(text, left):
    assert words_of(text) == left


PEOPLE = ["UMAYA", "UOWEN", "UME"]
PIECES = st.lists(
    st.sampled_from(["<@UMAYA>", "<@UOWEN|owen>", "<@UME>", "thanks!", "who", "phones", "\n> "]),
    max_size=12,
).map(" ".join)
SOME = st.lists(
    st.builds(
        Standing,
        st.text(min_size=1, max_size=3),
        st.sampled_from(PEOPLE),
        st.integers(0, 10**10).map(lambda second: f"{second}.000100"),
    ),
    max_size=6,
    unique_by=lambda one: one.id,
)


@given(PIECES, SOME, st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_a_comment_is_on_an_earlier_answer_of_somebody_it_mentions(text, answers, shuffle):
    found = about(text, "UME", "1795442400.000100", answers)
    known = {each.id: each for each in answers}
    if found is not None:
        assert known[found].user in mentioned(text, "UME")
        assert float(known[found].ts) < 1795442400.0001
    shuffle.shuffle(answers)
    assert about(text, "UME", "1795442400.000100", answers) == found


@given(PIECES, SOME)
@settings(max_examples=100)
def test_courtesy_alone_is_never_a_comment(text, answers):
    few = " ".join(text.replace("who", "").replace("phones", "").split())
    assert about(few, "UME", "99999999999.0", answers) is None


@pytest.mark.parametrize(
    "hostile", ["<@" * 20000, "<@U1|" * 9000, "<@" + "a" * 40000, "hi " * 13000, "<@U1> ," * 6000]
)
def test_hostile_text_is_read_like_any_other(hostile):
    assert about(hostile, "UME", LATE, ANSWERS) is None
    assert len(words_of(hostile)) <= len(hostile)


def test_the_floor_is_low():
    assert COMMENT_FLOOR == 5
    assert about("<@UMAYA> say who phones the ward", "UME", LATE, ANSWERS) == "maya, later"
