"""Makes what a story needs without a Slack: tools on a database in memory, a posted round."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from bot.clock import Clock
from bot.practice import channels, daily
from bot.practice.sending import claim_round, intend
from bot.practice.tools import Tools
from bot.slack.chat import Person, Sent
from questions.bank import load_bank
from questions.judge import Judge
from storage.rounds import Round
from storage.store import Store
from storage.workspaces import Workspace

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # nine in the morning in New York
TEAM, CHANNEL = "T1", "C1"


@dataclass
class Hands:
    """A clock whose hands the test moves."""

    now: datetime = MONDAY

    def clock(self) -> Clock:
        return Clock(lambda: self.now.timestamp())  # noqa: PLW0108 - the hands move


@dataclass
class Whispers:
    """Stands for Slack where a test needs only people and private messages."""

    said: list[tuple[str, str]] = field(default_factory=list)

    def person(self, user: str) -> Person:
        return Person(user, "America/New_York", member=True, admin=False)

    def whisper(self, channel: str, user: str, text: str, *_: Any) -> Sent:
        self.said.append((user, text))
        return Sent(channel, "1.1")


@cache
def bank():
    return load_bank().bank


@cache
def judge():
    return Judge.load()


def tools(hands: Hands, url: str = "sqlite://") -> Tools:
    """Tools on a fresh database, with one workspace and a channel that was set up yesterday."""
    store = Store.open(url, lambda: hands.now)
    made = Tools(store, bank(), judge(), hands.clock())
    store.save_workspace(Workspace(TEAM, "Practice", "UBOT", "A1", hands.now))
    return made


def set_up(made: Tools, hands: Hands, **wishes: Any) -> None:
    """Set the channel up as it was a day ago."""
    now, hands.now = hands.now, hands.now - timedelta(days=1)
    wanted = {"at": "09:00", "zone": "America/New_York", "days": "mon-fri"} | wishes
    channels.save_as_operator(made, TEAM, CHANNEL, channels.Wishes(**wanted))
    hands.now = now


def render(card: daily.Card) -> dict[str, Any]:
    return {"text": card.question.prompt, "blocks": []}


def posted_round(made: Tools, ts: str = "1795442400.000100") -> Round:
    """Plan the day's round, claim it and record it as posted."""
    assert daily.plan(made, TEAM, render) == 1
    held = claim_round(made, TEAM, "owner")
    assert held is not None
    assert intend(made, TEAM, held)
    assert daily.posted(made, TEAM, held, ts) == ts
    with made.store.read(TEAM) as books:
        found = books.rounds.get(held.id)
    assert found is not None
    return found
