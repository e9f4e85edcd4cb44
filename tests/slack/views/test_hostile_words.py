"""Whatever people type or a question says: no mention, no broadcast, no broken limit."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.practice.asking import Coming
from bot.practice.daily import AlreadyThere
from bot.practice.hints import FrameworkCard
from bot.practice.history import Entry, Page, Remark, Said
from bot.practice.next_question import Preview
from bot.practice.why import Why
from bot.rules import calibration as rules
from bot.rules.drill import BadArgument
from bot.rules.practice_day import DayClock
from bot.rules.streak import Day, Streak
from bot.sandbox.strictness.blocks import is_view_too_large, message_problems, view_problems
from bot.slack import ids
from bot.slack.commands.help import help_message
from bot.slack.commands.table import SUBCOMMANDS
from bot.slack.views import (
    calibration,
    drill,
    hint,
    history,
    offer,
    question,
    review,
    samples,
    schedule,
    setup,
    streak,
    weak,
)
from bot.slack.views.message import Message
from questions.model import Clarification, FollowUp
from tests.storage.rows import answer

WHISPERED = 4_000
OURS = {"<@U0THIRD>", f"<@{samples.AUTHOR}>", f"<@{samples.REVIEWER}>", f"<#{samples.DAILY}>"}

NASTY = (
    "<!channel>", "<!here>", "<!everyone>", "<@U1>", "<#C1>", "<!subteam^S1>", "<https://x.test|y>",
    "@channel", "@here", "&lt;!channel&gt;", "&lt;", "&amp;", "&", "<", ">", "```", "`", "*", "_",
    "~", "* * *", "> quoted", "\n", " ", "\u202eright to left", "שלום", "مرحبا", "\x00", "👩🏽‍⚕️",
    "\U0001f9ea" * 50, "x" * 3000, "word " * 800, "<" * 1500, ":tada:",
)  # fmt: skip
# 40,000 characters is the longest text that is stored.
HOSTILE = st.one_of(
    st.lists(st.sampled_from(NASTY) | st.text(max_size=40), max_size=12).map("".join),
    st.sampled_from(NASTY).map(lambda one: (one * 40_000)[:40_000]),
).map(lambda words: words[:40_000])


def asked(words):
    """Give a question whose every text says this."""
    return replace(
        samples.QUESTION,
        prompt=words,
        assume=words,
        outline=(words,) * 8,
        nudges=dict.fromkeys(samples.QUESTION.criteria, words),
        clarifications=(Clarification(words, words),) * 5,
        follow_ups=(FollowUp("ownership", words),),
    )


def practised_on(words):
    """Give a practice answer of a bank of the operator's own."""
    question = replace(asked(words), strong=replace(samples.QUESTION.strong, answer=words))
    return replace(samples.exercise(), practice=rules.practice(question, "strong"))


def private(words):
    return hint.hint_message(
        samples.hint(praise=words or "x", nudges=(words, words), leans_on=words, truncated=True),
        hint.Beside(welcome=True, asked=samples.ASKED),
    )


def practised(words):
    days = tuple(Day(date(2026, 11, n), kept=True, reason=words) for n in range(1, 15))
    clock = DayClock(samples.NOON, words)
    shown = replace(samples.calendar(), streak=Streak(1, 1, 1, 1, days), clock=clock)
    return streak.streak_message(shown)


def on_a_point(words):
    card = samples.drill_on_a_point()
    assert card.point is not None
    return replace(card, question=asked(words), point=replace(card.point, ask=words, example=words))


def cited(words):
    found = [
        replace(each, cited=tuple(replace(one, prompt=words) for one in each.cited))
        for each in samples.evidence()
    ]
    return weak.evidence_message(found, samples.RUBRIC)


def looked_back(words):
    said = Said(samples.REVIEWER, words, words)
    entry = Entry(
        answer(user=samples.AUTHOR, text=words),
        words,
        samples.hint(praise=words or "x", nudges=(words, words)).hint,
        (said, replace(said, reviewer=None)),
        (Remark(samples.REVIEWER, words),),
    )
    own = replace(entry, reviews=(), comments=(), would_change=words)
    return history.history_message(Page((entry, own, entry), None, None))


