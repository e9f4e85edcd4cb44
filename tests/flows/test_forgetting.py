"""A person sees what is kept, takes it with them, ends it, and nothing brings it back."""

import csv
import io
import json
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.jobs import retention
from bot.practice import privacy
from bot.practice.tools import Caller
from bot.sandbox.seed import BOT_USER
from bot.slack import ids
from tests.conftest import ANSWER, BETTER, CHANNEL, DANIEL, MAYA, PRIYA, Story, until

MARK = "xylophone"  # a word that only one person says
DIRECT = f"D{MAYA[1:]}"


def text_of(blocks):
    return json.dumps(blocks, ensure_ascii=False)


def press(story: Story, user: str, action_id: str) -> None:
    """Type the command and press a button of its answer."""
    story.command(user, "/rounds privacy")
    story.click(user, story.whispers(user)[-1], action_id)


def delete_everything(story: Story, user: str) -> dict[str, Any]:
    press(story, user, "privacy.delete")
    until(lambda: story.modal(user)["callback_id"] == "forget_form", what="the question")
    asked = story.modal(user)
    assert story.fill(user)["ok"]
    story.settle()
    return asked


def stored_bytes(story: Story) -> bytes:
    """Every byte of the database's files, the log of writes too."""
    address = story.tools.store.address.removeprefix("sqlite:///")
    held = b""
    for ending in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            held += Path(f"{address}{ending}").read_bytes()
    return held


def a_full_record(story: Story) -> None:
    """Answer, change it, dispute it, drill, review and be reviewed, and be mentioned."""
    ts = story.say(MAYA, f"{ANSWER} My {MARK} says so.")
    story.act(MAYA, "edit", channel=CHANNEL, ts=ts, text=f"{BETTER} My {MARK} says so.")
    story.settle()
    daniel = story.say(DANIEL, f"{BETTER} It is as <@{MAYA}> says.")
    story.click(DANIEL, story.whispers(DANIEL)[-1], ids.COUNT_YES)
    until(lambda: DANIEL in {a["user"] for a in story.export("answer")}, what="the answer")
    story.settle()
    for user, reviewed in ((DANIEL, ts), (MAYA, daniel)):
        story.act(user, "shortcut", callback_id="review_this_answer", channel=CHANNEL, ts=reviewed)
        view = story.review_form(user)
        levels = {b["block_id"]: "2" for b in view["blocks"] if b["block_id"].startswith("level")}
        told = {"strength": f"The {MARK} has a list.", "suggestion": "Who phones the oncologist?"}
        assert story.fill(user, **levels, **told)["ok"]
        story.settle()
    story.act(MAYA, "command", channel=CHANNEL, text="/drill")
    story.settle()


def test_what_is_kept_is_shown_sent_to_its_person_alone_and_safe_to_open(story: Story):
    story.say(MAYA, f"=HYPERLINK(1) {ANSWER}")
    shown = story.command(MAYA, "/rounds privacy")
    assert "• 1 answer" in shown
    assert "for as long as this workspace runs Rounds" in shown
    press(story, MAYA, "privacy.export")
    until(lambda: any(m.get("files") for m in story.messages(MAYA, DIRECT)), what="the files")
    [message] = [m for m in story.messages(MAYA, DIRECT) if m.get("files")]
    held = {}
    for file in message["files"]:
        with urllib.request.urlopen(file["url_private"]) as found:
            held[file["name"]] = found.read().decode("utf-8-sig")
    whole = json.loads(held["rounds-about-me.json"])
    assert whole["user"] == MAYA
    assert ANSWER in whole["kept"]["answers"][0]["text"]
    rows = list(csv.DictReader(io.StringIO(held["rounds-about-me.csv"])))
    assert {"answers", "messages", "marks", "members"} <= {row["what"] for row in rows}
    cells = [cell for row in rows for cell in row.values()]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))] == []
    assert not [m for m in story.messages(DANIEL) if m.get("files")]


def test_after_forgetting_neither_id_nor_words_are_left_and_no_replay_brings_them_back(
    story: Story, monkeypatch: pytest.MonkeyPatch
):
    heard = []
    put = story.sandbox._workspace.events.publish

    def hear(event, **more):
        heard.append((dict(event), more))
        return put(event, **more)

    monkeypatch.setattr(story.sandbox._workspace.events, "publish", hear)
    a_full_record(story)
    assert MAYA.encode() in stored_bytes(story)
    asked = delete_everything(story, MAYA)
    assert "they are Slack's" in text_of(asked["blocks"])

    held = stored_bytes(story)
    assert MAYA.encode() not in held
    assert MARK.encode() not in held
    assert {member["user"] for member in story.export("member")} == {DANIEL}
    [kept] = story.export("answer")
    assert kept["text"] == f"{BETTER} It is as @somebody says."
    assert story.export("review") == []
    assert [m for m in story.export("mark") if m["by"] not in {"engine"}] == []
    posts = [m for m in story.thread() if m["user"] == BOT_USER and not m["is_ephemeral"]]
    assert posts == []  # the reviews have left the thread too

    with story.sandbox.state.change():
        for event, more in heard:
            put(event, **more)
    story.settle()
    story.local.rounds.timetable.wake_back_fill()
    story.say(PRIYA, f"I side with <@{MAYA}> here. {ANSWER}")
    theirs = {DANIEL, PRIYA}
    until(lambda: {a["user"] for a in story.export("answer")} == theirs, what="the answer")
    me = Caller(story.workspace, MAYA, "America/New_York")
    assert privacy.kept(story.tools, me).counts == {}
    until(lambda: MAYA.encode() not in stored_bytes(story), what="the log of writes to be short")


