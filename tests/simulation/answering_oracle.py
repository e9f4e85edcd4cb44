"""What the threads, as they stand, ask of the bot; written apart from its code.

Covered: texts whose reading is clear, and messages of one person that are surely within five
minutes of each other or surely not, whichever of them are deleted. Not covered: texts whose reading
is a matter of taste, and a deleted message that holds others together or apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.simulation.slack_thread import Post

TOGETHER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Due:
    """An answer that must be on record, with its tick on `ts`."""

    user: str
    text: str
    ts: str
    posts: tuple[Post, ...]


def joins(post: Post) -> bool:
    return not post.text.talk if post.ruling is None else post.ruling


def groups(posts: Iterable[Post]) -> list[list[Post]]:
    """The messages of one person in one round that belong together, those that stand."""
    found: list[list[Post]] = []
    standing = (post for post in posts if not post.deleted and joins(post))
    for post in sorted(standing, key=lambda post: post.ts):
        if found and post.at - found[-1][0].at <= TOGETHER:
            found[-1].append(post)
        else:
            found.append([post])
    return found


def counts(group: list[Post], *, coding: bool) -> bool:
    floor = 12 if coding and any(post.text.code for post in group) else 25
    ruled = any(post.ruling for post in group)
    return ruled or sum(post.text.words for post in group) >= floor


def close_call(group: list[Post], *, coding: bool) -> bool:
    """Whether the author is to be asked."""
    enough = sum(post.text.words for post in group) >= 12
    return enough and not counts(group, coding=coding)


def due(posts: Iterable[Post], *, coding: bool) -> list[Due]:
    """The answers of one person in one round."""
    return [
        Due(
            group[0].user,
            "\n".join(post.text.plain for post in group),
            group[0].ts,
            tuple(group),
        )
        for group in groups(posts)
        if counts(group, coding=coding)
    ]


def first_instants(answer: Due, posts: Iterable[Post]) -> set[datetime]:
    """The instant of its first message, which may be one that was deleted since."""
    first = answer.posts[0]
    earlier = {
        post.at
        for post in posts
        if post.deleted and post.ts < first.ts and first.at - post.at <= TOGETHER
    }
    return {first.at} | earlier


def date_of(at: datetime, zone: str, asked: date) -> date:
    """The round's date, or the person's own once theirs has ended at four in the morning."""
    return max(
        asked, (at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) - timedelta(hours=4)).date()
    )
