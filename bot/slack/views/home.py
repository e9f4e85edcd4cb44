"""The Home tab: where a person stands and what to do next, for them alone; and their settings."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    DatePickerElement,
    DividerBlock,
    HeaderBlock,
    InputBlock,
    Option,
    PlainTextObject,
    RadioButtonsElement,
    StaticSelectElement,
)
from slack_sdk.models.views import View

from bot.practice import people
from bot.practice.progress import Progress
from bot.practice.streaks import Calendar
from bot.rules.practice_day import DayClock
from bot.rules.weakness import Weakness
from bot.slack import ids
from bot.slack.views import samples
from bot.slack.views.message import Examples, button, buttons, modal, text_field, with_button
from bot.slack.views.privacy import LEFT_AND_BACK
from bot.slack.views.streak import LEGEND, days_off, grid, standing, streak_message
from bot.slack.views.text import aside, escape, say, short_day
from questions.model import Rubric

_BAR = 10  # steps of a bar
_BARS = 8
_WEEKS = 4
_ASKED = 5  # rounds of today, and reviews owed; each has a button
OFFERS = {
    "yes": "You are asked to review some; by message, once a day at most",
    "no": "You are not asked; you may review any of them all the same",
}
HINTS = {
    "": "As the channel has it",
    "private": "Privately in the thread",
    "dm": "By direct message",
    "thread": "In the thread, where the channel shows hints there",
}
OFF = "off"
_BEGINS = "Your first answer or drill begins it."


def home_view(progress: Progress, rubric: Rubric, *, back: bool = False) -> dict[str, Any]:
    """Render the Home tab: each part says one thing, and has its button.

    `back`: they had left and were forgotten, and are here again.
    """
    blocks: list[Block] = [
        *_today(progress, back=back),
        *_streak(progress),
        *_weak(progress.weaknesses, rubric),
        *_due(progress, rubric),
        *_owed(progress),
        DividerBlock(),
        *_settings(progress),
    ]
    return View(type="home", blocks=blocks).to_dict()


def _today(progress: Progress, *, back: bool = False) -> list[Block]:
    head = HeaderBlock(text="Today")
    if not progress.taking_part:
        words = (
            f"{LEFT_AND_BACK if back else 'Welcome.'} Answer the day's question in its thread, or "
            "try a drill now: you get a hint that only you see, and this page fills by itself."
        )
        return [head, say(words), buttons(button("Try a drill", ids.DRILL_START, ""))]
    blocks: list[Block] = [head]
    for round_, answered in progress.today[:_ASKED]:
        if answered:
            blocks.append(say(f"✓ The question in <#{round_.channel}> is answered."))
            continue
        press = button("Answer privately", ids.ANSWER_PRIVATELY, round_.id, primary=True)
        blocks.append(with_button(f"○ The question in <#{round_.channel}> waits for you.", press))
    blocks += _and_more(len(progress.today) - _ASKED, "in your other channels")
    if not progress.today:
        blocks.append(say("No question is open in your channels now."))
    row = [button("Drill", ids.DRILL_START, "")]
    if progress.answers:
        row.append(button("Show my last hint", ids.HOME_HINT, "latest"))
    return [*blocks, buttons(*row)]


def _streak(progress: Progress) -> list[Block]:
    head = HeaderBlock(text="Streak")
    if _hidden(progress.settings):
        return [head, say("Hidden, and counted all the same. Below you can show it again.")]
    days = progress.streak.days
    if not days:
        return [head, say(_BEGINS)]
    monday = progress.on - timedelta(days=progress.on.weekday())
    drawn = [day for day in days if day.date > monday - timedelta(weeks=_WEEKS - 1, days=1)]
    return [
        head,
        say(f"*{standing(progress.streak)}*"),
        say(f"```{grid(drawn or days[-1:])}```"),
        aside(LEGEND),
        buttons(
            button("The reason for each day", ids.HOME_STREAK, "all"),
            button("As a picture", ids.HOME_PICTURE, "streak"),
        ),
    ]


def _weak(weaknesses: Sequence[Weakness], rubric: Rubric) -> list[Block]:
    head = HeaderBlock(text="What to work on")
    known = [each for each in weaknesses if each.enough]
    if not known:
        words = "Too few answers to tell. A point shows up after three answers judged on it."
        return [head, say(words)]
    lines = []
    for each in known[:_BARS]:
        full = round(each.average * _BAR)
        title = escape(rubric.criteria[each.criterion].title)
        counts = f"{each.state}, shown {each.shown} of {each.asked}"
        lines.append(f"`{'█' * full}{'░' * (_BAR - full)}` *{title}*, {counts}")
    small = "The fuller the bar, the more was shown of late; the weakest stand first."
    if len(known) > _BARS:
        small += f" {len(known) - _BARS} more are not drawn."
    if len(weaknesses) > len(known):
        small += f" Too few answers to tell: {_points(len(weaknesses) - len(known))}."
    return [
        head,
        say("\n".join(lines)),
        aside(small),
        buttons(
            button("Drill these", ids.DRILL_START, "weak"),
            button("As a picture", ids.HOME_PICTURE, "weak"),
        ),
    ]


def _points(number: int) -> str:
    return "1 point" if number == 1 else f"{number} points"


def _due(progress: Progress, rubric: Rubric) -> list[Block]:
    head = HeaderBlock(text="Due")
    if not progress.due:
        return [head, say("Nothing is due today.")]
    first = progress.due[0].criterion  # the most forgotten
    titles = [escape(rubric.criteria[each.criterion].title) for each in progress.due]
    lines = "\n".join(f"• *{title}* is due again" for title in titles)
    return [head, say(lines), buttons(button("Drill what is due", ids.DRILL_START, first))]


def _owed(progress: Progress) -> list[Block]:
    head = HeaderBlock(text="Reviews you were asked for")
    if not progress.owed:
        return [head, say("None is waiting for you.")]
    rows = [
        with_button(
            f"<@{review.author}>'s answer", button("Review it", ids.REVIEW, review.answer_id)
        )
        for review in progress.owed[:_ASKED]
    ]
    return [head, *rows, *_and_more(len(progress.owed) - _ASKED, "after these")]


def _and_more(number: int, where: str) -> list[Block]:
    return [aside(f"And {number} more {where}.")] if number > 0 else []


def _settings(progress: Progress) -> list[Block]:
    settings, clock = progress.settings, progress.clock
    zone = escape(clock.zone.replace("_", " "))
    followed = "chosen by you" if settings.get("zone") else "as Slack has it"
    remind = settings.get("remind_at")
    hidden = _hidden(settings)
    lines = {
        "zone": f"*Time zone*\n{zone}, {followed}",
        "day_end": f"*Your day ends*\n{_day_ends(progress)}",
        "hints": f"*Your hints*\n{HINTS.get(settings.get('hints') or '', HINTS[''])}",
        "remind_at": f"*Reminder*\n{f'by direct message at {remind}' if remind else 'None'}",
        "review_offers": f"*Peers' answers*\n{OFFERS[_offers(settings)]}",
        "leave": f"*Leave*\n{days_off(progress.leave) if progress.leave else 'None planned'}",
        "interview": f"*Interview*\n{_interview(settings, progress.on)}",
    }
    rows: list[Block] = [
        with_button(words, button("Change", ids.HOME_SETTINGS, name))
        for name, words in lines.items()
    ]
    turn = (
        button("Show", ids.HOME_HIDE, "show") if hidden else button("Hide", ids.HOME_HIDE, "hide")
    )
    shown = "Hidden everywhere" if hidden else "You see it here; the digest may name its length"
    rows.append(with_button(f"*Your streak*\n{shown}", turn))
    own = "`/rounds privacy` shows, sends or deletes all that is kept about you."
    return [HeaderBlock(text="Settings"), *rows, aside(f"Only you see this page. {own}")]


def _day_ends(progress: Progress) -> str:
    ends, chosen = f"{progress.clock.end:%H:%M}", progress.settings.get("day_end")
    return (
        f"at {ends}, from your next day on at {chosen}"
        if chosen not in {None, ends}
        else f"at {ends}"
    )


def _interview(settings: Mapping[str, Any], today: date) -> str:
    day = people.interview_of(settings)
    if day is None:
        return "No date. With one, nothing is put off until after it"
    left = (day - today).days
    when = {0: "today", 1: "tomorrow"}.get(left, f"in {left} days")
    return f"{short_day(day)}, {when}" if left >= 0 else f"{short_day(day)}, which is over"


def _offers(settings: Mapping[str, Any]) -> str:
    return "no" if settings.get("review_offers") is False else "yes"


def _hidden(settings: Mapping[str, Any]) -> bool:
    return bool(settings.get("hide_streak"))


def calendar_view(calendar: Calendar) -> dict[str, Any]:
    """Show the streak with the reason for each day, over Home."""
    shown = streak_message(calendar)
    return modal("Your streak", Block.parse_all(shown.blocks), callback_id=ids.NOTICE)


def settings_form(name: str, progress: Progress) -> dict[str, Any]:
    """Let a person change one of their settings; hints are the one that Home once opened alone."""
    fields = {
        "zone": _zone_fields,
        "day_end": _day_end_fields,
        "remind_at": _reminder_fields,
        "review_offers": _offer_fields,
        "leave": _leave_fields,
        "interview": _interview_fields,
    }.get(name, _hint_fields)
    known = name if fields is not _hint_fields else "hints"
    return modal(
        "Settings", fields(progress), callback_id=ids.SETTINGS_FORM, about=known, submit="Save"
    )


def _zone_fields(progress: Progress) -> list[Block]:
    words = "Like Europe/Berlin. Leave it empty to go with what Slack says. Past days stay."
    chosen = progress.settings.get("zone")
    return [text_field("zone", "Time zone", hint=words, initial=chosen, lines=False, optional=True)]


def _day_end_fields(progress: Progress) -> list[Block]:
    hours = {f"{hour:02}:00": f"{hour:02}:00" for hour in range(13)}
    label = "What you do before this hour counts for the day before. It holds from your next day on"
    chosen = progress.settings.get("day_end") or f"{progress.clock.end:%H:%M}"
    return [_select("day_end", label, hours, chosen)]


def _reminder_fields(progress: Progress) -> list[Block]:
    hours = {OFF: "No reminder"} | {f"{hour:02}:00": f"{hour:02}:00" for hour in range(24)}
    label = "By direct message, once a day at most, none on leave"
    return [_select("remind_at", label, hours, progress.settings.get("remind_at") or OFF)]


def _offer_fields(progress: Progress) -> list[Block]:
    label = "Reviewing peers' answers"
    return [_select("review_offers", label, OFFERS, _offers(progress.settings))]


def _leave_fields(progress: Progress) -> list[Block]:
    words = "These days neither break nor lengthen your streak, and you get no reminders on them."
    blocks: list[Block] = [say(words)]
    if progress.leave:
        blocks.append(with_button(f"Taken: {days_off(progress.leave)}", _end_leave()))
    return [*blocks, _date("first", "First day", progress.on), _date("leave", "Last day", None)]


def _end_leave() -> ButtonElement:
    return button("End all leave", ids.LEAVE_END, "all")


def _interview_fields(progress: Progress) -> list[Block]:
    day = people.interview_of(progress.settings)
    return [_date("interview", "Day of your interview; empty for none", day, optional=True)]


def _hint_fields(progress: Progress) -> list[Block]:
    options = [
        Option(value=value or "channel", text=PlainTextObject(text=words))
        for value, words in HINTS.items()
    ]
    chosen = str(progress.settings.get("hints") or "channel")
    initial = next((option for option in options if option.value == chosen), options[0])
    element = RadioButtonsElement(action_id="hints", options=options, initial_option=initial)
    return [_input("hints", "Where your hints go", element)]


def _select(name: str, label: str, named: Mapping[str, str], chosen: str) -> Block:
    options = {
        value: Option(value=value, text=PlainTextObject(text=words))
        for value, words in named.items()
    }
    element = StaticSelectElement(
        action_id=name, options=list(options.values()), initial_option=options.get(chosen)
    )
    return _input(name, label, element)


def _date(name: str, label: str, chosen: date | None, *, optional: bool = False) -> Block:
    initial = chosen.isoformat() if chosen is not None else None
    element = DatePickerElement(action_id=name, initial_date=initial)
    return _input(name, label, element, optional=optional)


def _input(
    name: str,
    label: str,
    element: DatePickerElement | RadioButtonsElement | StaticSelectElement,
    *,
    optional: bool = False,
) -> Block:
    text = PlainTextObject(text=label)
    return InputBlock(block_id=name, label=text, element=element, optional=optional)


def _chosen() -> Progress:
    choices = {
        "zone": "Asia/Tokyo",
        "day_end": "02:00",
        "hints": "dm",
        "remind_at": "08:00",
        "interview": "2026-12-14",
        "hide_streak": True,
    }
    clock = DayClock(samples.NOON, "Asia/Tokyo")
    leave = samples.calendar_after_many().leave
    return replace(samples.progress_after_many(), settings=choices, clock=clock, leave=leave)


EXAMPLES: Examples = {
    "home, a new person": lambda: home_view(samples.progress(), samples.RUBRIC),
    "home, back after leaving": lambda: home_view(samples.progress(), samples.RUBRIC, back=True),
    "home, one answer": lambda: home_view(samples.progress_after_one(), samples.RUBRIC),
    "home, much": lambda: home_view(samples.progress_after_many(), samples.RUBRIC),
    "home, 500 answers": lambda: home_view(samples.progress_after_500(), samples.WIDE_RUBRIC),
    "home, all chosen": lambda: home_view(_chosen(), samples.RUBRIC),
    "home, the calendar": lambda: calendar_view(samples.calendar_after_many()),
    "settings, zone": lambda: settings_form("zone", samples.progress()),
    "settings, zone chosen before": lambda: settings_form("zone", _chosen()),
    "settings, end of day": lambda: settings_form("day_end", samples.progress()),
    "settings, hints": lambda: settings_form("hints", samples.progress()),
    "settings, hints chosen before": lambda: settings_form("hints", _chosen()),
    "settings, reviews": lambda: settings_form("review_offers", samples.progress()),
    "settings, reminder": lambda: settings_form("remind_at", samples.progress()),
    "settings, reminder chosen before": lambda: settings_form("remind_at", _chosen()),
    "settings, leave": lambda: settings_form("leave", samples.progress()),
    "settings, leave taken before": lambda: settings_form("leave", _chosen()),
    "settings, interview": lambda: settings_form("interview", samples.progress()),
    "settings, interview named before": lambda: settings_form("interview", _chosen()),
}
