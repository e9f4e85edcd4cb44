"""What every test may use: a whole practice day in a local Slack, driven as people would."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli.sandbox import LocalRounds
from bot.practice import progress
from bot.sandbox.seed import ROUNDS
from bot.slack import ids
from storage import upkeep
from tests.postgres import running

TOP = Path(__file__).parents[1]
CHANNEL = ROUNDS
MAYA, DANIEL, PRIYA, OWEN, GUEST = "U01MAYA", "U02DANIEL", "U03PRIYA", "U04OWEN", "U06GUEST"

# To the question that the sandbox's channel begins with: who is told of a hospital admission.
ANSWER = (
    "First I assume that our own patients on active treatment are the ones who count. The charge"
    " nurse sees a morning list of them, not every notice. If a patient who is due for an infusion"
    " this week was admitted, the nurse phones the ward before nine, and the oncologist decides"
    " whether the dose is held. Notices for people we last saw over a year ago reach nobody. I"
    " would pilot it at one clinic for two weeks and stop if more than 10% of the calls were"
    " needless."
)
BETTER = ANSWER + " What we give up is the quiet admission for something unrelated; we accept that."


def until(happened: Callable[[], object], seconds: float = 20.0, what: str = "it") -> None:
    """Wait for something to become true; fail with its name when it does not."""
    pause = threading.Event()
    for _ in range(int(seconds / 0.01)):
        if happened():
            return
        pause.wait(0.01)
    raise AssertionError(f"{what} did not happen within {seconds} seconds")


class Story:
    """A practice day: people act through the page's own verbs, the bot is the production one."""

    def __init__(self, local: LocalRounds) -> None:
        self.local, self.sandbox = local, local.sandbox
        self.tools = local.rounds.tools
        self.workspace = local.rounds.identity.workspace

    def act(self, user: str, do: str, **fields: Any) -> dict[str, Any]:
        answer = self.sandbox.act(user, do, **fields)
        assert answer["ok"], answer
        return answer

    def settle(self) -> None:
        """Wait until Slack has handed everything over and the bot has worked it off."""
        until(self._quiet, what="quiet")

    def _quiet(self) -> bool:
        if not self.sandbox.sockets.idle:
            return False
        with self.tools.store.read(self.workspace) as books:
            latest = books.rounds.latest(CHANNEL)
            posting = latest is not None and latest.state in {"due", "sending", "uncertain"}
            return not posting and books.inbox.pending() == 0 and books.outbox.pending() == 0

    def messages(self, user: str = MAYA, channel: str = CHANNEL) -> list[dict[str, Any]]:
        return self.sandbox.snapshot(user, channel)["messages"]

    def question(self) -> dict[str, Any]:
        """The newest question in the channel."""

        def found() -> list[dict[str, Any]]:
            return [m for m in self.messages() if m["text"].startswith("Question for")]

        until(found, what="the question")
        return found()[-1]

    def thread(self, user: str = MAYA) -> list[dict[str, Any]]:
        return self.question()["replies"] if user == MAYA else self._as(user)["replies"]

    def _as(self, user: str) -> dict[str, Any]:
        ts = self.question()["ts"]
        return next(m for m in self.messages(user) if m["ts"] == ts)

    def whispers(self, user: str) -> list[dict[str, Any]]:
        """What only this person sees, in the thread and beside it, oldest first."""
        everything = [m for root in self.messages(user) for m in (root, *root.get("replies", []))]
        return sorted((m for m in everything if m["is_ephemeral"]), key=lambda m: m["ts"])

    def modal(self, user: str) -> dict[str, Any]:
        until(lambda: self.sandbox.snapshot(user)["modals"], what="a modal")
        return self.sandbox.snapshot(user)["modals"][-1]

    def review_form(self, user: str) -> dict[str, Any]:
        """The form of the review that a person opened, without the practice before it."""
        view = self.modal(user)
        if view["callback_id"] == ids.CALIBRATION_FORM:
            self.click_in(user, view, ids.CALIBRATION_SKIP)
            until(lambda: self.modal(user)["callback_id"] == ids.REVIEW_FORM, what="the form")
        return self.modal(user)

    def say(self, user: str, text: str, *, settle: bool = True) -> str:
        ts = self.act(user, "post", channel=CHANNEL, thread_ts=self.question()["ts"], text=text)[
            "ts"
        ]
        if settle:
            self.settle()
        return str(ts)

    def click(self, user: str, message: dict[str, Any], action_id: str) -> None:
        block_id, value = find_button(message["blocks"], action_id)
        container = {
            "type": "message",
            "channel": CHANNEL,
            "ts": message["ts"],
            "is_ephemeral": message["is_ephemeral"],
        }
        self.act(
            user, "click", container=container, block_id=block_id, action_id=action_id, value=value
        )

    def click_in(self, user: str, view: dict[str, Any], action_id: str) -> None:
        block_id, value = find_button(view["blocks"], action_id)
        kind = (
            {"type": "home"} if view["type"] == "home" else {"type": "view", "view_id": view["id"]}
        )
        self.act(user, "click", container=kind, block_id=block_id, action_id=action_id, value=value)

    def fill(self, user: str, **values: Any) -> dict[str, Any]:
        """Fill the open modal by block id, leave the rest as it stands, and send it."""
        view = self.modal(user)
        state = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                field, element = block["block_id"], block["element"]
                state[field] = {element["action_id"]: filled(element, values.get(field))}
        return self.sandbox.act(user, "submit", view_id=view["id"], values=state)

    def command(self, user: str, text: str, channel: str = CHANNEL) -> str:
        """Type a command and give the private answer's words."""
        before = {m["ts"] for m in self.messages(user, channel)}
        self.act(user, "command", channel=channel, text=text)
        self.settle()
        now = [m for m in self.messages(user, channel) if m["is_ephemeral"]]
        new = [m for m in now if m["ts"] not in before]
        return new[-1]["text"] if new else ""

    def export(self, kind: str) -> list[dict[str, Any]]:
        """The lines of `rounds export` of one type."""
        with self.tools.store.read(self.workspace) as books:
            lines = list(upkeep.export(books))
        lines += progress.days(self.tools, self.workspace)
        return [line for line in lines if line["type"] == kind]


