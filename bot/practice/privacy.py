"""A person's own record: what is kept, a copy of it, and its end."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.errors import Gone
from bot.practice.agreement import agree
from bot.practice.checks import question_of
from bot.practice.streaks import effort
from bot.practice.tools import Caller, Tools
from bot.rules import spreadsheet
from storage import personal, upkeep
from storage.forgotten import ASKED, LEFT
from storage.store import Books

GRACE = timedelta(days=30)  # after somebody left the workspace
LEFT_LOOK = timedelta(days=1)
AT_ONCE = 64_000_000  # bytes of a file that is scrubbed while a person waits; a second or less
EXPIRED_AT_ONCE = 200  # answers in one transaction
_LOOKED = "leavers"  # the kind of sign of life that a look for leavers leaves


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept about a person: rows by table, for how long their words stay.

    `token`: they are forgotten, and this is the wish by which they may take part again.
    `back`: they were forgotten because they left, and are here again.
    """

    counts: Mapping[str, int]
    keep_days: int | None
    token: str | None
    back: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A copy of all that is kept about a person, once for programs and once for spreadsheets."""

    as_json: bytes
    as_csv: bytes


def kept(tools: Tools, caller: Caller) -> Kept:
    """Count what is kept about the person who asks."""
    with tools.store.read(caller.workspace) as books:
        found = books.forgotten.find(caller.user)
        covered = found is not None and found.covers(books.now())
        return Kept(
            personal.count_about(books, caller.user),
            tools.keep_days,
            token=found.token if found is not None and covered else None,
            back=found is not None and found.why == LEFT and not covered,
        )


def record(tools: Tools, caller: Caller) -> Record:
    """Copy all that is kept about the person who asks."""
    with tools.store.read(caller.workspace) as books:
        rows = personal.rows_about(books, caller.user)
        made_at = books.now().isoformat()
    if not rows:
        raise Gone("Nothing is kept about you, so there is nothing to send.")
    whole = {"workspace": caller.workspace, "user": caller.user, "at": made_at, "kept": rows}
    flat = (
        {"what": what, **{name: _flat(value) for name, value in row.items()}}
        for what, listed in rows.items()
        for row in listed
    )
    return Record(
        json.dumps(whole, ensure_ascii=False, indent=1).encode(),
        spreadsheet.table(flat).encode(),
    )


def _flat(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def forget(tools: Tools, workspace: str, user: str, why: str = ASKED) -> Mapping[str, int]:
    """Delete all about a person, for good: what comes of theirs later is not taken in.

    Of somebody who merely left that holds for what they did before: if they come back, they start
    anew. Our own messages with their words leave the threads too. Gives what went, by table.
    """
    with tools.store.begin(workspace) as books:
        now = books.now()
        if why == LEFT and user not in books.leavers.before(now - GRACE):
            return {}  # they came back, or asked for it themselves, meanwhile
        gone = personal.forget(books, user)
        books.forgotten.put(user, now, why)
        for answer in gone.reviewed:
            _agree_again(tools, books, answer)
        for channel, ts in gone.posts:
            body = {"kind": "tidy", "ts": ts}
            books.outbox.put(f"tidy:{channel}:{ts}", channel, "delete", body, now)
    if upkeep.size(tools.store.address) <= AT_ONCE:
        scrub(tools, workspace)
    return gone.rows


def _agree_again(tools: Tools, books: Books, answer: str) -> None:
    found = books.answers.get(answer)
    if found is None:
        return
    try:
        criteria = question_of(tools, books, found).criteria
    except Gone:  # left the bank meanwhile: its verdicts alone say what was asked
        criteria = tuple(dict.fromkeys(mark.criterion for mark in books.marks.of(answer)))
    agree(tools, books, answer, criteria)


def scrub(tools: Tools, workspace: str) -> bool:
    """Leave no deleted byte of a forgotten person in the file; False where it has to wait."""
    with tools.store.read(workspace) as books:
        if not books.forgotten.to_scrub():
            return True
        now = books.now()
    # Written before, so that the file scrubbed is the one without anything left to do.
    if not upkeep.scrub(tools.store.address):
        return False
    with tools.store.begin(workspace) as books:
        books.forgotten.scrubbed(now)
    return True


def is_forgotten(tools: Tools, workspace: str, user: str) -> bool:
    """Say whether nothing that a person does now is taken in."""
    with tools.store.read(workspace) as books:
        return books.forgotten.covers(user, books.now())


def come_back(tools: Tools, caller: Caller, token: str) -> None:
    """Let a forgotten person take part again, from now on and with nothing of before."""
    with tools.store.begin(caller.workspace) as books:
        if not books.forgotten.welcome_back(caller.user, token, books.now()):
            raise Gone("That button is of an earlier time. Type `/rounds privacy` once more.")


def left(tools: Tools, workspace: str, user: str) -> None:
    """Begin the grace period of a person who left the workspace."""
    with tools.store.begin(workspace) as books:
        if personal.count_about(books, user):
            books.leavers.put(user, books.now())


def is_back(tools: Tools, workspace: str, user: str) -> None:
    """End the grace period of a person who is in the workspace again."""
    with tools.store.read(workspace) as books:
        found = books.forgotten.find(user)
        away = found is not None and found.why == LEFT and found.since is None
        if not away and not books.leavers.known(user):
            return
    with tools.store.begin(workspace) as books:
        books.leavers.drop(user)
        books.forgotten.returned(user)


def has_returned(tools: Tools, caller: Caller) -> bool:
    """Say whether a person was forgotten after they left, and is here again."""
    with tools.store.read(caller.workspace) as books:
        found = books.forgotten.find(caller.user)
        return found is not None and found.why == LEFT


def due_today(tools: Tools, workspace: str) -> bool:
    """Say whether a day went by since the last look at who left and what is too old."""
    with tools.store.begin(workspace) as books:
        now = books.now()
        before = books.heartbeats.latest([_LOOKED])
        due = before is None or now - before >= LEFT_LOOK
        if due:
            books.heartbeats.beat(_LOOKED, now)
        return due


def members(tools: Tools, workspace: str) -> list[str]:
    """Name the people about whom something is kept: they may have left unheard."""
    with tools.store.read(workspace) as books:
        return [member.user for member in books.members.all()]


def long_gone(tools: Tools, workspace: str) -> list[str]:
    """Name those whose grace period is over."""
    with tools.store.read(workspace) as books:
        return books.leavers.before(books.now() - GRACE)


def forget_leavers(tools: Tools, workspace: str) -> int:
    """Forget those whose grace period is over; give how many."""
    gone = long_gone(tools, workspace)
    for user in gone:
        forget(tools, workspace, user, LEFT)
    return len(gone)


def expire(tools: Tools, workspace: str) -> int:
    """Let answers that are too old lose their text and what quotes it; give how many did.

    Their marks, dates and efforts stay, so streak and weaknesses are as they were.
    """
    if tools.keep_days is None:
        return 0
    done = 0
    while True:
        with tools.store.read(workspace) as books:
            before = books.now() - timedelta(days=tools.keep_days)
            old = books.answers.to_expire(before, EXPIRED_AT_ONCE)
        with tools.store.begin(workspace) as books:
            for answer in old:
                books.answers.expire(answer.id, effort(answer.text or ""))
            if not old:
                books.messages.expire(before)
                return done
            done += len(old)