def test_who_is_forgotten_comes_back_by_their_own_button_alone_and_starts_anew(story: Story):
    story.say(MAYA, ANSWER)
    delete_everything(story, MAYA)
    story.say(MAYA, BETTER)
    assert story.export("answer") == []
    assert "has forgotten you" in story.command(MAYA, "/rounds streak")
    assert "has forgotten you" in story.command(MAYA, "/rounds privacy")
    story.act(MAYA, "open_home")
    story.settle()
    assert "Forgotten" in text_of(story.sandbox.snapshot(MAYA)["home"])
    press(story, MAYA, "privacy.return")
    until(lambda: not privacy.is_forgotten(story.tools, story.workspace, MAYA), what="the return")
    story.say(MAYA, ANSWER)
    [answer] = story.export("answer")
    assert answer["text"] == ANSWER
    assert "Your first answer: welcome" in text_of(story.whispers(MAYA))


def home(story: Story, user: str) -> str:
    return text_of(story.sandbox.snapshot(user)["home"])


def open_home(story: Story, user: str, shows: str) -> None:
    story.act(user, "open_home")
    until(lambda: shows in home(story, user), what=f"Home with {shows!r}")
    story.settle()


def test_home_stops_showing_the_record_that_an_operator_deleted(
    story: Story,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)
    monkeypatch.setenv("ROUNDS_DATABASE_URL", story.tools.store.address)
    monkeypatch.setattr("bot.app.open_tools", lambda *_: story.tools)
    monkeypatch.setattr("bot.log.set_up", lambda *_: None)  # the output is closed before the log
    for user in (MAYA, DANIEL):
        story.say(user, ANSWER)
        open_home(story, user, "What to work on")
    assert main(["forget", MAYA, "--yes"]) == 0
    assert "until they open it again" in capsys.readouterr().out
    assert "What to work on" in home(story, MAYA)
    open_home(story, MAYA, "Forgotten")
    assert MAYA.encode() not in stored_bytes(story)

    monkeypatch.setenv("SLACK_API_URL", story.sandbox.api_url)
    monkeypatch.setenv("SLACK_BOT_TOKEN", story.sandbox.bot_token)
    assert main(["forget", DANIEL, "--yes"]) == 0
    assert "until they open it again" not in capsys.readouterr().out
    assert "Forgotten" in home(story, DANIEL)
    assert "What to work on" not in home(story, DANIEL)


def leave_and_be_forgotten(story: Story, user: str) -> None:
    assert story.sandbox.act(PRIYA, "change_person", user=user, deleted=True)["ok"]
    story.settle()
    story.sandbox.clock.move(29 * 86_400)
    assert privacy.forget_leavers(story.tools, story.workspace) == 0
    story.sandbox.clock.move(2 * 86_400)
    assert privacy.forget_leavers(story.tools, story.workspace) == 1
    story.settle()


def test_who_leaves_the_workspace_is_forgotten_after_a_month(story: Story):
    story.say(MAYA, ANSWER)
    story.say(DANIEL, BETTER)
    leave_and_be_forgotten(story, MAYA)
    assert {answer["user"] for answer in story.export("answer")} == {DANIEL}


def test_who_left_and_comes_back_starts_anew_with_a_warm_word_and_no_button(
    story: Story, monkeypatch: pytest.MonkeyPatch
):
    heard = []
    put = story.sandbox._workspace.events.publish

    def hear(event, **more):
        heard.append((dict(event), more))
        return put(event, **more)

    with monkeypatch.context() as listening:
        listening.setattr(story.sandbox._workspace.events, "publish", hear)
        story.say(MAYA, f"{ANSWER} My {MARK} says so.")
        open_home(story, MAYA, "What to work on")
        leave_and_be_forgotten(story, MAYA)
    assert MARK.encode() not in stored_bytes(story)
    assert story.sandbox.act(PRIYA, "change_person", user=MAYA, deleted=False)["ok"]
    story.settle()
    with story.sandbox.state.change():
        for event, more in heard:
            put(event, **more)
    story.settle()
    assert MARK.encode() not in stored_bytes(story)
    assert story.export("answer") == []

    assert "Welcome back" in story.command(MAYA, "/rounds privacy")
    assert "forgotten you" not in story.command(MAYA, "/rounds streak")
    open_home(story, MAYA, "Welcome back")
    story.say(MAYA, BETTER)
    [answer] = story.export("answer")
    assert answer["text"] == BETTER
    assert "Your first answer: welcome" in text_of(story.whispers(MAYA)[-1])
    open_home(story, MAYA, "Streak")
    assert "Welcome back" not in home(story, MAYA)


def test_nobody_is_forgotten_whom_slack_shows_as_back(story: Story):
    story.say(MAYA, ANSWER)
    privacy.left(story.tools, story.workspace, MAYA)  # and that she came back was missed
    story.sandbox.clock.move(31 * 86_400)
    retention.let_go(story.tools, story.local.rounds.chat, story.workspace)
    assert [answer["user"] for answer in story.export("answer")] == [MAYA]
