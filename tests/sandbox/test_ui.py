"""The endpoints of the page."""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sandbox.server import Sandbox

ROUNDS, LOUNGE, PRIVATE = "C01ROUNDS", "C02LOUNGE", "C03PRIVATE"
MAYA, OWEN, GUEST = "U01MAYA", "U04OWEN", "U06GUEST"


def get(sandbox: Sandbox, path: str, **headers: str) -> Any:
    request = urllib.request.Request(sandbox.url + path, headers=headers)
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())


def post(sandbox: Sandbox, body: Any, **headers: str) -> Any:
    request = urllib.request.Request(
        sandbox.url + "ui/act",
        json.dumps(body).encode(),
        {"Content-Type": "application/json", **headers},
    )
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())


def test_the_page_draws_itself_from_one_snapshot(sandbox: Sandbox, client: WebClient) -> None:
    root = client.chat_postMessage(channel=ROUNDS, text="question")["ts"]
    said = post(
        sandbox,
        {"as": MAYA, "do": "post", "channel": ROUNDS, "text": "answer", "thread_ts": root},
        Origin=sandbox.url.rstrip("/"),
    )
    assert said["ok"]
    seen = get(sandbox, f"ui/snapshot?as={OWEN}&channel={ROUNDS}")
    assert seen["me"] == OWEN
    assert seen["app"] == {
        "id": "A01ROUNDS",
        "bot_user": "U01ROUNDS",
        "name": "Rounds",
        "connected": False,
    }
    assert [message["text"] for message in seen["messages"]] == ["question"]
    assert [reply["ts"] for reply in seen["messages"][0]["replies"]] == [said["ts"]]
    assert [channel["id"] for channel in seen["channels"]] == [ROUNDS, LOUNGE, "D04OWEN"]
    assert {command["command"] for command in seen["commands"]} == {"/rounds", "/drill"}


def test_a_person_sees_only_their_channels(sandbox: Sandbox) -> None:
    def channels(user: str) -> list[str]:
        return [channel["id"] for channel in sandbox.snapshot(user)["channels"]]

    assert PRIVATE in channels(MAYA)
    assert channels(GUEST) == [ROUNDS, "D06GUEST"]
    refused = sandbox.act(OWEN, "post", channel=PRIVATE, text="hi")
    assert refused == {"ok": False, "error": "channel_not_found"}


def test_a_new_channel_can_be_made_and_the_bot_invited(sandbox: Sandbox) -> None:
    made = sandbox.act(MAYA, "create_channel", name="Panel-2", is_private=True)
    sandbox.act(MAYA, "invite", channel=made["channel"], user="U01ROUNDS")
    shown = sandbox.snapshot(MAYA, made["channel"])
    assert shown["messages"][0]["subtype"] == "channel_join"
    assert sandbox.act(MAYA, "create_channel", name="panel-2")["error"] == "name_taken"


@pytest.mark.parametrize(
    "wrong",
    [
        {"as": "U0NONE", "do": "post"},
        {"as": "U01ROUNDS", "do": "post", "channel": ROUNDS, "text": "as the bot"},
        {"as": MAYA, "do": "sing"},
        {"as": MAYA, "do": "post"},
        {"as": MAYA, "do": "post", "channel": ROUNDS, "text": ""},
        {"as": MAYA, "do": "post", "channel": ["x"], "text": "x"},
        {"as": MAYA, "do": "click", "container": "x", "block_id": "b", "action_id": "a"},
        {"as": MAYA, "do": "click", "container": {"type": []}, "block_id": "b", "action_id": "a"},
        {"as": MAYA, "do": "submit", "view_id": "V0", "values": []},
        {"as": MAYA, "do": "move_clock", "seconds": -5},
        {"as": MAYA, "do": "move_clock", "seconds": "NaN"},
        {"as": MAYA, "do": "move_clock", "seconds": "inf"},
    ],
)
def test_a_wrong_act_is_answered_in_words(sandbox: Sandbox, wrong: dict[str, Any]) -> None:
    answer = post(sandbox, wrong)
    assert answer["ok"] is False
    assert answer["error"]


def test_another_sites_page_can_do_nothing(sandbox: Sandbox) -> None:
    body = {"as": MAYA, "do": "post", "channel": ROUNDS, "text": "hi"}
    for headers in (
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Host": "rebound.example.org"},
        {"Content-Type": "text/plain"},
    ):
        with pytest.raises(urllib.error.HTTPError) as caught:
            post(sandbox, body, **headers)
        assert caught.value.code in {400, 403}
        caught.value.close()
    assert sandbox.state.messages(ROUNDS) == []


def test_the_stream_tells_of_each_change(sandbox: Sandbox) -> None:
    with urllib.request.urlopen(f"{sandbox.url}ui/stream?as={MAYA}") as stream:
        first = json.loads(stream.readline().removeprefix(b"data: "))
        stream.readline()
        sandbox.act(MAYA, "post", channel=ROUNDS, text="hi")
        second = json.loads(stream.readline().removeprefix(b"data: "))
    assert second["version"] > first["version"]


def test_the_clock_starts_at_nine_in_new_york_and_moves_forward(sandbox: Sandbox) -> None:
    before = get(sandbox, "ui/snapshot")["now"]
    moved = post(sandbox, {"as": MAYA, "do": "move_clock", "seconds": 3600})["now"]
    assert 3600 <= moved - before < 3660
    assert get(sandbox, "ui/snapshot")["now"] >= moved


def test_the_gallery_shows_what_it_was_given() -> None:
    views = [{"name": "hint", "blocks": [{"type": "divider"}]}]
    with Sandbox(gallery=lambda: views) as sandbox:
        assert get(sandbox, "ui/gallery") == views


def test_a_taken_port_is_said_so(sandbox: Sandbox) -> None:
    port = int(sandbox.url.rstrip("/").rpartition(":")[2])
    second = Sandbox(port=port)
    with pytest.raises(OSError, match="in use"):
        second.start()
    second.stop()


def test_files_outside_the_page_are_not_served(sandbox: Sandbox) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        get(sandbox, "page/..%2Fserver.py")
    assert caught.value.code == 404
    caught.value.close()
