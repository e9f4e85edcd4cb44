"""The inbox and the outbox: nothing lost, nothing twice, in order where order counts."""

from datetime import timedelta

from storage.store import Store
from tests.storage.rows import DAY, LEASE, MINUTE, MONDAY

SECOND = timedelta(seconds=1)


def test_an_event_is_taken_in_once_and_its_body_goes_when_it_is_done(store: Store):
    with store.begin("T1") as books:
        assert books.inbox.put("E2", "event", {"n": 2}, MONDAY + SECOND)
        assert books.inbox.put("E1", "event", {"n": 1}, MONDAY)
        assert not books.inbox.put("E1", "event", {"n": 9}, MONDAY)
        first = books.inbox.claim(MONDAY + MINUTE, LEASE)
        assert first is not None
        assert (first.id, first.body, first.attempts) == ("E1", {"n": 1}, 1)
        books.inbox.done("E1")
        assert books.inbox.pending() == 1
        assert not books.inbox.put("E1", "event", {"n": 9}, MONDAY)
        second = books.inbox.claim(MONDAY + MINUTE, LEASE)
        assert second is not None
        assert second.id == "E2"
        assert books.inbox.claim(MONDAY + MINUTE, LEASE) is None
        again = books.inbox.claim(MONDAY + MINUTE + LEASE, LEASE)
        assert again is not None
        assert (again.id, again.attempts) == ("E2", 2)


def test_a_failed_event_comes_again_when_told_or_never(store: Store):
    with store.begin("T1") as books:
        books.inbox.put("E1", "event", {}, MONDAY)
        books.inbox.failed("E1", "busy", MONDAY + MINUTE)
        assert books.inbox.claim(MONDAY, LEASE) is None
        again = books.inbox.claim(MONDAY + MINUTE, LEASE)
        assert again is not None
        assert again.error == "busy"
        books.inbox.failed("E1", "hopeless", None)
        assert books.inbox.claim(MONDAY + DAY, LEASE) is None
        assert books.inbox.pending() == 0


def test_old_ids_are_forgotten_unless_their_event_still_waits(store: Store):
    with store.begin("T1") as books:
        for id_ in ("E1", "E2"):
            books.inbox.put(id_, "event", {}, MONDAY)
        books.inbox.done("E1")
        books.inbox.prune(MONDAY)
        assert not books.inbox.put("E1", "event", {}, MONDAY)
        books.inbox.prune(MONDAY + DAY)
        assert books.inbox.put("E1", "event", {}, MONDAY)
        assert books.inbox.pending() == 2


def test_a_channel_gets_its_items_in_the_order_of_writing(store: Store):
    with store.begin("T1") as books:
        assert books.outbox.put("one", "C1", "post", {"text": "1"}, MONDAY)
        assert not books.outbox.put("one", "C1", "post", {"text": "9"}, MONDAY)
        books.outbox.put("two", "C1", "react", {}, MONDAY)
        books.outbox.put("other", "C2", "post", {}, MONDAY)
        one = books.outbox.claim("w1", MONDAY, LEASE)
        assert one is not None
        assert (one.key, one.body, one.attempt) == ("one", {"text": "1"}, 1)
        other = books.outbox.claim("w2", MONDAY, LEASE)
        assert other is not None
        assert other.key == "other"
        assert books.outbox.claim("w3", MONDAY, LEASE) is None
        assert books.outbox.intend(one.id, "w1", 1, MONDAY, SECOND)
        assert books.outbox.sent(one.id, "1.1")
        assert not books.outbox.sent(one.id, "2.2")
        two = books.outbox.claim("w3", MONDAY, LEASE)
        assert two is not None
        assert two.key == "two"
        sent = books.outbox.get_by_key("one")
        assert sent is not None
        assert (sent.state, sent.ts) == ("posted", "1.1")
        assert books.outbox.pending() == 2


def test_an_item_that_must_wait_lets_the_next_one_pass_and_one_given_up_too(store: Store):
    with store.begin("T1") as books:
        for key in ("one", "two", "three"):
            books.outbox.put(key, "C1", "post", {}, MONDAY)
        one = books.outbox.claim("w1", MONDAY, LEASE)
        assert one is not None
        assert books.outbox.release(one.id, "w1", 1, "due", MONDAY + MINUTE, "ratelimited")
        two = books.outbox.claim("w1", MONDAY, LEASE)
        assert two is not None
        assert two.key == "two"
        assert books.outbox.close(two.id, "failed", "channel_not_found")
        assert not books.outbox.close(two.id, "failed", "channel_not_found")
        three = books.outbox.claim("w1", MONDAY, LEASE)
        assert three is not None
        assert three.key == "three"


def test_the_last_event_is_known_in_whatever_state_it_is(store: Store):
    with store.begin("T1") as books:
        assert books.inbox.latest() is None
        for second, id_ in enumerate(("E1", "E2", "E3")):
            books.inbox.put(id_, "event", {}, MONDAY + second * SECOND)
            books.inbox.done(id_)
        books.inbox.put("E0", "event", {}, MONDAY - SECOND)
        assert books.inbox.latest() == MONDAY + 2 * SECOND


def test_a_sign_of_life_gives_the_one_before_it(store: Store):
    with store.begin("T1") as books:
        assert books.heartbeats.beat("clock", MONDAY) is None
        assert books.heartbeats.beat("clock", MONDAY + MINUTE) == MONDAY
        assert books.heartbeats.beat("run", MONDAY) is None
        assert books.heartbeats.latest(["clock", "run"]) == MONDAY + MINUTE
        assert books.heartbeats.latest(["serve"]) is None
