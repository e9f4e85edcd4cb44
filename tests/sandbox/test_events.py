"""The app hears of what happens, in Slack's shapes, once or again until it acknowledges."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.sandbox import socket_mode
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import Listener

ROUNDS, LOUNGE = "C01ROUNDS", "C02LOUNGE"
MAYA, DANIEL, BOT = "U01MAYA", "U02DANIEL", "U01ROUNDS"


def test_a_persons_message_reaches_the_app(sandbox: Sandbox, listener: Listener) -> None:
    said = "1 < 2 & @daniel, see https://example.org/a."
    ts = sandbox.act(MAYA, "post", channel=ROUNDS, text=said)["ts"]
    (event,) = listener.wait_for(1)
    assert event["text"] == "1 &lt; 2 &amp; <@U02DANIEL>, see <https://example.org/a>."
    wanted = {
        "type": "message",
        "user": MAYA,
        "ts": ts,
        "event_ts": ts,
        "channel": ROUNDS,
        "channel_type": "channel",
        "team": "T01ROUNDS",
    }
    assert wanted.items() <= event.items()
    assert event["client_msg_id"]
    assert event["blocks"][0]["type"] == "rich_text"
    assert "subtype" not in event
    assert "thread_ts" not in event
    body = listener.last("events_api")
    assert body["type"] == "event_callback"
    assert body["event_id"].startswith("Ev")
    assert body["authorizations"][0]["user_id"] == BOT


def test_threads_edits_and_deletes_have_their_shapes(
    sandbox: Sandbox, listener: Listener, client: WebClient
) -> None:
    root = client.chat_postMessage(channel=ROUNDS, text="question")["ts"]
    reply = sandbox.act(MAYA, "post", channel=ROUNDS, text="first", thread_ts=root)["ts"]
    sandbox.act(MAYA, "post", channel=ROUNDS, text="all", thread_ts=root, broadcast=True)
    sandbox.act(MAYA, "edit", channel=ROUNDS, ts=reply, text="second")
    sandbox.act(MAYA, "delete", channel=ROUNDS, ts=reply)
    sandbox.act(MAYA, "delete", channel=ROUNDS, ts=root)
    posted, answered, broadcast, changed, deleted, tombstone = listener.wait_for(6)

    assert (posted["bot_id"], posted["user"]) == ("B01ROUNDS", BOT)
    assert (answered["thread_ts"], answered["parent_user_id"]) == (root, BOT)
    assert broadcast["subtype"] == "thread_broadcast"
    assert broadcast["root"]["reply_count"] == 2
    assert "parent_user_id" not in broadcast
    assert (changed["subtype"], changed["hidden"]) == ("message_changed", True)
    assert changed["message"]["text"] == "second"
    assert changed["message"]["ts"] == reply != changed["ts"]
    assert changed["message"]["edited"]["user"] == MAYA
    assert changed["previous_message"]["text"] == "first"
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", reply)
    assert tombstone["subtype"] == "message_changed"
    assert tombstone["message"]["subtype"] == "tombstone"
    assert tombstone["message"]["user"] == "USLACKBOT"
    kept = client.conversations_replies(channel=ROUNDS, ts=root)["messages"]
    assert [message.get("subtype") for message in kept] == ["tombstone", "thread_broadcast"]


def test_comings_goings_reactions_and_zones_are_told(sandbox: Sandbox, listener: Listener) -> None:
    ts = sandbox.act(MAYA, "post", channel=ROUNDS, text="hi")["ts"]
    sandbox.act(DANIEL, "react", channel=ROUNDS, ts=ts, name="tada")
    sandbox.act(DANIEL, "unreact", channel=ROUNDS, ts=ts, name="tada")
    sandbox.act(MAYA, "invite", channel=LOUNGE, user=BOT)
    sandbox.act(MAYA, "leave", channel=LOUNGE, user=BOT)
    sandbox.act(DANIEL, "change_person", tz="Europe/London")
    sandbox.act(MAYA, "archive", channel=ROUNDS)
    added = listener.wait_for(1, "reaction_added")[0]
    assert (added["reaction"], added["user"], added["item_user"]) == ("tada", DANIEL, MAYA)
    assert added["item"] == {"type": "message", "channel": ROUNDS, "ts": ts}
    assert listener.wait_for(1, "reaction_removed")
    joined = listener.wait_for(1, "member_joined_channel")[0]
    assert (joined["user"], joined["channel"], joined["inviter"]) == (BOT, LOUNGE, MAYA)
    left = listener.wait_for(1, "member_left_channel")[0]
    assert (left["user"], left["channel"], left["channel_type"]) == (BOT, LOUNGE, "C")
    assert listener.wait_for(1, "user_change")[0]["user"]["tz"] == "Europe/London"
    assert listener.wait_for(1, "channel_archive")[0]["channel"] == ROUNDS


def test_where_the_bot_is_not_it_hears_nothing(sandbox: Sandbox, listener: Listener) -> None:
    sandbox.act(MAYA, "post", channel=LOUNGE, text="unheard")
    sandbox.act(MAYA, "post", channel=ROUNDS, text="heard")
    assert [event["text"] for event in listener.wait_for(1)] == ["heard"]


def test_only_subscribed_events_are_sent(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yaml"
    manifest.write_text(
        "settings: {event_subscriptions: {bot_events: [message.im, app_home_opened]}}\n"
    )
    with Sandbox(manifest=manifest) as sandbox:
        sandbox.act(MAYA, "post", channel=ROUNDS, text="not subscribed")
        direct = next(c["id"] for c in sandbox.snapshot(MAYA)["channels"] if c["is_im"])
        sandbox.act(MAYA, "post", channel=direct, text="subscribed")
        sandbox.act(MAYA, "open_home")
        kinds = [pending["body"]["event"]["type"] for pending in sandbox.state.pending.values()]
        assert kinds == ["message", "app_home_opened"]


def test_each_payload_goes_to_exactly_one_of_several_sockets(
    sandbox: Sandbox, listen: Callable[[], Listener]
) -> None:
    first, second = listen(), listen()
    for number in range(6):
        sandbox.act(MAYA, "post", channel=ROUNDS, text=str(number))
    sandbox.wait_until(lambda: len(first.events()) + len(second.events()) == 6)
    heard = sorted(event["text"] for event in [*first.events(), *second.events()])
    assert heard == [str(number) for number in range(6)]
    assert first.events()
    assert second.events()


def test_what_is_not_acknowledged_comes_again_on_slacks_schedule(
    sandbox: Sandbox, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_mode, "ACK_SECONDS", 0.05)
    listener.acknowledges = False
    sandbox.act(MAYA, "post", channel=ROUNDS, text="hi")
    listener.wait_for(2)
    sandbox.wait_until(lambda: next(iter(sandbox.state.pending.values()))["attempt"] == 2)
    sandbox.clock.move(60)
    listener.wait_for(3)
    sandbox.wait_until(lambda: next(iter(sandbox.state.pending.values()))["attempt"] == 3)
    sandbox.clock.move(300)
    listener.wait_for(4)
    sandbox.wait_until(lambda: sandbox.sockets.idle)
    assert [request.retry_attempt for request in listener.received] == [0, 1, 2, 3]
    assert [request.retry_reason for request in listener.received] == ["", *["timeout"] * 3]
    assert len({request.payload["event_id"] for request in listener.received}) == 1
    assert len({request.envelope_id for request in listener.received}) == 4


def test_a_late_app_gets_the_repeat_and_a_very_late_one_nothing(
    sandbox: Sandbox, listen: Callable[[], Listener]
) -> None:
    sandbox.act(MAYA, "post", channel=ROUNDS, text="while away")
    listener = listen()
    sandbox.clock.move(60)
    listener.wait_for(1)
    assert listener.received[0].retry_attempt == 2

    listener.close()
    sandbox.wait_until(lambda: not sandbox.sockets.connected)
    sandbox.act(MAYA, "post", channel=ROUNDS, text="long away")
    sandbox.clock.move(60)
    sandbox.clock.move(300)
    sandbox.wait_until(lambda: sandbox.sockets.idle)


def test_events_can_come_late_twice_and_in_the_wrong_order(
    sandbox: Sandbox, listener: Listener
) -> None:
    sandbox.sockets.hold()
    for text in ("one", "two", "three"):
        sandbox.act(MAYA, "post", channel=ROUNDS, text=text)
    sandbox.sockets.let_go(backwards=True, twice=True)
    heard = [event["text"] for event in listener.wait_for(6)]
    assert heard == ["three", "two", "one"] * 2
    ids = [request.payload["event_id"] for request in listener.received]
    assert ids[:3] == ids[3:]
    sandbox.wait_until(lambda: sandbox.sockets.idle)


def test_a_refresh_brings_the_app_back_on_a_new_socket(
    sandbox: Sandbox, listener: Listener
) -> None:
    sandbox.sockets.disconnect("refresh_requested")
    sandbox.wait_until(lambda: len(sandbox.called("apps.connections.open")) == 2)
    sandbox.wait_until(lambda: sandbox.sockets.connections == 1)
    sandbox.act(MAYA, "post", channel=ROUNDS, text="still here")
    assert listener.wait_for(1)


def test_a_ticket_is_good_for_one_socket(sandbox: Sandbox) -> None:
    ticket = sandbox.sockets.issue_ticket()
    assert sandbox.sockets.redeem(ticket)
    assert not sandbox.sockets.redeem(ticket)


def test_timestamps_rise_and_are_unique(sandbox: Sandbox) -> None:
    times = [sandbox.state.next_ts() for _ in range(500)]
    assert times == sorted(set(times))
    sandbox.clock.move(86_400)
    assert float(sandbox.state.next_ts()) - float(times[-1]) > 86_399


def test_bolt_works_against_it(sandbox: Sandbox, client: WebClient) -> None:
    app = App(client=client)

    def answer(event: dict[str, str], client: WebClient) -> None:
        client.chat_postEphemeral(channel=event["channel"], user=event["user"], text="a hint")

    app.event("message")(answer)
    handler = SocketModeHandler(app, sandbox.app_token)
    handler.connect()
    try:
        sandbox.act(MAYA, "post", channel=ROUNDS, text="an answer")
        sandbox.wait_until(lambda: sandbox.called("chat.postEphemeral"))
        sandbox.wait_until(lambda: sandbox.sockets.idle)
    finally:
        handler.close()
    mine = sandbox.snapshot(MAYA, ROUNDS)["messages"]
    assert [(m["text"], m["is_ephemeral"]) for m in mine][-1] == ("a hint", True)
    theirs = sandbox.snapshot(DANIEL, ROUNDS)["messages"]
    assert "a hint" not in json.dumps(theirs)
