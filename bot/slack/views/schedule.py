"""What organisers are told about a channel's days, and why it got the question that it got.

The lines are plain words: the shell says them too.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import DividerBlock

from bot.practice.asking import Coming
from bot.practice.calendar import Paused, Resumed, Skipped, TakenBack
from bot.practice.next_question import Preview, Replaced
from bot.practice.tools import OPERATOR
from bot.practice.why import Why
from bot.slack.views import samples
from bot.slack.views.message import Examples, Message, fitted, message
from bot.slack.views.question import question_message
from bot.slack.views.text import aside, day, escape, say
from storage.channels import Channel
from storage.rounds import Round

_PERSON = re.compile(r"\b[UW][A-Z0-9]{6,20}\b")


def lines_message(lines: Sequence[str]) -> Message:
    """Say plain lines to one person."""
    words = _safe(lines)
    return message(words, [say(words)])


def _safe(lines: Sequence[str]) -> str:
    """Make lines safe; who did something is named by an id, which Slack shows as the name."""
    return _PERSON.sub(r"<@\g<0>>", escape("\n".join(lines)))


def next_line(channel: Channel, coming: Coming | None) -> str:
    """Say when the next question comes; of a channel out of reach nothing is promised."""
    if channel.state == "broken":
        why = channel.reason or "Rounds cannot post in this channel."
        return f"No question comes for now. {why}"
    if coming is None and channel.state == "paused":
        return "No question comes until somebody resumes it."
    if coming is None:
        return "No day in the coming year is a practice day with these settings."
    if coming.round is not None:
        return f"The question of {day(coming.day)} is about to be posted."
    at = _local(coming.due, channel.zone)
    return f"The next question comes on {day(coming.day)} at {at}, {channel.zone} time."


def paused_lines(paused: Paused) -> list[str]:
    """Say that a channel rests, for how long, and what is left out."""
    until = paused.channel.paused_until
    end = f"until {day(until)}" if until is not None else "until somebody resumes it"
    lines = [f"Paused {end}. Nobody's streak suffers."]
    if paused.skipped is not None:
        lines.append(f"The question of {day(paused.skipped)} does not go out.")
    if paused.next is not None:
        lines.append(next_line(paused.channel, paused.next))
    return lines


def resumed_lines(resumed: Resumed) -> list[str]:
    """Say that a channel goes on, and when."""
    head = "Resumed."
    if resumed.channel.state == "broken":
        head = "It is not paused, but out of reach."
    elif resumed.again:
        head = "It is not paused."
    lines = [head, *skipped_ahead(resumed.skipped), next_line(resumed.channel, resumed.next)]
    if resumed.skipped:
        lines.append("To take a skipped day back, resume with its date.")
    return lines


def taken_back_lines(back: TakenBack) -> list[str]:
    """Say that a day is asked after all."""
    return [f"{day(back.day)} is not skipped any more.", next_line(back.channel, back.next)]


def skipped_ahead(days: Sequence[date]) -> list[str]:
    """Say which coming days are skipped, if any."""
    if not days:
        return []
    *most, last = map(day, days)
    return [f"{', '.join(most)} and {last} are skipped." if most else f"{last} is skipped."]


def skipped_lines(skipped: Skipped) -> list[str]:
    """Say which day is not asked, and what comes after."""
    head = f"{day(skipped.day)} is skipped. Nobody's streak suffers."
    if skipped.again:
        head = (
            f"{day(skipped.day)} was skipped already. To take that back, resume with its date; "
            "to skip another day, give the date of that one."
        )
    return [head, next_line(skipped.channel, skipped.next)]


def replaced_lines(replaced: Replaced) -> list[str]:
    """Say what takes the place of what."""
    shown = replaced.preview
    now, before = shown.card.question.id, replaced.instead_of
    if replaced.edit is not None:
        return [f"Today's message now asks {now} in the place of {before}."]
    return [f"{before} is passed over; {now} comes on {day(shown.next.day)}."]


def preview_lines(shown: Preview) -> list[str]:
    """Say when it comes and why it is this one."""
    channel, at = shown.channel, _local(shown.next.due, shown.channel.zone)
    when = f"It comes on {day(shown.next.day)} at {at}, {channel.zone} time."
    if shown.next.round is not None:
        when = f"It is planned for {day(shown.next.day)} at {at} and about to be posted."
    lines = [f"The next question: {shown.card.question.id}. {when}"]
    return [*lines, *skipped_ahead(shown.skipped), f"Why this one: {shown.reason}"]


def preview_message(shown: Preview) -> Message:
    """Show a question to one organiser as it will be posted, but for its buttons."""
    posted = question_message(shown.card)
    head = _safe(["Only you see this.", *preview_lines(shown)])
    made = message(f"{head}\n\n{posted.text}", [aside(head), DividerBlock()])
    whole = [block for block in posted.blocks if block["type"] != "actions"]
    return replace(made, blocks=[*made.blocks, *whole])


def replaced_message(replaced: Replaced) -> Message:
    """Say what takes the place of what; what is not posted yet is shown."""
    said = lines_message(replaced_lines(replaced))
    if replaced.edit is not None:
        return said
    shown = preview_message(replaced.preview)
    return Message(fitted(f"{said.text}\n\n{shown.text}"), [*said.blocks, *shown.blocks])


def why_lines(why: Why | None) -> list[str]:
    """Say what became of the last question, why there is none today, and what comes."""
    if why is None:
        return ["This channel is not set up yet. Type `/rounds setup` first."]
    lines = [] if why.last is None else [_fate(why.last, why.last.local_date == why.today)]
    if why.last is None:
        lines.append("No question has come here yet.")
    if why.off is not None:
        lines.append(f"Today, {day(why.today)}, nothing is asked: {why.off}.")
    if why.channel.state == "paused" and why.channel.reason:
        lines.append(f"The channel is {why.channel.reason}.")
    lines += skipped_ahead(why.skipped)
    if why.next is None or why.next.round is None:
        lines.append(next_line(why.channel, why.next))
    return lines


def _fate(last: Round, today: bool) -> str:  # noqa: FBT001
    when = f"Today, {day(last.local_date)}" if today else day(last.local_date)
    reason = (last.reason or "").rstrip(".")
    match last.state:
        case "posted":
            return f"{when}: {_posted(last)}"
        case "skipped" | "missed" | "failed":
            return f"{when}: no question. It was {_given_up(last.state, reason)}."
        case "due" if last.last_error:
            again = f" Next try at {_local(last.not_before, last.zone)}." if last.not_before else ""
            return f"{when}: not posted yet ({last.last_error.rstrip('.')}).{again}"
        case "uncertain":
            return (
                f"{when}: Slack did not say whether it took the question "
                f"({(last.last_error or 'no answer').rstrip('.')}). Rounds looks there first."
            )
        case _:
            return f"{when}: the question is being posted."


def _posted(last: Round) -> str:
    at = f" at {_local(last.posted_at, last.zone)}" if last.posted_at else ""
    late = f", late: it was due at {_local(last.due_at, last.zone)}" if last.late else ""
    asked = f", because {_name(last.requested_by)} asked for it" if last.requested_by else ""
    off = "" if last.counts else " The day does not count for streaks."
    why = f" Why this one: {last.reason.rstrip('.')}." if last.reason else ""
    return f"{last.question_id} was posted{at}{asked}{late}.{off}{why}"


def _given_up(state: str, reason: str) -> str:
    """Say it once: the reason of a skipped day begins with who skipped it."""
    if state == "skipped":
        return reason if reason.startswith("skipped") else f"skipped: {reason}"
    return f"{'missed' if state == 'missed' else 'given up'}: {reason}"


def _name(by: str) -> str:
    return "the operator" if by == OPERATOR else by


def _local(instant: datetime, zone: str) -> str:
    return f"{instant.astimezone(ZoneInfo(zone)):%H:%M}"


def _coming(planned: Round | None = None) -> Coming:
    return Coming(samples.NEXT[0], samples.NEXT[1], planned)


def _preview() -> Preview:
    reason = "It had not been asked here before; 47 like it are left."
    return Preview(samples.channel(), _coming(), samples.card(), reason, 47)


def _why(**last: Any) -> Why:
    named = {"question_id": samples.QUESTION.id, "reason": _preview().reason, **last}
    posted = replace(samples.round_(), **named)
    return Why(samples.channel(), samples.TODAY, posted, None, _coming())


def _rests() -> Channel:
    return replace(
        samples.channel(),
        state="paused",
        reason=f"paused by {samples.AUTHOR}",
        paused_until=samples.NEXT[0],
    )


_OUT_OF_REACH = replace(
    samples.channel(),
    state="broken",
    reason="Rounds is not in the channel. Invite it with /invite to go on.",
)
_SKIPPED = (date(2026, 11, 24), date(2026, 12, 1))
_FOR_EVER = replace(_rests(), paused_until=None)
EXAMPLES: Examples = {
    "paused": lambda: lines_message(paused_lines(Paused(_rests(), samples.TODAY, _coming()))),
    "paused, no end": lambda: lines_message(paused_lines(Paused(_FOR_EVER, None, None))),
    "resumed": lambda: lines_message(
        resumed_lines(Resumed(samples.channel(), again=False, next=_coming()))
    ),
    "resumed, had not rested": lambda: lines_message(
        resumed_lines(Resumed(samples.channel(), again=True, next=_coming()))
    ),
    "resumed, out of reach": lambda: lines_message(
        resumed_lines(Resumed(_OUT_OF_REACH, again=True, next=_coming()))
    ),
    "why, out of reach": lambda: lines_message(why_lines(replace(_why(), channel=_OUT_OF_REACH))),
    "resumed, had not rested but skipped": lambda: lines_message(
        resumed_lines(Resumed(samples.channel(), again=True, next=_coming(), skipped=_SKIPPED))
    ),
    "a skip taken back": lambda: lines_message(
        taken_back_lines(TakenBack(samples.channel(), samples.NEXT[0], _coming()))
    ),
    "skipped": lambda: lines_message(
        skipped_lines(Skipped(samples.channel(), samples.TODAY, again=False, next=_coming()))
    ),
    "skipped before": lambda: lines_message(
        skipped_lines(Skipped(samples.channel(), samples.TODAY, again=True, next=None))
    ),
    "preview": lambda: preview_message(_preview()),
    "preview, a day is skipped": lambda: preview_message(replace(_preview(), skipped=_SKIPPED[:1])),
    "preview, planned": lambda: preview_message(
        replace(_preview(), next=_coming(samples.round_()), left=1)
    ),
    "replaced, posted": lambda: replaced_message(
        Replaced(_preview(), "trial-match-metric", "replace:1")
    ),
    "replaced, next": lambda: replaced_message(Replaced(_preview(), "trial-match-metric", None)),
    "why, posted": lambda: lines_message(why_lines(_why())),
    "why, with skipped days ahead": lambda: lines_message(
        why_lines(replace(_why(), skipped=_SKIPPED))
    ),
    "why, posted late": lambda: lines_message(
        why_lines(_why(late=True, posted_at=samples.NOON + timedelta(hours=2)))
    ),
    "why, posted on request": lambda: lines_message(
        why_lines(_why(requested_by=samples.AUTHOR, counts=False))
    ),
    "why, missed": lambda: lines_message(
        why_lines(_why(state="missed", reason="Rounds was not running then"))
    ),
    "why, skipped": lambda: lines_message(
        why_lines(_why(state="skipped", reason=f"skipped by {samples.AUTHOR}"))
    ),
    "why, waiting": lambda: lines_message(
        why_lines(_why(state="due", last_error="ratelimited", not_before=samples.NOON))
    ),
    "why, in doubt": lambda: lines_message(why_lines(_why(state="uncertain"))),
    "why, on its way": lambda: lines_message(
        why_lines(replace(_why(state="sending"), next=_coming(samples.round_())))
    ),
    "why, day off": lambda: lines_message(
        why_lines(
            replace(
                _why(local_date=date(2026, 11, 19)),
                off="paused until 23 November 2026",
                channel=_rests(),
            )
        )
    ),
    "why, nothing yet": lambda: lines_message(
        why_lines(replace(_why(), last=None, next=None, channel=_FOR_EVER))
    ),
    "why, not set up": lambda: lines_message(why_lines(None)),
}
