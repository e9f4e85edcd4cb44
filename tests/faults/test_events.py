"""reliability, section 4: deliveries, from the signature to the row."""

import json

import pytest

from bot.jobs import back_fill, inbox
from bot.sandbox.seed import BOT_USER, ROUNDS, TEAM_ID
from bot.slack.listeners.events import Events
from storage.errors import StorageError
from storage.inbox import Inbox
from tests.conftest import ANSWER, until
from tests.faults.door import FORM, JSON, Door, sign
from tests.faults.world import DANIEL, HOUR

DAY = 24 * HOUR


@pytest.fixture
def door(world):
    return Door(world, world.one)


@pytest.fixture
def events(world):
    return Events(world.one.tools, world.one.chat, TEAM_ID, BOT_USER)


def stored(world):
    with world.one.tools.store.read(TEAM_ID) as books:
        return books.inbox.pending()


def answers(world):
    with world.one.tools.store.read(TEAM_ID) as books:
        return [a.text for a in books.answers.of_user(DANIEL) if not a.deleted]


def reply(world, text=ANSWER):
    """Let somebody answer the day's question, and give the event that Slack makes of it."""
    thread = world.questions()[-1]
    ts = world.sandbox.act(DANIEL, "post", channel=ROUNDS, thread_ts=thread, text=text)["ts"]
    return {
        "type": "message",
        "channel": ROUNDS,
        "user": DANIEL,
        "text": text,
        "ts": ts,
        "thread_ts": thread,
    }


def work_off(world, events):
    while inbox.work_one(world.one.tools, events, TEAM_ID):
        pass


EVENT = {"type": "team_rename", "name": "Practice"}


def test_a_request_that_slack_did_not_sign_is_turned_away(world, door):
    body = json.dumps({"type": "event_callback", "event_id": "Ev1", "event": EVENT}).encode()
    now = str(int(world.clock.now()))
    old, ahead = str(int(now) - 301), str(int(now) + 301)
    forged = [
        {"x_slack_signature": sign(now, body, "another secret")},
        {"x_slack_signature": sign(now, body + b" ")},
        {"x_slack_signature": sign(now, body)[:-1]},
        {"x_slack_signature": sign(now, body) + "0"},
        {"x_slack_signature": "v0=" + "é" * 64},
        {"x_slack_signature": ""},
        {"x_slack_request_timestamp": old, "x_slack_signature": sign(old, body)},
        {"x_slack_request_timestamp": ahead, "x_slack_signature": sign(ahead, body)},
    ]
    for stamp in ("", "-" + now[1:], now + "0", "0" + now, now[:-2] + ".0", now[:-1] + "\xb2"):
        signature = sign(stamp, body)
        forged.append({"x_slack_request_timestamp": stamp, "x_slack_signature": signature})
    assert [door.answer(body, **headers) for headers in forged] == [401] * len(forged)
    assert (stored(world), door.woken) == (0, 0)


def test_a_signature_of_300_seconds_ago_is_good(world, door):
    body = b'{"type": "event_callback"}'
    stamp = str(int(world.clock.now()) - 300)
    headers = {"x_slack_request_timestamp": stamp, "x_slack_signature": sign(stamp, body)}
    assert door.answer(body, **headers) == 200


def test_more_than_a_megabyte_is_not_read(door):
    assert door.answer(b"x" * 1_000_001) == 413
    assert door.answer(b"{" + b" " * 999_990 + b"}") < 500


GARBAGE = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"1",
    b'"text"',
    b"{}",
    b"\xff\xfe",
    b"\x00",
    b"payload=",
    b"payload={",
    b"payload=[]",
    b"payload=%7B%22type%22%3A1%7D",
    b'{"type": "event_callback"}',
    b'{"type": "event_callback", "event": 1, "event_id": "Ev1"}',
    b'{"type": "event_callback", "event": {}, "event_id": 7}',
    b'{"type": ["event_callback"], "event": null}',
    b'{"type": "block_actions", "actions": []}',
    b'{"type": "view_submission"}',
    b'{"type": "url_verification"}',
    b'{"command": 1}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("kind", [JSON, FORM])
def test_a_signed_body_that_is_garbage_is_never_our_failure(world, door, kind):
    failed = [body[:60] for body in GARBAGE if door.answer(body, kind) >= 500]
    assert failed == []
    assert stored(world) == 0


def test_an_event_is_stored_before_it_is_acknowledged(world, door):
    assert door.event(EVENT) == 200
    assert (stored(world), door.woken) == (1, 1)


def test_without_a_database_slack_gets_500_and_its_repeat_is_taken(world, door):
    world.lose_database(world.one, lambda *_: True)
    assert door.event(EVENT) == 500
    world.restore_database(world.one)
    assert stored(world) == 0
    repeat = {"x_slack_retry_num": "1", "x_slack_retry_reason": "http_error"}
    assert door.event(EVENT, **repeat) == 200
    assert stored(world) == 1


def test_without_a_database_an_event_over_the_socket_is_not_acknowledged_and_comes_again(
    story, monkeypatch
):
    put = Inbox.put
    failed: list[object] = []

    def away_once(books, *event):
        if failed:
            return put(books, *event)
        failed.append(event)
        raise StorageError("The database is away.")

    monkeypatch.setattr("bot.sandbox.socket_mode.ACK_SECONDS", 0.2)
    monkeypatch.setattr(Inbox, "put", away_once)
    story.say(DANIEL, ANSWER, settle=False)
    until(lambda: story.export("answer"), what="the answer")
    assert failed


