"""Processes are killed again and again, and nothing is lost or doubled: a short storm."""

from tests.postgres import execute
from tests.simulation.kill_storm import Size, storm

# Leases and pauses in seconds instead of minutes, so that what a dead process held is soon free.
QUICK = """
import sys
from datetime import timedelta
from bot.jobs import inbox, timetable
from bot.practice import sending
inbox.LEASE = sending.LEASE = timedelta(seconds=4)
sending.SETTLE, sending.TIMEOUT = timedelta(seconds=3), timedelta(seconds=2)
timetable.FALLBACK = 1.0
from bot.cli import main
sys.exit(main(sys.argv[1:]))
"""
SHORT = Size(seconds=4, channels=4, spread=1.5, scheduled=False, python=("-c", QUICK))


def test_a_short_storm_loses_and_doubles_nothing(postgres):
    execute(postgres("postgres"), "CREATE DATABASE storm")
    outcome = storm(0, SHORT, postgres("storm"))
    assert outcome.problems == []
    assert outcome.counts["kills"] > 0
    assert outcome.counts["answers written"] == SHORT.channels * 5
