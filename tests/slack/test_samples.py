"""Every payload that Slack documents goes through the bot: only what people answered is kept."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from slack_bolt import BoltRequest

from bot.sandbox.seed import TEAM_ID
from bot.slack import wire
from bot.slack.chat import Person
from storage.rounds import round_id
from tests.conftest import ANSWER, CHANNEL, until

SAMPLES = sorted((Path(__file__).parent / "payloads").rglob("*.json"))
PLACE, AUTHOR = "C01GEN", "U01ALICE"
# The samples in which a person says something in a thread; the plain one is an app's.
ANSWERED = ("MessageFileShare", "MessageThreadBroadcast")
ELSEWHERE = ("review", "drill", "round", "channel")


def read(path):
    """A sample in which every text is an answer."""
    text = path.read_text().replace('"sample text"', json.dumps(ANSWER))
    return json.loads(text.replace("T01TEST", TEAM_ID))


def threads():
    """Every thread in the channel that a sample speaks of."""
    events = [read(path).get("event", {}) for path in SAMPLES]
    said = [part for event in events for part in (event, event.get("message") or {})]
    return sorted({part["thread_ts"] for part in said if part.get("thread_ts")})


@pytest.fixture
def app(story):
    """The production app, on a round whose threads are those that the samples speak of."""
    rounds = story.local.rounds
    first, *others = threads()
    with story.tools.store.begin(story.workspace) as books:
        channel, posted = books.channels.get(CHANNEL), books.rounds.latest(CHANNEL)
        books.channels.save(replace(channel, id=PLACE, state="paused"), AUTHOR, books.now())
        round_ = replace(
            posted,
            id=round_id(story.workspace, PLACE, posted.local_date),
            channel=PLACE,
            ts=first,
        )
        assert books.rounds.plan(round_)
        for ts in others:
            books.rounds.add_alias(round_.id, ts)
    rounds.chat.meet(Person(AUTHOR, "UTC", member=True, admin=False))
    return wire.build(
        wire.Wire(
            rounds.tools,
            rounds.chat,
            rounds.identity,
            "xoxb-test",
            rounds.timetable.wake_inbox,
            rounds.timetable.wake_outbox,
        )
    )


def pending(story):
    with story.tools.store.read(story.workspace) as books:
        return books.inbox.pending()


def test_no_sample_raises_and_only_what_a_person_answered_is_kept(story, app, caplog):
    before = [story.export(kind) for kind in ELSEWHERE]
    assert len(SAMPLES) > 90
    for path in SAMPLES:
        answer = app.dispatch(BoltRequest(body=read(path), mode="socket_mode"))
        if path.parent.name == "events":
            assert answer.status == 200, path.name
        assert answer.status < 500, path.name
    # Their channel is none of this Slack's, so a tick would wait for it for days.
    until(lambda: not pending(story), what="the inbox worked off")
    assert [story.export(kind) for kind in ELSEWHERE] == before
    [kept] = story.export("answer")
    assert (kept["user"], kept["kind"]) == (AUTHOR, "thread")
    assert kept["text"].count(ANSWER) == len(ANSWERED)
    assert {mark["answer"] for mark in story.export("mark")} == {kept["id"]}
    assert [member["user"] for member in story.export("member")] == [AUTHOR]
    assert not [r for r in caplog.records if r.exc_info]


def test_an_event_for_another_workspace_is_not_ours(story, app):
    before = [story.export(kind) for kind in ("answer", "round", "channel", "member")]
    for path in SAMPLES:
        if path.parent.name == "events":
            body = read(path)
            body["team_id"] = "T0OTHER"
            body["authorizations"] = [{"team_id": "T0OTHER"}]
            assert app.dispatch(BoltRequest(body=body, mode="socket_mode")).status == 200
    story.settle()
    after = [story.export(kind) for kind in ("answer", "round", "channel", "member")]
    assert after == before
