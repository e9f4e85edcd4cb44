"""Judging an answer: levels with evidence, a hint, and how good that is."""

from questions.judge.engine import Choice, Judge, Opinion

__all__ = ["Choice", "Judge", "Opinion"]
