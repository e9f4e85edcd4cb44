"""The Web API answers as Slack does, refusals included."""

import http.client
import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.server import Sandbox

ROUNDS, LOUNGE, PRIVATE = "C01ROUNDS", "C02LOUNGE", "C03PRIVATE"
MAYA, PRIYA, GUEST, BOT = "U01MAYA", "U03PRIYA", "U06GUEST", "U01ROUNDS"


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str = "words", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(label: str = "Go", **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(label), **more}


def actions(*elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements), **more}


def options(count: int, length: int = 3) -> list[dict[str, Any]]:
    return [{"text": plain("x" * length), "value": str(number)} for number in range(count)]


def error_of(client: WebClient, method: str, **args: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        client.api_call(method, json=args)
    return str(caught.value.response["error"])


def test_the_token_says_who_the_bot_is(client: WebClient) -> None:
    who = client.auth_test()
    assert (who["user_id"], who["bot_id"], who["team_id"]) == (BOT, "B01ROUNDS", "T01ROUNDS")


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("chat.postMessage", {"text": "hi"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C0NONE", "text": "hi"}, "channel_not_found"),
        ("chat.postMessage", {"channel": PRIVATE, "text": "hi"}, "channel_not_found"),
        ("chat.postMessage", {"channel": LOUNGE, "text": "hi"}, "not_in_channel"),
        ("chat.postMessage", {"channel": ROUNDS}, "no_text"),
        ("chat.postMessage", {"channel": ROUNDS, "text": " "}, "no_text"),
        ("chat.postMessage", {"channel": ROUNDS, "blocks": "{"}, "invalid_blocks_format"),
        ("chat.postMessage", {"channel": ROUNDS, "blocks": [{"type": "x"}]}, "invalid_blocks"),
        (
            "chat.postMessage",
            {"channel": ROUNDS, "text": "hi", "thread_ts": "1700000000.000001"},
            "thread_not_found",
        ),
        (
            "chat.postMessage",
            {"channel": ROUNDS, "text": "hi", "thread_ts": 1700000000.1},
            "invalid_thread_ts",
        ),
        (
            "chat.postMessage",
            {"channel": ROUNDS, "text": "hi", "metadata": {"event_type": "a b"}},
            "invalid_metadata_format",
        ),
        (
            "chat.postMessage",
            {"channel": ROUNDS, "markdown_text": "hi", "text": "hi"},
            "markdown_text_conflict",
        ),
        (
            "chat.postMessage",
            {"channel": ROUNDS, "blocks": [{"type": "markdown", "text": "x" * 7000}] * 2},
            "msg_blocks_too_long",
        ),
        (
            "chat.postEphemeral",
            {"channel": ROUNDS, "text": "hi", "user": "U0"},
            "user_not_in_channel",
        ),
        (
            "chat.postEphemeral",
            {"channel": ROUNDS, "text": "x" * 4001, "user": MAYA},
            "msg_too_long",
        ),
        ("chat.postEphemeral", {"channel": ROUNDS, "text": "hi"}, "invalid_arguments"),
        (
            "chat.update",
            {"channel": ROUNDS, "ts": "1700000000.000001", "text": "hi"},
            "message_not_found",
        ),
        ("chat.delete", {"channel": ROUNDS, "ts": "1700000000.000001"}, "message_not_found"),
        (
            "chat.getPermalink",
            {"channel": ROUNDS, "message_ts": "1700000000.000001"},
            "message_not_found",
        ),
        ("conversations.history", {"channel": LOUNGE}, "not_in_channel"),
        ("conversations.history", {"channel": ROUNDS, "cursor": "?"}, "invalid_cursor"),
        ("conversations.history", {"channel": ROUNDS, "limit": 0}, "invalid_limit"),
        (
            "conversations.replies",
            {"channel": ROUNDS, "ts": "1700000000.000001"},
            "thread_not_found",
        ),
        ("conversations.info", {"channel": PRIVATE}, "channel_not_found"),
        ("conversations.list", {"types": "everything"}, "invalid_types"),
        ("conversations.open", {"users": "U0NONE"}, "user_not_found"),
        ("conversations.open", {"users": BOT}, "cannot_dm_bot"),
        ("users.info", {"user": "U0NONE"}, "user_not_found"),
        ("reactions.add", {"channel": ROUNDS, "name": "Not A Name"}, "invalid_name"),
        (
            "reactions.add",
            {"channel": ROUNDS, "name": "tada", "timestamp": "1700000000.000001"},
            "message_not_found",
        ),
        ("files.getUploadURLExternal", {"length": 3}, "missing_argument"),
        ("files.getUploadURLExternal", {"filename": "a", "length": 0}, "missing_argument"),
        (
            "files.getUploadURLExternal",
            {"filename": "a", "length": 3, "alt_txt": "x" * 1001},
            "alt_txt_too_large",
        ),
        ("files.completeUploadExternal", {"channel_id": ROUNDS}, "invalid_arguments"),
        ("files.completeUploadExternal", {"files": [{"id": "F0NONE"}]}, "file_not_found"),
        ("views.open", {"trigger_id": "1.2.3"}, "invalid_arguments"),
        ("views.publish", {"user_id": "U0NONE", "view": {}}, "user_not_found"),
        ("views.publish", {"user_id": MAYA, "view": {"type": "home"}}, "invalid_arguments"),
        ("views.update", {"view_id": "V0", "view": {}}, "not_found"),
        ("apps.connections.open", {}, "not_allowed_token_type"),
        ("chat.invent", {}, "unknown_method"),
    ],
)
def test_a_wrong_call_is_refused_under_slacks_name(
    unchanging: WebClient, method: str, args: dict[str, Any], error: str
) -> None:
    assert error_of(unchanging, method, **args) == error


def test_tokens_are_checked(sandbox: Sandbox) -> None:
    stranger = WebClient("xoxb-wrong", base_url=sandbox.api_url)
    assert error_of(stranger, "auth.test") == "invalid_auth"
    nobody = WebClient(base_url=sandbox.api_url)
    assert error_of(nobody, "auth.test") == "not_authed"
    app = WebClient(sandbox.app_token, base_url=sandbox.api_url)
    assert error_of(app, "auth.test") == "not_allowed_token_type"
    assert app.apps_connections_open(app_token=sandbox.app_token)["url"].startswith("ws://127.0")


@pytest.mark.parametrize(
    ("block", "where"),
    [
        (section("x" * 3001), "/blocks/0/text/text"),
        (section(""), "/blocks/0/text/text"),
        ({"type": "section"}, "/blocks/0"),
        (section(color="red"), "/blocks/0"),
        (section(accessory={"type": "plain_text_input"}), "/blocks/0/accessory/type"),
        ({"type": "section", "fields": [plain("x" * 2001)]}, "/blocks/0/fields/0/text"),
        ({"type": "section", "fields": [plain("x")] * 11}, "/blocks/0/fields"),
        ({"type": "header", "text": plain("x" * 151)}, "/blocks/0/text/text"),
        ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "/blocks/0/text/type"),
        ({"type": "context", "elements": [plain("x")] * 11}, "/blocks/0/elements"),
        ({"type": "image", "image_url": "https://example.com/a.png"}, "/blocks/0"),
        (actions(*[button(action_id=str(n)) for n in range(26)]), "/blocks/0/elements"),
        (actions(), "/blocks/0/elements"),
        (actions(button("x" * 76)), "/blocks/0/elements/0/text/text"),
        (actions(button(value="x" * 2001)), "/blocks/0/elements/0/value"),
        (actions(button(style="loud")), "/blocks/0/elements/0/style"),
        (actions(button(action_id="a"), button(action_id="a")), "/blocks/0"),
        (actions(button(action_id="x" * 256)), "/blocks/0/elements/0/action_id"),
        (
            actions(button(confirm={"title": plain("x" * 101), "text": plain("x")})),
            "/blocks/0/elements/0/confirm",
        ),
        (actions({"type": "overflow", "options": options(6)}), "/blocks/0/elements/0/options"),
        (actions({"type": "checkboxes", "options": options(11)}), "/blocks/0/elements/0/options"),
        (
            actions({"type": "static_select", "options": options(101)}),
            "/blocks/0/elements/0/options",
        ),
        (
            actions({"type": "static_select", "options": options(1, 76)}),
            "/blocks/0/elements/0/options/0/text/text",
        ),
        (
            actions(
                {
                    "type": "static_select",
                    "options": options(1),
                    "initial_option": {"text": plain("no"), "value": "no"},
                }
            ),
            "/blocks/0/elements/0",
        ),
        (
            actions({"type": "timepicker", "initial_time": "25:00"}),
            "/blocks/0/elements/0/initial_time",
        ),
        ({"type": "divider", "block_id": "x" * 256}, "/blocks/0/block_id"),
        ({"type": "rich_text", "elements": [{"type": "text"}]}, "/blocks/0/elements/0/type"),
        ("divider", "/blocks/0"),
    ],
)
def test_a_wrong_block_is_refused_and_its_place_is_named(
    unchanging: WebClient, block: Any, where: str
) -> None:
    with pytest.raises(SlackApiError) as caught:
        unchanging.chat_postMessage(channel=ROUNDS, text="hi", blocks=[block])
    answer = caught.value.response
    assert answer["error"] == "invalid_blocks"
    pointers = [words.partition("json-pointer:")[2] for words in answer["errors"]]
    assert f"{where}]" in pointers
    assert all(words.startswith("[ERROR] ") for words in answer["response_metadata"]["messages"])


