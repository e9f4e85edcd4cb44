"""Commands, buttons, modals, shortcuts and response addresses."""

import urllib.error
import urllib.request
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.sandbox import socket_mode
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import Listener

ROUNDS, PRIVATE = "C01ROUNDS", "C03PRIVATE"
MAYA, DANIEL, BOT = "U01MAYA", "U02DANIEL", "U01ROUNDS"


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def modal(callback_id: str = "answer", **more: Any) -> dict[str, Any]:
    field = {
        "type": "input",
        "block_id": "answer",
        "label": plain("Answer"),
        "element": {"type": "plain_text_input", "action_id": "text", "max_length": 20},
    }
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain("Answer"),
        "submit": plain("Send"),
        "blocks": [field],
        **more,
    }


BUTTONS = [
    {
        "type": "actions",
        "block_id": "do",
        "elements": [
            {"type": "button", "action_id": "nudge", "text": plain("Nudge me"), "value": "7"}
        ],
    }
]


def typed(text: str) -> dict[str, Any]:
    return {"answer": {"text": {"type": "plain_text_input", "value": text}}}


def command(sandbox: Sandbox, text: str = "/drill metrics easy") -> dict[str, Any]:
    return sandbox.act(MAYA, "command", channel=ROUNDS, text=text)


def open_modal(sandbox: Sandbox, listener: Listener, client: WebClient, **more: Any) -> str:
    command(sandbox)
    trigger = listener.last("slash_commands")["trigger_id"]
    return str(client.views_open(trigger_id=trigger, view=modal(**more))["view"]["id"])


def modals(sandbox: Sandbox) -> list[dict[str, Any]]:
    return list(sandbox.snapshot(MAYA)["modals"])


def texts(sandbox: Sandbox, user: str, channel: str = ROUNDS) -> list[str]:
    return [message["text"] for message in sandbox.snapshot(user, channel)["messages"]]


def test_a_command_is_delivered_and_its_answer_is_for_the_person_alone(
    sandbox: Sandbox, listener: Listener
) -> None:
    listener.reply = lambda _: {"text": "here is one"}
    assert command(sandbox)["ok"]
    payload = listener.last("slash_commands")
    assert (payload["command"], payload["text"]) == ("/drill", "metrics easy")
    assert (payload["user_id"], payload["channel_id"]) == (MAYA, ROUNDS)
    assert payload["is_enterprise_install"] == "false"
    assert texts(sandbox, MAYA) == ["here is one"]
    assert texts(sandbox, DANIEL) == []


def test_an_answer_in_the_channel_is_seen_by_all(sandbox: Sandbox, listener: Listener) -> None:
    listener.reply = lambda _: {"text": "for all", "response_type": "in_channel"}
    command(sandbox)
    assert texts(sandbox, DANIEL) == ["for all"]


def test_who_gets_no_answer_is_told(
    sandbox: Sandbox, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_mode, "ACK_SECONDS", 0.05)
    listener.acknowledges = False
    assert not command(sandbox)["ok"]
    assert "operation_timeout" in sandbox.snapshot(MAYA)["notices"][-1]["text"]
    assert sandbox.snapshot(DANIEL)["notices"] == []


def test_without_the_app_a_command_fails_at_once(sandbox: Sandbox) -> None:
    assert command(sandbox)["error"] == '/drill failed with the error "dispatch_failed"'
    assert command(sandbox, "/nonsense")["error"] == "/nonsense is not a valid command."


def test_a_button_reports_where_it_was_pressed(
    sandbox: Sandbox, listener: Listener, client: WebClient
) -> None:
    ts = client.chat_postMessage(channel=ROUNDS, text="q", blocks=BUTTONS)["ts"]
    where = {"type": "message", "channel": ROUNDS, "ts": ts}
    pressed = sandbox.act(MAYA, "click", container=where, block_id="do", action_id="nudge")
    assert pressed["ok"]
    payload = listener.last("interactive")
    assert payload["type"] == "block_actions"
    assert payload["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": ROUNDS,
        "is_ephemeral": False,
    }
    assert payload["message"]["ts"] == ts
    assert payload["channel"] == {"id": ROUNDS, "name": "rounds"}
    (action,) = payload["actions"]
    assert (action["action_id"], action["value"], action["type"]) == ("nudge", "7", "button")
    assert action["action_ts"]
    gone = sandbox.act(MAYA, "click", container=where, block_id="do", action_id="gone")
    assert gone["error"] == "action_not_found"


