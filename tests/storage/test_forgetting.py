"""Forgetting leaves nothing of a person, and lets nothing of theirs come back."""

import json
from pathlib import Path
from typing import Any

import pytest

from storage import personal, upkeep
from storage.calibrations import Calibration
from storage.disputes import Dispute
from storage.errors import StaysForgotten
from storage.forgotten import LEFT, without
from storage.members import DayClock
from storage.moves import Move
from storage.store import Books, Store
from storage.tables import Base
from tests.storage.rows import (
    DAY,
    MINUTE,
    MONDAY,
    answer,
    drill,
    mark,
    message,
    post_round,
    review,
)

WHO, PEER = "U0GOING", "U0STAYS"
WORDS = "xylophone-abstraction-queue"


def everything(books: Books) -> str:
    """All that is stored, in every table, as text."""
    rows: list[Any] = []
    for table in Base.metadata.sorted_tables:
        rows += [tuple(row) for row in books.connection.execute(table.select())]
    return repr(rows)


def a_life(books: Books) -> None:
    """One person in every table that names people, and a peer beside them."""
    day = post_round(books, requested_by=WHO)
    for user in (WHO, PEER):
        books.channels.add_organiser("C1", user, WHO, MONDAY)
    for user, id_, ts in ((WHO, "a1", "1.1"), (PEER, "a2", "1.2")):
        books.members.ensure(user, "Europe/Berlin", MONDAY)
        text = f"{WORDS} by {user}" if user == WHO else f"As <@{WHO}|going> said, and {WHO}X too"
        said = message(round_id=day.id, user=user, ts=ts, text=text, client_msg_id=f"m{ts}")
        books.messages.put(said)
        books.answers.put(answer(id=id_, user=user, text=text, ts=ts, channel="C1"), MONDAY)
        books.marks.put(id_, "engine", [mark()], "hash", MONDAY)
    books.answers.put(answer(user=WHO, text=f"{WORDS} again", ts="1.1", channel="C1"), MONDAY)
    books.members.follow(WHO, DayClock(MONDAY + DAY, "Asia/Tokyo"))
    books.members.set_leaves(WHO, [(MONDAY.date(), MONDAY.date())])
    books.disputes.put(Dispute("a1", "user_clarity", WHO, MONDAY))
    books.drills.put(drill(user=WHO))
    seen = review(state="submitted", strength=WORDS, ts="2.1", released_at=MONDAY)
    books.reviews.lease(seen)
    given = review(id="r2", answer_id="a2", reviewer=WHO, author=PEER, state="submitted")
    books.reviews.lease(given)
    books.reviews.posted("r2", "2.2")
    books.marks.put("a2", WHO, [mark()], "hash", MONDAY)
    books.calibrations.put(Calibration(WHO, "pm", 0, "pm-1", "weak", {"tradeoffs": 1}, MONDAY))
    books.outbox.put("hint:a1:1", "C1", "post", {"kind": "hint", "answer": "a1"}, MONDAY)
    books.outbox.put("hint:a2:1", "C1", "post", {"kind": "hint", "answer": "a2"}, MONDAY)
    books.outbox.put("n:1", WHO, "direct", {"kind": "notice"}, MONDAY)
    books.inbox.put("E1", "message", {"user": WHO, "text": WORDS}, MONDAY)
    books.inbox.put("E2", "message", {"user": PEER, "text": f"<@{WHO}> hi"}, MONDAY)
    books.inbox.put("E3", "user_change", {"user": {"id": WHO}}, MONDAY)
    books.leavers.put(WHO, MONDAY)
    books.moves.put(Move(WHO, "C1", MONDAY, present=False))


def test_nothing_of_a_person_is_left_in_any_table_and_others_keep_theirs(store: Store):
    with store.begin("T1") as books:
        a_life(books)
        before = personal.count_about(books, WHO)
        gone = personal.forget(books, WHO)
        left = everything(books)
        assert WORDS not in left
        assert WHO not in left.replace(f"{WHO}X", "")
        assert gone.rows == before
        assert {"answers", "messages", "marks", "drills", "reviews", "day_clocks"} <= set(before)
        assert "calibrations" in before
        assert set(gone.posts) == {("C1", "2.1"), ("C1", "2.2")}
        assert gone.reviewed == ("a2",)
        peer = books.answers.get("a2")
        assert peer is not None
        assert peer.text == f"As @somebody said, and {WHO}X too"
        assert books.outbox.get_by_key("hint:a2:1") is not None
        assert books.outbox.get_by_key("hint:a1:1") is None
        assert books.inbox.pending() == 1
        assert personal.count_about(books, WHO) == {}


