"""The schema: one entry of a question file to a `Question`, noting all that is wrong with it."""

import re
from collections.abc import Collection

from questions.fields import Fields
from questions.model import (
    SEEDS,
    SENIORITIES,
    SETTINGS,
    STAGES,
    TOPICS,
    TRACKS,
    Clarification,
    CommonMistake,
    Difficulty,
    Example,
    Fact,
    FollowUp,
    Format,
    Level,
    Question,
    Rubric,
)
from questions.problem import did_you_mean, quoted
from questions.safe_yaml import Node, Note

ID = re.compile("[a-z0-9]+(-[a-z0-9]+){1,5}")
LONGEST_ID = 40
FEWEST_CRITERIA, MOST_CRITERIA = 4, 8
LEVELS = {level.name.lower(): level for level in Level}


def question(
    entry: Node, number: int, track: str, category: str, rubric: Rubric, notes: list[Note]
) -> Question:
    """Read one entry; what comes back is a question only if nothing was noted."""
    fields = Fields(entry, _name(entry, number), notes)
    nudges = _nudges(fields, rubric)
    asked = tuple(nudges)
    found = Question(
        id=_id(fields, rubric),
        track=track,
        category=category,
        stage=fields.choice("stage", STAGES),
        format=Format(fields.choice("format", Format)),
        difficulty=Difficulty(fields.choice("difficulty", Difficulty)),
        seniority=fields.choice("seniority", SENIORITIES),
        setting=fields.choice("setting", SETTINGS),
        minutes=fields.number("minutes", 1, 480),
        prompt=fields.text("prompt"),
        criteria=asked,
        nudges={criterion: nudge for criterion, nudge in nudges.items() if nudge},
        clarifications=tuple(map(_clarification, fields.each("clarifications", 3, 5))),
        assume=fields.text("assume"),
        outline=fields.texts("outline", 4, 8),
        mistakes=tuple(_mistake(each, rubric) for each in fields.each("mistakes", 2, 4)),
        follow_ups=tuple(_follow_up(each, asked) for each in fields.each("follow_ups", 2, 4)),
        strong=_example(fields, "strong", asked),
        weak=_example(fields, "weak", asked),
        facts=tuple(map(_fact, fields.each("facts", 0, 20))),
        seed=fields.choice("seed", SEEDS) if fields.has("seed") else "",
        topics=_topics(fields),
    )
    fields.finish()
    return found


def is_sound(node: Node) -> bool:
    """Say whether nothing in the entry was refused while reading it."""
    inner = node.value.values() if isinstance(node.value, dict) else node.value
    return node.sound and (isinstance(inner, str) or all(map(is_sound, inner)))


def _name(entry: Node, number: int) -> str:
    given = entry.value.get("id") if isinstance(entry.value, dict) else None
    if given and isinstance(given.value, str) and ID.fullmatch(given.value):
        return f"question '{given.value[:LONGEST_ID]}'"
    return f"question {number}"


def _id(fields: Fields, rubric: Rubric) -> str:
    value = fields.text("id")
    if value and (not ID.fullmatch(value) or len(value) > LONGEST_ID):
        wanted = f"two to six words of a-z and 0-9 joined by '-', at most {LONGEST_ID} characters"
        fields.note("id", f"the id must be {wanted}, not {quoted(value)}")
    if value in TRACKS or value in rubric.categories:
        fields.note("id", f"the id {quoted(value)} is the name of a track or category")
    return value


def _nudges(fields: Fields, rubric: Rubric) -> dict[str, str]:
    """Read `criteria`: a list of ids, or a mapping of each id to this question's nudge."""
    inner = fields.inner("criteria") if fields.is_mapping("criteria") else None
    if inner:
        nudges = {name: inner.text(name, blank=True) for name in inner.names()}
    else:
        nudges = dict.fromkeys(fields.texts("criteria", 0, MOST_CRITERIA), "")
    if fields.has("criteria") and not FEWEST_CRITERIA <= len(nudges) <= MOST_CRITERIA:
        wanted = f"not {FEWEST_CRITERIA} to {MOST_CRITERIA}"
        fields.note("criteria", f"{len(nudges)} criteria, {wanted}")
    for name in filter(None, nudges):
        if name not in rubric.criteria:
            reason = f"unknown criterion {quoted(name)}{did_you_mean(name, rubric.criteria)}"
            (inner or fields).note(name if inner else "criteria", reason)
    return nudges


def _topics(fields: Fields) -> tuple[str, ...]:
    topics = tuple(dict.fromkeys(fields.texts("topics", 0, len(TOPICS))))
    for name in topics:
        if name and name not in TOPICS:
            near = did_you_mean(name, TOPICS) or f": it is one of {', '.join(TOPICS)}"
            fields.note("topics", f"unknown topic {quoted(name)}{near}")
    return topics


def _clarification(fields: Fields) -> Clarification:
    found = Clarification(ask=fields.text("ask"), answer=fields.text("answer"))
    fields.finish()
    return found


def _mistake(fields: Fields, rubric: Rubric) -> CommonMistake:
    text = fields.text("text")
    rule = fields.choice("rule", rubric.mistakes) if fields.has("rule") else None
    fields.finish()
    return CommonMistake(text, rule)


def _follow_up(fields: Fields, asked: Collection[str]) -> FollowUp:
    criterion = fields.text("criterion")
    if criterion and criterion not in asked:
        reason = f"{quoted(criterion)} is none of this question's criteria"
        fields.note("criterion", f"{reason}{did_you_mean(criterion, asked)}")
    found = FollowUp(criterion, ask=fields.text("ask"))
    fields.finish()
    return found


def _example(fields: Fields, name: str, asked: Collection[str]) -> Example:
    inner = fields.inner(name)
    if inner is None:
        return Example("", {})
    answer, given = inner.text("answer"), inner.inner("levels")
    levels: dict[str, Level] = {}
    if given:
        levels = {criterion: LEVELS[given.choice(criterion, LEVELS)] for criterion in asked}
        given.finish()
    inner.finish()
    return Example(answer, levels)


def _fact(fields: Fields) -> Fact:
    found = Fact(says=fields.text("says"), source=fields.text("source"))
    fields.finish()
    return found
