"""kill -9 between queueing and posting: one digest with its picture, one reminder, no more."""

import signal
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import ANSWER, CHANNEL, DANIEL, rounds, until
from tests.flows.test_kill import Killable

# `rounds` that kills itself as the system would, before or after Slack takes one request.
MORTAL = """
import os, signal, sys
from bot.cli import main
from bot.slack.chat import Chat
method, when, words, *arguments = sys.argv[1:]
request = Chat._request
def mortal(self, name, sent):
    meant = name == method and words in str(sent)
    if meant and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    answer = request(self, name, sent)
    if meant:
        os.kill(os.getpid(), signal.SIGKILL)
    return answer
Chat._request = mortal
sys.exit(main(arguments))
"""
DIGEST, REMINDER = "The week from", "waits for your answer"
DEATHS = (  # each after so many minutes
    (3, "files.completeUploadExternal", "after", ""),
    (2, "chat.postMessage", "before", DIGEST),
    (2, "chat.postMessage", "after", DIGEST),
    (60, "chat.postMessage", "before", REMINDER),
    (2, "chat.postMessage", "after", REMINDER),
)


class Mortal(Killable):
    """A sandbox that dies of itself, where it is told to."""

    def dies(self, minutes: float, method: str, when: str, words: str) -> None:
        """Start again, and let time pass until it died there."""
        self.kill()
        self.python = ("-c", MORTAL, method, when, words)
        self.start()
        self.python = Killable.python
        with suppress(OSError, HTTPException):  # it may be dead before it can answer
            self.act(DANIEL, "move_clock", seconds=minutes * 60)
        assert self.process.wait(30) == -signal.SIGKILL

    def at(self, minutes: float) -> datetime:
        """Give the time in so many minutes."""
        now = datetime.fromtimestamp(self.snapshot(DANIEL)["now"], UTC)
        return (now + timedelta(minutes=minutes)).astimezone(ZoneInfo("America/New_York"))

    def pending(self) -> int:
        """Count what still waits to be sent."""
        with closing(sqlite3.connect(self.folder / "kept" / "rounds.db")) as stored:
            [found] = stored.execute(
                "SELECT count(*) FROM outbox WHERE state NOT IN ('posted', 'missed', 'failed')"
            ).fetchone()
        return int(found)

    def said(self, words: str, channel: str = CHANNEL) -> list[dict[str, Any]]:
        return [m for m in self.snapshot(DANIEL, channel)["messages"] if words in m["text"]]


@pytest.fixture
def week(tmp_path):
    """A day after Daniel's answer, with today's question posted."""
    made = Mortal(tmp_path)
    until(made.questions, what="the question")
    root = made.questions()[0]["ts"]
    made.act(DANIEL, "post", channel=CHANNEL, thread_ts=root, text=ANSWER)
    until(lambda: made.rows("answer"), what="the answer")
    made.act(DANIEL, "move_clock", seconds=24 * 3600)
    until(lambda: len(made.questions()) == 2, what="the next question")
    yield made
    made.kill()


def test_a_digest_and_a_reminder_survive_kill_9_until_they_are_posted(week):
    line = (week.folder / "kept" / "env").read_text().split()
    done = rounds(
        *("channel", "set", CHANNEL, "--digest", f"{week.at(2):%a %H:%M}"),
        cwd=week.folder,
        **dict(each.split("=", 1) for each in line),
    )
    assert done.returncode == 0, done.stderr
    text = f"/rounds reminders {week.at(60):%H:00}"
    week.act(DANIEL, "command", channel=CHANNEL, text=text)
    until(lambda: week.said("A reminder comes at"), what="the choice")
    for death in DEATHS:
        week.dies(*death)
    week.kill_and_start_again()
    until(lambda: not week.pending(), seconds=30, what="the end of doubt")
    [digest] = week.said(DIGEST)
    assert [block["type"] for block in digest["blocks"]].count("image") == 1
    assert len(week.said(REMINDER, "D02DANIEL")) == 1
