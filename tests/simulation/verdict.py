"""What must hold when everything is quiet again; each broken promise is a sentence."""

from collections.abc import Iterator

from sqlalchemy import select

from storage.outbox import Item
from storage.rounds import Round
from storage.store import Books
from storage.tables.queues import OutboxRow
from tests.simulation.false_slack import Message
from tests.simulation.process import MINUTE, TEAM
from tests.simulation.world import ORGANISER, World

# So long without a fault the protocol needs at most to post: the longest back-off, a dead one's
# lease, the doubt, and a minute's tick. After Slack refused the token it waits an hour.
CALM = 20
CALM_AFTER_TOKEN = 85


def problems(world: World) -> Iterator[str]:
    """Say what was promised and did not hold; counts what was seen on the way."""
    with world.store.read(TEAM) as books:
        for due in world.dues:
            row = books.rounds.get(due.round_id)
            if row is None:
                yield f"{due.channel} {due.day}: neither posted nor recorded as missed"
                continue
            yield from (f"{due.channel} {due.day}: {what}" for what in _of_round(world, books, row))
            for message in world.slack.messages:
                if message.about == row.id and message.replies and row.state == "posted":
                    found = books.rounds.by_ts(message.channel, message.ts)
                    if found is None or found.id != row.id:
                        yield f"{due.channel}: replies under {message.ts} belong to no round"
        for key in books.connection.scalars(select(OutboxRow.key)):
            item = books.outbox.get_by_key(key)
            assert item is not None
            yield from (f"item {item.key}: {what}" for what in _of_item(world, item))


def _of_round(world: World, books: Books, row: Round) -> Iterator[str]:
    sent = _sent(world, row.id)
    standing = [m for m in sent if m.gone is None and not m.moved]
    deleted = any(m.by_hand for m in sent)
    _count(world, row)
    if len(sent) > 1 and row.id not in world.late and not (deleted or world.restored):
        yield f"sent {len(sent)} times, though nothing was late"
    match row.state:
        case "posted":
            if len(standing) > 1:
                yield f"doubled at the end: {[m.ts for m in standing]}, on record {row.ts}"
            elif not standing and not deleted:
                yield f"recorded as posted, but nothing stands there: {[m.ts for m in sent]}"
            elif standing and standing[0].ts != row.ts:
                yield f"on record is {row.ts}, but {standing[0].ts} stands"
            foreseen = row.id in world.late or world.restored or row.kind == "post-now"
            if _told_missed(books, row) and not foreseen:
                yield "posted, and the organiser was told that it was missed"
        case "missed":
            if standing:
                yield f"recorded as missed, but {[m.ts for m in standing]} stands"
            yield from _of_missed(world, books, row)
        case state:
            yield f"still {state} at the end, after {row.last_error}"


def _of_missed(world: World, books: Books, row: Round) -> Iterator[str]:
    if not row.reason:
        yield "missed without a reason"
    if (calm := _calm_minutes(world, row)) >= _needed(world):
        yield f"missed, though {calm} minutes were calm: {row.reason}"
    if not _told(books, row):
        yield "missed, and nobody was told"


def _told(books: Books, row: Round) -> bool:
    """Say whether the organiser has a notice of it, or one with its reason: out of reach."""
    key = f"missed:{row.channel}:{row.local_date}:{ORGANISER}"
    if _told_missed(books, row) or books.outbox.get_by_key(key) is not None:
        return True
    notices = books.connection.scalars(select(OutboxRow.body).where(OutboxRow.verb == "direct"))
    return any((n["channel"], n.get("reason")) == (row.channel, row.reason) for n in notices)


def _told_missed(books: Books, row: Round) -> bool:
    return books.outbox.get_by_key(f"missed:{row.id}:{ORGANISER}") is not None


def _of_item(world: World, item: Item) -> Iterator[str]:
    match item.state:
        case "posted":
            yield from _of_sent(world, item)
        case "failed":
            world.counts["items given up"] += 1
            if item.last_error not in {"token_revoked", "is_archived", "not_in_channel"}:
                yield f"given up: {item.last_error}"
        case state:
            yield f"still {state} at the end"


def _of_sent(world: World, item: Item) -> Iterator[str]:
    if item.verb == "update":  # it leaves no message of its own
        if item.body["ts"] not in {message.ts for message in _sent(world, item.body["round"])}:
            yield "edited what is no message of the round"
        return
    whisper = item.verb == "whisper"  # at most once, so perhaps not at all
    times = sum(m.gone is None or m.by_hand for m in _sent(world, item.id))
    if whisper:
        times = world.slack.whispers.count(item.key)
    elif times == 0:
        yield "recorded as sent, but it stands nowhere"
    if times > 1 and not whisper and item.id in world.late:
        world.counts["items doubled by a late request"] += 1
    elif times > 1 and not world.restored and not any(m.by_hand for m in _sent(world, item.id)):
        yield f"sent {times} times"


def _sent(world: World, about: str) -> list[Message]:
    return [m for m in world.slack.messages if m.about == about]


def _calm_minutes(world: World, row: Round) -> int:
    """Give the longest time in the window without a fault, while a process was there."""
    begin = row.due_at.timestamp()
    longest = run = 0
    for minute in range(6 * 60):
        at = begin + minute * MINUTE
        run = 0 if _disturbed(world, row.channel, at) else run + 1
        longest = max(longest, run)
    return longest


def _disturbed(world: World, channel: str, at: float) -> bool:
    then = at + MINUTE
    return (
        any(at <= d < then for d in world.disturbances)
        or any(start < then and end > at for start, end in world.database_away)
        or any(
            w.start < then and w.end > at and w.channel in {None, channel}
            for w in world.slack.windows
        )
        or all(
            any(start < then and end > at for start, end in process.away)
            for process in world.processes
        )
    )


def _needed(world: World) -> int:
    revoked = any(w.what == "token_revoked" for w in world.slack.windows)
    return CALM_AFTER_TOKEN if revoked else CALM


def _count(world: World, row: Round) -> None:
    sent = _sent(world, row.id)
    world.counts["rounds"] += 1
    world.counts[row.state] += 1
    extras = len(sent) - 1
    if extras > 0:
        world.counts["extras"] += extras
        last = max((m.gone or m.at) for m in sent if m.ts != row.ts) if row.ts else sent[-1].at
        world.counts["extra seconds"] += max(0, round(last - sent[1].at))
