"""Mapped classes, private to storage; importing this package knows them all."""

from storage.tables import (
    answers,
    channels,
    people,
    privacy,
    queues,
    reminders,
    rounds,
    upkeep,
)
from storage.tables.base import Base

__all__ = [
    "Base",
    "answers",
    "channels",
    "people",
    "privacy",
    "queues",
    "reminders",
    "rounds",
    "upkeep",
]
