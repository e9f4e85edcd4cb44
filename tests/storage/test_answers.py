"""Answers and what hangs on them."""

from collections.abc import Iterator
from datetime import date

import pytest

from storage.answers import Draft, Effort, answer_id
from storage.disputes import Dispute
from storage.hints import Hint
from storage.store import Books, Store
from tests.storage.rows import DAY, MINUTE, MONDAY, answer, drill, mark, post_round, review


@pytest.fixture
def books(store: Store) -> Iterator[Books]:
    """Give a workspace in which U1 answered a posted round."""
    with store.begin("T1") as opened:
        day = post_round(opened)
        opened.answers.put(answer(round_id=day.id, channel="C1", ts="1.1"), MONDAY)
        yield opened


def of_round(books: Books, **fields: object) -> object:
    day = books.rounds.latest("C1")
    assert day is not None
    return answer(**{"round_id": day.id, "channel": "C1", "ts": "1.1", **fields})


def test_another_text_is_a_new_draft_and_the_first_date_stays(books: Books):
    day = books.rounds.latest("C1")
    assert day is not None
    revised = answer(
        round_id=day.id,
        channel="C1",
        ts="1.1",
        text="Second thoughts.",
        version="1772460099.000100",
        local_date=date(2026, 3, 3),
        zone="Asia/Tokyo",
        at=MONDAY + DAY,
    )
    stored = books.answers.put(revised, MONDAY + DAY)
    assert (stored.draft, stored.text) == (2, "Second thoughts.")
    assert (stored.local_date, stored.zone, stored.at) == (
        date(2026, 3, 2),
        "Europe/Berlin",
        MONDAY,
    )
    assert books.answers.put(revised, MONDAY + 2 * DAY) == stored == books.answers.get("a1")
    assert books.answers.drafts("a1") == [Draft(1, "First thoughts.", MONDAY)]


def test_withdrawing_takes_all_that_was_said_and_keeps_that_it_was_there(books: Books):
    books.answers.put(of_round(books, text="Revised."), MONDAY)  # type: ignore[arg-type] # an answer
    books.marks.put("a1", "engine", [mark()], "hash", MONDAY)
    books.disputes.put(Dispute("a1", "user_clarity", "U1", MONDAY))
    books.remarks.put("a1", {"user_clarity": "nudged"}, "hash", MONDAY)
    books.hints.claim(Hint("a1", 2, None, [], MONDAY))
    books.reviews.lease(review())
    books.answers.withdraw("a1")
    kept = books.answers.get("a1")
    assert kept is not None
    assert (kept.deleted, kept.text) == (True, None)
    assert books.answers.drafts("a1") == []
    assert books.marks.of("a1") == []
    assert books.marks.of_user("U1") == []
    assert books.disputes.of(["a1"]) == []
    assert books.remarks.voices("user_clarity", "hash", MONDAY) == []
    assert books.hints.latest("a1") is None
    assert [given.state for given in books.reviews.of_answer("a1")] == ["withdrawn"]
    assert books.answers.of_user("U1") == []
    assert books.answers.of_user_in_round(kept.round_id or "", "U1") == [kept]
    assert books.answers.known_channels("U1") == set()


def test_an_earlier_hint_goes_on_nudging_and_quotes_no_more(books: Books):
    praise = {"criterion": "user_clarity", "quote": "First"}
    nudge = {"criterion": "risk", "text": "What?"}
    quoting = [{**nudge, "quote": "thoughts"}]
    books.hints.claim(Hint("a1", 1, praise, quoting, MONDAY))
    books.answers.put(of_round(books, text="Revised thoughts."), MONDAY)  # type: ignore[arg-type] # an answer
    books.answers.forget_words("a1")
    assert books.hints.latest("a1") == Hint("a1", 1, None, [nudge], MONDAY)
    books.hints.claim(Hint("a1", 2, praise, quoting, MONDAY))
    books.answers.forget_words("a1")
    assert books.hints.latest("a1") == Hint("a1", 2, praise, quoting, MONDAY)


def test_an_answer_counted_after_all_comes_back_as_a_new_draft(books: Books):
    books.answers.withdraw("a1")
    back = books.answers.put(of_round(books), MONDAY + MINUTE)  # type: ignore[arg-type] # an answer
    assert (back.deleted, back.draft, back.text) == (False, 2, "First thoughts.")
    assert books.answers.get("a1") == back
    assert books.answers.drafts("a1") == []


