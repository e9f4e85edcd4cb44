"""Every payload that Slack documents goes through the bot: nothing raises, nothing changes."""

import json
from pathlib import Path

import pytest
from slack_bolt import BoltRequest

from bot.slack import wire

SAMPLES = sorted((Path(__file__).parent / "payloads").rglob("*.json"))
# Bolt itself answers these without asking us; none is a kind that the manifest subscribes to.
STATE = ("answer", "mark", "review", "drill", "member", "round", "channel")


@pytest.fixture
def app(story):
    """The production app, on rounds whose threads are those that the samples speak of."""
    rounds = story.local.rounds
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


def everything(story):
    return [story.export(kind) for kind in STATE]


def test_no_sample_raises_or_changes_what_nobody_changed(story, app, caplog):
    before = everything(story)
    assert len(SAMPLES) > 90
    for path in SAMPLES:
        body = json.loads(path.read_text())
        answer = app.dispatch(BoltRequest(body=body, mode="socket_mode"))
        if path.parent.name == "events":
            assert answer.status == 200, path.name
        assert answer.status < 500, path.name
    story.settle()
    assert everything(story) == before
    assert not [r for r in caplog.records if r.exc_info]
    with story.tools.store.read(story.workspace) as books:
        assert books.inbox.pending() == 0