def test_a_message_takes_fifty_blocks_with_ids_of_their_own(client: WebClient) -> None:
    divider = {"type": "divider"}
    assert client.chat_postMessage(channel=ROUNDS, text="hi", blocks=[divider] * 50)["ok"]
    too_many = {"channel": ROUNDS, "text": "hi", "blocks": [divider] * 51}
    assert error_of(client, "chat.postMessage", **too_many) == "invalid_blocks"
    twice = {"channel": ROUNDS, "text": "hi", "blocks": [{**divider, "block_id": "a"}] * 2}
    assert error_of(client, "chat.postMessage", **twice) == "invalid_blocks"


def test_every_kind_of_block_that_is_right_is_taken(client: WebClient) -> None:
    blocks = [
        section("*bold*", accessory=button(action_id="go", value="1", style="primary")),
        {"type": "header", "text": plain("Title")},
        {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "x", "verbatim": True}]},
        actions(
            {"type": "static_select", "options": options(100), "placeholder": plain("Choose")},
            {"type": "radio_buttons", "options": options(10)},
            {"type": "overflow", "options": options(5)},
            {"type": "timepicker", "initial_time": "09:00"},
            {"type": "users_select"},
        ),
        {"type": "input", "label": plain("Say"), "element": {"type": "plain_text_input"}},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "text", "text": "literal <@U1>"}],
                },
                {"type": "rich_text_quote", "elements": [{"type": "text", "text": "q"}]},
            ],
        },
    ]
    stored = client.chat_postMessage(channel=ROUNDS, text="hi", blocks=blocks)["message"]["blocks"]
    assert [block["type"] for block in stored] == [block["type"] for block in blocks]
    assert all(block["block_id"] for block in stored)


