"""What an author is told of the reviews of their answer: when it is time, and with whose name."""

import json
from datetime import timedelta

import pytest

from bot.errors import Gone
from bot.practice import digest, history, privacy, progress, reviewing, reviews, weaknesses
from bot.slack.views.history import history_message
from bot.slack.views.home import home_view
from bot.slack.views.privacy import privacy_message
from bot.slack.views.review import levels_view, review_message
from bot.slack.views.reviews import reviews_message
from bot.slack.views.weak import evidence_message
from questions.model import Level
from storage import quality, upkeep
from tests.builders import CHANNEL, MONDAY, TEAM
from tests.practice.test_peer_review import Day, review_of

ANA, QUOKKA, WOMBAT, OCELOT = "UANA", "UQUOKKA", "UWOMBAT", "UOCELOT"
WORDS = {
    QUOKKA: "She asks the narwhal first.",
    WOMBAT: "One pangolin is enough for a start.",
    OCELOT: "Every axolotl is counted by hand.",
}


def group(**wishes):
    """A day of four answers; the author organises, and wants to be in the digest."""
    made = Day(organisers=[ANA], **wishes)
    answer = made.all_answer(ANA, *WORDS)[ANA]
    digest.choose(made.tools, made.caller(ANA), valued=True)
    return made, answer


def review(made, answer, user):
    """Review an answer as strong; Ocelot does so within seconds and on every point."""
    form = reviews.form(made.tools, made.caller(user), answer.id)
    made.hands.now += timedelta(seconds=5) if user == OCELOT else timedelta(minutes=5)
    levels = dict.fromkeys(form.question.criteria, Level.SHOWN)
    if user != OCELOT:
        levels[form.question.criteria[0]] = Level.MENTIONED
    said = (WORDS[user], f"{WORDS[user]} Say when.")
    reviews.submit(made.tools, made.caller(user), answer.id, levels, *said)


def week_of(made):
    found = digest.of(made.tools, TEAM, CHANNEL, MONDAY.date() + timedelta(days=7))
    assert found is not None
    return found


def seen_by(made, user, answer):
    """All that a person is shown by themselves, apart from what stands in the thread."""
    tools, who, rubric = made.tools, made.caller(user), made.tools.bank.rubric
    with tools.store.read(TEAM) as books:
        asked = sorted({mark.criterion for mark in books.marks.of(answer.id)})
    own = [weaknesses.evidence(tools, who, each) for each in asked]
    asked_here = reviewing.of(tools, who, CHANNEL)
    shown = [
        history_message(history.page(tools, who)),
        *(evidence_message(each, rubric) for each in own),
        reviews_message(asked_here, [None] * len(asked_here.light or ())),
        privacy_message(privacy.kept(tools, who)),
        home_view(progress.of(tools, who), rubric),
        week_of(made).valued,
    ]
    record = privacy.record(tools, who)
    return "\n".join(
        [
            *map(str, shown),
            json.dumps(json.loads(record.as_json)["kept"]),
            record.as_csv.decode(),
        ]
    )


@pytest.mark.parametrize("named", [True, False], ids=["named", "unnamed"])
def test_an_author_is_told_who_reviewed_only_where_the_channel_names_them(named):
    made, answer = group(reviewers_named=named)
    for user in WORDS:
        review(made, answer, user)
    shown = seen_by(made, ANA, answer)
    for user, words in WORDS.items():
        posted = reviews.to_post(made.tools, TEAM, review_of(made, answer, user))
        levels = reviews.levels(made.tools, made.caller(ANA), review_of(made, answer, user))
        assert posted is not None
        shown += f"{review_message(posted, None)} {levels_view(levels)}"
        assert words in shown
    assert [user in shown for user in WORDS] == [named] * 3
    assert ("a peer" in shown) is not named
    made.tools.store.close()


def test_a_reviewer_and_the_operator_see_whose_an_unnamed_review_is():
    made, answer = group(reviewers_named=False)
    review(made, answer, QUOKKA)
    kept = json.loads(privacy.record(made.tools, made.caller(QUOKKA)).as_json)["kept"]
    given = [each for each in kept["reviews"] if each["state"] == "submitted"]
    assert [(each["reviewer"], each["strength"]) for each in given] == [(QUOKKA, WORDS[QUOKKA])]
    assert QUOKKA in {each["by"] for each in kept["marks"]}
    with made.tools.store.read(TEAM) as books:
        lines = list(upkeep.export(books))
    assert QUOKKA in {each["by"] for each in lines if each["type"] == "mark"}
    assert QUOKKA in {each["reviewer"] for each in lines if each["type"] == "review"}
    made.tools.store.close()


def test_until_reviews_are_released_an_author_sees_that_nothing_has_happened():
    made, answer = group(reviews="together")
    reviews.form(made.tools, made.caller(WOMBAT), answer.id)
    before = seen_by(made, ANA, answer)
    review(made, answer, OCELOT)
    assert seen_by(made, ANA, answer) == before
    for ask in (reviews.levels, reviews.helped):
        with pytest.raises(Gone, match="together with the others"):
            ask(made.tools, made.caller(ANA), review_of(made, answer, OCELOT))
    assert "axolotl" in seen_by(made, OCELOT, answer)
    review(made, answer, QUOKKA)
    after = seen_by(made, ANA, answer)
    assert "axolotl" in after
    assert "narwhal" in after
    assert "same level" in after
    review(made, answer, WOMBAT)
    assert week_of(made).valued is not None
    made.tools.store.close()


@pytest.mark.parametrize("days", [2, 5, 40])
def test_an_outage_keeps_no_review_from_its_author_for_good(days):
    made, answer = group(reviews="together")
    review(made, answer, QUOKKA)
    made.hands.now += timedelta(days=days)
    reviews.keep_up(made.tools, TEAM)
    assert "narwhal" in seen_by(made, ANA, answer)
    assert len(made.queued("review")) == 1
    reviews.keep_up(made.tools, TEAM)
    assert made.queued("review") == []
    made.tools.store.close()


def test_what_an_author_finds_beside_a_strong_answer_is_no_review():
    made, answer = group()
    shown = reviews.comparing(made.tools, made.caller(ANA), answer.id)
    levels = dict.fromkeys(shown.question.criteria, Level.SHOWN)
    reviews.compared(made.tools, made.caller(ANA), answer.id, levels, "Name the okapi.")
    [entry] = history.page(made.tools, made.caller(ANA)).entries
    assert entry.reviews == ()
    told = history_message(history.page(made.tools, made.caller(ANA)))
    assert "Beside a strong answer you would change: Name the okapi." in told.text
    own = reviewing.of(made.tools, made.caller(ANA), CHANNEL)
    assert (own.given, own.beside_peers.of, own.light) == (0, 0, ())
    assert week_of(made).valued is None
    with made.tools.store.read(TEAM) as books:
        assert quality.beside_peers(books, MONDAY) == []
        found = [each for each in upkeep.export(books) if each["type"] == "review"]
    assert [each["state"] for each in found if each["reviewer"] == ANA] == ["self"]
    made.tools.store.close()
