"""Setting a channel up: who may, what can be chosen, and what is said about it."""

import hashlib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from bot.errors import BadInput
from bot.practice.asking import Coming, coming
from bot.practice.checks import must_organise
from bot.practice.missed import record_missed
from bot.practice.reach import back, lost
from bot.practice.schedule import DIFFICULTIES, HINTS, fitting_questions
from bot.practice.tools import OPERATOR, Caller, Tools
from bot.practice.unreadable import unreadable
from bot.rules import practice_day
from bot.rules.digest import describe_weekly, parse_weekly
from bot.rules.quoting import quoted
from questions.model import TRACKS
from storage.channels import AT_ONCE, TOGETHER, Channel
from storage.store import Books

_EASIEST_FIRST = [str(each) for each in DIFFICULTIES]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody wants a channel to be; None leaves a value as it is."""

    at: str | None = None
    zone: str | None = None
    days: str | None = None
    holidays: str | None = None
    breaks: str | None = None
    tracks: Collection[str] | None = None
    difficulty: str | None = None  # "easy-hard", or one word
    hints: str | None = None
    digest: str | None = None  # "mon 08:30", or "off"
    leaderboard: bool | None = None
    reviews: str | None = None  # "at-once" or "together"
    reviewers_named: bool | None = None
    organisers: Collection[str] = ()
    other_organisers_stay: bool = True


@dataclass(frozen=True, slots=True)
class Saved:
    """The channel as it is now, and when its next question comes."""

    channel: Channel
    next: Coming | None
    questions: int


def current(tools: Tools, caller: Caller, channel: str) -> tuple[Channel, Collection[str]]:
    """Give the channel's settings, or good first ones, to somebody who may change them."""
    with tools.store.read(caller.workspace) as books:
        must_organise(books, caller, channel)
        found = books.channels.get(channel) or _fresh(books, channel, caller.zone)
        return found, books.channels.organisers(channel)


def save_as_organiser(tools: Tools, caller: Caller, channel: str, wishes: Wishes) -> Saved:
    """Save what an organiser chose in the modal; raises BadInput by field."""
    with tools.store.begin(caller.workspace) as books:
        must_organise(books, caller, channel)
        return _save(tools, books, channel, wishes, by=caller.user, set_up_by=caller.user)


def save_as_operator(tools: Tools, workspace: str, channel: str, wishes: Wishes) -> Saved:
    """Save what the operator typed in the shell; raises BadInput by field."""
    with tools.store.begin(workspace) as books:
        return _save(tools, books, channel, wishes, by=OPERATOR, set_up_by=None)


def check_organiser(tools: Tools, caller: Caller, channel: str) -> None:
    """Raise NotAllowed unless this person organises the channel."""
    with tools.store.read(caller.workspace) as books:
        must_organise(books, caller, channel)


def greet(tools: Tools, workspace: str, channel: str) -> None:
    """Say once what Rounds does and how to set it up; what waited for the channel goes out."""
    with tools.store.begin(workspace) as books:
        now = books.now()
        back(books, channel)
        if books.channels.greeted(channel, now):
            body = {"kind": "greeting"}
            books.outbox.put(f"greeting:{channel}", channel, "post", body, now)


def came_back(tools: Tools, workspace: str, channel: str) -> None:
    """Rounds can post in the channel again: what waits for it goes out."""
    with tools.store.begin(workspace) as books:
        back(books, channel)


def went_away(tools: Tools, workspace: str, channel: str, reason: str) -> None:
    """Rounds cannot post in the channel any more: stop trying there until it is back."""
    with tools.store.begin(workspace) as books:
        lost(books, channel, reason)


def _fresh(books: Books, channel: str, zone: str) -> Channel:
    return Channel(
        id=channel,
        at="09:00",
        zone=zone,
        days="mon-fri",
        holidays=None,
        tracks=(),
        easiest="easy",
        hardest="hard",
        hints="private",
        state="active",
        reason=None,
        paused_until=None,
        seed=_seed(books.workspace, channel),
        set_up_by=None,
        saved_at=books.now(),
    )