def test_dropping_a_merged_answer_leaves_nothing_of_it(books: Books):
    books.marks.put("a1", "engine", [mark()], "hash", MONDAY)
    books.hints.claim(Hint("a1", 1, None, [], MONDAY))
    books.reviews.lease(review())
    books.answers.drop("a1")
    assert books.answers.get("a1") is None
    assert books.marks.of("a1") == []
    assert books.reviews.of_answer("a1") == []


def test_a_persons_answers_are_listed_newest_first_and_practised_oldest_first(books: Books):
    books.drills.put(drill())
    books.answers.put(
        answer(id="a2", kind="drill", drill_id="d1", at=MONDAY + MINUTE), MONDAY + MINUTE
    )
    books.answers.put(answer(id="a3", user="U2", at=MONDAY + DAY), MONDAY)
    assert [each.id for each in books.answers.of_user("U1")] == ["a2", "a1"]
    assert [each.id for each in books.answers.of_user("U1", limit=1)] == ["a2"]
    assert [each.id for each in books.answers.practised("U1")] == ["a1", "a2"]
    assert books.answers.known_channels("U1") == {"C1"}


def test_the_log_of_a_persons_days_needs_no_words_where_their_effort_is_on_record(books: Books):
    books.answers.put(answer(id="a2", at=MONDAY - DAY), MONDAY, Effort(30, "f1"))
    books.answers.put(answer(id="a3", at=MONDAY + DAY), MONDAY, Effort(31, "f2"))
    books.answers.withdraw("a3")
    log = books.answers.log("U1")
    assert [(each.id, each.words, each.fingerprint) for each in log] == [
        ("a2", 30, "f1"),
        ("a1", None, None),
    ]
    assert [each.text for each in log] == [None, "First thoughts."]
    books.answers.put(answer(id="a2", text="Shorter."), MONDAY, Effort(1, "f3"))
    assert [each.fingerprint for each in books.answers.log("U1")] == ["f3", None]


def test_a_shared_answer_is_found_by_either_message_and_stays_shared(books: Books):
    books.answers.share("a1", "7.7")
    books.answers.put(of_round(books, text="Revised."), MONDAY)  # type: ignore[arg-type] # an answer
    found = [books.answers.at_ts("C1", ts) for ts in ("1.1", "7.7", "8.8")]
    assert [each and each.id for each in found] == ["a1", "a1", None]
    assert found[0] is not None
    assert found[0].shared_ts == "7.7"


def test_a_judges_marks_are_replaced_and_the_dispute_silences_only_the_engine(books: Books):
    books.marks.put("a1", "engine", [mark(level=0), mark("trade_offs", 1)], "old", MONDAY)
    assert books.disputes.put(Dispute("a1", "user_clarity", "U1", MONDAY))
    assert not books.disputes.put(Dispute("a1", "user_clarity", "U1", MONDAY))
    books.marks.put("a1", "engine", [mark(level=1)], "new", MONDAY + MINUTE)
    books.marks.put("a1", "U2", [mark(level=2)], "new", MONDAY + MINUTE)
    peer, engine = books.marks.of("a1")
    assert (engine.by, engine.level, engine.rubric, engine.disputed) == ("engine", 1, "new", True)
    assert (peer.by, peer.level, peer.disputed) == ("U2", 2, False)
    judged = books.marks.of_user("U1")
    assert [(each.by, each.level, each.disputed) for each in judged] == [
        ("U2", 2, False),
        ("engine", 1, True),
    ]
    assert (judged[0].question_id, judged[0].answered_at) == ("pm-1", MONDAY)


def test_a_draft_gets_one_hint(books: Books):
    first = Hint("a1", 1, {"quote": "the queue"}, [{"criterion": "c", "text": "Who?"}], MONDAY)
    second = Hint("a1", 2, None, [], MONDAY)
    assert books.hints.claim(first)
    assert not books.hints.claim(Hint("a1", 1, None, [], MONDAY))
    assert books.hints.latest("a1") == first
    assert books.hints.claim(second)
    assert books.hints.latest("a1") == second


def test_an_answers_id_depends_on_every_part_and_where_it_ends():
    assert answer_id("T1", "C1", "1.1") == answer_id("T1", "C1", "1.1")
    ids = {answer_id("T1", "ab", "c"), answer_id("T1", "a", "bc"), answer_id("T2", "ab", "c")}
    assert len(ids) == 3
    assert all(len(each) == 16 for each in ids)
