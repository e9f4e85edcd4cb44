"""Rows for the storage tests, with only what a test cares about named."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from questions.model import Level, Mark
from storage.answers import Answer
from storage.channels import Channel
from storage.drills import Drill
from storage.messages import Message
from storage.reviews import Review
from storage.rounds import Round, round_id
from storage.store import Books

MONDAY = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
LEASE = timedelta(seconds=60)


@dataclass
class StoppedClock:
    """A clock that stands still until it is set."""

    time: datetime

    def __call__(self) -> datetime:
        return self.time


def channel(**fields: Any) -> Channel:
    return Channel(
        **{
            "id": "C1",
            "at": "09:00",
            "zone": "America/New_York",
            "days": "mon-fri",
            "holidays": None,
            "tracks": ("pm", "mle"),
            "easiest": "easy",
            "hardest": "hard",
            "hints": "private",
            "state": "active",
            "reason": None,
            "paused_until": None,
            "seed": 2**40,
            "set_up_by": "U1",
            "saved_at": MONDAY,
            **fields,
        }
    )


def round_(workspace: str = "T1", **fields: Any) -> Round:
    where = fields.get("channel", "C1")
    day = fields.get("local_date", date(2026, 3, 2))
    return Round(
        **{
            "id": round_id(workspace, where, day),
            "channel": where,
            "local_date": day,
            "zone": "America/New_York",
            "due_at": MONDAY,
            "kind": "scheduled",
            "counts": True,
            "question_id": "pm-1",
            "question": {"prompt": "Why now?", "criteria": ["b", "a"], "category": "metrics"},
            "rendering": {"text": "Why now?"},
            "state": "due",
            "reason": None,
            "owner": None,
            "lease_until": None,
            "attempt": 0,
            "not_before": None,
            "send_started_at": None,
            "ts": None,
            "sweeps": 0,
            "next_sweep_at": None,
            "last_error": None,
            "planned_at": MONDAY,
            "posted_at": None,
            "late": False,
            "requested_by": None,
            **fields,
        }
    )


def message(**fields: Any) -> Message:
    return Message(
        **{
            "channel": "C1",
            "ts": "1772460060.000100",
            "thread_ts": None,
            "round_id": None,
            "user": "U1",
            "text": "I would begin with the abstraction queue.",
            "version": "0",
            "deleted": False,
            "words": 30,
            "code": False,
            "ruling": None,
            "asked": False,
            "client_msg_id": None,
            "at": MONDAY,
            "zone": "Europe/Berlin",
            **fields,
        }
    )


def answer(**fields: Any) -> Answer:
    return Answer(
        **{
            "id": "a1",
            "round_id": None,
            "question_id": "pm-1",
            "channel": None,
            "ts": None,
            "user": "U1",
            "text": "First thoughts.",
            "draft": 1,
            "version": "0",
            "deleted": False,
            "local_date": date(2026, 3, 2),
            "zone": "Europe/Berlin",
            "at": MONDAY,
            "kind": "thread",
            "drill_id": None,
            "shared_ts": None,
            "parent_id": None,
            **fields,
        }
    )


def drill(**fields: Any) -> Drill:
    return Drill(
        **{
            "id": "d1",
            "user": "U1",
            "question_id": "mle-1",
            "why": "It is due.",
            "asked": "weak",
            "opening": False,
            "state": "open",
            "at": MONDAY,
            "zone": "Europe/Berlin",
            "local_date": date(2026, 3, 2),
            **fields,
        }
    )


def review(**fields: Any) -> Review:
    return Review(
        **{
            "id": "r1",
            "answer_id": "a1",
            "reviewer": "U2",
            "author": "U1",
            "state": "offered",
            "lease_until": MONDAY + DAY,
            "strength": None,
            "suggestion": None,
            "draft": None,
            "at": MONDAY,
            "submitted_at": None,
            "ts": None,
            **fields,
        }
    )


def mark(criterion: str = "user_clarity", level: int = 1) -> Mark:
    return Mark(criterion, Level(level), "the abstraction queue", "phrase:queue")


def post_round(books: Books, **fields: Any) -> Round:
    """Write a channel and a round of it that is posted."""
    planned = round_(books.workspace, **fields)
    books.channels.save(channel(id=planned.channel), "U1", MONDAY)
    books.rounds.plan(planned)
    books.rounds.posted(planned.id, f"17724600{planned.local_date:%d}.000000", MONDAY, late=False)
    posted = books.rounds.get(planned.id)
    assert posted is not None
    return posted
