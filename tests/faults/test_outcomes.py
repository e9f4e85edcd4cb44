"""reliability, section 3: what came of the one request, and what follows from it."""

import socket
from datetime import timedelta
from typing import Any

import pytest

from bot.practice import sending
from bot.sandbox.seed import ROUNDS, TEAM_ID
from tests.conftest import until
from tests.faults.world import DANIEL, HOUR, SETTLED

# How the line breaks, and whether Slack had taken the request by then.
UNKNOWN = [
    ("timeout", True),
    ("timeout", False),
    ("reset", True),
    ("reset", False),
    ("closed", True),
    ("truncated", True),
    ("500", True),
    ("502 with a page", True),
    ("502 with a page", False),
    ("503 with JSON", True),
    ("no JSON", True),
]
UNKNOWN_CODES = [
    ("fatal_error", True),
    ("internal_error", True),
    ("internal_error", False),
    ("service_unavailable", True),
    ("request_timeout", True),
]


def no_dns(*_, **__):
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def nobody_listens(world):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/"


def without_a_line(world, fault, monkeypatch):
    """Let a process not reach Slack at all, for a reason that is certain."""
    client = world.one.chat.client
    if fault == "dns":
        monkeypatch.setattr(socket, "getaddrinfo", no_dns)
    elif fault == "connection refused":
        client.base_url = nobody_listens(world)
    else:  # Slack's address answers, but not in TLS
        client.base_url = world.line.url.replace("http:", "https:")


@pytest.mark.parametrize("fault", ["dns", "connection refused", "tls"])
def test_not_sent_is_due_again_with_a_pause_and_never_looked_up(world, fault, monkeypatch):
    address = world.one.chat.client.base_url
    without_a_line(world, fault, monkeypatch)
    pauses = []
    for _ in range(3):
        world.one.tick()
        assert (world.round().state, world.round().send_started_at) == ("due", None)
        pauses.append(world.waits())
        world.pass_time(pauses[-1].total_seconds())
    assert all(timedelta(0) < wait <= timedelta(seconds=2 * 2**n) for n, wait in enumerate(pauses))
    monkeypatch.undo()
    world.one.chat.client.base_url = address
    world.one.tick()
    assert world.round().state == "posted"
    assert len(world.questions()) == world.asked_to_post() == 1
    assert not world.sandbox.called("conversations.history")


def test_429_waits_as_long_as_slack_says_and_no_longer(world):
    world.sandbox.faults.limit("chat.postMessage", retry_after=77)
    world.one.tick()
    assert (world.round().state, world.waits()) == ("due", timedelta(seconds=77))
    world.live(world.one, 76)
    assert world.asked_to_post() == 1
    world.live(world.one, 1)
    assert (len(world.questions()), world.asked_to_post()) == (1, 2)
    assert not world.sandbox.called("conversations.history")


def test_429_after_a_doubt_keeps_the_doubt(world):
    world.line.spoil("chat.postMessage", "closed", taken=False)
    world.sandbox.faults.limit("chat.postMessage", retry_after=5)
    world.one.tick()
    doubt = world.round().send_started_at
    world.live(world.one, SETTLED)
    assert (world.round().state, world.round().send_started_at) == ("due", doubt)
    world.settle(world.one)
    assert len(world.questions()) == 1


@pytest.mark.parametrize(("how", "taken"), UNKNOWN)
def test_unknown_is_looked_up_and_ends_in_one_message(world, how, taken):
    world.line.spoil("chat.postMessage", how, taken=taken)
    in_doubt_then_settled(world, how, taken=taken)


@pytest.mark.parametrize(("code", "taken"), UNKNOWN_CODES)
def test_unknown_by_its_code_is_looked_up_and_ends_in_one_message(world, code, taken):
    spoil = world.sandbox.faults.fail_after if taken else world.sandbox.faults.fail
    spoil("chat.postMessage", code)
    in_doubt_then_settled(world, code, taken=taken)


def tick(process, how):
    if how == "timeout":
        process.tick_impatiently()
    else:
        process.tick()


def in_doubt_then_settled(world, how, *, taken):
    tick(world.one, how)
    assert world.round().state == "uncertain"
    until(lambda: len(world.questions()) == taken, what="what Slack had taken")
    asked = world.asked_to_post()
    world.live(world.one, SETTLED - 2)
    assert world.asked_to_post() == asked
    assert not world.sandbox.called("conversations.history")
    world.live(world.one, 2)
    assert len(world.sandbox.called("conversations.history")) == 1
    assert [world.round().ts] == world.questions()
    world.live(world.one, HOUR)
    assert [world.round().ts] == world.questions()


@pytest.mark.parametrize("how", ["closed", "no JSON", "500"])
def test_a_failed_look_up_backs_off_and_never_sends_blind(world, how):
    world.line.spoil("chat.postMessage", "reset", taken=True)
    world.line.spoil("conversations.history", how, taken=False, times=3)
    world.one.tick()
    world.live(world.one, SETTLED, *[1.0] * 3)
    assert (world.round().state, world.asked_to_post()) == ("uncertain", 1)
    world.live(world.one, *[60.0] * 5)
    assert [world.round().ts] == world.questions()
    assert world.asked_to_post() == 1


@pytest.mark.parametrize(("how", "taken"), [("timeout", True), ("reset", False), ("500", True)])
def test_any_other_message_of_unknown_outcome_comes_once(world, how, taken):
    world.one.tick()
    world.put(world.one)
    world.line.spoil("chat.postMessage", how, taken=taken)
    tick(world.one, how)
    until(lambda: len(world.notices()) == taken, what="what Slack had taken")
    world.settle(world.one)
    assert len(world.notices()) == 1


def test_a_message_whose_cause_was_written_is_sent_by_whoever_comes_next(world):
    world.one.tick()
    world.put(world.one)
    world.put(world.one)  # the same cause once more
    world.one.end()
    world.process().tick()
    assert len(world.notices()) == 1


@pytest.mark.parametrize("how", ["timeout", "500"])
def test_a_private_message_that_perhaps_arrived_is_not_said_twice(world, how):
    world.one.tick()
    body: dict[str, Any] = {"user": DANIEL, "text": "A hint.", "blocks": [], "thread_ts": None}
    sending.queue_whisper(world.one.tools, TEAM_ID, ROUNDS, body, "answer")
    world.line.spoil("chat.postEphemeral", how, taken=True)
    tick(world.one, how)
    world.settle(world.one)
    assert len(world.sandbox.called("chat.postEphemeral")) == 1
