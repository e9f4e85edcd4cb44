"""What product.md, section 4, makes of what somebody did: a few lines, and none of them Rounds'."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

DAY, QUARTER = timedelta(days=1), timedelta(minutes=15)


@dataclass
class Clock:
    """From when on which zone, and at which hour the day ends there."""

    since: datetime
    zone: str
    hour: int = 4

    def day(self, at: datetime) -> date:
        wall = at.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        return (wall - timedelta(hours=self.hour)).date()

    def over(self, day: date) -> datetime:
        at = datetime.combine(day, datetime.min.time(), UTC)
        while self.day(at) <= day:
            at += QUARTER
        return at


@dataclass
class Deed:
    """An answer, to the question of a channel and date, or a drill."""

    at: datetime
    zone: str
    hour: int
    text: str
    to: tuple[str, date] | None = None
    gone: bool = False


@dataclass
class Truth:
    """What happened to one person; `posts` are the questions that count, with their instants."""

    clocks: list[Clock] = field(default_factory=list)
    posts: dict[tuple[str, date], datetime] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)
    leave: set[date] = field(default_factory=set)

    def clock(self, at: datetime) -> Clock:
        return [each for each in self.clocks if each.since <= at or each is self.clocks[0]][-1]

    def runs_by(self, since: datetime, zone: str, hour: int) -> None:
        """A zone holds at once, another hour when the day is over."""
        known = Clock(since, zone, self.clock(since).hour if self.clocks else hour)
        earlier = [each for each in self.clocks if each.since < since]
        later = Clock(known.over(known.day(since)), zone, hour)
        self.clocks = [*earlier, known, *([later] if hour != known.hour else [])]

    def asked(self, post: tuple[str, date]) -> date:
        at = self.posts[post]
        return max(post[1], self.clock(at).day(at))


def shown(truth: Truth, now: datetime) -> tuple[tuple[int, int, int, int], list[set[date]]]:
    """Give current, best, practised of thirty and freezes, by trying every choice of mended days.

    Then the kept days, in as many ways as come to the same.
    """
    done: set[date] = set()
    late: set[date] = set()
    joined: dict[str, date] = {}
    texts: set[str] = set()
    for deed in sorted((deed for deed in truth.deeds if not deed.gone), key=lambda deed: deed.at):
        day = Clock(deed.at, deed.zone, deed.hour).day(deed.at)
        if deed.to is not None:
            day = max(day, deed.to[1])
            joined[deed.to[0]] = min(day, joined.get(deed.to[0], day))
        enough = len(deed.text.split()) >= 12 and deed.text not in texts
        texts.add(deed.text)
        if not enough:
            continue
        if deed.to in truth.posts:
            asked = truth.asked(deed.to)
            over = truth.clock(truth.posts[deed.to]).over(asked)
            late |= {asked} if asked < day and deed.at < over + 2 * DAY else set()
            day = max(day, asked)
        done.add(day)
    if not done:
        return (0, 0, 0, 0), [set()]
    today = truth.clock(now).day(now)
    asked_on = {
        truth.asked(post)
        for post in truth.posts
        if truth.asked(post) >= joined.get(post[0], date.max)
    }
    cut = {
        before.day(after.since) + n * DAY
        for before, after in pairwise(truth.clocks)
        if after.zone != before.zone
        and after.over(before.day(after.since)) < before.over(before.day(after.since))
        for n in range((after.day(after.since) - before.day(after.since)).days + 1)
    }
    first = min(done)
    counts = sorted(
        day
        for day in asked_on - truth.leave
        if day >= first and (day in done or (day < today and day not in cut))
    )
    open_to_mend = [day for day in counts if day in late - done]
    ways = [
        _walk(counts, done | set(mended))
        for n in range(len(open_to_mend) + 1)
        for mended in combinations(open_to_mend, n)
        if all((b - a).days >= 14 for a, b in pairwise(mended))
    ]
    top = run, saved, _ = max((way[0], way[1], len(way[3])) for way in ways)
    best = max(way[2] for way in ways)
    recent = sum(0 <= (today - day).days < 30 for day in done)
    kept = [way[3] for way in ways if (way[0], way[1], len(way[3])) == top]
    return (run, best, recent, saved // 7), kept


def _walk(counts: list[date], kept: set[date]) -> tuple[int, int, int, set[date]]:
    run = saved = best = 0
    for day in counts:
        if day in kept:
            run, saved = run + 1, min(14, saved + 1)
        elif saved >= 7:
            saved -= 7
        else:
            run = saved = 0
        best = max(best, run)
    return run, saved, best, kept & set(counts)