def test_another_workspace_keeps_what_it_knows_of_the_same_person(store: Store):
    for workspace in ("T1", "T2"):
        with store.begin(workspace) as books:
            a_life(books)
    with store.begin("T1") as books:
        personal.forget(books, WHO)
        books.forgotten.put(WHO, MONDAY)
    with store.begin("T2") as books:
        assert personal.count_about(books, WHO)["answers"] == 1
        assert not books.forgotten.covers(WHO, MONDAY)


def test_the_file_holds_neither_the_id_nor_the_words(sqlite_url: str, clock: Any):
    store = Store.open(sqlite_url, clock)
    with store.begin("T1") as books:
        a_life(books)
    with store.begin("T1") as books:
        personal.forget(books, WHO)
        books.forgotten.put(WHO, MONDAY)
    assert upkeep.scrub(sqlite_url)
    files = Path(sqlite_url.removeprefix("sqlite:///")).parent.glob("rounds.db*")
    held = b"".join(path.read_bytes() for path in files).replace(f"{WHO}X".encode(), b"")
    store.close()
    assert WORDS.encode() not in held
    assert WHO.encode() not in held


def test_a_tombstone_covers_what_came_before_and_only_its_own_wish_lifts_it(store: Store):
    with store.begin("T1") as books:
        assert not books.forgotten.covers(WHO, MONDAY)
        first = books.forgotten.put(WHO, MONDAY)
        assert WHO not in repr(first)
        assert books.forgotten.covers(WHO, MONDAY + 100 * DAY)
        assert not books.forgotten.covers(PEER, MONDAY)
        assert not books.forgotten.welcome_back(WHO, "another", MONDAY + DAY)
        assert books.forgotten.welcome_back(WHO, first.token, MONDAY + DAY)
        assert books.forgotten.covers(WHO, MONDAY)
        assert not books.forgotten.covers(WHO, MONDAY + DAY)
        books.forgotten.put(WHO, MONDAY + 2 * DAY)
        assert not books.forgotten.welcome_back(WHO, first.token, MONDAY + 3 * DAY)
        assert books.forgotten.covers(WHO, MONDAY + 3 * DAY)


def test_who_merely_left_is_known_again_from_the_first_thing_that_they_do_later(store: Store):
    with store.begin("T1") as books:
        books.forgotten.put(WHO, MONDAY, LEFT)
        assert books.forgotten.covers(WHO, MONDAY - MINUTE)
        assert not books.forgotten.covers(WHO, MONDAY)
        assert WHO not in books.forgotten.without_mentions(f"As <@{WHO}> said", MONDAY + DAY)
        with pytest.raises(StaysForgotten):
            books.members.ensure(WHO, "UTC", MONDAY - MINUTE)
        books.members.ensure(WHO, "UTC", MONDAY + DAY)
        assert WHO in books.forgotten.without_mentions(f"As <@{WHO}> said", MONDAY + DAY)
        assert books.forgotten.covers(WHO, MONDAY - MINUTE)
        books.forgotten.put(WHO, MONDAY + 2 * DAY)
        books.forgotten.returned(WHO)
        assert books.forgotten.covers(WHO, MONDAY + 3 * DAY)


def test_what_is_shown_of_a_person_can_be_written_as_json(store: Store):
    with store.begin("T1") as books:
        a_life(books)
        rows = personal.rows_about(books, WHO)
    assert WORDS in json.dumps(rows["answers"])
    assert {each["user"] for each in rows["messages"]} == {WHO}
    assert [each["answer_id"] for each in rows["reviews"]] == ["a1", "a2"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<@U1> and <@U1|maya>", "@somebody and @somebody"),
        ("&lt;@U1&gt; typed", "@somebody typed"),
        ("U1, U12 and xU1", "somebody, U12 and xU1"),
    ],
)
def test_only_the_whole_id_is_taken_out(text: str, left: str):
    assert without(text, "U1") == left
