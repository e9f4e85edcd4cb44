"""Reviews that count less, what peers agree on, and what a reviewer and an organiser are told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.practice import answers, privacy, reviewing, reviews
from bot.practice.judging import attempts_of
from bot.practice.tools import Caller, operator
from bot.rules.calibration import Agreement
from bot.rules.weakness import counted
from questions.model import Level
from tests.builders import CHANNEL, TEAM, Hands, bank, posted_round, set_up, tools

TEXT = (
    "That is a great question and I like it a lot, since it is the kind of thing that we talk"
    " about very often, and everybody should be happy in the end, which is nice, really. {}"
)
ANNA, BERT, CARL, DORA = "UANNA", "UBERT", "UCARL", "UDORA"
MINUTES = timedelta(minutes=5)


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def made(hands):
    opened = tools(hands)
    set_up(opened, hands, organisers=[DORA])
    yield opened
    opened.store.close()


def who(user):
    return Caller(TEAM, user, "America/New_York")


@pytest.fixture
def answer(made):
    """Anna's answer to the day's question, which shows nothing, for her peers to see."""
    return share(made, posted_round(made), ANNA)


def share(made, round_, user, form="1"):
    text = TEXT.format(f"{user} {form}")
    card = answers.receive_private(made, who(user), round_.id, text, f"{user}{form}").card
    answers.share(made, who(user), card.answer_id)
    place = int(card.answer_id, 16) % 1_000_000
    answers.shared(made, TEAM, card.answer_id, f"{made.clock.now().timestamp():.0f}.{place:06}")
    with made.store.read(TEAM) as books:
        return books.answers.get(card.answer_id)


def criteria(answer):
    return bank().get(answer.question_id).criteria


def uneven(answer, first=Level.SHOWN):
    """Levels that tell the points apart; the first of them as asked."""
    rest = [Level(n % 3) for n in range(len(criteria(answer)))]
    return dict(zip(criteria(answer), rest, strict=True)) | {criteria(answer)[0]: first}


def review(made, hands, answer, user, levels=None, after=MINUTES, said=None):
    """Open the form, take some time, and send it; gives why the review counts less."""
    reviews.form(made, who(user), answer.id)
    hands.now += after
    strength, suggestion = said or (f"{user} likes {answer.id}.", f"{user} would begin anew.")
    reviews.submit(made, who(user), answer.id, levels or uneven(answer), strength, suggestion)
    with made.store.read(TEAM) as books:
        return books.reviews.by_pair(answer.id, user).doubts


def verdicts(made, answer):
    """Who decides on the first point of Anna's answer in her weakness log, and its level."""
    with made.store.read(TEAM) as books:
        found = counted(attempts_of(books, ANNA))
    [one] = [each for each in found if each.criterion == criteria(answer)[0]]
    return one.by, one.level


def even(answer, level=Level.SHOWN):
    return dict.fromkeys(criteria(answer), level)


def test_a_blanket_mark_weighs_half_and_a_third_peer_makes_the_consensus(made, hands, answer):
    assert review(made, hands, answer, BERT, even(answer)) == ("blanket",)
    assert verdicts(made, answer) == ("engine", 0)
    assert review(made, hands, answer, CARL, uneven(answer, Level.MENTIONED)) == ()
    assert verdicts(made, answer)[1] == 1
    with made.store.read(TEAM) as books:
        assert not [each for each in books.marks.of(answer.id) if each.by == "consensus"]
    review(made, hands, answer, DORA, uneven(answer, Level.MISSING))
    assert verdicts(made, answer) == ("consensus", 1)


def test_a_single_full_peer_outranks_the_engine(made, hands, answer):
    assert review(made, hands, answer, BERT, uneven(answer)) == ()
    assert verdicts(made, answer) == (BERT, 2)


@pytest.mark.parametrize(("seconds", "doubts"), [(4, ("instant",)), (12, ()), (0, ())])
def test_a_review_sent_sooner_than_one_can_read_is_in_doubt(made, hands, answer, seconds, doubts):
    """Where it took no time at all, the form was never opened here, and nothing is known."""
    assert review(made, hands, answer, BERT, after=timedelta(seconds=seconds)) == doubts


def test_words_of_earlier_reviews_of_the_answer_and_of_the_hint_are_copies(made, hands):
    round_ = posted_round(made)
    first, second = share(made, round_, ANNA), share(made, round_, CARL)
    own = (
        "Say who decides when the two of them do not agree.",
        "Name what you would give up for it.",
    )
    assert review(made, hands, first, BERT, said=own) == ()
    assert review(made, hands, first, DORA, said=("Clear.", own[1])) == ("copied",)
    assert review(made, hands, second, BERT, said=(own[0], "Begin with the patient.")) == (
        "copied",
    )
    with made.store.read(TEAM) as books:
        nudge = books.hints.latest(second.id).nudges[0]["text"]
    assert review(made, hands, second, DORA, said=("Clear.", nudge)) == ("copied",)
    quote = "everybody should be happy in the end, which is nice, really"
    assert review(made, hands, second, ANNA, said=(quote, "No.")) == ("copied",)


