"""Setting a channel up, and what organisers are told about it."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from slack_sdk.models.blocks import (
    CheckboxesElement,
    InputBlock,
    Option,
    PlainTextObject,
    RadioButtonsElement,
    StaticSelectElement,
    TimePickerElement,
    UserMultiSelectElement,
)

from bot.practice.asking import Coming
from bot.practice.channels import Saved
from bot.practice.daily import AlreadyThere, NoQuestion, Planned
from bot.practice.schedule import DIFFICULTIES
from bot.rules.practice_day import describe_breaks, parse_days
from bot.slack import ids
from bot.slack.refusals import refusal
from bot.slack.views import samples
from bot.slack.views.message import Examples, Message, button, buttons, message, modal, text_field
from bot.slack.views.question import DAY_OFF
from bot.slack.views.schedule import next_line
from bot.slack.views.text import day, escape, say
from questions.model import TRACKS
from storage.channels import AT_ONCE, TOGETHER, Channel
from storage.delivery import UNASKED

DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
HINTS = {
    "private": "Privately, in the thread",
    "dm": "By direct message",
    "thread": "In the thread, for those who choose it too",
}
REVIEWS = {
    AT_ONCE: "Each as it is given",
    TOGETHER: "Those of an answer together, after 36 hours at the latest",
}
NOT_HERE = "Rounds is not in this channel yet. Type /invite @Rounds here first, then this again."
GREETING = (
    "Hello, this is Rounds. Each practice day I post one interview question here. Answer in its "
    "thread, and you get a hint that only you see; peers can review each other's answers. "
    "To choose time, days and tracks, type `/rounds setup`. To try a question now, type `/drill`."
)


def _option(value: str, text: str) -> Option:
    return Option(value=value, text=PlainTextObject(text=text))


def setup_form(channel: Channel, organisers: Collection[str]) -> dict[str, Any]:
    """Render the modal in which an organiser sets a channel up."""
    days = [_option(value, text) for value, text in DAYS.items()]
    chosen = parse_days(channel.days)
    tracks = [_option(track, name) for track, name in TRACKS.items()]
    ranges = [
        _option(f"{low}-{high}", low if low == high else f"{low} to {high}")
        for at, low in enumerate(DIFFICULTIES)
        for high in DIFFICULTIES[at:]
    ]
    hints = [_option(value, text) for value, text in HINTS.items()]
    now_hints = next(option for option in hints if option.value == channel.hints)
    wanted = f"{channel.easiest}-{channel.hardest}"
    reviews = [_option(value, text) for value, text in REVIEWS.items()]
    named = _option("yes", "The thread and the author are told who wrote a review")
    listed = _option("yes", "Days practised, of those who want to be listed")
    return modal(
        "Set up this channel",
        [
            InputBlock(
                block_id="at",
                label=PlainTextObject(text="Time of the question"),
                element=TimePickerElement(action_id="at", initial_time=channel.at),
            ),
            text_field(
                "zone",
                "Time zone",
                hint="Such as America/New_York or Europe/London.",
                initial=channel.zone,
                lines=False,
                most=60,
            ),
            InputBlock(
                block_id="days",
                label=PlainTextObject(text="Practice days"),
                element=CheckboxesElement(
                    action_id="days",
                    options=days,
                    initial_options=[days[n] for n in sorted(chosen)],
                ),
            ),
            text_field(
                "holidays",
                "Public holidays without a question",
                hint="A country, such as GB, or with a part of it, such as US-NY. Empty for none.",
                initial=channel.holidays,
                lines=False,
                most=10,
                optional=True,
            ),
            text_field(
                "breaks",
                "Breaks",
                hint="Dates, or first and last: 2026-12-24 to 2027-01-02. One on a line.",
                initial=describe_breaks(channel.breaks, "\n") or None,
                most=1000,
                optional=True,
            ),
            InputBlock(
                block_id="tracks",
                label=PlainTextObject(text="Tracks"),
                element=CheckboxesElement(
                    action_id="tracks",
                    options=tracks,
                    initial_options=[
                        o for o in tracks if not channel.tracks or o.value in channel.tracks
                    ],
                ),
            ),
            InputBlock(
                block_id="difficulty",
                label=PlainTextObject(text="Difficulty"),
                element=StaticSelectElement(
                    action_id="difficulty",
                    options=ranges,
                    initial_option=next(o for o in ranges if o.value == wanted),
                ),
            ),
            InputBlock(
                block_id="hints",
                label=PlainTextObject(text="Where hints go"),
                element=RadioButtonsElement(
                    action_id="hints", options=hints, initial_option=now_hints
                ),
            ),
            text_field(
                "digest",
                "Weekly digest",
                hint="A day and a time, such as mon 08:30: who took part, never how. "
                "Empty for none.",
                initial=channel.digest,
                lines=False,
                most=20,
                optional=True,
            ),
            InputBlock(
                block_id="leaderboard",
                label=PlainTextObject(text="In the digest"),
                optional=True,
                element=CheckboxesElement(
                    action_id="leaderboard",
                    options=[listed],
                    initial_options=[listed] if channel.leaderboard else None,
                ),
            ),
            InputBlock(
                block_id="reviews",
                label=PlainTextObject(text="When reviews reach the thread"),
                element=RadioButtonsElement(
                    action_id="reviews",
                    options=reviews,
                    initial_option=next(o for o in reviews if o.value == channel.reviews),
                ),
            ),
            InputBlock(
                block_id="reviewers_named",
                label=PlainTextObject(text="Reviewers' names"),
                optional=True,
                element=CheckboxesElement(
                    action_id="reviewers_named",
                    options=[named],
                    initial_options=[named] if channel.reviewers_named else None,
                ),
            ),
            InputBlock(
                block_id="organisers",
                label=PlainTextObject(text="Other organisers"),
                optional=True,
                element=UserMultiSelectElement(
                    action_id="organisers", initial_users=sorted(organisers) or None
                ),
            ),
        ],
        callback_id=ids.SETUP_FORM,
        about=channel.id,
        submit="Save",
    )


def saved_view(saved: Saved) -> dict[str, Any]:
    """Say what was saved and when the next question comes."""
    return modal(
        "Saved", [say(escape(line)) for line in saved_lines(saved)], callback_id=ids.NOTICE
    )


def saved_lines(saved: Saved) -> list[str]:
    """Say when the next question comes, what is left out, and how many fit, in plain words."""
    channel = saved.channel
    lines = [next_line(channel, saved.next)]
    if channel.holidays:
        lines.append(f"None comes on the public holidays of {channel.holidays}.")
    if channel.breaks:
        lines.append(f"Breaks: {describe_breaks(channel.breaks)}.")
    lines.append(f"The weekly digest comes {channel.digest}." if channel.digest else "No digest.")
    one = saved.questions == 1
    fit = "1 question fits" if one else f"{saved.questions} questions fit"
    return [*lines, f"{fit} this channel."]


def greeting_message() -> Message:
    """Say once what Rounds does in a channel and how to set it up."""
    return message(GREETING, [say(GREETING), buttons(button("Set up", ids.SET_UP, "setup"))])


def notice_message(body: Mapping[str, Any]) -> Message:
    """Render what an organiser is told; `notice` names it."""
    channel = f"<#{body['channel']}>"
    reason = escape(str(body.get("reason", ""))).rstrip(".")
    words = {
        "missed": f"{_missed(body)} did not go out in {channel}: {reason}. "
        "Nobody's streak suffers.",
        "refused": f"The question for {channel} could not be posted. {reason}. "
        "Rounds tries again for six hours.",
        "unreadable": f"The settings of {channel} cannot be read: {reason}. "
        "Until they are saved again with `/rounds setup` there, it gets no question.",
        "lost": f"Rounds cannot post in {channel}. {reason}",
        "no-question": f"No question fits the tracks and difficulties of {channel}. "
        "Choose more of them with `/rounds setup` there.",
        "supply": f"{_left(body)} left for {channel} that it has not had. Then the oldest come "
        "round again. More tracks or difficulties bring more: `/rounds setup` there.",
        "used-up": f"{channel} has had every question that fits, so the oldest come round again. "
        "More tracks or difficulties bring more: `/rounds setup` there.",
    }[str(body["notice"])]
    return message(words, [say(words)])


def _missed(body: Mapping[str, Any]) -> str:
    count = body.get("count", "1")
    if count == "1":
        return f"The question of {_day_of(body)}"
    return f"{count} questions, the last of {_day_of(body)},"


def _left(body: Mapping[str, Any]) -> str:
    count = str(body.get("count", "0"))
    return "1 question is" if count == "1" else f"{count} questions are"


def _day_of(body: Mapping[str, Any]) -> str:
    return day(date.fromisoformat(body["day"])) if "day" in body else "a practice day"


def post_now_message(
    planned: Planned | AlreadyThere | NoQuestion | None, link: str | None
) -> Message:
    """Say what became of a wish to post at once."""
    words = _fate(planned, link)
    return message(words, [say(words)])


def _fate(planned: Planned | AlreadyThere | NoQuestion | None, link: str | None) -> str:
    match planned:
        case Planned(round=made):
            return "Today's question goes out now." + ("" if made.counts else f" {DAY_OFF}")
        case AlreadyThere() if link:
            return f"<{link}|Today's question> is already there."
        case AlreadyThere(round=there) if there.state in UNASKED:
            reason = escape(there.reason or "Slack did not take it").rstrip(".")
            return f"Today's question did not go out: {reason}."
        case AlreadyThere(round=there):
            return f"Today's question is already {'there' if there.ts else 'on its way'}."
        case NoQuestion():
            return "No question fits this channel's tracks and difficulties. Try `/rounds setup`."
        case None:
            return "This channel is not set up yet. Type `/rounds setup` first."


EXAMPLES: Examples = {
    "setup form": lambda: setup_form(samples.channel(), ()),
    "setup form, changed before": lambda: setup_form(
        replace(
            samples.channel(),
            days="mon,wed,fri",
            holidays="US-NY",
            breaks=((date(2026, 12, 24), date(2027, 1, 2)), (date(2027, 5, 1), date(2027, 5, 1))),
            tracks=("interop", "mle"),
            hardest="medium",
            hints="thread",
        ),
        {samples.AUTHOR, samples.REVIEWER},
    ),
    "setup saved": lambda: saved_view(Saved(samples.channel(), Coming(*samples.NEXT, None), 48)),
    "setup saved, with days off": lambda: saved_view(
        Saved(
            replace(
                samples.channel(),
                holidays="US-NY",
                breaks=((date(2026, 12, 24), date(2027, 1, 2)), (date(2027, 5, 3),) * 2),
            ),
            Coming(*samples.NEXT, None),
            48,
        )
    ),
    "setup saved, no day left": lambda: saved_view(Saved(samples.channel(), None, 1)),
    "greeting": greeting_message,
    "notice, missed": lambda: notice_message(
        samples.notice("missed", day="2026-11-20", reason="Rounds was not running")
    ),
    "notice, missed days": lambda: notice_message(
        samples.notice("missed", day="2026-11-20", count="4", reason="Rounds was not running")
    ),
    "notice, channel lost": lambda: notice_message(
        samples.notice("lost", reason=refusal("not_in_channel").words)
    ),
    "notice, refused": lambda: notice_message(
        samples.notice("refused", reason=refusal("not_in_channel").words)
    ),
    "notice, unreadable": lambda: notice_message(
        samples.notice("unreadable", reason="the time zone US/Pacific-New is not known any more")
    ),
    "notice, five left": lambda: notice_message(samples.notice("supply", count="5")),
    "notice, all had": lambda: notice_message(samples.notice("used-up")),
    "notice, no question fits": lambda: notice_message(samples.notice("no-question")),
    "post now": lambda: post_now_message(Planned(samples.round_()), None),
    "post now, on a day off": lambda: post_now_message(
        Planned(replace(samples.round_(), counts=False)), None
    ),
    "post now, already there": lambda: post_now_message(
        AlreadyThere(samples.round_()), samples.LINK
    ),
    "post now, on its way": lambda: post_now_message(
        AlreadyThere(replace(samples.round_(), state="due", ts=None)), None
    ),
    "post now, missed": lambda: post_now_message(
        AlreadyThere(replace(samples.round_(), state="missed", ts=None)), None
    ),
    "post now, no question fits": lambda: post_now_message(NoQuestion(), None),
    "post now, not set up": lambda: post_now_message(None, None),
}
