"""`rounds channel`: what an organiser does in Slack, from the shell."""

import json
from datetime import date, timedelta
from functools import cache

import pytest

from bot.cli import main
from bot.clock import Clock
from bot.sandbox.server import Sandbox
from questions.bank import load_bank
from tests.conftest import CHANNEL


@pytest.fixture
def slack():
    with Sandbox(None) as local:
        yield local


@cache
def loaded():
    return load_bank()


@pytest.fixture
def rounds(tmp_path, slack, monkeypatch, capsys):
    """Type a command; gives its status, and its value or its words."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLACK_API_URL", slack.api_url)
    monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
    monkeypatch.setenv("ROUNDS_DATABASE_URL", f"sqlite:///{tmp_path}/rounds.db")

    monkeypatch.setattr("bot.app.load_bank", lambda _own: loaded())  # once for all

    def typed(action, *words, json_=True):
        where = [] if action == "list" else [CHANNEL]
        status = main(["channel", action, *where, *words, *(["--json"] if json_ else [])])
        out, err = capsys.readouterr()
        if status == 0 and json_:
            return status, json.loads(out)
        return status, out + err

    return typed


@pytest.fixture
def channel(rounds):
    """The next practice day of a channel that practises every day, where it is noon now."""
    hour = int(Clock().now().strftime("%H"))
    zone = f"Etc/GMT{hour - 12:+d}" if hour != 12 else "UTC"
    status, saved = rounds("set", "--at", "14:00", "--zone", zone, "--days", "mon-sun")
    assert status == 0
    return date.fromisoformat(saved["next"]["local_date"])


def test_the_next_question_is_shown_passed_over_and_posted(rounds, channel, slack):
    _, first = rounds("preview")
    assert first["next"]["local_date"] == channel.isoformat()
    _, replaced = rounds("replace")
    assert replaced["instead_of"] == first["question"]
    assert not replaced["posted"]
    _, second = rounds("preview")
    assert second["question"] == replaced["question"]
    assert second["left"] == first["left"] - 1
    assert rounds("preview", json_=False)[1].endswith(second["prompt"] + "\n")

    status, sent = rounds("post-now")
    assert (status, sent["already"]) == (0, False)
    [posted] = slack.called("chat.postMessage")
    assert sent["ts"] == posted.response["ts"]
    assert rounds("post-now")[1]["already"]
    _, again = rounds("replace")
    assert again["posted"]
    [edited] = slack.called("chat.update")
    assert edited.response["ts"] == sent["ts"]
    _, why = rounds("why")
    assert (why["last"]["question"], why["last"]["state"]) == (again["question"], "posted")
    assert why["last"]["by"] == "operator"
    assert why["next"]["local_date"] == (channel + timedelta(days=1)).isoformat()
    assert "because the operator asked for it" in rounds("why", json_=False)[1]


def test_a_day_is_skipped_once(rounds, channel):
    _, skipped = rounds("skip")
    assert (skipped["local_date"], skipped["again"]) == (channel.isoformat(), False)
    _, again = rounds("skip")
    assert (again["local_date"], again["again"]) == (channel.isoformat(), True)
    later = (channel + timedelta(days=5)).isoformat()
    assert rounds("skip", "--date", later)[1]["local_date"] == later
    assert "skipped by the operator" in rounds("why", json_=False)[1]
    assert rounds("list")[1][0]["skipped"] == [channel.isoformat(), later]
    assert rounds("resume", "--date", later)[1]["local_date"] == later
    assert rounds("list", json_=False)[1].endswith(f"  skipped: {channel}\n")
    assert rounds("why")[1]["skipped"] == [channel.isoformat()]
    assert "is not skipped" in rounds("resume", "--date", later)[1]
    status, words = rounds("skip", "--date", "soon")
    assert (status, words) == (
        2,
        "rounds channel: --date: “soon” is not a date. Write it like 2026-12-24.\n",
    )


def test_a_channel_rests_and_goes_on(rounds, channel):
    until = (channel + timedelta(days=10)).isoformat()
    _, paused = rounds("pause", "--until", until)
    assert (paused["until"], paused["next"]["local_date"]) == (until, until)
    listed = rounds("list", json_=False)[1]
    assert f"paused until {until}" in listed
    assert "paused by the operator" in listed
    _, resumed = rounds("resume")
    assert (resumed["state"], resumed["again"]) == ("active", False)
    assert resumed["next"]["local_date"] == channel.isoformat()
    assert rounds("resume")[1]["again"]
    assert rounds("pause")[1]["next"] is None
    assert rounds("skip")[0] == 2
    assert rounds("list")[1][0]["state"] == "paused"
    status, words = rounds("pause", "--until", "2020-01-01")
    assert status == 2
    assert "1 January 2020 is not ahead" in words


def test_breaks_are_set_and_taken_away(rounds, channel):
    last = channel + timedelta(days=2)
    _, saved = rounds("set", "--breaks", f"2020-01-01, {channel} to {last}")
    assert saved["breaks"] == [[channel.isoformat(), last.isoformat()]]
    assert saved["next"]["local_date"] == (last + timedelta(days=1)).isoformat()
    status, words = rounds("skip", "--date", last.isoformat())
    assert status == 2
    assert "a break until" in words
    status, words = rounds("set", "--breaks", "Easter", "--holidays", "XX")
    assert status == 2
    assert "--breaks: “Easter” is not a break" in words
    assert "--holidays: “XX” has no calendar of holidays" in words
    assert rounds("set", "--breaks", "")[1]["breaks"] == []


def test_how_reviews_come_is_set_and_a_word_that_is_no_way_changes_nothing(rounds, channel):
    _, saved = rounds("set", "--reviews", "together", "--reviewers", "unnamed")
    assert (saved["reviews"], saved["reviewers"]) == ("together", "unnamed")
    status, words = rounds("set", "--reviews", "sometimes", "--reviewers", "named")
    assert status == 2
    assert words == "--reviews: “sometimes” is neither at-once nor together.\n"
    assert rounds("set", "--at", "14:30")[1]["reviews"] == "together"
    [listed] = rounds("list")[1]
    assert (listed["reviews"], listed["reviewers"]) == ("together", "unnamed")
    with pytest.raises(SystemExit) as ended:
        rounds("set", "--reviewers", "perhaps")
    assert ended.value.code == 2


def test_without_a_schedule_it_says_how_to_set_one(rounds):
    for action in ("preview", "replace", "skip", "pause", "resume", "why", "post-now"):
        status, words = rounds(action)
        assert status == 2
        assert f"has no schedule yet. Set one first: rounds channel set {CHANNEL}." in words