def _seed(workspace: str, channel: str) -> int:
    """Give the seed of a channel's shuffled bag: stored with the channel, the same for ever."""
    digest = hashlib.blake2b(f"{workspace}/{channel}".encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big")


def _save(
    tools: Tools, books: Books, channel: str, wishes: Wishes, *, by: str, set_up_by: str | None
) -> Saved:
    now = books.now()
    before = books.channels.get(channel)
    wanted = _apply(before or _fresh(books, channel, "UTC"), wishes)
    if wishes.breaks is not None:
        today = practice_day.local_date(now, wanted.zone)
        wanted = replace(wanted, breaks=tuple(each for each in wanted.breaks if each[1] >= today))
    moved = before is None or _timing(before) != _timing(wanted)
    if before is not None and moved:
        record_missed(books, before)
    wanted = replace(
        wanted,
        saved_at=now if before is None or moved else before.saved_at,
        set_up_by=wanted.set_up_by or set_up_by,
        state="active" if wanted.state == "broken" else wanted.state,
        reason=None if wanted.state == "broken" else wanted.reason,
    )
    questions = len(fitting_questions(tools, wanted))
    if questions == 0:
        raise BadInput(
            {"tracks": "No question fits these tracks and difficulties. Choose more of them."}
        )
    books.channels.save(wanted, by, now)
    for organiser in wishes.organisers:
        books.channels.add_organiser(channel, organiser, by, now)
    if not wishes.other_organisers_stay:
        for organiser in books.channels.organisers(channel) - set(wishes.organisers):
            books.channels.remove_organiser(channel, organiser)
    return Saved(wanted, coming(books, wanted), questions)


def _timing(channel: Channel) -> tuple[object, ...]:
    """Give what decides which instants are due: those before it last changed never were."""
    return channel.at, channel.zone, channel.days, channel.holidays, channel.breaks


def _apply(channel: Channel, wishes: Wishes) -> Channel:
    """Put the wishes over the settings, or raise BadInput with every wish that cannot be met."""
    problems: dict[str, str] = {}
    changes: dict[str, object] = {}
    for field, read in _READERS.items():
        wish = getattr(wishes, field)
        if wish is not None:
            try:
                changes |= read(wish)
            except ValueError as error:
                problems[field] = str(error)
    if problems:
        raise BadInput(problems)
    changed: Channel = replace(channel, **changes)  # type: ignore[arg-type] # each gives its own
    wrong = unreadable(changed)
    if wrong is not None:  # what was stored and is not changed: the upgrade of a library forgot it
        raise BadInput({wrong[0]: f"{wrong[1][0].upper()}{wrong[1][1:]}. Choose another."})
    return changed


def _at(wish: str) -> dict[str, object]:
    return {"at": practice_day.parse_time(wish).strftime("%H:%M")}


def _zone(wish: str) -> dict[str, object]:
    if not practice_day.known_zone(wish):
        raise ValueError(
            f"{quoted(wish)} is not a time zone. Write it like America/New_York or Europe/London."
        )
    return {"zone": wish}


def _days(wish: str) -> dict[str, object]:
    return {"days": practice_day.describe_days(practice_day.parse_days(wish))}


def _holidays(wish: str) -> dict[str, object]:
    if wish and not practice_day.holidays_known(wish):
        raise ValueError(
            f"{quoted(wish)} has no calendar of holidays. Write a country, such as GB, "
            "or a country and a part of it, such as US-NY."
        )
    return {"holidays": wish or None}


def _breaks(wish: str) -> dict[str, object]:
    return {"breaks": practice_day.parse_breaks(wish)}


def _tracks(wish: Collection[str]) -> dict[str, object]:
    for unknown in sorted(set(wish) - set(TRACKS)):
        raise ValueError(f"{quoted(unknown)} is not a track. There are {', '.join(TRACKS)}.")
    return {"tracks": tuple(track for track in TRACKS if track in wish)}


def _difficulty(wish: str) -> dict[str, object]:
    low, _, high = wish.partition("-")
    high = high or low
    if low not in _EASIEST_FIRST or high not in _EASIEST_FIRST[_EASIEST_FIRST.index(low) :]:
        raise ValueError(
            f"{quoted(wish)} is not a range. Write one of easy, medium, hard, "
            "or two with a dash, such as easy-medium."
        )
    return {"easiest": low, "hardest": high}


def _hints(wish: str) -> dict[str, object]:
    if wish not in HINTS:
        raise ValueError(f"{quoted(wish)} is not a place for hints: {', '.join(HINTS)}.")
    return {"hints": wish}


def _digest(wish: str) -> dict[str, object]:
    weekly = parse_weekly(wish)
    return {"digest": describe_weekly(weekly) if weekly is not None else None}


def _leaderboard(wish: bool) -> dict[str, object]:  # noqa: FBT001 - read as the others are
    return {"leaderboard": wish}


def _reviews(wish: str) -> dict[str, object]:
    if wish not in {AT_ONCE, TOGETHER}:
        raise ValueError(f"{quoted(wish)} is neither {AT_ONCE} nor {TOGETHER}.")
    return {"reviews": wish}


def _reviewers_named(wish: bool) -> dict[str, object]:  # noqa: FBT001 - read as the others are
    return {"reviewers_named": wish}


def _organisers(wish: Collection[str]) -> dict[str, object]:
    for person in wish:
        if not _PERSON.fullmatch(person):
            raise ValueError(f"{quoted(person)} is not a person's id. It begins with U or W.")
    return {}


_PERSON = re.compile(r"[UW][A-Z0-9]{2,20}")
_READERS: dict[str, Callable[[Any], dict[str, object]]] = {
    "at": _at,
    "zone": _zone,
    "days": _days,
    "holidays": _holidays,
    "breaks": _breaks,
    "tracks": _tracks,
    "difficulty": _difficulty,
    "hints": _hints,
    "digest": _digest,
    "leaderboard": _leaderboard,
    "reviews": _reviews,
    "reviewers_named": _reviewers_named,
    "organisers": _organisers,
}
