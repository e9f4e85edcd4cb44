"""Whatever an operator gets wrong is answered with words that say what to do, never a traceback."""

import json
from pathlib import Path

import pytest

from bot.sandbox.server import Sandbox
from tests.conftest import CHANNEL, exported, rounds

BOT, APP = {"SLACK_BOT_TOKEN": "xoxb-1"}, {"SLACK_APP_TOKEN": "xapp-1"}


def told(done, *words):
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, ["SLACK_BOT_TOKEN is missing", "SLACK_APP_TOKEN is missing", "OAuth & Permissions"]),
        (BOT, ["SLACK_APP_TOKEN is missing", "connections:write"]),
        (
            {"SLACK_BOT_TOKEN": "xapp-1", "SLACK_APP_TOKEN": "xoxb-1"},
            ["are swapped", "Exchange the two"],
        ),
        ({"SLACK_BOT_TOKEN": "xoxp-1", **APP}, ["begins with xoxp-", "must begin with xoxb-"]),
        ({**BOT, **APP, "SLACK_API_URL": "slack"}, ["SLACK_API_URL is 'slack'"]),
        ({**BOT, **APP, "SLACK_API_URL": "http://127.0.0.1:9/"}, ["cannot be reached"]),
        ({**BOT, **APP, "ROUNDS_LOG": "xml"}, ["ROUNDS_LOG is 'xml'"]),
    ],
)
def test_run_names_every_wrong_setting(tmp_path, environment, words):
    done = rounds("run", cwd=tmp_path, **environment)
    told(done, *words)
    assert "xoxp-1" not in done.stderr


def test_a_token_that_slack_does_not_take_is_named(tmp_path, local_slack):
    done = rounds("run", cwd=tmp_path, SLACK_API_URL=local_slack.api_url, **BOT, **APP)
    told(done, "does not accept SLACK_BOT_TOKEN", "invalid_auth")


def test_a_database_that_cannot_be_written_is_named(tmp_path, local_slack):
    (tmp_path / "taken").write_text("a file")
    done = rounds(
        "channel",
        "list",
        cwd=tmp_path,
        SLACK_API_URL=local_slack.api_url,
        SLACK_BOT_TOKEN=local_slack.bot_token,
        ROUNDS_DATABASE_URL=f"sqlite:///{tmp_path}/taken/rounds.db",
    )
    told(done, "taken")


def test_a_broken_file_of_questions_is_named_with_its_line_and_the_rest_is_asked(tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    (own / "broken.yaml").write_text("track: pm\ncategory: metrics\nquestions:\n  - id: [x\n")
    done = rounds("questions", "check", str(own), cwd=tmp_path)
    assert done.returncode == 1
    assert "broken.yaml:" in done.stderr
    assert "Traceback" not in done.stderr
    assert rounds("questions", "check", cwd=tmp_path).returncode == 0


def test_the_bot_goes_on_beside_a_broken_file_of_questions(tmp_path, local_slack):
    (tmp_path / "broken.yaml").write_text("questions: [")
    done = operate(tmp_path, local_slack, "list", ROUNDS_QUESTIONS=str(tmp_path))
    assert done.returncode == 0
    assert "question.left_out" in done.stderr
    assert "broken.yaml" in done.stderr


@pytest.fixture
def local_slack():
    with Sandbox(None) as slack:
        yield slack


def operate(folder, slack, *words, **more):
    return rounds(
        "channel",
        *words,
        cwd=folder,
        SLACK_API_URL=slack.api_url,
        SLACK_BOT_TOKEN=slack.bot_token,
        **more,
    )


def test_an_operator_sets_a_channel_up_and_posts_its_question_once(tmp_path, local_slack):
    bad = operate(tmp_path, local_slack, "set", CHANNEL, "--zone", "Mars", "--days", "someday")
    told(bad, "--zone: “Mars” is not a time zone", "--days: ")
    good = operate(
        tmp_path, local_slack, "set", CHANNEL, "--at", "9:00", "--zone", "America/New_York",
        "--days", "mon-fri", "--organiser", "U01MAYA",
    )  # fmt: skip
    assert good.returncode == 0, good.stderr
    assert "The next question comes on" in good.stdout
    first = operate(tmp_path, local_slack, "post-now", CHANNEL)
    assert first.returncode == 0, first.stderr
    [posted] = local_slack.called("chat.postMessage")
    assert first.stdout.split() == [CHANNEL, posted.response["ts"]]
    again = operate(tmp_path, local_slack, "post-now", CHANNEL)
    assert again.returncode == 0
    assert "already posted" in again.stdout
    assert len(local_slack.called("chat.postMessage")) == 1
    lines = exported(f"sqlite:///{tmp_path}/rounds.db", Path(tmp_path))
    [channel] = [line for line in lines if line["type"] == "channel"]
    assert (channel["at"], channel["zone"], channel["days"], channel["state"]) == (
        "09:00",
        "America/New_York",
        "mon-fri",
        "active",
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--digest", "someday"], ["--digest: “someday” is not a weekly time", "mon 08:30"]),
        (["--digest", "mon-fri 08:30"], ["--digest: “mon-fri” is more than one day"]),
        (["--digest", "mon 25:00"], ["--digest: “25:00” is not a time"]),
        (["--leaderboard", "maybe"], ["--leaderboard", "'maybe'", "on", "off"]),
    ],
)
def test_a_weekly_digest_that_cannot_be_is_refused_and_nothing_is_saved(
    tmp_path, local_slack, words, said
):
    told(operate(tmp_path, local_slack, "set", CHANNEL, *words), *said)
    listed = operate(tmp_path, local_slack, "list", "--json")
    assert json.loads(listed.stdout) == []


