"""Slack delivers late, twice and out of order; the row is the same."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.messages import Message
from storage.store import Store
from tests.storage.rows import DAY, MINUTE, MONDAY, message, post_round

TIMES = count(1)
DELETE = "delete"


def deliveries() -> st.SearchStrategy[tuple[list[Message | str], list[Message | str]]]:
    """Give the plain order of a message's life, and some other order with repeats."""

    def life(texts: list[tuple[str, int]], deleted: bool, sent: str | None) -> list[Message | str]:
        sights: list[Message | str] = [
            message(
                text=text,
                words=words,
                version="0" if n == 0 else f"177246{n:04}.000100",
                at=MONDAY + n * MINUTE,
                zone="Europe/Berlin" if n == 0 else "Asia/Tokyo",
                client_msg_id=sent if n == 0 else None,
            )
            for n, (text, words) in enumerate(texts)
        ]
        return [*sights, DELETE] if deleted else sights

    lives = st.builds(
        life,
        st.lists(st.tuples(st.text(max_size=3), st.integers(0, 3)), min_size=1, max_size=4),
        st.booleans(),
        st.sampled_from([None, "m1"]),
    )
    return lives.flatmap(
        lambda plain: st.tuples(
            st.just(plain),
            st.lists(st.sampled_from(plain), max_size=6).flatmap(
                lambda repeats: st.permutations([*plain, *repeats])
            ),
        )
    )


def deliver(store: Store, sights: list[Message | str]) -> Message | None:
    """Take in what Slack sends about one message, in a channel of its own."""
    channel = f"C{next(TIMES)}"
    for sight in sights:
        with store.begin("T1") as books:
            if isinstance(sight, Message):
                unique = sight.client_msg_id and f"{channel}-{sight.client_msg_id}"
                books.messages.put(replace(sight, channel=channel, client_msg_id=unique))
            else:
                books.messages.tombstone(channel, message().ts, MONDAY + DAY)
    with store.read("T1") as books:
        row = books.messages.get(channel, message().ts)
    if row is None:
        return None
    return replace(row, channel="C", client_msg_id=row.client_msg_id and "m")


@given(orders=deliveries())
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_order_and_repetition_ends_in_the_same_row(
    memory: Store, orders: tuple[list[Message | str], list[Message | str]]
):
    plain, shuffled = orders
    row = deliver(memory, plain)
    assert row is not None
    assert deliver(memory, shuffled) == row
    assert row.deleted == (DELETE in plain)
    if row.deleted:
        assert row.text is None
    else:
        assert isinstance(plain[-1], Message)
        assert row.text == plain[-1].text.replace("\0", "")  # type: ignore[union-attr] # it has one


def test_the_row_says_whether_anything_was_new(store: Store):
    edit = message(text="Better.", version="1772460099.000100")
    with store.begin("T1") as books:
        put: Callable[[Message], bool] = books.messages.put
        assert [put(message()), put(message()), put(edit), put(edit), put(message())] == [
            *(True, False, True, False, False)
        ]
        assert books.messages.get("C1", message().ts) == edit


def test_a_deleted_message_comes_back_neither_by_an_edit_nor_by_its_original(store: Store):
    with store.begin("T1") as books:
        day = post_round(books)
        assert books.messages.tombstone("C1", message().ts, MONDAY) is None
        books.messages.put(message(round_id=day.id))
        books.messages.put(message(round_id=day.id, version="1772460099.000100"))
        (row,) = books.messages.of(day.id, "U1")
        assert (row.deleted, row.text, row.user) == (True, None, "U1")
        assert books.messages.tombstone("C1", message().ts, MONDAY) is None


def test_deleting_gives_the_message_as_it_was_once(store: Store):
    with store.begin("T1") as books:
        books.messages.put(message())
        assert books.messages.tombstone("C1", message().ts, MONDAY) == message()
        assert books.messages.tombstone("C1", message().ts, MONDAY) is None


def test_one_sending_under_two_timestamps_counts_once(store: Store):
    with store.begin("T1") as books:
        assert books.messages.put(message(client_msg_id="m1"))
        assert not books.messages.put(message(client_msg_id="m1", ts="1772460061.000100"))
        assert books.messages.put(message(client_msg_id="m1", ts="3.3", user="U2"))
        books.messages.tombstone("C1", "4.4", MONDAY)
        assert not books.messages.put(message(client_msg_id="m1", ts="4.4"))


def test_a_person_is_asked_once_and_their_word_stays(store: Store):
    ts = message().ts
    with store.begin("T1") as books:
        books.messages.put(message())
        assert [books.messages.ask("C1", ts), books.messages.ask("C1", ts)] == [True, False]
        books.messages.rule("C1", ts, counted=False)
        books.messages.put(message(text="Edited.", version="1772460099.000100"))
        row = books.messages.get("C1", ts)
    assert row is not None
    assert (row.asked, row.ruling, row.text) == (True, False, "Edited.")


def test_what_is_said_to_somebody_is_found_and_counted_by_answer(store: Store):
    with store.begin("T1") as books:
        day = post_round(books)
        said = message(round_id=day.id, text="<@U2> who phones?", words=0)
        books.messages.put(said)
        books.messages.put(replace(said, ts="1772460070.000100", at=MONDAY + MINUTE))
        books.messages.put(replace(said, ts="1772460080.000100", text="<@U2> mine", words=2))
        found = books.messages.said_to_somebody(day.id)
        assert [each.ts for each in found] == [said.ts, "1772460070.000100"]
        for each in found:
            books.messages.comment(each.channel, each.ts, "a1")
        books.messages.expire(MONDAY + DAY)
        assert books.messages.said_to_somebody(day.id) == books.messages.about("a1")
        assert books.messages.comments_on(["a1", "a2"]) == {
            "a1": [("U1", MONDAY, said.ts), ("U1", MONDAY + MINUTE, "1772460070.000100")]
        }