def test_an_ephemeral_message_is_replaced_and_deleted_through_its_address(
    sandbox: Sandbox, listener: Listener, client: WebClient
) -> None:
    ts = client.chat_postEphemeral(channel=ROUNDS, user=MAYA, text="hint", blocks=BUTTONS)[
        "message_ts"
    ]
    where = {"type": "message", "channel": ROUNDS, "ts": ts, "is_ephemeral": True}
    stranger = sandbox.act(DANIEL, "click", container=where, block_id="do", action_id="nudge")
    assert stranger["error"] == "message_not_found"
    sandbox.act(MAYA, "click", container=where, block_id="do", action_id="nudge")
    payload = listener.last("interactive")
    assert "message" not in payload
    assert payload["container"]["is_ephemeral"]
    address = WebhookClient(payload["response_url"])
    assert address.send(text="another hint", replace_original=True).status_code == 200
    assert texts(sandbox, MAYA) == ["another hint"]
    address.send(delete_original=True)
    assert texts(sandbox, MAYA) == []


def test_a_response_address_takes_five_posts_within_half_an_hour(
    sandbox: Sandbox, listener: Listener
) -> None:
    command(sandbox)
    address = WebhookClient(listener.last("slash_commands")["response_url"])
    answers = [address.send(text=str(number)) for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1].body
    assert texts(sandbox, MAYA) == ["0", "1", "2", "3", "4"]

    command(sandbox)
    address = WebhookClient(listener.last("slash_commands")["response_url"])
    sandbox.clock.move(30 * 60 + 1)
    assert "expired_url" in address.send(text="late").body


def test_a_response_address_checks_what_it_is_given(sandbox: Sandbox, listener: Listener) -> None:
    command(sandbox)
    url = listener.last("slash_commands")["response_url"]
    assert WebhookClient(url).send(blocks=[{"type": "x"}]).status_code == 400
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(
            urllib.request.Request(url, b"{", {"Content-Type": "application/json"})
        )
    assert caught.value.code == 400
    caught.value.close()


def test_a_trigger_opens_one_view_within_three_seconds(
    sandbox: Sandbox, listener: Listener, client: WebClient
) -> None:
    command(sandbox)
    trigger = listener.last("slash_commands")["trigger_id"]
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        client.views_open(trigger_id=trigger, view=modal(title=plain("x" * 25)))
    client.views_open(trigger_id=trigger, view=modal())
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        client.views_open(trigger_id=trigger, view=modal())
    command(sandbox)
    sandbox.expire_triggers()
    trigger = listener.last("slash_commands")["trigger_id"]
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        client.views_open(trigger_id=trigger, view=modal())
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        client.views_open(trigger_id="never", view=modal())


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": plain("x" * 25)},
        {"submit": plain("x" * 25)},
        {"close": plain("x" * 25)},
        {"private_metadata": "x" * 3001},
        {"callback_id": "x" * 256},
        {"blocks": []},
        {"blocks": [{"type": "divider"}] * 101},
        {"blocks": [{"type": "markdown", "text": "messages only"}]},
        {"size": "big"},
    ],
)
def test_a_wrong_view_is_refused(unchanging: WebClient, wrong: dict[str, Any]) -> None:
    with pytest.raises(SlackApiError) as caught:
        unchanging.views_open(trigger_id="any", view=modal(**wrong))
    assert caught.value.response["error"] == "invalid_arguments"
    assert "json-pointer:/view" in caught.value.response["response_metadata"]["messages"][0]


def test_a_modal_with_a_field_needs_a_button_to_send_it(unchanging: WebClient) -> None:
    view = modal()
    del view["submit"]
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        unchanging.views_open(trigger_id="any", view=view)


def test_a_huge_view_is_too_large(unchanging: WebClient) -> None:
    text = {"type": "mrkdwn", "text": "x" * 3000}
    view = modal(blocks=[{"type": "section", "text": text}] * 90)
    with pytest.raises(SlackApiError, match="view_too_large"):
        unchanging.views_open(trigger_id="any", view=view)


def test_a_modal_is_sent_once_it_is_complete(
    sandbox: Sandbox, listener: Listener, client: WebClient
) -> None:
    view_id = open_modal(sandbox, listener, client, private_metadata="41")
    empty = sandbox.act(MAYA, "submit", view_id=view_id, values=typed(""))
    assert set(empty["errors"]) == {"answer"}
    too_long = sandbox.act(MAYA, "submit", view_id=view_id, values=typed("x" * 21))
    assert set(too_long["errors"]) == {"answer"}
    assert modals(sandbox)[0]["errors"]

    listener.reply = lambda _: {"response_action": "errors", "errors": {"answer": "Say more."}}
    sandbox.act(MAYA, "submit", view_id=view_id, values=typed("short"))
    assert modals(sandbox)[0]["errors"] == {"answer": "Say more."}

    listener.reply = lambda _: None
    sent = sandbox.act(MAYA, "submit", view_id=view_id, values=typed("enough"))
    assert sent == {"ok": True, "closed": True}
    payload = listener.last("interactive")
    assert payload["type"] == "view_submission"
    assert payload["view"]["private_metadata"] == "41"
    assert payload["view"]["state"]["values"] == typed("enough")
    assert modals(sandbox) == []


