"""What this Slack knows survives the end of its process."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from slack_sdk import WebClient

from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import EVERYTHING_GRANTED, Listener

ROUNDS, MAYA, PRIYA = "C01ROUNDS", "U01MAYA", "U03PRIYA"

CHILD = """
import sys
from pathlib import Path
from slack_sdk import WebClient
from bot.sandbox.server import Sandbox
sandbox = Sandbox(Path(sys.argv[1]), manifest=Path("no such manifest"))
sandbox.start()
sandbox.act("U01MAYA", "move_clock", seconds=86400)
client = WebClient(sandbox.bot_token, base_url=sandbox.api_url)
root = client.chat_postMessage(channel="C01ROUNDS", text="question")["ts"]
sandbox.act("U01MAYA", "post", channel="C01ROUNDS", text="answer", thread_ts=root)
client.chat_postEphemeral(channel="C01ROUNDS", user="U01MAYA", text="hint", thread_ts=root)
client.reactions_add(channel="C01ROUNDS", timestamp=root, name="eyes")
client.chat_postMessage(channel="U03PRIYA", text="direct")
divider = {"type": "divider"}
client.views_publish(user_id="U01MAYA", view={"type": "home", "blocks": [divider]})
print(sandbox.bot_token, sandbox.clock.now(), flush=True)
sys.stdin.read()
"""


def test_a_killed_sandbox_comes_back_as_it_was(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout is not None
        token, clock = child.stdout.readline().split()
        os.kill(child.pid, signal.SIGKILL)
    with Sandbox(tmp_path, manifest=EVERYTHING_GRANTED) as sandbox:
        assert sandbox.bot_token == token
        assert sandbox.clock.now() >= float(clock)
        mine = sandbox.snapshot(MAYA, ROUNDS)
        (root,) = mine["messages"]
        assert (root["text"], root["reply_count"]) == ("question", 1)
        assert [reply["text"] for reply in root["replies"]] == ["answer", "hint"]
        assert root["reactions"][0]["name"] == "eyes"
        assert mine["home"]["blocks"][0]["type"] == "divider"
        client = WebClient(token, base_url=sandbox.api_url)
        direct = client.conversations_open(users=PRIYA)["channel"]["id"]
        (message,) = client.conversations_history(channel=direct)["messages"]
        assert message["text"] == "direct"
        again = client.chat_postMessage(channel=ROUNDS, text="next")["ts"]
        assert again > root["replies"][-1]["ts"]


def test_an_event_that_nobody_took_waits_for_the_app(tmp_path: Path) -> None:
    with Sandbox(tmp_path, manifest=EVERYTHING_GRANTED) as before:
        before.act(MAYA, "post", channel=ROUNDS, text="before the crash")
    with Sandbox(tmp_path, manifest=EVERYTHING_GRANTED) as after:
        after.clock.move(3600)
        listener = Listener(after)
        try:
            assert listener.wait_for(1)[0]["text"] == "before the crash"
            assert listener.received[0].retry_attempt
            after.wait_until(lambda: after.sockets.idle)
        finally:
            listener.close()
    with Sandbox(tmp_path, manifest=EVERYTHING_GRANTED) as last:
        assert last.sockets.idle


def test_a_standing_clock_stays_where_it_was_put(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path, manifest=EVERYTHING_GRANTED, clock=Clock(1_800_000_000, runs=False))
    sandbox.start()
    sandbox.act(MAYA, "move_clock", seconds=100)
    sandbox.stop()
    sandbox = Sandbox(tmp_path, manifest=EVERYTHING_GRANTED, clock=Clock(1_800_000_000, runs=False))
    assert sandbox.clock.now() == 1_800_000_100
    sandbox.stop()
