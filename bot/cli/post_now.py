"""`rounds channel post-now`: today's question at once, through the same protocol as ever."""

import sys
import time
from typing import TYPE_CHECKING

from bot.cli.printed import tell
from bot.jobs import post_daily
from bot.practice import daily
from bot.practice.tools import OPERATOR
from bot.slack.deliver import render
from bot.slack.views.question import DAY_OFF
from storage.delivery import UNASKED
from storage.rounds import Round

if TYPE_CHECKING:
    from bot.app import Speaker

# Longer than a request, its settling and its look-up take together.
PATIENCE = 90.0


def run(speaker: "Speaker", channel: str, *, as_json: bool) -> int:
    """Post it, or say that it is there; the long-running bot may do the sending itself."""
    tools, chat, workspace = speaker.tools, speaker.chat, speaker.workspace
    planned = daily.plan_now(tools, workspace, channel, OPERATOR, render)
    match planned:
        case None | daily.NoQuestion():
            return _not_sent(
                channel,
                "No question fits this channel's tracks and difficulties.",
                trying=False,
                as_json=as_json,
            )
        case daily.AlreadyThere(round=there) if there.ts:
            link = chat.permalink(channel, there.ts)
            said = [f"already posted: {link or f'{channel} {there.ts}'}"]
            told = {"channel": channel, "ts": there.ts, "already": True, "link": link}
            tell(told | {"counts": there.counts}, said, as_json=as_json)
            return 0
    found = _sent(speaker, planned.round)
    if found is not None and found.ts:
        told = {"channel": channel, "ts": found.ts, "already": False, "link": None}
        tell(told | {"counts": found.counts}, [f"{channel} {found.ts}"], as_json=as_json)
        if not found.counts:
            print(DAY_OFF, file=sys.stderr)
        return 0
    trying = found is not None and found.state not in UNASKED
    reason = "it is gone"
    if found is not None:
        reason = found.last_error or (found.reason if not trying else None) or ""
    return _not_sent(channel, reason or "no reason is known", trying=trying, as_json=as_json)


def _sent(speaker: "Speaker", planned: Round) -> Round | None:
    """Take the round as far as it goes; give it as it is then."""
    tools, found = speaker.tools, planned
    deadline = tools.clock.monotonic() + PATIENCE
    while tools.clock.monotonic() < deadline:
        post_daily.post_this(tools, speaker.chat, speaker.workspace, planned.id)
        with tools.store.read(speaker.workspace) as books:
            looked = books.rounds.get(planned.id)
        if looked is None or looked.ts or looked.state in UNASKED:
            return looked
        found = looked
        ahead = (found.not_before - tools.clock.now()).total_seconds() if found.not_before else 0
        if ahead > PATIENCE:
            break
        time.sleep(0.5)
    return found


def _not_sent(channel: str, reason: str, *, trying: bool, as_json: bool) -> int:
    more = " A running Rounds goes on trying." if trying else ""
    if as_json:
        tell({"channel": channel, "ts": None, "reason": reason, "trying": trying}, [], as_json=True)
    print(f"not sent: {reason.rstrip('.')}.{more}", file=sys.stderr)
    return 1
