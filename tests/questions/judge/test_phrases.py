"""Phrases as the signal files write them: stars, choices, gaps, classes, both-of, denial."""

import pytest

from questions.judge import phrases
from questions.judge.phrases import Matcher
from questions.judge.text import units


def found(phrase: str, text: str, muted: frozenset[str] = frozenset()) -> bool:
    matcher = Matcher({"role": ["nurse*", "doctor"], "n": ["two"]})
    wanted = matcher.phrase(phrase)
    return any(
        all(index in matcher.find(unit, muted) for index in wanted.sequences)
        for unit in units(text)
    )


@pytest.mark.parametrize(
    ("phrase", "fires", "silent"),
    [
        ("audit", "the audit is kept", "the auditor came"),
        ("audit*", "the auditor came", "an aud"),
        ("saw|changed", "who changed it", "who wrote it"),
        ("who .. when", "who did it and when", "who wrote the line and then later when"),
        ("signs off", "she signs off", "she signs it off"),
        ("<role> signs", "the nurses signs", "the cook signs"),
        ("queue & <role>", "a nurse works the queue", "they work the queue"),
        ("<n> days", "within 30 days", "within some days"),
        ("<n> days", "two days", "few days"),
        ("<pct>", "about 5% moved", "about 5 moved"),
        ("<money-n>", "cost £60k", "cost 60k"),
        ("i <ed>", "I called her", "I call her"),
        ("before <ing>", "before drawing", "before lunch"),
        ("a -> b", "a -> b", "a b"),
        ("anonymized", "anonymised", "anonymous"),
        (", : who", "who", "what"),
    ],
)
def test_a_phrase_fires_where_its_words_stand(phrase, fires, silent):
    assert found(phrase, fires)
    assert not found(phrase, silent)


@pytest.mark.parametrize(
    "text",
    [
        "I would not keep an audit log",
        "no audit log",
        "we never need an audit log",
        "without any audit log",
        "I'd skip the audit log",
    ],
)
def test_a_denial_is_not_a_mention(text):
    assert not found("audit log", text)


@pytest.mark.parametrize(
    "text", ["not only an audit log", "I don't know, so an audit log", "no. An audit log"]
)
def test_a_negation_of_something_else_takes_nothing_away(text):
    assert found("audit log", text)


def test_a_phrase_that_denies_is_meant_so():
    assert found("not .. overwritten", "it is not ever overwritten")


def test_the_questions_own_words_do_not_count():
    assert not found("audit log", "an audit log", frozenset({"audit", "log"}))
    assert found("audit .. reason", "an audit with a reason", frozenset({"audit"}))


def test_a_phrase_taken_in_twice_is_one():
    matcher = Matcher({})
    assert matcher.phrase("who saw") == matcher.phrase("who saw")


def test_more_words_than_are_remembered_are_still_read(monkeypatch):
    monkeypatch.setattr(phrases, "REMEMBERED", 1)
    assert found("audit log", "some other words before the audit log")