def test_a_delivery_marked_as_a_repeat_may_be_the_only_one(world, door, events):
    world.one.tick()
    said = reply(world)
    assert door.event(said, x_slack_retry_num="3", x_slack_retry_reason="http_timeout") == 200
    work_off(world, events)
    assert answers(world) == [ANSWER]


def test_an_event_delivered_four_times_is_worked_off_once(world, door, events):
    world.one.tick()
    said = reply(world)
    for number in range(4):
        assert door.event(said, x_slack_retry_num=str(number)) == 200
        work_off(world, events)
    assert answers(world) == [ANSWER]
    assert len(world.sandbox.called("chat.postEphemeral")) == 1
    assert door.woken >= 1


def test_what_an_event_said_goes_when_it_is_worked_off_and_its_id_stays_eight_days(
    world, door, events
):
    world.one.tick()
    said = reply(world)
    door.event(said)
    work_off(world, events)

    def rows():
        with world.one.tools.store.read(TEAM_ID) as books:
            found = books.connection.exec_driver_sql("SELECT id, body FROM inbox")
            return [tuple(row) for row in found]

    assert rows() == [("Ev1", None)]
    world.pass_time(8 * DAY)
    inbox.prune(world.one.tools, TEAM_ID)
    assert rows() == [("Ev1", None)]
    world.pass_time(1)
    inbox.prune(world.one.tools, TEAM_ID)
    assert rows() == []


def test_an_event_nobody_listens_to_is_answered_200_and_asks_for_nothing(world, door, events):
    for number, kind in enumerate(("team_rename", "link_shared", "no_such_event", "")):
        assert door.event({"type": kind}, f"Ev{number}") == 200
    work_off(world, events)
    assert stored(world) == 0


def test_an_event_whose_work_fails_comes_again_and_is_given_up_after_some_tries(
    world, door, events, monkeypatch, caplog
):
    door.event(EVENT | {"text": "my secret"})
    monkeypatch.setattr(events, "handle", lambda _: 1 / 0)
    for _ in range(inbox.TRIES):
        assert stored(world) == 1
        assert inbox.work_one(world.one.tools, events, TEAM_ID)
        world.pass_time(300)
    assert stored(world) == 0
    assert "my secret" not in caplog.text


def test_slack_being_away_is_no_reason_to_give_an_event_up(world, door, events):
    world.one.tick()
    said = reply(world)
    world.line.spoil("users.info", "500", taken=False, times=inbox.TRIES + 4)
    door.event(said)
    for _ in range(inbox.TRIES + 5):
        work_off(world, events)
        world.pass_time(300)
    assert answers(world) == [ANSWER]


def test_the_database_being_away_is_no_reason_to_give_an_event_up(world, door, events, monkeypatch):
    world.one.tick()
    door.event(reply(world))
    handle, left = events.handle, iter(range(inbox.TRIES + 4))

    def away_at_first(event):
        if next(left, None) is not None:
            raise StorageError("The database is away.")
        handle(event)

    monkeypatch.setattr(events, "handle", away_at_first)
    for _ in range(inbox.TRIES + 5):
        work_off(world, events)
        world.pass_time(300)
    assert answers(world) == [ANSWER]


def collected(world, events):
    world.one.tick()
    thread = world.questions()[0]
    for text in (ANSWER, f"{ANSWER} And more."):
        reply(world, text)
        world.pass_time(600)
    back_fill.back_fill(world.one.tools, events, TEAM_ID)
    assert len(answers(world)) == 2
    return thread


def in_pages_of_one(world, monkeypatch):
    call = world.one.chat.call
    monkeypatch.setattr(world.one.chat, "call", lambda m, **k: call(m, **{**k, "limit": 1}))


def test_what_is_absent_from_a_whole_thread_was_deleted(world, events, monkeypatch):
    collected(world, events)
    in_pages_of_one(world, monkeypatch)
    [gone] = [m for m in world.messages()[-1]["replies"] if m["text"] == ANSWER]
    world.sandbox.act(DANIEL, "delete", channel=ROUNDS, ts=gone["ts"])
    back_fill.back_fill(world.one.tools, events, TEAM_ID)
    assert answers(world) == [f"{ANSWER} And more."]


@pytest.mark.parametrize("how", ["reset", "no JSON"])
def test_what_is_absent_because_a_page_did_not_come_stays(world, events, monkeypatch, how):
    collected(world, events)
    in_pages_of_one(world, monkeypatch)
    call = world.one.chat.call
    pages: list[str] = []

    def fail_the_second(method, **arguments):
        pages.append(method)
        if len(pages) == 2:
            world.line.spoil(method, how, taken=True)
        return call(method, **arguments)

    monkeypatch.setattr(world.one.chat, "call", fail_the_second)
    back_fill.back_fill(world.one.tools, events, TEAM_ID)
    assert len(pages) == 2
    assert len(answers(world)) == 2


def test_what_is_absent_because_its_parent_is_gone_stays(world, events):
    thread = collected(world, events)
    world.one.chat.send("chat.delete", channel=ROUNDS, ts=thread)
    back_fill.back_fill(world.one.tools, events, TEAM_ID)
    assert len(answers(world)) == 2


def test_what_is_absent_because_its_parent_is_on_no_page_stays(world, events, monkeypatch):
    thread = collected(world, events)
    call = world.one.chat.call

    def without_most(method, **arguments):
        page = call(method, **arguments)
        return {**page, "messages": [m for m in page["messages"] if m["ts"] != thread][:1]}

    monkeypatch.setattr(world.one.chat, "call", without_most)
    back_fill.back_fill(world.one.tools, events, TEAM_ID)
    assert len(answers(world)) == 2
