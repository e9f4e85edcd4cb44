"""Several threads at one database: one winner, nothing lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from storage.store import Store
from tests.storage.rows import LEASE, MONDAY, answer, channel, review, round_

Result = TypeVar("Result")


def together(threads: int, act: Callable[[int], Result]) -> list[Result]:
    """Let threads begin at the same moment, and give what each came to."""
    start = Barrier(threads, timeout=30)

    def run(number: int) -> Result:
        start.wait()
        return act(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


def test_of_two_claims_of_one_round_one_wins(store: Store):
    with store.begin("T1") as books:
        books.channels.save(channel(), "U1", MONDAY)

    def claim(number: int) -> bool:
        with store.begin("T1") as books:
            books.rounds.plan(round_())
        with store.begin("T1") as books:
            return books.rounds.claim(f"w{number}", MONDAY, LEASE) is not None

    assert sorted(together(2, claim)) == [False, True]


def test_900_updates_that_read_and_then_write_lose_nothing(store: Store):
    with store.begin("T1") as books:
        books.members.ensure("U1", "UTC", MONDAY)

    def add(_: int) -> None:
        for _turn in range(100):
            with store.begin("T1") as books:
                member = books.members.get("U1")
                assert member is not None
                books.members.change("U1", settings={"n": member.settings.get("n", 0) + 1})

    together(9, add)
    with store.read("T1") as books:
        member = books.members.get("U1")
    assert member is not None
    assert member.settings == {"n": 900}


def test_of_two_submissions_of_one_review_one_wins(store: Store):
    with store.begin("T1") as books:
        books.answers.put(answer(), MONDAY)
        books.reviews.lease(review())

    def submit(number: int) -> bool:
        with store.begin("T1") as books:
            return books.reviews.submit("r1", f"From {number}.", "More.", {}, MONDAY)

    assert sorted(together(2, submit)) == [False, True]


def test_an_event_delivered_at_once_by_three_connections_is_taken_in_once(store: Store):
    def put(_: int) -> bool:
        with store.begin("T1") as books:
            return books.inbox.put("E1", "event", {}, MONDAY)

    assert sorted(together(3, put)) == [False, False, True]


def test_threads_take_turns_at_a_database_in_memory(memory: Store):
    def join(number: int) -> None:
        with memory.begin("T1") as books:
            books.members.ensure(f"U{number}", "UTC", MONDAY)

    together(4, join)
    with memory.read("T1") as books:
        assert len(books.members.all()) == 4
