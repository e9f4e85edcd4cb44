"""Backups that open, and the export that others read."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from storage import schema, upkeep
from storage.disputes import Dispute
from storage.store import Store
from tests.storage.rows import (
    DAY,
    MONDAY,
    StoppedClock,
    answer,
    channel,
    drill,
    mark,
    post_round,
    review,
)

NOON = "2026-03-02T14:00:00Z"
# One line a record: type and id, then its fields.
EXPECTED = """
channel C1 channel=C1 at=09:00 zone=America/New_York days=mon-fri tracks=['pm','mle'] state=active
round DAY channel=C1 local_date=2026-03-02 state=posted reason=None question=pm-1 \
ts=1772460002.000000 due_at=NOON posted_at=NOON
answer a1 round=DAY channel=C1 ts=1.1 user=U1 text=First version=0 deleted=False \
local_date=2026-03-02 zone=Europe/Berlin at=NOON kind=thread
answer a2 round=None channel=None ts=None user=U1 text=None version=0 deleted=True \
local_date=2026-03-02 zone=Europe/Berlin at=NOON kind=drill
mark a1:user_clarity:engine answer=a1 criterion=user_clarity level=1 by=engine disputed=True
review r1 answer=a1 reviewer=U2 state=offered strength=None suggestion=None at=NOON
drill d1 user=U1 question=mle-1 why=due state=open at=NOON
member U1 user=U1 zone=UTC settings={}
""".replace("NOON", NOON)


def told(line: dict[str, Any]) -> str:
    """Write an exported line as in EXPECTED, once it went through JSON as the command sends it."""
    fields = json.loads(json.dumps(line))
    head = [fields.pop("type"), fields.pop("id")]
    assert fields.pop("workspace") == "T1"
    return " ".join(
        [*head, *(f"{name}={value}".replace(" ", "") for name, value in fields.items())]
    )


def test_the_export_has_a_line_for_everything_stored(store: Store):
    with store.begin("T1") as books:
        day = post_round(books)
        books.answers.put(answer(round_id=day.id, channel="C1", ts="1.1", text="First"), MONDAY)
        books.drills.put(drill(why="due"))
        books.answers.put(answer(id="a2", kind="drill", drill_id="d1"), MONDAY)
        books.answers.withdraw("a2")
        books.marks.put("a1", "engine", [mark()], "hash", MONDAY)
        books.disputes.put(Dispute("a1", "user_clarity", "U1", MONDAY))
        books.reviews.lease(review())
        books.members.ensure("U1", "UTC", MONDAY)
    with store.read("T1") as books:
        lines = [told(line) for line in upkeep.export(books)]
    assert lines == EXPECTED.replace("DAY", day.id).strip().splitlines()


def test_a_backup_opens_and_has_the_rows_and_a_second_one_has_its_own_file(
    sqlite_url: str, clock: StoppedClock, tmp_path: Path
):
    store = Store.open(sqlite_url, clock)
    with store.begin("T1") as books:
        books.channels.save(channel(), "U1", MONDAY)
    folder = tmp_path / "backups"
    with store.begin("T1") as books:
        books.channels.save(channel(id="C2"), "U1", MONDAY)
        first = upkeep.backup(sqlite_url, folder, MONDAY)
    second = upkeep.backup(sqlite_url, folder, MONDAY)
    store.close()
    assert sorted(folder.iterdir()) == sorted([first, second])
    assert first.name == "rounds-20260302T140000Z.db"
    assert first.stat().st_mode & 0o077 == 0
    for path, channels in ((first, ["C1"]), (second, ["C1", "C2"])):
        copy = Store.open(f"sqlite:///{path}", clock)
        with copy.read("T1") as books:
            assert [each.id for each in books.channels.all()] == channels
        copy.close()


def test_rows_of_an_older_schema_are_backed_up_before_they_are_migrated(
    sqlite_url: str, clock: StoppedClock, tmp_path: Path, monkeypatch
):
    upgraded: list[object] = []
    monkeypatch.setattr(schema, "head", lambda: "9999")
    monkeypatch.setattr(schema, "upgrade", upgraded.append)
    store_path = tmp_path / "rounds.db"
    with closing(sqlite3.connect(store_path)) as connection:
        connection.execute("INSERT INTO greetings VALUES ('T1', 'C1', '2026-03-02')")
        connection.commit()
    upkeep.migrate(sqlite_url, MONDAY + DAY)
    (backup,) = (tmp_path / "backups").iterdir()
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("SELECT channel FROM greetings").fetchall() == [("C1",)]
    assert len(upgraded) == 1
