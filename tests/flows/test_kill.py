"""kill -9 between any two steps of a practice day, and a start again: nothing lost or doubled."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from bot.slack import ids
from tests.conftest import (
    ANSWER,
    BETTER,
    CHANNEL,
    DANIEL,
    PRIYA,
    TOP,
    exported,
    filled,
    find_button,
    until,
)

ADDRESS = re.compile(rb"http://127\.0\.0\.1:\d+/")


class Killable:
    """`rounds sandbox` in a process of its own, used over the page's own requests."""

    python: tuple[str, ...] = ("-m", "bot.cli")

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *self.python, "sandbox", "--port", "0", "--folder", "kept"],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(TOP), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = ADDRESS.search(line)
        assert line.startswith(b"ready"), self.process.communicate()
        assert found is not None
        self.url = found[0].decode()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()

    def kill_and_start_again(self) -> None:
        """Start again, and let two minutes pass: what was in hand when it died is then free."""
        self.kill()
        self.start()
        assert self.act(DANIEL, "move_clock", seconds=120)["ok"]

    def act(self, user: str, do: str, **fields: Any) -> dict[str, Any]:
        body = json.dumps({"as": user, "do": do, **fields}).encode()
        request = urllib.request.Request(
            f"{self.url}ui/act", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def snapshot(self, user: str, channel: str = CHANNEL) -> dict[str, Any]:
        address = f"{self.url}ui/snapshot?as={user}&channel={channel}"
        with urllib.request.urlopen(address, timeout=10) as answer:
            return json.load(answer)

    def questions(self) -> list[dict[str, Any]]:
        messages = self.snapshot(DANIEL)["messages"]
        return [m for m in messages if m["text"].startswith("Question for")]

    def replies(self, user: str = DANIEL) -> list[dict[str, Any]]:
        [question] = [
            m for m in self.snapshot(user)["messages"] if m["text"].startswith("Question")
        ]
        return question["replies"]

    def rows(self, kind: str) -> list[dict[str, Any]]:
        stored = exported(f"sqlite:///{self.folder / 'kept' / 'rounds.db'}", self.folder)
        return [line for line in stored if line["type"] == kind]


@pytest.fixture
def day(tmp_path):
    made = Killable(tmp_path)
    yield made
    made.kill()


def test_a_day_survives_kill_9_between_all_its_steps(day):
    until(day.questions, what="the question")
    day.kill_and_start_again()

    root = day.questions()[0]["ts"]
    ts = day.act(DANIEL, "post", channel=CHANNEL, thread_ts=root, text=ANSWER)["ts"]
    day.kill_and_start_again()  # perhaps before the event was taken: then Slack brings it again

    def ticked():
        return [m for m in day.replies() if m["ts"] == ts and m.get("reactions")]

    until(ticked, seconds=30, what="the tick")
    day.kill_and_start_again()

    day.act(DANIEL, "edit", channel=CHANNEL, ts=ts, text=BETTER)
    day.kill_and_start_again()
    until(lambda: [a["text"] for a in day.rows("answer")] == [BETTER], seconds=30, what="the edit")

    day.act(PRIYA, "shortcut", callback_id=ids.SHORTCUT_REVIEW, channel=CHANNEL, ts=ts)
    until(lambda: day.snapshot(PRIYA)["modals"], what="the practice before a first review")
    practice = day.snapshot(PRIYA)["modals"][-1]
    block, value = find_button(practice["blocks"], ids.CALIBRATION_SKIP)
    view = {"type": "view", "view_id": practice["id"]}
    skip = {"container": view, "block_id": block, "action_id": ids.CALIBRATION_SKIP, "value": value}
    assert day.act(PRIYA, "click", **skip)["ok"]

    def top():
        return day.snapshot(PRIYA)["modals"][-1]

    until(lambda: top()["callback_id"] == ids.REVIEW_FORM, what="the form")
    form = top()
    day.kill_and_start_again()

    values = {}
    for block in form["blocks"]:
        if block["type"] == "input":
            field, element = block["block_id"], block["element"]
            chosen = "2" if field.startswith("level:") else "Say who phones the lab."
            values[field] = {element["action_id"]: filled(element, chosen)}
    assert day.act(PRIYA, "submit", view_id=form["id"], values=values)["ok"]
    day.kill_and_start_again()

    def reviews():
        return [m for m in day.replies() if "has reviewed" in m["text"]]

    until(reviews, seconds=60, what="the review")
    day.kill_and_start_again()

    assert len(day.questions()) == 1
    assert len(reviews()) == 1
    [answer] = ticked()
    assert [r["count"] for r in answer["reactions"]] == [1]
    assert [(a["user"], a["text"], a["deleted"]) for a in day.rows("answer")] == [
        (DANIEL, BETTER, False)
    ]
    assert [r["state"] for r in day.rows("review")] == ["submitted"]
    assert [r["state"] for r in day.rows("round")] == ["posted"]
