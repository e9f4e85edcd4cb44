"""A month of eight people in two zones, over both clock changes: digests, reminders, leave.

The month is lived twice. The second time one person writes nothing but empty words: whatever a
channel sees must be the same, but for what most of the group left out.
"""

import json
import logging
import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

from bot.errors import RoundsError
from bot.jobs import digest, outbox, peer_review, post_daily, reminders
from bot.practice import answers, channels, leave, people, reviews
from bot.practice import digest as choices
from bot.practice.streaks import clock_of, on_leave
from bot.practice.tools import Caller
from bot.rules.practice_day import practice_date
from bot.slack.chat import Sent
from questions.frozen import thaw
from questions.model import Level
from tests.builders import CHANNEL, TEAM, Hands, tools
from tests.simulation.outcome import Outcome
from tests.simulation.texts import ANSWERS

SEEDS = 20
DAYS = 30
START = datetime(2026, 10, 21, 12, tzinfo=UTC)  # London and New York go back after it
HOUR = timedelta(hours=1)
ZONES = {f"U{n}": "America/New_York" if n % 2 else "Europe/London" for n in range(1, 9)}
WATCHED = "U1"  # who writes nothing but empty words, the second time
EMPTY = "I am passionate about innovation and would love to bring value to everyone here, because "
ASKS = "Have you a few minutes"
OF_REVIEWS = (ASKS, "Nobody has had the time")  # one waits for somebody, or none came
_REVIEW = re.compile(r'"value": "[0-9a-f]{16}"')  # a review's id is drawn, and tells nothing
LEFT_OUT = "What was most often left out"