def test_the_help_and_the_list_say_what_the_digest_of_a_channel_is(tmp_path, local_slack):
    helped = operate(tmp_path, local_slack, "set", "--help").stdout
    assert "--digest DIGEST" in helped
    assert "--leaderboard {on,off}" in helped
    done = operate(
        tmp_path, local_slack, "set", CHANNEL, "--digest", "Friday 16:00", "--leaderboard", "on"
    )
    assert done.returncode == 0, done.stderr
    assert "digest" in done.stdout
    [channel] = json.loads(operate(tmp_path, local_slack, "list", "--json").stdout)
    assert (channel["digest"], channel["leaderboard"]) == ("fri 16:00", True)
    assert operate(tmp_path, local_slack, "set", CHANNEL, "--digest", "off").returncode == 0
    [channel] = json.loads(operate(tmp_path, local_slack, "list", "--json").stdout)
    assert channel["digest"] is None


def test_a_channel_that_is_not_one_or_has_no_schedule_is_said(tmp_path, local_slack):
    told(operate(tmp_path, local_slack, "post-now", "general"), "not a channel's id")
    told(operate(tmp_path, local_slack, "post-now", "C02LOUNGE"), "has no schedule yet")


def test_a_question_that_slack_refuses_was_not_sent_and_says_why(tmp_path, local_slack):
    assert operate(tmp_path, local_slack, "set", "C02LOUNGE", "--zone", "UTC").returncode == 0
    done = operate(tmp_path, local_slack, "post-now", "C02LOUNGE")
    assert done.returncode == 1
    assert "not_in_channel" in done.stderr


def test_score_names_the_bad_line_and_scores_the_rest(tmp_path):
    good = {
        "id": "a",
        "question": "How would you?",
        "category": "metrics",
        "criteria": ["quantified"],
        "answer": "We aim for 95% of charts complete within 48 hours, from 80% today.",
    }
    lines = [json.dumps(good), "{not json", json.dumps({**good, "criteria": ["nonsense"]})]
    (tmp_path / "answers.jsonl").write_text("\n".join(lines))
    done = rounds("score", "answers.jsonl", cwd=tmp_path)
    assert done.returncode == 1
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a"]
    assert "line 2" in done.stderr
    assert "line 3" in done.stderr
    assert "nonsense" in done.stderr
    told(rounds("score", "none.jsonl", cwd=tmp_path), "cannot be read")