def test_the_answer_to_a_modal_can_put_another_in_its_place_or_on_top(
    sandbox: Sandbox, listener: Listener, client: WebClient
) -> None:
    view_id = open_modal(sandbox, listener, client)

    def answer_with(action: str, name: str) -> None:
        view = modal(name, title=plain(name))
        listener.reply = lambda _: {"response_action": action, "view": view}
        top = modals(sandbox)[-1]["id"]
        assert not sandbox.act(MAYA, "submit", view_id=top, values=typed("x"))["closed"]

    answer_with("update", "second")
    assert [(view["id"], view["callback_id"]) for view in modals(sandbox)] == [(view_id, "second")]
    answer_with("push", "third")
    answer_with("push", "fourth")
    assert [view["callback_id"] for view in modals(sandbox)] == ["second", "third", "fourth"]
    listener.reply = lambda _: {"response_action": "push", "view": modal("fifth")}
    top = modals(sandbox)[-1]["id"]
    assert not sandbox.act(MAYA, "submit", view_id=top, values=typed("x"))["ok"]
    listener.reply = lambda _: {"response_action": "clear"}
    sandbox.act(MAYA, "submit", view_id=top, values=typed("x"))
    assert modals(sandbox) == []


def test_views_are_updated_unless_somebody_was_faster(
    sandbox: Sandbox, listener: Listener, client: WebClient
) -> None:
    view_id = open_modal(sandbox, listener, client)
    seen = modals(sandbox)[0]["hash"]
    client.views_update(view_id=view_id, view=modal("new"), hash=seen)
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_update(view_id=view_id, view=modal("newer"), hash=seen)
    assert modals(sandbox)[0]["callback_id"] == "new"


def test_the_app_hears_of_a_closed_modal_if_it_asked(
    sandbox: Sandbox, listener: Listener, client: WebClient
) -> None:
    quiet = open_modal(sandbox, listener, client)
    sandbox.act(MAYA, "close", view_id=quiet)
    told = open_modal(sandbox, listener, client, notify_on_close=True)
    sandbox.act(MAYA, "close", view_id=told)
    closed = [r.payload for r in listener.received if r.payload.get("type") == "view_closed"]
    assert [payload["view"]["id"] for payload in closed] == [told]
    assert modals(sandbox) == []


def test_a_home_is_published_and_its_buttons_work(
    sandbox: Sandbox, listener: Listener, client: WebClient
) -> None:
    sandbox.act(MAYA, "open_home")
    assert "view" not in listener.wait_for(1, "app_home_opened")[0]
    client.views_publish(user_id=MAYA, view={"type": "home", "blocks": BUTTONS})
    sandbox.act(MAYA, "open_home")
    assert listener.wait_for(2, "app_home_opened")[1]["view"]["type"] == "home"
    assert sandbox.snapshot(MAYA)["home"]["blocks"][0]["block_id"] == "do"
    assert sandbox.snapshot(DANIEL)["home"] is None
    sandbox.act(MAYA, "click", container={"type": "home"}, block_id="do", action_id="nudge")
    payload = listener.last("interactive")
    assert payload["container"]["type"] == "view"
    assert payload["view"]["type"] == "home"
    assert "response_url" not in payload
    assert "channel" not in payload


def test_what_is_chosen_in_a_modal_is_in_its_state(
    sandbox: Sandbox, listener: Listener, client: WebClient
) -> None:
    choices = [{"text": plain(name), "value": name} for name in ("easy", "hard")]
    select = {
        "type": "static_select",
        "action_id": "level",
        "options": choices,
        "initial_option": choices[0],
    }
    chooser = {"type": "actions", "block_id": "pick", "elements": [select]}
    view_id = open_modal(sandbox, listener, client, blocks=[chooser])
    state = modals(sandbox)[0]["state"]["values"]["pick"]["level"]
    assert state == {"type": "static_select", "selected_option": choices[0]}
    where = {"type": "view", "view_id": view_id}
    sandbox.act(
        MAYA,
        "click",
        container=where,
        block_id="pick",
        action_id="level",
        selected_option=choices[1],
    )
    payload = listener.last("interactive")
    assert payload["actions"][0]["selected_option"] == choices[1]
    chosen = payload["view"]["state"]["values"]["pick"]["level"]["selected_option"]
    assert chosen == choices[1]


def test_a_shortcut_carries_its_message(sandbox: Sandbox, listener: Listener) -> None:
    ts = sandbox.act(DANIEL, "post", channel=PRIVATE, text="a private answer")["ts"]
    sandbox.act(MAYA, "shortcut", callback_id="review", channel=PRIVATE, ts=ts)
    payload = listener.last("interactive")
    assert (payload["type"], payload["callback_id"]) == ("message_action", "review")
    assert (payload["message"]["text"], payload["message_ts"]) == ("a private answer", ts)
    assert payload["channel"] == {"id": PRIVATE, "name": "privategroup"}
    WebhookClient(payload["response_url"]).send(text="noted")
    assert texts(sandbox, MAYA, PRIVATE) == ["a private answer", "noted"]
