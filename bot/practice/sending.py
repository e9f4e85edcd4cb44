"""The steps of the posting protocol (see `bot/jobs/README.md`), one transaction each.

A round and an outbox item go the same way, so both ledgers offer the same moves: claim, intend,
release, record. No call to Slack happens here; `bot/slack/deliver.py` makes it between the steps.
"""

import random
from datetime import datetime, timedelta
from typing import Any

from bot.practice.reach import lost, took_a_post
from bot.practice.refusal import Mends, Refusal
from bot.practice.tools import Tools
from storage.outbox import Item, Outbox
from storage.rounds import Round, Rounds
from storage.store import Books

# reliability: a claim is held for 60 s; one request takes 10 s at most, and Slack is given 30 s
# more to show it in its history before anybody concludes that it is not there.
LEASE = timedelta(seconds=60)
TIMEOUT = timedelta(seconds=10)
SETTLE = timedelta(seconds=40)
LOOK_ANYWAY = timedelta(minutes=10)
UNTIL_MENDED = timedelta(hours=1)
UNKNOWN_TRIES = 5
ITEM_KEPT = timedelta(days=7)  # what could not be sent in a week is news to nobody
LEAST_BACK_OFF = timedelta(seconds=0.5)
FIRST_BACK_OFF = timedelta(seconds=2)
LONGEST_BACK_OFF = timedelta(minutes=10)


def claim_round(
    tools: Tools, workspace: str, owner: str, round_id: str | None = None
) -> Round | None:
    """Take hold of a round that wants sending, for 60 s; None when there is none to have."""
    with tools.store.begin(workspace) as books:
        return books.rounds.claim(owner, books.now(), LEASE, round_id)


def claim_item(tools: Tools, workspace: str, owner: str) -> Item | None:
    """Take hold of the next outbox item, for 60 s; None when nothing waits."""
    with tools.store.begin(workspace) as books:
        return books.outbox.claim(owner, books.now(), LEASE)


def must_wait(tools: Tools, workspace: str, held: Round | Item) -> bool:
    """Say whether an earlier attempt is too fresh to be looked up; if so let go until it is not."""
    if held.send_started_at is None:
        return False
    with tools.store.begin(workspace) as books:
        ready = held.send_started_at + SETTLE
        if books.now() >= ready:
            return False
        _ledger(books, held).release(
            held.id, held.owner or "", held.attempt, "uncertain", ready, held.last_error or ""
        )
        return True


def must_look(tools: Tools, workspace: str, held: Round | Item) -> bool:
    """Say whether Slack may hold this message already: an earlier try, or a restored backup."""
    if held.send_started_at is not None:
        return True
    if isinstance(held, Item):
        return False
    with tools.store.read(workspace) as books:
        return books.now() - held.due_at > LOOK_ANYWAY


def intend(tools: Tools, workspace: str, held: Round | Item) -> bool:
    """Write down that sending starts now; False when the claim is no longer ours."""
    with tools.store.begin(workspace) as books:
        return _ledger(books, held).intend(
            held.id, held.owner or "", held.attempt, books.now(), TIMEOUT
        )


def held_back(tools: Tools, workspace: str, held: Round | Item, wait: float) -> None:
    """Our own pace kept it back for so many seconds: this was no try."""
    with tools.store.begin(workspace) as books:
        _ledger(books, held).put_back(
            held.id,
            held.owner or "",
            held.attempt,
            held.send_started_at,
            books.now() + timedelta(seconds=wait),
        )


def illustrated(
    tools: Tools, workspace: str, item: Item, picture: dict[str, Any], wait: float
) -> None:
    """Keep which picture goes with an item, empty for none, and let it go on after so long."""
    with tools.store.begin(workspace) as books:
        owner, body = item.owner or "", item.body | {"picture": picture}
        if books.outbox.amend(item.id, owner, item.attempt, body):
            until = books.now() + timedelta(seconds=wait)
            books.outbox.put_back(item.id, owner, item.attempt, item.send_started_at, until)


def next_round_in(tools: Tools, workspace: str) -> float | None:
    """Give the seconds until a round that waits may be taken up; None when none waits."""
    with tools.store.read(workspace) as books:
        return _seconds(books.now(), books.rounds.next_at(books.now()))


def next_item_in(tools: Tools, workspace: str) -> float | None:
    """Give the seconds until an outbox item that waits may be taken up; None when none waits."""
    with tools.store.read(workspace) as books:
        return _seconds(books.now(), books.outbox.next_at(books.now()))


def not_sent(
    tools: Tools, workspace: str, held: Round | Item, error: str, retry_after: float | None
) -> None:
    """Slack certainly has nothing: try again after its word or a growing wait."""
    pause = _back_off(held, retry_after)
    with tools.store.begin(workspace) as books:
        _ledger(books, held).unsent(
            held.id,
            held.owner or "",
            held.attempt,
            held.send_started_at,
            books.now() + pause,
            error,
        )


