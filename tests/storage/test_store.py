"""One transaction, one workspace: all of it or nothing, and nobody else's."""

from datetime import datetime

import pytest
from sqlalchemy.exc import IntegrityError

from storage.disputes import Dispute
from storage.errors import StorageError
from storage.hints import Hint
from storage.store import Books, Store
from storage.upkeep import export
from storage.workspaces import Workspace
from tests.storage.rows import (
    DAY,
    LEASE,
    MONDAY,
    StoppedClock,
    answer,
    channel,
    drill,
    mark,
    message,
    post_round,
    review,
)


def fill(books: Books, text: str) -> None:
    """Write a row of every kind, with the same ids in every workspace."""
    day = post_round(books)
    books.rounds.add_alias(day.id, "9.9")
    books.messages.put(message(round_id=day.id, text=text, client_msg_id="m"))
    books.drills.put(drill(question_id=text))
    books.answers.put(answer(round_id=day.id, channel="C1", ts="1.1", text=text), MONDAY)
    books.answers.put(answer(id="a2", drill_id="d1", kind="drill", text=text), MONDAY)
    books.marks.put("a1", "engine", [mark()], text, MONDAY)
    books.disputes.put(Dispute("a1", "user_clarity", text, MONDAY, rule=text))
    books.hints.claim(Hint("a1", 1, None, [{"text": text}], MONDAY))
    books.reviews.lease(review(author=text))
    books.members.ensure("U1", text, MONDAY)
    books.channels.add_organiser("C1", text, "U1", MONDAY)
    books.channels.greeted("C1", MONDAY)
    books.inbox.put("E1", text, {}, MONDAY)
    books.outbox.put("k", "C1", "post", {"text": text}, MONDAY)


def everything(books: Books) -> list[object]:
    day = books.rounds.by_ts("C1", "9.9")
    assert day is not None
    return [
        list(export(books)),
        books.rounds.history("C1"),
        books.messages.of(day.id, "U1"),
        books.answers.of_user("U1"),
        books.answers.drafts("a1"),
        books.answers.known_channels("U1"),
        books.marks.of_user("U1"),
        books.hints.latest("a1"),
        books.reviews.of_answer("a1"),
        books.reviews.of_answers(["a1", "a2"]),
        books.answers.in_rounds([day.id]),
        books.members.all(),
        books.drills.seen("U1"),
        books.channels.organisers("C1"),
        books.channels.changes("C1"),
        books.inbox.pending(),
        books.outbox.get_by_key("k"),
        books.outbox.pending(),
    ]


def test_twins_with_the_same_ids_never_see_or_touch_each_other(store: Store):
    with store.begin("T1") as books:
        fill(books, "one")
        mine = everything(books)
    with store.begin("T2") as books:
        fill(books, "two")
        theirs = everything(books)
    with store.begin("T2") as books:
        day = books.rounds.by_ts("C1", "9.9")
        assert day is not None
        books.rounds.swept(day.id, 3, None)
        books.messages.tombstone("C1", message().ts, MONDAY)
        books.answers.withdraw("a1")
        books.answers.drop("a2")
        books.marks.put("a1", "engine", [], "", MONDAY)
        for each in books.reviews.lapsed(MONDAY + 9 * DAY):
            books.reviews.let_go(each.id)
        books.members.change("U1", zone="Asia/Tokyo", settings={"a": 1})
        books.drills.move("d1", "answered", ["open"])
        books.channels.set_state("C1", "paused", "leave")
        assert books.inbox.claim(MONDAY, LEASE) is not None
        books.inbox.done("E1")
        books.inbox.prune(MONDAY + DAY)
        assert books.outbox.claim("w", MONDAY, LEASE) is not None
    with store.read("T1") as books:
        assert everything(books) == mine
    with store.read("T2") as books:
        assert everything(books) != theirs


def test_an_exception_takes_everything_back(store: Store):
    def fail() -> None:
        with store.begin("T1") as books:
            books.members.ensure("U1", "UTC", MONDAY)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with store.read("T1") as books:
        assert books.members.all() == []


def test_reading_cannot_write_and_writing_works_afterwards(store: Store):
    with pytest.raises(StorageError), store.read("T1") as books:
        books.members.ensure("U1", "UTC", MONDAY)
    with store.begin("T1") as books:
        books.members.ensure("U1", "UTC", MONDAY)
    with store.read("T1") as books:
        assert len(books.members.all()) == 1


def test_text_loses_nul_and_lone_surrogates_and_keeps_the_rest(store: Store):
    text = "a\0b\ud800c 😀 é"
    with store.begin("T1") as books:
        books.answers.put(answer(text=text), MONDAY)
        books.members.ensure("U1", "UTC", MONDAY)
        books.members.change("U1", settings={"k\0": [text, {"x": text}], "n": 1, "none": None})
    with store.read("T1") as books:
        kept = books.answers.get("a1")
        member = books.members.get("U1")
    assert kept is not None
    assert kept.text == "abc 😀 é"
    assert member is not None
    assert member.settings == {"k": ["abc 😀 é", {"x": "abc 😀 é"}], "n": 1, "none": None}


def test_instants_come_back_in_utc_and_naive_ones_are_refused(store: Store, clock: StoppedClock):
    with store.begin("T1") as books:
        before = books.members.ensure("U1", "UTC", MONDAY)
        with pytest.raises(Exception, match="without a zone"):
            books.members.ensure("U2", "UTC", datetime(2026, 3, 2))  # noqa: DTZ001 - what is refused
    assert before.joined_at == MONDAY
    assert str(before.joined_at.tzinfo) == "UTC"


def test_leases_are_held_by_the_servers_clock(store: Store, url: str):
    with store.read("T1") as books:
        now = books.now()
    assert now.utcoffset() is not None
    assert (now == MONDAY) == url.startswith("sqlite")


def test_an_error_never_quotes_what_people_wrote(store: Store):
    with pytest.raises(IntegrityError) as caught, store.begin("T1") as books:
        books.answers.put(answer(round_id="nowhere", text="my secret"), MONDAY)
    assert "my secret" not in str(caught.value)


def test_workspaces_are_listed_and_written_anew(store: Store):
    store.save_workspace(Workspace("T1", "Old name", "UB", "A1", MONDAY))
    store.save_workspace(Workspace("T2", "Other", "UB", "A1", MONDAY))
    renamed = Workspace("T1", "New name", "UB", "A1", MONDAY)
    store.save_workspace(renamed)
    assert [store.workspaces()[0], len(store.workspaces())] == [renamed, 2]


def test_a_database_in_memory_is_ready_at_once_and_starts_empty(memory: Store):
    with memory.begin("T1") as books:
        books.channels.save(channel(), "U1", MONDAY)
    with memory.read("T1") as books:
        assert books.channels.all() == [channel()]
