"""With a model set, a thread answer's hint takes its levels; without one in time, the judge's."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli.sandbox import LocalRounds
from bot.config import ModelSettings
from bot.slack import ids
from tests.conftest import ANSWER, BETTER, CHANNEL, DANIEL, PRIYA, Story, until
from tests.standin import Standin, chat


@pytest.fixture
def standin() -> Iterator[Standin]:
    made = Standin()
    yield made
    made.close()


@pytest.fixture
def story(tmp_path: Path, standin: Standin) -> Iterator[Story]:
    """A practice day on which the operator has set a model."""
    model = ModelSettings(standin.url, "small", "", 5)
    local = LocalRounds(tmp_path / "sandbox", 0, tick=0.25, model=model)
    local.start()
    told = Story(local)
    told.question()
    told.settle()
    yield told
    local.stop()


def all_missing(standin: Standin) -> str:
    """What a model says that finds nothing at all, of whatever it was asked."""
    [*_, (_, _, sent)] = standin.got
    asked = json.loads(sent["messages"][1]["content"])
    missing = {each["id"]: {"level": 0, "evidence": ""} for each in asked["criteria"]}
    return json.dumps({"criteria": missing})


def given(story: Story, user: str) -> list[dict[str, Any]]:
    return [m for m in story.whispers(user) if "An interviewer might ask" in m["text"]]


def levels(story: Story) -> dict[str, int]:
    return {m["criterion"]: m["level"] for m in story.export("mark") if m["by"] == "engine"}


def ticked(story: Story) -> bool:
    return any(r["name"] == ids.TICK for m in story.thread() for r in m.get("reactions", []))


def test_the_hint_takes_the_levels_of_the_model_and_why_says_whose_they_are(story, standin):
    standin.says = all_missing
    story.say(DANIEL, ANSWER)
    assert len(given(story, DANIEL)) == 1
    assert set(levels(story).values()) == {0}
    [(_, _, sent)] = standin.got
    assert json.loads(sent["messages"][1]["content"])["answer"] == ANSWER
    story.click(DANIEL, story.whispers(DANIEL)[-1], ids.WHY)
    assert "Decided by the model" in str(story.modal(DANIEL)["blocks"])


def test_the_answer_is_stored_and_ticked_while_the_model_thinks(story, standin):
    standin.waits = True
    story.say(DANIEL, ANSWER, settle=False)
    until(lambda: standin.got, what="the request")
    until(lambda: ticked(story), what="the tick")
    assert [a["text"] for a in story.export("answer")] == [ANSWER]
    assert levels(story)
    assert story.whispers(DANIEL) == []
    story.say(PRIYA, BETTER, settle=False)  # somebody else is not held up
    until(lambda: len(story.export("answer")) == 2, what="the other answer")
    standin.over.set()
    story.settle()
    assert len(story.whispers(DANIEL)) == 1


def test_an_edit_meanwhile_gets_the_one_hint(story, standin):
    standin.waits = True
    ts = story.say(DANIEL, ANSWER, settle=False)
    until(lambda: standin.got, what="the request")
    story.act(DANIEL, "edit", channel=CHANNEL, ts=ts, text=BETTER)
    until(lambda: story.export("answer")[0]["text"] == BETTER, what="the edit")
    standin.over.set()
    story.settle()
    assert len(story.whispers(DANIEL)) == 1


def test_a_deleted_answer_gets_no_hint(story, standin):
    standin.waits = True
    ts = story.say(DANIEL, ANSWER, settle=False)
    until(lambda: standin.got, what="the request")
    story.act(DANIEL, "delete", channel=CHANNEL, ts=ts)
    until(lambda: story.export("answer")[0]["deleted"], what="the delete")
    standin.over.set()
    story.settle()
    assert story.whispers(DANIEL) == []
    assert story.export("mark") == []


@pytest.mark.parametrize("body", [b"busy", chat("No.")], ids=["no JSON", "prose"])
def test_a_model_that_makes_no_sense_costs_nobody_their_hint(story, standin, body):
    standin.body = body
    story.say(DANIEL, ANSWER)
    assert len(story.whispers(DANIEL)) == 1
    assert levels(story)
    for _ in range(2):
        story.act(DANIEL, "move_clock", seconds=600)
        story.say(DANIEL, f"{BETTER} {_}")
    story.act(DANIEL, "move_clock", seconds=10)
    until(lambda: len(standin.got) == 3, what="the third try")
    story.say(PRIYA, ANSWER)  # by now it is left alone
    assert len(story.whispers(PRIYA)) == 1
    assert len(standin.got) == 3


def test_a_private_answer_does_not_wait_for_the_model(story, standin):
    story.click(DANIEL, story.question(), ids.ANSWER_PRIVATELY)
    assert story.fill(DANIEL, answer=ANSWER)["ok"] is True
    assert story.modal(DANIEL)["title"]["text"] == "Your hint"
    assert standin.got == []