def uncertain(tools: Tools, workspace: str, held: Round | Item, error: str) -> None:
    """Nobody knows: wait until a look-up can tell."""
    pause = max(SETTLE, _back_off(held, None))
    if not _let_go(tools, workspace, held, "uncertain", pause, error) and isinstance(held, Round):
        # It took so long that the round is another's; what may arrive of ours is an extra.
        with tools.store.begin(workspace) as books:
            books.rounds.sweep_again(held.id, books.now())


def look_failed(
    tools: Tools, workspace: str, held: Round | Item, error: str, retry_after: float | None = None
) -> None:
    """The look-up itself failed: wait as Slack says, or back off; never send blind."""
    _let_go(tools, workspace, held, "uncertain", _back_off(held, retry_after), error)


def queue_whisper(
    tools: Tools, workspace: str, channel: str, body: dict[str, Any], about: str
) -> None:
    """Queue a private message that Slack certainly did not take; `about` names its occasion."""
    with tools.store.begin(workspace) as books:
        if books.forgotten.covers(str(body["user"]), books.now()):
            return
        books.outbox.put(
            f"whisper:{about}", channel, "whisper", {"kind": "whisper", **body}, books.now()
        )


def item_sent(tools: Tools, workspace: str, item: Item, ts: str) -> None:
    """Record that an outbox item went out."""
    with tools.store.begin(workspace) as books:
        books.outbox.sent(item.id, ts)
        if item.verb == "post":
            took_a_post(books, item.channel)


def wants_tick(tools: Tools, workspace: str, item: Item) -> bool:
    """Say whether a message is an answer now: two ticks that cross end as the store has it."""
    with tools.store.read(workspace) as books:
        answer = books.answers.at_ts(item.channel, item.body["ts"])
        return answer is not None and not answer.deleted


def outlived(tools: Tools, workspace: str, item: Item) -> bool:
    """Say whether an item that was tried before has waited for too long."""
    with tools.store.read(workspace) as books:
        return item.attempt > 1 and books.now() - item.at > ITEM_KEPT


def too_late(tools: Tools, workspace: str, item: Item) -> bool:
    """Say whether the time for which an item was meant is over."""
    with tools.store.read(workspace) as books:
        return item.until is not None and books.now() >= item.until


def item_refused(
    tools: Tools, workspace: str, item: Item, refusal: Refusal, *, looking: bool = False
) -> bool:
    """Slack will not take this item now: wait for who can mend that; False if nobody can.

    `looking`: it was a look-up that Slack refused, so whether the item stands there is unknown.
    """
    unknown = refusal.mends is Mends.UNKNOWN
    # A private message is for now, and a person whom Slack does not know will not come back.
    nowhere = refusal.gone and item.verb in {"direct", "whisper"}
    if refusal.mends is Mends.NOBODY or nowhere or (unknown and item.attempt >= UNKNOWN_TRIES):
        item_failed(tools, workspace, item, refusal.code)
        return False
    pause = _back_off(item, None) if unknown else UNTIL_MENDED
    with tools.store.begin(workspace) as books:
        until, owner = books.now() + pause, item.owner or ""
        if looking:
            books.outbox.release(item.id, owner, item.attempt, "uncertain", until, refusal.code)
        else:
            books.outbox.unsent(
                item.id, owner, item.attempt, item.send_started_at, until, refusal.code
            )
        if refusal.gone:
            lost(books, item.channel, refusal.words)
    return True


def item_failed(tools: Tools, workspace: str, item: Item, reason: str) -> None:
    """Give an outbox item up; Slack would refuse it again."""
    with tools.store.begin(workspace) as books:
        books.outbox.close(item.id, "failed", reason)


def item_missed(tools: Tools, workspace: str, item: Item) -> None:
    """Drop an outbox item that would come too late to be of use."""
    with tools.store.begin(workspace) as books:
        books.outbox.close(item.id, "missed", f"too late: it was meant until {item.until}")


def _let_go(
    tools: Tools, workspace: str, held: Round | Item, state: str, pause: timedelta, error: str
) -> bool:
    with tools.store.begin(workspace) as books:
        return _ledger(books, held).release(
            held.id, held.owner or "", held.attempt, state, books.now() + pause, error
        )


def _ledger(books: Books, held: Round | Item) -> Rounds | Outbox:
    return books.rounds if isinstance(held, Round) else books.outbox


def _seconds(now: datetime, then: datetime | None) -> float | None:
    return None if then is None else (then - now).total_seconds()


def _back_off(held: Round | Item, retry_after: float | None) -> timedelta:
    """Give what Slack asked for, else a random part of a limit that grows with the attempts.

    All that failed together comes back apart. The seed is the row and its attempt, so that one
    history has one outcome.
    """
    if retry_after is not None:
        return timedelta(seconds=retry_after)
    longest = min(FIRST_BACK_OFF * int(2 ** min(held.attempt - 1, 10)), LONGEST_BACK_OFF)
    chance = random.Random(f"{held.id}/{held.attempt}")  # noqa: S311 - nobody has to guess it
    return max(LEAST_BACK_OFF, longest * chance.random())