def filled(element: dict[str, Any], value: Any) -> dict[str, Any]:
    """The state of one input, in Slack's shape: what was put in, else what it began with."""
    kind = element["type"]
    options = {o["value"]: o for o in element.get("options", [])}
    match kind:
        case "plain_text_input":
            return {"type": kind, "value": element.get("initial_value") if value is None else value}
        case "static_select" | "radio_buttons":
            chosen = options[value] if value is not None else element.get("initial_option")
            return {"type": kind, "selected_option": chosen}
        case "checkboxes":
            chosen = (
                element.get("initial_options", []) if value is None else [options[v] for v in value]
            )
            return {"type": kind, "selected_options": chosen}
        case "timepicker":
            return {"type": kind, "selected_time": value or element.get("initial_time")}
        case "datepicker":
            return {"type": kind, "selected_date": value or element.get("initial_date")}
        case "multi_users_select":
            return {"type": kind, "selected_users": value or element.get("initial_users", [])}
    raise AssertionError(f"no such input: {kind}")


def find_button(blocks: list[dict[str, Any]], action_id: str) -> tuple[str, str]:
    for block in blocks:
        for element in [*block.get("elements", []), block.get("accessory") or {}]:
            if element.get("action_id") == action_id:
                return block["block_id"], element["value"]
    raise AssertionError(f"no button {action_id} in {[b['type'] for b in blocks]}")


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    """A day on which Rounds has just posted its question."""
    local = LocalRounds(tmp_path / "sandbox", 0, tick=0.25)
    local.start()
    told = Story(local)
    told.question()
    told.settle()
    yield told
    local.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[str], str]]:
    """Start a PostgreSQL server of our own; give the address of any of its databases."""
    with running() as address:
        yield address


CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium; without it the page tests are skipped, unless nothing may be."""
    if not CHROMIUM.exists():
        missing = f"{CHROMIUM} is missing: Debian's package chromium brings it"
        if os.environ.get("ROUNDS_NOTHING_SKIPPED") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where it is needed

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield launched
        launched.close()


def rounds(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line as an operator would, with nothing but these settings."""
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *words],
        cwd=cwd,
        env={"PYTHONPATH": str(TOP), "PATH": "/usr/bin:/bin", "HOME": str(cwd), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def exported(database: str, cwd: Path) -> list[dict[str, Any]]:
    """Everything stored, as `rounds export` writes it."""
    done = rounds("export", cwd=cwd, ROUNDS_DATABASE_URL=database)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def no_traceback(text: str) -> bool:
    return not re.search(r"Traceback|Error:|File \"", text)
