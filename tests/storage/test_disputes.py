"""What people call wrong, what hints brought up, and on what they keep quiet."""

from collections.abc import Iterator

import pytest

from storage import quality
from storage.disputes import Dispute
from storage.remarks import NUDGED, PRAISED
from storage.store import Books, Store
from tests.storage.rows import DAY, MINUTE, MONDAY, answer, mark


@pytest.fixture
def books(store: Store) -> Iterator[Books]:
    """Give a workspace in which U1 answered twice and U2 once, each nudged on a1's criterion."""
    with store.begin("T1") as opened:
        for id_, user in (("a1", "U1"), ("a2", "U1"), ("a3", "U2")):
            opened.answers.put(answer(id=id_, user=user), MONDAY)
            opened.remarks.put(id_, {"metrics": NUDGED, "tradeoffs": PRAISED}, "new", MONDAY)
        yield opened


def dispute(answer_id: str, user: str = "U1", way: str | None = None) -> Dispute:
    return Dispute(answer_id, "metrics", user, MONDAY, 0, "names: kpi", "new", 1, NUDGED, way)


def heard(books: Books, rubric: str = "new") -> list[tuple[int, int]]:
    return sorted(books.remarks.voices("metrics", rubric, MONDAY))


def test_a_dispute_is_kept_whole_and_outlives_what_the_engine_says_anew(books: Books):
    books.disputes.put(dispute("a1", way="low"))
    books.marks.put("a1", "engine", [mark("metrics", 2)], "newer", MONDAY + DAY)
    assert not books.disputes.put(dispute("a1", way="high"))
    assert books.disputes.of(["a1", "a2"]) == [dispute("a1", way="low")]
    [judged] = books.marks.of("a1")
    assert (judged.level, judged.disputed) == (2, True)


def test_a_dispute_taken_back_is_gone_and_the_others_stay(books: Books):
    books.disputes.put(dispute("a1"))
    books.disputes.put(dispute("a2"))
    books.disputes.take_back("a1", ["metrics", "tradeoffs"])
    assert [each.answer_id for each in books.disputes.of(["a1", "a2"])] == ["a2"]


def test_nudges_and_those_called_wrong_are_counted_by_person(books: Books):
    books.disputes.put(dispute("a1"))
    books.disputes.put(dispute("a3", "U2", way="high"))
    assert heard(books) == [(1, 0), (2, 1)]  # "my answer does less" does not call a nudge wrong
    assert heard(books, "old") == []
    books.remarks.put("a1", {"metrics": NUDGED}, "old", MONDAY + MINUTE)
    assert (heard(books), heard(books, "old")) == ([(1, 0), (1, 0)], [(1, 1)])
    books.answers.withdraw("a3")
    assert heard(books) == [(1, 0)]


def test_a_mute_holds_for_its_rubric_and_time_and_can_end_before(books: Books):
    books.remarks.mute("metrics", "new", MONDAY + MINUTE)
    books.remarks.mute("metrics", "new", MONDAY + DAY)
    books.remarks.mute("tradeoffs", "new", MONDAY)
    assert books.remarks.muted("new", MONDAY) == {"metrics": MONDAY + DAY}
    assert books.remarks.muted("newer", MONDAY) == {}
    assert books.remarks.muted("new", MONDAY + DAY) == {}
    books.remarks.unmute("metrics", "new")
    assert books.remarks.muted("new", MONDAY) == {}


def test_what_was_brought_up_and_disputed_moves_with_a_merged_answer(books: Books):
    books.disputes.put(dispute("a2"))
    books.answers.drop("a1")
    books.answers.put(answer(id="a1"), MONDAY)
    books.answers.join("a2", into="a1")
    assert books.disputes.of(["a1"]) == [dispute("a1")]
    assert heard(books) == [(1, 0), (1, 1)]


def test_counts_are_by_criterion_and_peers_stand_beside_the_engine(books: Books):
    books.marks.put("a1", "engine", [mark("metrics", 0), mark("tradeoffs", 2)], "new", MONDAY)
    books.marks.put("a1", "consensus", [mark("metrics", 2)], "new", MONDAY)
    books.marks.put("a2", "engine", [mark("metrics", 1)], "new", MONDAY)
    books.marks.put("a2", "consensus", [mark("metrics", 1)], "new", MONDAY - DAY)  # earlier text
    books.disputes.put(dispute("a1", way="low"))
    books.disputes.put(dispute("a2"))
    books.disputes.put(dispute("a3", "U2", way="high"))
    found = quality.tallies(books, MONDAY)
    assert found["metrics"] == quality.Tally(2, 3, 0, 3, 2, 2, {"low": 1, "high": 1})
    assert found["tradeoffs"] == quality.Tally(judged=1, praised=3)
    assert quality.beside_peers(books, MONDAY) == [("metrics", 0, 2)]
    assert quality.tallies(books, MONDAY + MINUTE) == {}
    books.answers.leave_out("a1")
    assert quality.beside_peers(books, MONDAY) == []
