"""What the sandbox keeps, and what its command line sees, from one start to the next."""

import json

import pytest

from bot.cli.sandbox import LocalRounds
from bot.jobs import post_daily
from tests.conftest import CHANNEL, MAYA, Story, rounds, until

DAY = 24 * 3600


@pytest.fixture
def started(tmp_path):
    """Start the sandbox of one folder, the one before being stopped."""
    running: list[LocalRounds] = []

    def start():
        if running:
            running.pop().stop()
        local = LocalRounds(tmp_path / "sandbox", 0, tick=0.25)
        running.append(local)
        local.start()
        told = Story(local)
        told.question()
        told.settle()
        return told

    yield start
    running.pop().stop()


def test_a_later_start_asks_nothing_that_the_schedule_does_not(started):
    story = started()
    story.command(MAYA, "/rounds pause")
    story.act(MAYA, "move_clock", seconds=DAY)
    story = started()
    assert not post_daily.plan_due(story.tools, story.workspace)
    assert len(story.export("round")) == 1
    story.command(MAYA, "/rounds resume")
    story.act(MAYA, "move_clock", seconds=DAY)
    until(lambda: len([r for r in story.export("round") if r["ts"]]) == 2, what="the next question")


def test_the_command_line_beside_it_goes_by_its_clock(started, tmp_path):
    story = started()
    story.act(MAYA, "move_clock", seconds=9 * DAY)
    until(lambda: len([r for r in story.export("round") if r["ts"]]) == 2, what="the next question")
    post_daily.close(story.tools, story.workspace)
    before = [(r["id"], r["state"]) for r in story.export("round")]
    lines = (tmp_path / "sandbox" / "env").read_text().splitlines()
    environment = dict(line.split("=", 1) for line in lines)
    done = rounds("channel", "set", CHANNEL, "--days", "mon-sun", "--holidays", "GB", "--json",
                  cwd=tmp_path, **environment)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["next"]["due_at"] > story.tools.clock.now().isoformat()
    post_daily.close(story.tools, story.workspace)
    assert [(r["id"], r["state"]) for r in story.export("round")] == before