WHISPERS = {
    "hint": private,
    "history": looked_back,
    "second draft": lambda words: hint.hint_message(
        replace(samples.second_draft(), moved=(words,), closer=(words,), unmoved=(words,))
    ),
    "drill": lambda words: drill.drill_message(samples.drill(asked(words))),
    "drill on a point": lambda words: drill.drill_message(on_a_point(words)),
    "evidence": cited,
    "drill given up": lambda words: drill.outline_message(samples.drill(asked(words))),
    "drill, unknown word": lambda words: drill.bad_argument_message(
        BadArgument(words, (words[:40],), ()), ("metrics",)
    ),
    "help": lambda words: help_message(SUBCOMMANDS, words),
    "streak": practised,
    "notice": lambda words: setup.notice_message(samples.notice("refused", reason=words)),
    "post now": lambda words: setup.post_now_message(
        AlreadyThere(replace(samples.round_(), state="failed", ts=None, reason=words)), None
    ),
    "preview": lambda words: schedule.preview_message(
        Preview(
            samples.channel(), Coming(*samples.NEXT, None), samples.card(asked(words)), words, 3
        )
    ),
    "why": lambda words: schedule.lines_message(
        schedule.why_lines(
            Why(
                replace(samples.channel(), state="paused", reason=words),
                samples.TODAY,
                replace(samples.round_(), state="missed", reason=words, last_error=words),
                words,
                None,
            )
        )
    ),
}
POSTS = {
    "question": lambda words: question.question_message(samples.card(asked(words))),
    "review": lambda words: review.review_message(samples.review(words, words), samples.LINK),
    "shared answer": lambda words: review.shared_message(samples.AUTHOR, words),
}
VIEWS = {
    "answer form": lambda words: question.answer_form(
        asked(words), samples.ROUND, 25, callback_id=ids.ANSWER_FORM
    ),
    "clarifications": lambda words: question.clarifications_view(asked(words)),
    "nudge": lambda words: question.nudge_view(asked(words), samples.RUBRIC),
    "framework": lambda words: question.framework_view(
        FrameworkCard(replace(asked(words), category="unheard-of")), samples.RUBRIC
    ),
    "framework, answered": lambda words: question.framework_view(
        samples.framework(quote=words), samples.RUBRIC
    ),
    "hint": lambda words: hint.hint_view(samples.hint(praise=words, nudges=(words, words))),
    "why": lambda words: hint.why_view(samples.why(words)),
    "why, by a rule": lambda words: hint.why_view(
        replace(
            samples.why(),
            reasons=tuple(
                replace(each, rule=f"does: {words}", mistake=words)
                for each in samples.why().reasons * 2
            ),
        )
    ),
    "revise": lambda words: hint.revise_form(samples.ANSWER_ID, words),
    "push back": lambda words: hint.push_back_form(
        replace(samples.push_back(words), ask=words), 12
    ),
    "notice": lambda words: hint.notice_view("Noted", words),
    "drill form": lambda words: drill.drill_form(samples.drill(asked(words))),
    "drill form, on a point": lambda words: drill.drill_form(on_a_point(words)),
    "compare": lambda words: offer.compare_form(
        replace(samples.comparing(words), question=asked(words)), samples.RUBRIC
    ),
    "practice answer": lambda words: calibration.calibration_form(
        practised_on(words), samples.RUBRIC
    ),
    "review form": lambda words: review.review_form(
        replace(samples.review_form(words), question=asked(words)), samples.RUBRIC
    ),
}


def mrkdwn(node):
    """Give every text in which Slack would read a mention."""
    if isinstance(node, list):
        return [text for each in node for text in mrkdwn(each)]
    if not isinstance(node, dict):
        return []
    if node.get("type") == "mrkdwn":
        assert node["verbatim"] is True
        return [node["text"]]
    return [text for value in node.values() for text in mrkdwn(value)]


def commands(text):
    """Give what Slack would read as more than words, leaving out what the view itself put there."""
    return [
        found
        for found in re.findall(r"<[^>]*>?", text)
        if found not in OURS and not found.startswith(f"<{samples.LINK}|")
    ]


def check(shown: Message, longest: int):
    assert message_problems(shown.blocks) == []
    assert shown.text.strip()
    assert len(shown.text.encode()) <= longest
    for text in [shown.text, *mrkdwn(shown.blocks)]:
        assert commands(text) == []
        assert not re.search(r"&(?!(amp|lt|gt);)", text)  # nor half of what was escaped


@pytest.mark.parametrize("name", WHISPERS)
@settings(max_examples=25, deadline=None)
@given(words=HOSTILE)
def test_what_one_person_sees(name, words):
    check(WHISPERS[name](words), WHISPERED)


@pytest.mark.parametrize("name", POSTS)
@settings(max_examples=25, deadline=None)
@given(words=HOSTILE)
def test_what_a_thread_sees(name, words):
    check(POSTS[name](words), 40_000)


@pytest.mark.parametrize("name", VIEWS)
@settings(max_examples=25, deadline=None)
@given(words=HOSTILE)
def test_what_a_modal_shows(name, words):
    view = VIEWS[name](words)
    assert view_problems(json.loads(json.dumps(view))) == []
    assert not is_view_too_large(view)
    for text in mrkdwn(view["blocks"]):
        assert commands(text) == []


def test_a_private_answer_is_shared_whole():
    words = ("the nurse & the lab <3 " * 200)[:3000].rstrip() + "."
    shown = review.shared_message(samples.AUTHOR, words[:3000])
    assert words[:3000] in json.dumps(shown.blocks)
