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


def claimed(books, now):
    """The key of what a worker would get, which lets it go again for a day."""
    item = books.outbox.claim("w1", now, LEASE)
    if item is None:
        return None
    assert books.outbox.put_back(item.id, "w1", item.attempt, None, now + DAY)
    return item.key


def waits(books, key, *, at, until, tried=True):
    """Let an item wait, as one that failed or as one that our own pace keeps back."""
    item = books.outbox.claim("w1", at, LEASE)
    assert item is not None
    assert item.key == key
    if tried:
        assert books.outbox.release(item.id, "w1", item.attempt, "due", until, "ratelimited")
    else:
        assert books.outbox.put_back(item.id, "w1", item.attempt, None, until)


def test_an_item_that_must_wait_keeps_its_place_for_two_minutes(store: Store):
    with store.begin("T1") as books:
        for key in ("one", "two"):
            books.outbox.put(key, "C1", "post", {}, MONDAY)
        books.outbox.put("other", "C2", "post", {}, MONDAY)
        waits(books, "one", at=MONDAY, until=MONDAY + MINUTE)
        assert claimed(books, MONDAY) == "other"
        assert claimed(books, MONDAY) is None
        waits(books, "one", at=MONDAY + MINUTE, until=MONDAY + 3 * MINUTE)
        assert claimed(books, MONDAY + MINUTE) is None
        assert claimed(books, MONDAY + 2 * MINUTE) == "two"


def test_an_item_that_must_wait_for_long_is_passed_at_once(store: Store):
    with store.begin("T1") as books:
        for key in ("one", "two"):
            books.outbox.put(key, "C1", "post", {}, MONDAY)
        waits(books, "one", at=MONDAY, until=MONDAY + 60 * MINUTE)
        assert claimed(books, MONDAY) == "two"


def test_what_only_our_pace_keeps_back_stays_in_order_and_counts_no_attempt(store: Store):
    later = MONDAY + 30 * MINUTE
    with store.begin("T1") as books:
        for key in ("one", "two"):
            books.outbox.put(key, "C1", "post", {}, MONDAY)
        for n in range(3):
            waits(books, "one", at=later + n * MINUTE, until=later + (n + 1) * MINUTE, tried=False)
            assert claimed(books, later + n * MINUTE) is None
        assert books.outbox.next_at(later) == later + 3 * MINUTE
        one = books.outbox.claim("w1", later + 3 * MINUTE, LEASE)
        assert one is not None
        assert (one.key, one.attempt, one.send_started_at) == ("one", 1, None)


def test_an_item_given_up_lets_the_next_one_pass(store: Store):
    with store.begin("T1") as books:
        for key in ("one", "two"):
            books.outbox.put(key, "C1", "post", {}, MONDAY)
        one = books.outbox.claim("w1", MONDAY, LEASE)
        assert one is not None
        assert books.outbox.close(one.id, "failed", "thread_not_found")
        assert not books.outbox.close(one.id, "failed", "thread_not_found")
        assert claimed(books, MONDAY) == "two"


def test_what_waits_for_a_channel_is_hurried_when_it_is_back(store: Store):
    with store.begin("T1") as books:
        for channel in ("C1", "C2"):
            books.outbox.put(channel, channel, "post", {}, MONDAY)
            waits(books, channel, at=MONDAY, until=MONDAY + DAY)
        books.outbox.hurry("C1", MONDAY + MINUTE)
        assert claimed(books, MONDAY + MINUTE) == "C1"
        assert claimed(books, MONDAY + MINUTE) is None
