"""`rounds serve` and `rounds clock`: events over HTTP, signed, worked off on one database."""

import json
import urllib.error
import urllib.request
from urllib.parse import urlencode

import pytest

from bot.clock import Clock
from bot.practice import daily
from bot.practice.tools import Tools
from bot.sandbox.clock import Clock as SlackClock
from bot.sandbox.server import Sandbox
from bot.slack.deliver import render
from storage.store import Store
from tests.builders import bank, judge
from tests.conftest import ANSWER, CHANNEL, DANIEL, exported, rounds, until
from tests.processes import Process, free_port, send, settings

DATABASE = "sqlite:///rounds.db"


@pytest.fixture
def slack():
    # The processes of this test have the real clock, so their Slack has it too.
    with Sandbox(None, clock=SlackClock(Clock().now().timestamp())) as running:
        yield running


def start(command, folder, slack, **more):
    return Process(command, folder, settings(slack, DATABASE, **more)).wait()


def end(process):
    assert ANSWER[:30].encode() not in process.end()


def operate(folder, slack, *words):
    done = rounds(
        "channel", *words, cwd=folder, SLACK_API_URL=slack.api_url, SLACK_BOT_TOKEN=slack.bot_token
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def event(ts, thread):
    return json.dumps(
        {
            "type": "event_callback",
            "team_id": "T01ROUNDS",
            "event_id": f"Ev{ts}",
            "event": {
                "type": "message",
                "channel": CHANNEL,
                "user": DANIEL,
                "text": ANSWER,
                "ts": ts,
                "thread_ts": thread,
            },
        }
    ).encode()


def test_signed_events_are_answered_and_everything_else_is_turned_away(tmp_path, slack):
    operate(tmp_path, slack, "set", CHANNEL, "--zone", "America/New_York")
    _, thread = operate(tmp_path, slack, "post-now", CHANNEL).split()
    port = free_port()
    serving = start("serve", tmp_path, slack, PORT=str(port))
    try:
        reply = slack.act(DANIEL, "post", channel=CHANNEL, thread_ts=thread, text=ANSWER)["ts"]
        body = event(reply, thread)
        for forged in ({"secret": "another"}, {"age": 400}):
            assert send(port, body, **forged)[0] == 401
        assert send(port, b"x" * 1_000_001)[0] == 413
        assert send(port, b"\xff\xfe")[0] == 400
        assert send(port, b"[]")[0] in {400, 404}
        challenge = json.dumps({"type": "url_verification", "challenge": "c-1"}).encode()
        assert b"c-1" in send(port, challenge)[1]
        for _ in range(3):
            assert send(port, body)[0] == 200
        until(lambda: slack.called("chat.postEphemeral"), what="the hint")
        until(lambda: slack.called("reactions.add"), what="the tick")
        form = urlencode(
            {"command": "/drill", "text": "metrics", "user_id": DANIEL, "team_id": "T01ROUNDS",
             "channel_id": CHANNEL, "trigger_id": "1.2.3"}
        ).encode()  # fmt: skip
        status, answer = send(port, form, kind="application/x-www-form-urlencoded")
        assert (status, b"Drill" in answer) == (200, True)
    finally:
        end(serving)
    stored = exported(DATABASE, tmp_path)
    assert [line["user"] for line in stored if line["type"] == "answer"] == [DANIEL]
    assert len(slack.called("chat.postEphemeral")) == 1


def health(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as green:
            return green.status, json.load(green)
    except urllib.error.HTTPError as red:
        return red.code, json.load(red)


def test_health_is_red_while_channels_wait_for_a_clock_that_does_not_tick(tmp_path, slack):
    port = free_port()
    serving = start("serve", tmp_path, slack, PORT=str(port))
    try:
        assert health(port)[0] == 200  # nobody waits for anything
        operate(tmp_path, slack, "set", CHANNEL, "--zone", "UTC")
        status, found = health(port)
        assert (status, found["seconds_since_tick"]) == (503, None)
        assert "rounds clock" in found["reasons"][0]
        clock = start("clock", tmp_path, slack)
        until(lambda: health(port)[0] == 200, what="the first tick")
        end(clock)
        _, found = health(port)
        assert found["seconds_since_tick"] < 60
        assert found["next_due"]
    finally:
        end(serving)


def test_rounds_run_answers_for_its_health_where_a_port_is_set(tmp_path, slack):
    port = free_port()
    running = start("run", tmp_path, slack, PORT=str(port), SLACK_APP_TOKEN=slack.app_token)
    try:
        status, found = health(port)
        assert (status, found["waiting"]) == (200, {"events": 0, "messages": 0, "rounds": 0})
        assert all(seconds < 60 for seconds in found["seconds_since_ping"])
    finally:
        end(running)


def test_two_clocks_post_one_planned_round(tmp_path, slack):
    operate(tmp_path, slack, "set", CHANNEL, "--zone", "UTC")
    store = Store.open(f"sqlite:///{tmp_path}/rounds.db", Clock().now)
    daily.plan_now(Tools(store, bank(), judge(), Clock()), "T01ROUNDS", CHANNEL, "test", render)
    store.close()
    clocks = [start("clock", tmp_path, slack) for _ in range(2)]
    try:
        until(lambda: slack.called("chat.postMessage"), what="the post")
    finally:
        for each in clocks:
            end(each)
    assert len(slack.called("chat.postMessage")) == 1


def test_serving_needs_the_signing_secret(tmp_path):
    done = rounds("serve", cwd=tmp_path, SLACK_BOT_TOKEN="xoxb-1")
    assert done.returncode == 2
    assert "SLACK_SIGNING_SECRET is missing" in done.stderr
