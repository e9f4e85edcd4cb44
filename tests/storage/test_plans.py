"""However much is stored, one person's or one channel's part of it is found by an index."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from storage.moves import Move
from storage.store import Books, Store
from tests.storage.rows import DAY, LEASE, MONDAY, StoppedClock, answer, message, post_round


@pytest.fixture
def plans(sqlite_url: str, clock: StoppedClock) -> Iterator[tuple[Books, list[str]]]:
    """Give books whose every statement is explained before it runs."""
    store = Store.open(sqlite_url, clock)
    steps: list[str] = []

    def explain(_c: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            rows = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps.extend(f"{row[3]} in {statement}" for row in rows.fetchall())

    with store.begin("T1") as books:
        day = post_round(books)
        event.listen(books.connection, "before_cursor_execute", explain)
        books.messages.put(message(round_id=day.id))
        yield books, steps
    store.close()


def test_no_question_about_a_person_or_a_channel_reads_everything(  # noqa: PLR0915 - one call each
    plans: tuple[Books, list[str]],
):
    books, steps = plans
    books.answers.of_user("U1")
    books.answers.of_user_in_round("r", "U1")
    books.answers.at_ts("C1", "1.1")
    books.answers.known_channels("U1")
    books.answers.drafts("a1")
    books.answers.withdraw("a1")
    books.answers.drop("a1")
    books.marks.of_user("U1")
    books.marks.of("a1")
    books.hints.latest("a1")
    books.disputes.of(["a1", "a2"])
    books.remarks.muted("hash", MONDAY)
    books.remarks.voices("metrics", "hash", MONDAY)
    books.messages.of("r", "U1")
    books.messages.said_to_somebody("r")
    books.messages.comment("C1", "1.1", "a1")
    books.messages.comments_on(["a1", "a2"])
    books.messages.about("a1")
    books.messages.put(message(client_msg_id="m", text="x", version="1772460099.0"))
    books.drills.seen("U1")
    books.drills.of_user("U1", 50)
    books.reviews.owed_by("U1", MONDAY)
    books.reviews.by(["U1", "U2"], MONDAY)
    books.reviews.of_answers(["a1", "a2"])
    books.reviews.by_pair("a1", "U1")
    books.reviews.lapsed(MONDAY)
    books.members.away_about(["U1", "U2"], MONDAY.date())
    books.reviews.held_back(MONDAY, MONDAY)
    books.answers.in_rounds(["r"])
    books.calibrations.of_user("U1")
    books.rounds.asked_since(["C1"], MONDAY.date())
    books.rounds.claim("w", MONDAY, LEASE)
    books.rounds.by_ts("C1", "1.1")
    books.rounds.latest("C1")
    books.rounds.last("C1", date(2026, 3, 2))
    books.rounds.waiting("C1")
    books.rounds.local_dates(["C1", "C2"], date(2026, 1, 1))
    books.answers.any_in_round("r")
    books.rounds.pass_over("C1", ("q", "metrics"), date(2026, 3, 2), "U1", MONDAY)
    books.rounds.history("C1")
    books.rounds.to_sweep(MONDAY)
    books.rounds.expired(MONDAY)
    books.rounds.latest_post()
    books.inbox.claim(MONDAY, LEASE)
    books.inbox.pending()
    books.inbox.latest("back_fill")
    books.heartbeats.latest(["clock"])
    books.outbox.claim("w", MONDAY, LEASE)
    books.outbox.put("k", "C1", "post", {}, MONDAY)
    books.outbox.get_by_key("k")
    assert len(steps) > 40
    assert [step for step in steps if step.startswith("SCAN") and "CONSTANT" not in step] == []
    # The workspace alone would be a scan of everybody in it.
    wide = [step for step in steps if "(workspace=?) in" in step]
    assert not wide, "\n".join(wide)


def test_a_page_of_history_a_reminder_and_a_week_are_found_by_an_index(
    plans: tuple[Books, list[str]],
):
    books, steps = plans
    steps.clear()
    books.answers.beside("U1", None, 4)
    books.answers.beside("U1", answer(), 4)
    books.answers.beside("U1", answer(), 4, newer=True)
    books.answers.practised_on("U1", MONDAY.date(), MONDAY - DAY)
    books.answers.last_at("U1")
    books.answers.of_rounds(["r1", "r2"])
    books.marks.of_answers(["a1", "a2"])
    books.reminders.on("U1", MONDAY.date())
    books.reminders.latest("U1", 3)
    assert len(steps) > 8
    assert [step for step in steps if step.startswith("SCAN")] == []
    assert [step for step in steps if "(workspace=?) in" in step] == []
    paged = [step for step in steps if "ROW_VALUE" in step or "at>?" in step or "at<?" in step]
    assert len(paged) >= 2, "\n".join(steps)


def test_the_open_threads_are_found_by_their_day_not_among_all_that_was_posted(
    plans: tuple[Books, list[str]],
):
    books, steps = plans
    books.rounds.threads_since(MONDAY)
    found = [step.split(" in ")[0] for step in steps if " rounds " in step.split(" in ")[0]]
    assert len(found) == 2
    assert [step for step in found if "due_at>?" not in step] == []


def test_what_a_channel_was_asked_is_found_by_the_channel_not_among_all_that_was_posted(
    plans: tuple[Books, list[str]],
):
    books, steps = plans
    books.rounds.history("C1")
    books.rounds.latest("C1")
    searches = [step for step in steps if step.startswith("SEARCH")]
    assert len(searches) == 3
    assert [step for step in searches if "channel=?" not in step.split(" in ")[0]] == []


def test_a_streak_is_read_from_the_persons_own_rows_and_an_index_of_their_channels_days(
    plans: tuple[Books, list[str]],
):
    books, steps = plans
    steps.clear()
    books.members.get("U1")
    books.members.clocks("U1")
    books.members.leaves("U1")
    books.answers.log("U1")
    books.channels.get("C1")
    books.channels.changes("C1")
    books.rounds.days(["C1", "C2"], date(2026, 1, 1))
    read = [step.split(" in ")[0] for step in steps if "TEMP B-TREE" not in step]
    known = [step.replace("sqlite_autoindex_", "").split(" USING ") for step in read]
    assert dict(known) == {
        "SEARCH members": "INDEX members_1 (workspace=? AND user=?)",
        "SEARCH day_clocks": "INDEX day_clocks_1 (workspace=? AND user=?)",
        "SEARCH leaves": "COVERING INDEX leaves_1 (workspace=? AND user=?)",
        "SEARCH answers": "INDEX ix_answers_workspace_user_at (workspace=? AND user=?)",
        "SEARCH channels": "INDEX channels_1 (workspace=? AND id=?)",
        "SEARCH channel_changes": "INDEX channel_changes_1 (workspace=? AND channel=?)",
        "SEARCH rounds": (
            "COVERING INDEX ix_rounds_days (workspace=? AND channel=? AND local_date>?)"
        ),
    }


def test_weaknesses_and_what_is_due_are_read_from_the_persons_own_answers_alone(
    plans: tuple[Books, list[str]],
):
    books, steps = plans
    steps.clear()
    books.marks.of_user("U1")
    books.drills.seen("U1")
    read = {
        step.split(" in ")[0].replace("sqlite_autoindex_", "")
        for step in steps
        if "TEMP B-TREE" not in step
    }
    assert {step for step in read if step.startswith("SEARCH")} == {
        "SEARCH answers USING INDEX ix_answers_workspace_user_at (workspace=? AND user=?)",
        "SEARCH marks USING INDEX marks_1 (workspace=? AND answer_id=?)",
        "SEARCH disputes USING COVERING INDEX disputes_1 (workspace=? AND answer_id=?)",
        "SEARCH drills USING INDEX ix_drills_workspace_user_at (workspace=? AND user=?)",
    }
    assert not [step for step in read if step.startswith("SCAN")]


def test_who_left_a_channel_is_found_among_its_own_moves(plans: tuple[Books, list[str]]):
    books, steps = plans
    for user, channel, left in (("U1", "C1", True), ("U1", "C2", True), ("U2", "C1", False)):
        books.moves.put(Move(user, channel, MONDAY, not left))
    books.answers.put(answer(channel="C1"), MONDAY)
    steps.clear()
    books.moves.gone("C1")
    books.answers.known_channels("U1")
    read = {step.split(" in ")[0] for step in steps if "TEMP B-TREE" not in step}
    assert read == {
        "SEARCH moves USING INDEX ix_moves_workspace_channel (workspace=? AND channel=?)",
        "SEARCH moves USING INDEX sqlite_autoindex_moves_1 (workspace=? AND user=?)",
        "SEARCH answers USING INDEX ix_answers_workspace_user_at (workspace=? AND user=? AND at>?)",
        "SEARCH answers USING INDEX ix_answers_workspace_user_at (workspace=? AND user=?)",
        "SEARCH leavers USING COVERING INDEX sqlite_autoindex_leavers_1 (workspace=?)",
    }


def test_home_finds_a_persons_channels_and_reviews_among_their_own_not_everybodys(
    plans: tuple[Books, list[str]],
):
    books, steps = plans
    steps.clear()
    books.answers.known_channels("U1")
    books.answers.practised("U1")
    books.reviews.owed_by("U1", MONDAY)
    read = {step.split(" in ")[0] for step in steps if "TEMP B-TREE" not in step}
    assert read == {
        "SEARCH answers USING INDEX ix_answers_workspace_user_at (workspace=? AND user=?)",
        "SEARCH moves USING INDEX sqlite_autoindex_moves_1 (workspace=? AND user=?)",
        (
            "SEARCH reviews USING INDEX ix_reviews_workspace_reviewer_state"
            " (workspace=? AND reviewer=? AND state=?)"
        ),
    }
