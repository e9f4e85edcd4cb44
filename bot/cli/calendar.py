"""`rounds channel`: preview, replace, skip, pause, resume and why."""

import argparse
import time
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.cli.post_now import PATIENCE
from bot.cli.printed import coming, instant, tell
from bot.errors import BadInput, RoundsError
from bot.jobs import outbox
from bot.practice import calendar, next_question, why
from bot.practice.tools import operator
from bot.rules import practice_day
from bot.slack.deliver import render
from bot.slack.views import schedule
from storage.delivery import OPEN

if TYPE_CHECKING:
    from bot.app import Speaker

Told = tuple[Mapping[str, Any], Sequence[str]]


def run(speaker: "Speaker", parsed: argparse.Namespace) -> int:
    """Do it as an organiser would in Slack; what cannot be done is raised as words."""
    actions = {
        "preview": _preview,
        "replace": _replace,
        "skip": _skip,
        "pause": _pause,
        "resume": _resume,
        "why": _why,
    }
    value, lines = actions[parsed.action](speaker, parsed)
    tell({"channel": parsed.channel} | dict(value), lines, as_json=parsed.json)
    return 0


def _preview(speaker: "Speaker", parsed: argparse.Namespace) -> Told:
    shown = next_question.preview(speaker.tools, operator(speaker.workspace), parsed.channel)
    question = shown.card.question
    value = {
        "question": question.id,
        "prompt": question.prompt,
        "reason": shown.reason,
        "left": shown.left,
        "next": coming(shown.next),
        "skipped": [each.isoformat() for each in shown.skipped],
    }
    return value, [*schedule.preview_lines(shown), "", question.prompt]


def _replace(speaker: "Speaker", parsed: argparse.Namespace) -> Told:
    done = next_question.replace_question(
        speaker.tools, operator(speaker.workspace), parsed.channel, render, following=parsed.next
    )
    lines = schedule.replaced_lines(done)
    if done.edit is not None and not _edited(speaker, done.edit):
        lines.append("The message is not edited yet. A running Rounds goes on trying.")
    value = {
        "question": done.preview.card.question.id,
        "instead_of": done.instead_of,
        "local_date": done.preview.next.day.isoformat(),
        "posted": done.edit is not None,
        "reason": done.preview.reason,
    }
    return value, lines


def _edited(speaker: "Speaker", key: str) -> bool:
    """Send what waits until the message is edited; the long-running bot may be quicker."""
    tools = speaker.tools
    deadline = tools.clock.monotonic() + PATIENCE
    while tools.clock.monotonic() < deadline:
        outbox.send_next(tools, speaker.chat, speaker.workspace)
        with tools.store.read(speaker.workspace) as books:
            item = books.outbox.get_by_key(key)
        if item is None or item.state not in OPEN:
            return item is not None and item.state == "posted"
        time.sleep(0.2)
    return False


def _skip(speaker: "Speaker", parsed: argparse.Namespace) -> Told:
    day = _date("date", parsed.date)
    done = calendar.skip(speaker.tools, operator(speaker.workspace), parsed.channel, day)
    value = {"local_date": done.day.isoformat(), "again": done.again, "next": coming(done.next)}
    return value, schedule.skipped_lines(done)


def _pause(speaker: "Speaker", parsed: argparse.Namespace) -> Told:
    until = _date("until", parsed.until)
    done = calendar.pause(speaker.tools, operator(speaker.workspace), parsed.channel, until)
    value = {
        "until": until.isoformat() if until else None,
        "skipped": done.skipped.isoformat() if done.skipped else None,
        "next": coming(done.next),
    }
    return value, schedule.paused_lines(done)


def _resume(speaker: "Speaker", parsed: argparse.Namespace) -> Told:
    day = _date("date", parsed.date)
    if day is not None:
        back = calendar.take_back(speaker.tools, operator(speaker.workspace), parsed.channel, day)
        taken = {"local_date": day.isoformat(), "next": coming(back.next)}
        return taken, schedule.taken_back_lines(back)
    done = calendar.resume(speaker.tools, operator(speaker.workspace), parsed.channel)
    value = {"state": done.channel.state, "again": done.again, "next": coming(done.next)}
    return value, schedule.resumed_lines(done)


def _why(speaker: "Speaker", parsed: argparse.Namespace) -> Told:
    found = why.explain(speaker.tools, speaker.workspace, parsed.channel)
    if found is None:
        raise RoundsError(f"Channel {parsed.channel} has no schedule yet.")
    last = found.last
    decided = None
    if last is not None:
        decided = {
            "local_date": last.local_date.isoformat(),
            "state": last.state,
            "reason": last.reason,
            "question": last.question_id or None,
            "due_at": instant(last.due_at),
            "posted_at": instant(last.posted_at),
            "late": last.late,
            "by": last.requested_by,
            "last_error": last.last_error,
            "next_try": instant(last.not_before) if last.state in OPEN else None,
        }
    value = {
        "state": found.channel.state,
        "today": found.today.isoformat(),
        "off": found.off,
        "last": decided,
        "next": coming(found.next),
        "skipped": [each.isoformat() for each in found.skipped],
    }
    return value, schedule.why_lines(found)


def _date(option: str, typed: str | None) -> date | None:
    try:
        return practice_day.parse_date(typed) if typed is not None else None
    except ValueError as error:
        raise BadInput({option: f"--{option}: {error}"}) from None
