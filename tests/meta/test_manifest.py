"""manifest.yaml is what Slack takes and what the code needs."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.slack import ids
from bot.slack.commands.table import SUBCOMMANDS
from bot.slack.listeners.events import Events

TOP = Path(__file__).parents[2]
SCHEMA = json.loads(
    (Path(__file__).parent / "manifest-schema/manifest.schema.2.0.0.json").read_text()
)
# What each Web API method in use needs; slack-platform facts, "Minimal bot scopes".
SCOPES = {
    "chat.": "chat:write",
    "reactions.": "reactions:write",
    "files.": "files:write",
    "users.info": "users:read",
    "conversations.open": "im:write",
    "conversations.history": "channels:history",
    "conversations.replies": "groups:history",
    "conversations.info": "channels:read",
}


@pytest.fixture
def manifest():
    return yaml.safe_load((TOP / "manifest.yaml").read_text())


def test_slacks_own_schema_takes_the_manifest(manifest):
    jsonschema.validate(manifest, SCHEMA)


def test_a_misspelt_key_would_be_seen(manifest):
    manifest["settings"]["socket_mode"] = True
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(manifest, SCHEMA)


def test_commands_and_shortcuts_are_those_the_code_answers(manifest):
    commands = {each["command"] for each in manifest["features"]["slash_commands"]}
    shortcuts = {each["callback_id"] for each in manifest["features"]["shortcuts"]}
    assert commands == {ids.COMMAND_ROUNDS, ids.COMMAND_DRILL}
    assert shortcuts == {ids.SHORTCUT_REVIEW, ids.SHORTCUT_COUNT, ids.SHORTCUT_LEAVE}


def test_the_hint_of_rounds_names_every_subcommand(manifest):
    [hint] = [
        each["usage_hint"]
        for each in manifest["features"]["slash_commands"]
        if each["command"] == ids.COMMAND_ROUNDS
    ]
    assert set(hint.split(" | ")) == {each.name for each in SUBCOMMANDS}


def test_every_method_in_use_has_its_scope(manifest):
    granted = set(manifest["oauth_config"]["scopes"]["bot"])
    source = "".join(p.read_text() for p in (TOP / "bot/slack").rglob("*.py"))
    used = set(re.findall(r'"((?:chat|reactions|users|conversations|files)\.[a-zA-Z]+)"', source))
    assert used
    for method in used:
        needed = [scope for prefix, scope in SCOPES.items() if method.startswith(prefix)]
        assert needed, f"{method} has no scope in this test's table"
        assert set(needed) <= granted


def test_every_event_the_bot_listens_to_is_subscribed(manifest):
    listened = set(Events(None, None, "T", "U").types)  # type: ignore[arg-type]
    subscribed = {
        "message" if each.startswith("message.") else each
        for each in manifest["settings"]["event_subscriptions"]["bot_events"]
    }
    assert subscribed == listened
