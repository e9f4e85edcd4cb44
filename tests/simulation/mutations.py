"""The protocol with one of its steps broken on purpose: the simulation must catch each.

`first_seed` finds the history that does; `test_mutations.py` pins it.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import and_

from bot.errors import SlackError
from bot.practice import daily, sending, sweeping
from bot.practice.notices import notify_organisers
from bot.slack import deliver
from bot.slack.chat import Chat, Unknown
from storage.delivery import OPEN, Delivery, past
from storage.rounds import Rounds
from storage.tables.rounds import RoundRow
from tests.simulation import posting
from tests.simulation.outcome import Outcome

Breaks = Callable[[ExitStack], None]


def _do_not_claim(stack: ExitStack) -> None:
    """Let anybody take up anything that is open, whoever holds it."""

    def free(self: Delivery[Any], now: Any) -> Any:
        return and_(self.table.state.in_(OPEN), past(self.table.not_before, now))

    def held(self: Delivery[Any], id_: str, _owner: str, _attempt: int) -> Any:
        return and_(self.table.id == id_, self.table.state == "sending")

    stack.enter_context(patch.object(Delivery, "_free", free))
    stack.enter_context(patch.object(Delivery, "_held", held))


def _do_not_wait_in_doubt(stack: ExitStack) -> None:
    stack.enter_context(patch.object(sending, "must_wait", lambda *_: False))


def _do_not_look(stack: ExitStack) -> None:
    stack.enter_context(patch.object(sending, "must_look", lambda *_: False))


def _send_blind_when_the_look_failed(stack: ExitStack) -> None:
    look = Chat.find

    def find(self: Chat, *given: Any) -> list[str]:
        try:
            return look(self, *given)
        except SlackError:
            return []

    stack.enter_context(patch.object(Chat, "find", find))


def _do_not_write_the_intent(stack: ExitStack) -> None:
    def intend(
        self: Delivery[Any], id_: str, owner: str, attempt: int, now: Any, least: Any
    ) -> bool:
        held = self._held(id_, owner, attempt), self.table.lease_until > now + least
        return self._move(*held, last_error=None)

    stack.enter_context(patch.object(Delivery, "intend", intend))


def _do_not_check_the_time(stack: ExitStack) -> None:
    stack.enter_context(patch.object(deliver, "_PROMPT", math.inf))


def _repeat_the_request(stack: ExitStack) -> None:
    send = Chat.send

    def twice(self: Chat, method: str, **given: Any) -> Any:
        outcome = send(self, method, **given)
        return send(self, method, **given) if isinstance(outcome, Unknown) else outcome

    stack.enter_context(patch.object(Chat, "send", twice))


def _record_over_another(stack: ExitStack) -> None:
    def posted(self: Rounds, id_: str, ts: str, at: Any, late: bool) -> bool:
        return self._move(RoundRow.id == id_, state="posted", ts=ts, posted_at=at, late=late)

    stack.enter_context(patch.object(Rounds, "posted", posted))


def _keep_our_extra(stack: ExitStack) -> None:
    def record(tools: Any, _chat: Any, workspace: str, held: Any, ts: str) -> None:
        daily.posted(tools, workspace, held, ts)

    stack.enter_context(patch.object(deliver, "_record", record))


def _do_not_sweep(stack: ExitStack) -> None:
    stack.enter_context(patch.object(sweeping, "due", lambda *_: []))


def _close_in_doubt(stack: ExitStack) -> None:
    stack.enter_context(patch.object(daily, "_given_up", lambda *_: True))


def _plan_over_anothers_row(stack: ExitStack) -> None:
    """Do as if the date were not unique: who plans does not see the row that is there."""
    plan, write = daily._plan, Rounds.plan

    def blind(tools: Any, books: Any, *given: Any) -> Any:
        with patch.object(books.rounds, "for_day", lambda *_: None):
            return plan(tools, books, *given)

    def again(self: Rounds, row: Any) -> bool:
        names = ("state", "attempt", "send_started_at", "ts", "owner", "not_before")
        over = {name: getattr(row, name) for name in names}
        return write(self, row) or self._move(RoundRow.id == row.id, **over)

    stack.enter_context(patch.object(daily, "_plan", blind))
    stack.enter_context(patch.object(Rounds, "plan", again))


def _notify_afterwards(stack: ExitStack) -> None:
    """Write what is to be said in a transaction of its own, after that which caused it."""
    later: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def afterwards(work: Callable[..., Any]) -> Callable[..., Any]:
        def then(tools: Any, workspace: str, *given: Any) -> Any:
            later.clear()
            done = work(tools, workspace, *given)
            if later:
                with tools.store.begin(workspace) as books:
                    for told, fields in later:
                        notify_organisers(books, *told, **fields)
            return done

        return then

    def put(_books: Any, *given: Any, **fields: Any) -> None:
        later.append((given, fields))

    stack.enter_context(patch.object(daily, "notify_organisers", put))
    for name in ("close_overdue", "too_late", "note_missed_days"):
        stack.enter_context(patch.object(daily, name, afterwards(getattr(daily, name))))


def _whisper_again(stack: ExitStack) -> None:
    find = deliver._find_item

    def found(chat: Any, item: Any) -> list[str]:
        return [] if item.verb == "whisper" else find(chat, item)

    stack.enter_context(patch.object(deliver, "_find_item", found))


MUTATIONS: dict[str, Breaks] = {
    "do not claim": _do_not_claim,
    "do not wait in doubt": _do_not_wait_in_doubt,
    "do not look": _do_not_look,
    "send blind when the look failed": _send_blind_when_the_look_failed,
    "do not write the intent": _do_not_write_the_intent,
    "do not check the time": _do_not_check_the_time,
    "repeat the request": _repeat_the_request,
    "record over another": _record_over_another,
    "keep our extra": _keep_our_extra,
    "do not sweep": _do_not_sweep,
    "close in doubt": _close_in_doubt,
    "plan over another's row": _plan_over_anothers_row,
    "notify afterwards": _notify_afterwards,
    "whisper again": _whisper_again,
}


@contextmanager
def broken(mutation: str) -> Iterator[None]:
    """Break one step for as long as this lasts."""
    with ExitStack() as stack:
        MUTATIONS[mutation](stack)
        yield


def played(mutation: str, seed: int) -> Outcome:
    """Play a seed with that step broken."""
    with broken(mutation):
        return posting.run(seed)


def first_seed(mutation: str, most: int = 2000, begin: int = 0) -> int | None:
    """Find the first seed that catches it; None if none of so many does."""
    return next((s for s in range(begin, most) if played(mutation, s).problems), None)
