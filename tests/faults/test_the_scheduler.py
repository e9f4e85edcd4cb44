"""reliability, section 2: the scheduler only wakes us, and nothing may stop it from doing so."""

import threading
from datetime import timedelta

import pytest

from bot.clock import Clock
from bot.jobs import post_daily
from bot.jobs.timetable import Timetable
from bot.jobs.worker import Worker
from bot.practice import channels
from bot.sandbox.seed import BOT_USER, ROUNDS, TEAM_ID
from bot.slack.listeners.events import Events
from tests.conftest import until
from tests.faults.world import HOUR


@pytest.fixture
def timetable(world):
    made = []

    def make(process, tick=0.05):
        events = Events(process.tools, process.chat, TEAM_ID, BOT_USER)
        made.append(Timetable(process.tools, process.chat, events, TEAM_ID, tick=tick))
        return made[-1]

    yield make
    for each in made:
        each.stop()


def test_an_exception_in_a_job_does_not_stop_it(world, timetable, monkeypatch, caplog):
    close = post_daily.close
    failed: list[str] = []

    def fail_twice(tools, workspace):
        if len(failed) < 2:
            failed.append(workspace)
            raise RuntimeError("nobody thought of this")
        close(tools, workspace)

    monkeypatch.setattr(post_daily, "close", fail_twice)
    timetable(world.one).start()
    until(world.questions, what="the question")
    assert len([r for r in caplog.records if r.message == "job.failed"]) == 2


def test_a_start_does_not_wait_for_what_waited(world, timetable, monkeypatch):
    close, may_go_on = post_daily.close, threading.Event()

    def slowly(tools, workspace):
        assert may_go_on.wait(10)
        close(tools, workspace)

    monkeypatch.setattr(post_daily, "close", slowly)
    timetable(world.one, tick=HOUR).start()
    assert not world.questions()
    may_go_on.set()
    until(world.questions, what="the question")


def test_an_exception_in_a_worker_does_not_stop_it():
    seen: list[int] = []
    done = threading.Event()

    def work():
        seen.append(len(seen))
        if len(seen) == 1:
            raise RuntimeError("nobody thought of this")
        done.set()
        return False

    worker = Worker("fragile", work, 0.01)
    worker.start()
    assert done.wait(5)
    worker.stop()


def test_a_wake_up_that_comes_late_is_still_a_wake_up_and_comes_once(world, timetable):
    working = timetable(world.one, tick=HOUR)
    working.start()
    until(world.questions, what="the question")
    world.pass_time(24 * HOUR)
    scheduler = working._scheduler
    scheduler.pause()
    before = Clock().now() - timedelta(hours=5)
    scheduler.modify_job("post_daily", next_run_time=before)
    calls = len(world.sandbox.called("chat.postMessage"))
    scheduler.resume()
    until(lambda: len(world.questions()) == 2, what="the next question")
    assert len(world.sandbox.called("chat.postMessage")) == calls + 1
    assert scheduler.get_job("post_daily").next_run_time > Clock().now()


def test_jobs_live_in_memory_and_never_pile_up(world, timetable):
    working = timetable(world.one)
    working.start()
    assert {type(store).__name__ for store in working._scheduler._jobstores.values()} == {
        "MemoryJobStore"
    }
    for job in working._scheduler.get_jobs():
        assert (job.coalesce, job.misfire_grace_time, job.max_instances) == (True, None, 1)


def test_two_processes_post_one_question(world, timetable):
    for _ in range(2):
        timetable(world.process()).start()
    until(world.questions, what="the question")
    world.pass_time(24 * HOUR)
    until(lambda: len(world.questions()) == 2, what="the next question")
    assert world.asked_to_post() == 2


@pytest.mark.parametrize(("at", "questions"), [("06:59", 1), ("07:00", 2)])
def test_after_a_change_of_time_two_questions_are_eight_hours_apart(world, at, questions):
    def change(at):
        channels.save_as_operator(world.one.tools, TEAM_ID, ROUNDS, channels.Wishes(at=at))

    change("23:00")
    world.live(world.one, 14 * HOUR)
    assert len(world.questions()) == 1
    world.pass_time(HOUR)
    change(at)
    world.live(world.one, 7 * HOUR, HOUR)
    assert len(world.questions()) == questions
    world.live(world.one, 23 * HOUR)
    assert len(world.questions()) == questions + 1
