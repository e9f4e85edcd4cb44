"""A connection on which Slack is not heard is made anew; when none can be had, Rounds ends."""

import os
import subprocess
import sys
import threading

import pytest
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.sandbox.server import Sandbox
from bot.slack.socket import Socket
from bot.slack.watch import DEAF, EVERY, GIVE_UP, Watch
from tests.conftest import TOP, until


@pytest.fixture
def slack():
    with Sandbox() as running:
        yield running


class Line:
    """A connection that hears or does not, and counts how often it was made anew."""

    def __init__(self, *, hears):
        self.hears, self.restarts = hears, 0

    def answered(self):
        return self.hears

    def restart(self):
        self.restarts += 1


class Watched:
    """Connections, watched by a clock whose hands the test moves."""

    def __init__(self, *lines):
        self.seconds, self.given_up = 0.0, [False]
        self.watch = Watch(lines, lambda: self.seconds, self.give_up)

    def give_up(self):
        self.given_up.append(True)

    def pass_time(self, seconds):
        for _ in range(int(seconds / EVERY)):
            self.seconds += EVERY
            self.watch.look()


def test_a_deaf_connection_is_made_anew_and_then_what_was_missed_is_read(slack):
    app = App(
        client=WebClient(base_url=slack.api_url),
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id=None),
        request_verification_enabled=False,
    )
    reconnected = threading.Event()
    line = Socket(app, slack.app_token, slack.api_url, reconnected.set)
    line.connect()
    until(line.answered, what="an answer")
    watched = Watched(line)
    slack.sockets.deafen()
    watched.pass_time(DEAF - EVERY)
    assert (slack.sockets.connections, reconnected.is_set()) == (1, False)
    slack.sockets.hear()
    watched.pass_time(EVERY)
    assert reconnected.wait(10)
    until(lambda: watched.watch.look() or watched.watch.silences() == [0], what="an answer")
    line.close()
    assert watched.given_up == [False]


def test_while_one_connection_is_heard_a_deaf_one_is_no_reason_to_end():
    good, deaf = Line(hears=True), Line(hears=False)
    watched = Watched(good, deaf)
    watched.pass_time(2 * GIVE_UP)
    until(lambda: deaf.restarts == 2 * GIVE_UP / DEAF, what="the restarts")
    assert (good.restarts, watched.given_up) == (0, [False])
    deaf.hears = True
    watched.watch.look()
    assert watched.watch.silences() == [0, 0]


def test_rounds_gives_up_once_when_no_connection_is_heard_for_minutes():
    watched = Watched(Line(hears=False), Line(hears=False))
    watched.pass_time(GIVE_UP - EVERY)
    assert watched.given_up == [False]
    watched.pass_time(GIVE_UP)
    assert watched.given_up == [False, True]


def test_time_in_which_the_process_was_frozen_is_not_silence():
    deaf = Line(hears=False)
    watched = Watched(deaf)
    watched.seconds += 3600
    watched.watch.look()
    assert watched.watch.silences()[0] <= 2 * EVERY
    assert watched.given_up == [False]


QUICK = """
import sys
from bot.slack import socket, watch
socket.PING, watch.EVERY, watch.DEAF, watch.GIVE_UP = 0.1, 0.05, 0.5, 1.5
from bot.cli import main
sys.exit(main(["run"]))
"""


def test_rounds_run_ends_with_status_1_when_slack_is_not_heard(tmp_path, slack):
    process = subprocess.Popen(
        [sys.executable, "-c", QUICK],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(TOP),
            "SLACK_API_URL": slack.api_url,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("ready")
    slack.sockets.deafen()
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 1, errors
    assert "sockets.given_up" in errors