def test_the_author_alone_sees_what_all_peers_agree_on_and_where_they_differ(made, hands, answer):
    review(made, hands, answer, BERT, uneven(answer, Level.SHOWN))
    with made.store.read(TEAM) as books:
        [berts] = books.reviews.of_answer(answer.id)
    assert reviews.levels(made, who(ANNA), berts.id).together == {}
    review(made, hands, answer, CARL, uneven(answer, Level.MISSING))
    seen = reviews.levels(made, who(ANNA), berts.id)
    titles = [bank().rubric.criteria[each].title for each in criteria(answer)]
    assert dict(seen.found)[titles[0]] == Level.SHOWN
    assert (seen.together[titles[0]].level, seen.together[titles[0]].differ) == (0, True)
    assert [each for each in titles if seen.together[each].differ] == titles[:1]
    assert reviews.levels(made, who(BERT), berts.id).together == {}


def test_a_reviewer_is_told_how_they_compare_once_ten_points_were_judged_beside_others(made, hands):
    round_ = posted_round(made)
    points = 0
    for author in (ANNA, DORA):
        answer = share(made, round_, author)
        points = len(criteria(answer))
        review(made, hands, answer, BERT, uneven(answer, Level.SHOWN))
        assert reviewing.of(made, who(BERT), CHANNEL).beside_peers.of == points * (author == DORA)
        review(made, hands, answer, CARL, uneven(answer, Level.MENTIONED))
        with made.store.read(TEAM) as books:
            given = books.reviews.by_pair(answer.id, BERT)
        reviews.helped(made, who(author), given.id)
    berts = reviewing.of(made, who(BERT), CHANNEL)
    assert berts.beside_peers == Agreement(2 * points - 2, milder=2, stricter=0)
    assert (berts.given, berts.helped, berts.owed) == (2, 2, ())
    carls = reviewing.of(made, who(CARL), CHANNEL)
    assert carls.beside_peers == Agreement(2 * points - 2, milder=0, stricter=2)
    assert (carls.given, carls.helped) == (2, 0)


def test_a_review_in_doubt_is_nothing_to_compare_with(made, hands, answer):
    review(made, hands, answer, BERT, even(answer))
    review(made, hands, answer, CARL)
    assert reviewing.of(made, who(CARL), CHANNEL).beside_peers.of == 0
    assert reviewing.of(made, who(BERT), CHANNEL).beside_peers.of == len(criteria(answer))


def test_who_read_another_text_is_nobody_to_compare_with(made, hands, answer):
    review(made, hands, answer, BERT)
    with made.store.begin(TEAM) as books:
        edited = replace(answer, text=TEXT.format("edited"))
        assert books.answers.put(edited, books.now()).draft == 2
    review(made, hands, answer, CARL)
    assert reviewing.of(made, who(CARL), CHANNEL).beside_peers.of == 0
    review(made, hands, answer, DORA)
    assert reviewing.of(made, who(DORA), CHANNEL).beside_peers.of == len(criteria(answer))


def test_organisers_of_the_channel_and_admins_alone_see_which_reviews_count_less(
    made, hands, answer
):
    review(made, hands, answer, BERT, even(answer))
    review(made, hands, answer, CARL)
    [told] = reviewing.of(made, who(DORA), CHANNEL).light or ()
    assert (told.reviewer, told.author, told.doubts) == (BERT, ANNA, ("blanket",))
    assert reviewing.of(made, operator(TEAM), CHANNEL).light == (told,)
    assert reviewing.of(made, operator(TEAM), "COTHER").light == ()
    assert {reviewing.of(made, who(user), CHANNEL).light for user in (ANNA, BERT, CARL)} == {None}
    assert reviewing.of(made, who(DORA), "COTHER").light is None
    hands.now += timedelta(days=40)
    assert reviewing.of(made, who(DORA), CHANNEL).light == ()


def test_in_a_channel_that_is_nobodys_a_member_sees_nothing_of_others(hands):
    made = tools(hands)
    set_up(made, hands)  # from the shell, with no organiser
    answer = share(made, posted_round(made), ANNA)
    review(made, hands, answer, BERT, even(answer))
    assert reviewing.of(made, who(CARL), CHANNEL).light is None
    made.store.close()


def test_an_author_finds_no_doubt_about_others_in_their_own_record(made, hands, answer):
    review(made, hands, answer, BERT, even(answer))
    assert "blanket" not in privacy.record(made, who(ANNA)).as_json.decode()
    assert "light" not in privacy.record(made, who(ANNA)).as_json.decode()
    assert "blanket" in privacy.record(made, who(BERT)).as_json.decode()
