"""reliability, section 6: a database that is full, gone, busy, or copied while it is written."""

import shutil
import sqlite3
import threading
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from bot.jobs import backup, inbox
from bot.sandbox.seed import BOT_USER, TEAM_ID
from bot.slack.listeners.events import Events
from storage import upkeep
from storage.errors import StorageError
from tests.conftest import ANSWER
from tests.faults.door import Door
from tests.faults.test_events import EVENT, answers, reply, stored

LARGE = "x" * 200_000


def path(world):
    return Path(world.database.removeprefix("sqlite:///"))


def cap(world, pages):
    """Let the file grow to so many pages and no further, as a full disk would."""
    with world.one.tools.store._writing.connect() as connection:
        now = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={now + pages}")


def is_sound(file):
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def ids(file):
    with closing(sqlite3.connect(file)) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM inbox")}


def test_a_full_disk_answers_500_and_reading_goes_on_and_room_mends_it(world):
    world.one.tick()
    said = reply(world)
    door = Door(world, world.one)
    assert door.event(said, "Ev1") == 200
    cap(world, 0)
    assert door.event(EVENT | {"text": LARGE}, "Ev2") == 500
    assert stored(world) == 1
    with (
        pytest.raises(StorageError, match="the disk is full"),
        world.one.tools.store.begin(TEAM_ID) as books,
    ):
        books.inbox.put("Ev3", "event", {"text": LARGE}, world.now())
    cap(world, 1000)
    assert door.event(EVENT | {"text": LARGE}, "Ev2", x_slack_retry_num="1") == 200
    events = Events(world.one.tools, world.one.chat, TEAM_ID, BOT_USER)
    while inbox.work_one(world.one.tools, events, TEAM_ID):
        pass
    assert answers(world) == [ANSWER]
    assert is_sound(path(world))


def test_a_disk_that_is_full_at_fifty_points_keeps_all_that_was_acknowledged_and_no_more(world):
    door = Door(world, world.one)
    taken = set()
    for point in range(50):
        cap(world, point % 10)
        text = LARGE[: 2000 + 500 * point]
        for number in count():
            if door.event(EVENT | {"text": text}, f"Ev{point}-{number}") == 500:
                break
            taken.add(f"Ev{point}-{number}")
        assert is_sound(path(world))
    cap(world, 1000)
    assert ids(path(world)) == taken
    assert len(taken) > 50
    world.one.tick()
    assert len(world.questions()) == 1


def test_a_database_that_is_gone_answers_500(world):
    door = Door(world, world.one)
    world.one.tools.store.close()
    path(world).unlink()
    assert door.event(EVENT) == 500


def test_a_backup_of_a_database_under_load_opens_and_counts_right(world):
    stop = threading.Event()
    written: list[int] = []

    def write():
        while not stop.is_set():
            with world.one.tools.store.begin(TEAM_ID) as books:
                books.inbox.put(f"Ev{len(written)}", "event", {"text": LARGE[:3000]}, world.now())
            written.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    folder = path(world).parent / "backups"
    copies = []
    try:
        for _ in range(5):
            least = len(written)
            copies.append((least, upkeep.backup(world.database, folder, world.now())))
    finally:
        stop.set()
        writer.join()
    for least, copy in copies:
        found = ids(copy)
        assert is_sound(copy)
        assert found == {f"Ev{number}" for number in range(len(found))}
        assert len(found) >= least
    assert len(written) > 5


def test_nul_and_lone_surrogates_in_an_answer_are_left_out_and_the_rest_is_kept(world):
    world.one.tick()
    said = reply(world)
    door = Door(world, world.one)
    assert door.event(said | {"text": f"\0{ANSWER}\ud800"}) == 200
    events = Events(world.one.tools, world.one.chat, TEAM_ID, BOT_USER)
    assert inbox.work_one(world.one.tools, events, TEAM_ID)
    assert answers(world) == [ANSWER]


def test_an_answer_is_in_no_error_and_in_no_log(world, monkeypatch, caplog):
    world.one.tick()
    said = reply(world)
    door = Door(world, world.one)
    events = Events(world.one.tools, world.one.chat, TEAM_ID, BOT_USER)
    cap(world, 0)
    assert door.event(said | {"text": ANSWER * 200}) == 500
    cap(world, 1000)
    assert door.event(said) == 200
    with world.one.tools.store._writing.begin() as connection:
        connection.exec_driver_sql("DROP TABLE answers")
    assert inbox.work_one(world.one.tools, events, TEAM_ID)
    assert "event.failed" in caplog.text
    assert ANSWER[:30] not in caplog.text


def daily(world):
    return sorted((path(world).parent / "backups" / "daily").glob("*"))


def test_a_backup_is_made_once_a_day_and_seven_are_kept(world):
    for day in range(9):
        for _ in range(3):
            backup.back_up(world.one.tools)
            world.pass_time(8 * 3600)
        world.one.tick()
        assert len(daily(world)) == min(day + 1, 7)
    assert daily(world)[-1].name == "rounds-20261201T140000Z.db"
    assert all(is_sound(each) for each in daily(world))


def test_little_room_on_the_disk_is_said_and_no_backup_takes_it(world, monkeypatch, caplog):
    usage = shutil.disk_usage(path(world).parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=199_000_000))
    backup.back_up(world.one.tools)
    assert "disk.nearly_full" in caplog.text
    assert daily(world) == []


def test_a_damaged_database_is_noticed_within_a_day_and_its_last_copies_stay(world, caplog):
    world.one.tick()
    backup.back_up(world.one.tools)
    world.pass_time(24 * 3600)
    with closing(sqlite3.connect(path(world))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = "SELECT rootpage FROM sqlite_schema WHERE name = 'rounds'"
        [page] = connection.execute(root).fetchone()
    with path(world).open("r+b") as file:
        file.seek((page - 1) * 4096 + 8)
        file.write(b"\xff" * 3000)
    backup.back_up(world.one.tools)
    assert "backup.failed" in caplog.text
    [kept] = daily(world)
    assert is_sound(kept)
