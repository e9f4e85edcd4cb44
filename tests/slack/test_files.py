"""Files go up as Slack wants them today, and who may see them does."""

import time
import urllib.error
import urllib.request

import pytest

from bot.errors import SlackAway, SlackRefused
from bot.sandbox.server import Sandbox
from bot.slack.chat import Chat, Refused, Sent
from bot.slack.files import File, keep, share, share_with

ROUNDS, LOUNGE, MAYA = "C01ROUNDS", "C02LOUNGE", "U01MAYA"
PICTURE = File("streak.png", "Your streak", b"\x89PNG", "Kept on 3 of 5 days")


@pytest.fixture(scope="module")
def slack():
    with Sandbox() as running:
        yield running


@pytest.fixture
def chat(slack):
    return Chat(slack.bot_token, slack.api_url, time.monotonic)


def test_a_file_for_one_person_stands_in_their_direct_messages_with_its_words(slack, chat):
    data = File("mine.csv", "Your record", b"a,b\r\n1,2\r\n")
    share_with(chat, MAYA, [data, PICTURE], "All that is kept about you.")
    message = slack.snapshot(MAYA, "D01MAYA")["messages"][-1]
    assert message["text"] == "All that is kept about you."
    csv, picture = message["files"]
    assert (csv["name"], csv["title"], csv["mimetype"]) == ("mine.csv", "Your record", "text/csv")
    assert (picture["alt_txt"], picture["mimetype"]) == ("Kept on 3 of 5 days", "image/png")
    with urllib.request.urlopen(csv["url_private"]) as found:
        assert found.read() == data.content
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{slack.url}/files/guessed/{csv['id']}")


def test_a_file_goes_where_the_bot_is_and_into_a_thread(slack, chat):
    with pytest.raises(SlackRefused, match="not_in_channel"):
        share(chat, LOUNGE, [PICTURE])
    with pytest.raises(SlackRefused, match="invalid_arguments"):
        share(chat, MAYA, [PICTURE])  # a person's id is no conversation
    root = slack.act(MAYA, "post", channel=ROUNDS, text="hello")["ts"]
    share(chat, ROUNDS, [PICTURE], thread_ts=root)
    message = next(m for m in slack.snapshot(MAYA, ROUNDS)["messages"] if m["ts"] == root)
    assert message["replies"][-1]["files"][0]["title"] == "Your streak"


def test_a_file_that_is_only_kept_is_shown_to_nobody_and_finished_once(slack, chat):
    before = len(slack.snapshot(MAYA, ROUNDS)["messages"])
    [kept] = keep(chat, [PICTURE])
    assert len(slack.snapshot(MAYA, ROUNDS)["messages"]) == before
    with pytest.raises(SlackRefused, match="file_not_found"):
        chat.call("files.completeUploadExternal", files=f'[{{"id": "{kept}"}}]')


def test_a_message_shows_a_file_that_is_kept_and_none_that_is_still_on_its_way(slack, chat):
    def show(file):
        shown = {"type": "image", "slack_file": {"id": file}, "alt_text": PICTURE.described}
        return chat.post(
            ROUNDS, "A picture", [shown], metadata={"event_type": "a", "event_payload": {}}
        )

    waiting = chat.call("files.getUploadURLExternal", filename="a.png", length=3)["file_id"]
    assert show(waiting) == show("F0NONE") == Refused("invalid_blocks")
    [kept] = keep(chat, [PICTURE])
    assert isinstance(show(kept), Sent)
    [block] = slack.snapshot(MAYA, ROUNDS)["messages"][-1]["blocks"]
    with urllib.request.urlopen(block["slack_file"]["url"]) as found:
        assert found.read() == PICTURE.content


def test_without_its_bytes_no_file_is_finished(chat):
    asked = chat.call("files.getUploadURLExternal", filename="a.txt", length=3)
    with pytest.raises(SlackAway):
        chat.put(asked["upload_url"], b"more than three")
    with pytest.raises(SlackRefused, match="file_update_failed"):
        chat.call("files.completeUploadExternal", files=f'[{{"id": "{asked["file_id"]}"}}]')


def test_bytes_go_to_slack_alone():
    elsewhere = Chat("xoxb-1", None, time.monotonic)
    for address in ("http://files.slack.com/x", "https://files.slack.com.example.com/x", "x"):
        with pytest.raises(SlackAway, match="foreign address"):
            elsewhere.put(address, b"x")