@dataclass
class Posts:
    """Stands for Slack: keeps what was posted, where, and when."""

    hands: Hands
    said: list[tuple[datetime, str, str, list[Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pace = SimpleNamespace(
            wait=lambda *_: 0.0, turn=lambda *_: 0.0, wait_for_token=lambda: 0.0
        )

    def post(self, channel: str, text: str, blocks: Any, **_: Any) -> Sent:
        self.said.append((self.hands.now, channel, text, list(blocks)))
        return Sent(channel, f"{self.hands.now.timestamp() + len(self.said) / 1e5:.6f}")

    def send(self, _method: str, **_: Any) -> Sent:
        return Sent("", "")

    def call(self, _method: str, **_: Any) -> dict[str, Any]:
        return {"upload_url": "https://files.slack.com/upload", "file_id": "F0WEEK"}

    def put(self, _url: str, _content: bytes) -> None:
        """Take the bytes of a picture; its words come with the blocks."""

    def permalink(self, channel: str, ts: str) -> str:
        return f"https://practice.slack.com/archives/{channel}/p{ts}"


class Month:
    """One life of the month; what people do depends on the seed and on nothing that they say."""

    def __init__(self, seed: int, days: int, *, empty: bool) -> None:
        self.chance, self.days, self.empty = Random(f"{seed}/month"), days, empty
        self.hands = Hands(START)
        self.tools = tools(self.hands)
        self.slack = Posts(self.hands)
        self.problems: list[str] = []
        self.reminded: dict[tuple[str, date], int] = {}
        self.asked = self.of_reviews = 0
        wishes = channels.Wishes(
            at="09:00", zone="America/New_York", days="mon-fri", leaderboard=True
        )
        channels.save_as_operator(self.tools, TEAM, CHANNEL, wishes)
        self.zeal = {user: self.chance.choice([0.2, 0.6, 0.9]) for user in ZONES}
        for user in ZONES:
            if self.chance.random() < 0.8:
                people.choose_reminder(self.tools, self.caller(user), "18:00")
            if self.chance.random() < 0.3:
                people.hide_streak(self.tools, self.caller(user), hidden=True)
            if self.chance.random() < 0.7:
                choices.choose(self.tools, self.caller(user), ranked=True)

    def caller(self, user: str) -> Caller:
        return Caller(TEAM, user, ZONES[user])

    def live(self) -> None:
        """Let each hour pass, with two clocks that look for what is due."""
        for _ in range(24 * self.days):
            self.hands.now += HOUR
            for _clock in range(2):
                post_daily.plan_due(self.tools, TEAM)
                digest.plan_due(self.tools, TEAM)
                reminders.remind_due(self.tools, TEAM)
            if self.hands.now.hour % 6 == 0:
                peer_review.keep_up(self.tools, TEAM)
            before = len(self.slack.said)
            while post_daily.post_next(self.tools, self.slack, TEAM):  # type: ignore[arg-type]
                pass
            while outbox.send_next(self.tools, self.slack, TEAM):  # type: ignore[arg-type]
                pass
            for _, where, text, _ in self.slack.said[before:]:
                self._heard(where, text)
            self._act()

    def _heard(self, where: str, text: str) -> None:
        if where == CHANNEL:
            if text.startswith("The week from"):
                named = (user for user in ZONES if f"<@{user}>" in text)
                self.problems += [
                    f"{each} was named on leave" for each in named if self._away(each)
                ]
            return
        with self.tools.store.read(TEAM) as books:
            clock = clock_of(books, where, ZONES[where])
            day = practice_date(self.hands.now, clock.zone, clock.end)
            away = on_leave(books, where, day)
            again = books.answers.practised_on(where, day, self.hands.now - 3 * 24 * HOUR)
        if "May the weekly digest" in text:
            self.asked += 1
            choices.choose(self.tools, self.caller(where), valued=self.chance.random() < 0.5)
            return
        if text.startswith(OF_REVIEWS):
            self.of_reviews += 1
            if away and text.startswith(ASKS):
                self.problems.append(f"{where} was asked for a review on leave, on {day}")
            return
        if not text.startswith(("<https", "Three reminders")):
            self.problems.append(f"{where} got a direct message of no known kind: {text[:60]}")
            return
        self.reminded[where, day] = self.reminded.get((where, day), 0) + 1
        if self.reminded[where, day] > 1:
            self.problems.append(f"{where} was reminded twice on {day}")
        if away or again:
            why = "on leave" if away else "after practising"
            self.problems.append(f"{where} was reminded {why} on {day}")

    def _away(self, user: str) -> bool:
        with self.tools.store.read(TEAM) as books:
            clock = clock_of(books, user, ZONES[user])
            return on_leave(books, user, practice_date(self.hands.now, clock.zone, clock.end))

    def _act(self) -> None:
        with self.tools.store.read(TEAM) as books:
            latest = books.rounds.latest(CHANNEL)
        for user, zone in ZONES.items():
            does, word, away = self.chance.random(), self.chance.random(), self.chance.random()
            kind = self.chance.randrange(3)
            if away < 0.001:
                until = self.hands.now.date() + timedelta(days=1 + self.chance.randrange(9))
                leave.take(self.tools, self.caller(user), None, until)
            if latest is None or latest.ts is None or does > self.zeal[user] / 12:
                continue
            now = self.hands.now
            if now - datetime.fromtimestamp(float(latest.ts), UTC) > 14 * HOUR:
                continue
            said = EMPTY + EMPTY if self.empty and user == WATCHED else ANSWERS[kind]
            ts = f"{now.timestamp() + int(user[1:]):.6f}"
            text = f"{said} {word}"
            answers.receive_reply(
                self.tools,
                TEAM,
                answers.Reply(CHANNEL, ts, latest.ts, user, text, "0", None, now),
                zone,
            )
            self._review(latest.id, user)

    def _review(self, round_id: str, author: str) -> None:
        reviewers = self.chance.sample(sorted(set(ZONES) - {author}), 2)
        levels = [self.chance.randrange(3) for _ in reviewers]
        with self.tools.store.read(TEAM) as books:
            given_ = books.answers.of_user_in_round(round_id, author)
            asked = books.rounds.get(round_id)
        if not given_ or asked is None:
            self.problems.append(f"an answer by {author} was not taken in")
            return
        found = given_[-1]
        criteria = thaw(asked.question).criteria
        for reviewer, level in zip(reviewers, levels, strict=True):
            # One level for all, or what was written before, would weigh half.
            given = {each: Level(max(0, level - self.chance.randrange(2))) for each in criteria}
            strength, suggestion = (f"Of {self.chance.random()} it says more." for _ in range(2))
            with suppress(RoundsError):  # reviewed before: this was a part of the same answer
                reviews.submit(
                    self.tools, self.caller(reviewer), found.id, given, strength, suggestion
                )

    def channel(self) -> list[str]:
        """Give all that the channel saw, without what most of the group left out."""
        shown = []
        for at, where, text, blocks in self.slack.said:
            if where == CHANNEL:
                kept = [line for line in text.splitlines() if LEFT_OUT not in line]
                whole = [b for b in blocks if LEFT_OUT not in json.dumps(b)]
                said = json.dumps([at.isoformat(), kept, whole])
                shown.append(_REVIEW.sub("", said))
        return shown

    def digests(self) -> list[tuple[datetime, str]]:
        """Give the digests that the channel saw."""
        return [
            (at, text)
            for at, where, text, _ in self.slack.said
            if where == CHANNEL and text.startswith("The week from")
        ]


def run(seed: int, days: int = DAYS) -> Outcome:
    """Live the month twice, and compare what the channel saw."""
    logging.disable(logging.CRITICAL)
    try:
        month, other = (Month(seed, days, empty=empty) for empty in (False, True))
        for each in (month, other):
            each.live()
    finally:
        logging.disable(logging.NOTSET)
    problems = [*month.problems, *other.problems, *_told_of(month)]
    if month.channel() != other.channel():
        problems.append(f"the channel saw how {WATCHED} did")
    counts = {
        "digests": len(month.digests()),
        "reminders": sum(month.reminded.values()),
        "left out named": sum(LEFT_OUT in text for _, text in month.digests()),
        "valued named": sum("Peers valued" in text for _, text in month.digests()),
        "streaks named": sum("Streaks reached" in text for _, text in month.digests()),
        "ranked": sum("Days practised" in text for _, text in month.digests()),
        "asked": month.asked,
        "of reviews": month.of_reviews,
        "posts": len(month.channel()),
    }
    return Outcome(seed, problems, counts)


def _told_of(month: Month) -> list[str]:
    """Give what a digest should not have said, or said twice."""
    found = []
    weeks = [at.isocalendar()[:2] for at, _ in month.digests()]
    if len(set(weeks)) < len(weeks):
        found.append("a week was told twice")
    with month.tools.store.read(TEAM) as books:
        settings = {each.user: each.settings for each in books.members.all()}
    for at, text in month.digests():
        for line in text.splitlines():
            named = [user for user in ZONES if f"<@{user}>" in line]
            hiding = [user for user in named if settings[user].get("hide_streak")]
            if LEFT_OUT in line and named:
                found.append(f"{named} stand beside what was left out, {at}")
            if line.startswith("Streaks") and hiding:
                found.append(f"a streak that {hiding} hide was told, {at}")
            if (
                line[:1].isdigit()
                and ". <@" in line
                and (hiding or not all(settings[user].get("leaderboard") for user in named))
            ):
                found.append(f"{named} are on a list that they do not want, {at}")
            if line.startswith("Peers valued") and not any(
                settings[user].get("digest_valued")
                for user in named or ZONES  # somebody on leave is not called by name
            ):
                found.append(f"{named} did not agree to be named, {at}")
    return found