def test_scopes_are_those_of_the_manifest(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yaml"
    manifest.write_text("oauth_config: {scopes: {bot: [chat:write, channels:read]}}\n")
    with Sandbox(manifest=manifest) as sandbox:
        client = WebClient(sandbox.bot_token, base_url=sandbox.api_url)
        assert client.conversations_info(channel=ROUNDS)["ok"]
        with pytest.raises(SlackApiError) as caught:
            client.conversations_history(channel=ROUNDS)
        answer = caught.value.response
        assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:history")
        assert answer["provided"] == "channels:read,chat:write"
        assert error_of(client, "views.publish", user_id=MAYA, view={}) == "not_enabled"


def test_history_and_replies_come_in_pages_without_gaps(client: WebClient) -> None:
    posted = [client.chat_postMessage(channel=ROUNDS, text=str(n))["ts"] for n in range(7)]
    replies = [
        client.chat_postMessage(channel=ROUNDS, text=f"r{n}", thread_ts=posted[0])["ts"]
        for n in range(4)
    ]
    seen: list[str] = []
    for page in client.conversations_history(channel=ROUNDS, limit=3):
        assert len(page["messages"]) <= 3
        seen += [message["ts"] for message in page["messages"]]
    assert seen == posted[::-1]
    thread: list[str] = []
    for page in client.conversations_replies(channel=ROUNDS, ts=posted[0], limit=2):
        thread += [message["ts"] for message in page["messages"]]
    assert thread == [posted[0], *replies]


def test_oldest_and_latest_are_exclusive_unless_inclusive(client: WebClient) -> None:
    first, second, third = (
        client.chat_postMessage(channel=ROUNDS, text=str(n))["ts"] for n in range(3)
    )
    between = client.conversations_history(channel=ROUNDS, oldest=first, latest=third)
    assert [message["ts"] for message in between["messages"]] == [second]
    all_three = client.conversations_history(
        channel=ROUNDS, oldest=first, latest=third, inclusive=True
    )
    assert [message["ts"] for message in all_three["messages"]] == [third, second, first]


def test_metadata_is_given_only_to_who_asks_for_it(client: WebClient) -> None:
    metadata = {"event_type": "rounds.round", "event_payload": {"id": 7}}
    client.chat_postMessage(channel=ROUNDS, text="hi", metadata=metadata)
    assert "metadata" not in client.conversations_history(channel=ROUNDS)["messages"][0]
    told = client.conversations_history(channel=ROUNDS, include_all_metadata=True)
    assert told["messages"][0]["metadata"] == metadata


def test_a_message_is_posted_changed_and_deleted(client: WebClient, sandbox: Sandbox) -> None:
    posted = client.chat_postMessage(channel=ROUNDS, text="a < b & c <@U01MAYA>")
    message = posted["message"]
    assert message["text"] == "a &lt; b &amp; c <@U01MAYA>"
    assert (message["bot_id"], message["app_id"], message["user"]) == (
        "B01ROUNDS",
        "A01ROUNDS",
        BOT,
    )
    client.chat_update(channel=ROUNDS, ts=posted["ts"], text="later")
    assert client.conversations_history(channel=ROUNDS)["messages"][0]["text"] == "later"
    link = client.chat_getPermalink(channel=ROUNDS, message_ts=posted["ts"])["permalink"]
    assert link.endswith(f"/archives/{ROUNDS}/p{posted['ts'].replace('.', '')}")
    client.chat_delete(channel=ROUNDS, ts=posted["ts"])
    assert client.conversations_history(channel=ROUNDS)["messages"] == []

    theirs = sandbox.act(MAYA, "post", channel=ROUNDS, text="mine")["ts"]
    args = {"channel": ROUNDS, "ts": theirs}
    assert error_of(client, "chat.update", **args, text="x") == "cant_update_message"
    assert error_of(client, "chat.delete", **args) == "cant_delete_message"


def test_a_reply_does_not_start_a_thread_of_its_own(client: WebClient) -> None:
    root = client.chat_postMessage(channel=ROUNDS, text="root")["ts"]
    reply = client.chat_postMessage(channel=ROUNDS, text="reply", thread_ts=root)["ts"]
    args = {"channel": ROUNDS, "text": "x", "thread_ts": reply}
    assert error_of(client, "chat.postMessage", **args) == "thread_not_found"


def test_a_persons_id_opens_their_direct_messages(client: WebClient, sandbox: Sandbox) -> None:
    posted = client.chat_postMessage(channel=MAYA, text="for you")
    assert posted["channel"].startswith("D")
    assert client.conversations_open(users=MAYA)["channel"]["id"] == posted["channel"]
    seen = sandbox.snapshot(MAYA, posted["channel"])["messages"]
    assert [message["text"] for message in seen] == ["for you"]
    assert posted["channel"] not in {c["id"] for c in sandbox.snapshot(PRIYA)["channels"]}


def test_the_people_live_in_two_zones_and_one_is_a_guest(client: WebClient) -> None:
    people = [client.users_info(user=user)["user"] for user in (MAYA, PRIYA, GUEST)]
    assert [person["tz"] for person in people[:2]] == ["America/New_York", "Europe/London"]
    assert people[0]["is_owner"]
    assert people[2]["is_ultra_restricted"]
    own = client.users_conversations(types="public_channel,private_channel")["channels"]
    assert [channel["id"] for channel in own] == [ROUNDS]
    assert BOT in client.conversations_members(channel=ROUNDS)["members"]


def test_a_reaction_is_given_once(client: WebClient) -> None:
    ts = client.chat_postMessage(channel=ROUNDS, text="hi")["ts"]
    args = {"channel": ROUNDS, "timestamp": ts, "name": "white_check_mark"}
    client.reactions_add(**args)
    assert error_of(client, "reactions.add", **args) == "already_reacted"
    client.reactions_remove(**args)
    assert error_of(client, "reactions.remove", **args) == "no_reaction"


def test_an_archived_channel_takes_no_post(client: WebClient, sandbox: Sandbox) -> None:
    assert sandbox.act(MAYA, "archive", channel=ROUNDS)["ok"]
    assert error_of(client, "chat.postMessage", channel=ROUNDS, text="hi") == "is_archived"
    assert client.conversations_info(channel=ROUNDS)["channel"]["is_archived"]


def test_calls_are_remembered_for_assertions(client: WebClient, sandbox: Sandbox) -> None:
    client.chat_postMessage(channel=ROUNDS, text="hi")
    (call,) = sandbox.called("chat.postMessage")
    assert (call.args["text"], call.ok) == ("hi", True)
    assert sandbox.bot_token not in json.dumps(call.args)


def test_a_broken_body_gets_an_answer(sandbox: Sandbox) -> None:
    for kind, body in [
        ("application/json", b"{"),
        ("application/json", b"[]"),
        ("application/x-www-form-urlencoded", b"\xff\xfe"),
        ("text/plain", b"hi"),
    ]:
        request = urllib.request.Request(
            f"{sandbox.api_url}chat.postMessage", body, {"Content-Type": kind}
        )
        with urllib.request.urlopen(request) as answer:
            assert json.loads(answer.read())["ok"] is False


@pytest.mark.parametrize(
    ("plan", "error", "posts"),
    [("fail", "internal_error", 0), ("fail_after", "internal_error", 1)],
)
def test_a_fault_spoils_the_next_answer_only(
    client: WebClient, sandbox: Sandbox, plan: str, error: str, posts: int
) -> None:
    getattr(sandbox.faults, plan)("chat.postMessage", error)
    assert error_of(client, "chat.postMessage", channel=ROUNDS, text="hi") == error
    assert len(sandbox.state.messages(ROUNDS)) == posts
    assert client.chat_postMessage(channel=ROUNDS, text="hi")["ok"]


def test_a_cut_line_leaves_the_post_there_and_the_app_unsure(sandbox: Sandbox) -> None:
    client = WebClient(sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
    sandbox.faults.cut("chat.postMessage")
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        client.chat_postMessage(channel=ROUNDS, text="hi")
    assert [message["text"] for message in sandbox.state.messages(ROUNDS)] == ["hi"]


def test_a_rate_limit_says_how_long(client: WebClient, sandbox: Sandbox) -> None:
    sandbox.faults.limit("chat.postMessage", retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=ROUNDS, text="hi")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["retry-after"] == "7"
    assert caught.value.response["error"] == "ratelimited"
