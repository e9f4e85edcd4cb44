"""Step 9 of the posting protocol: after a doubt, one message per round is left, and recorded."""

from datetime import timedelta

from bot.practice.tools import Tools
from storage.rounds import Round

# A frozen request can arrive late: look one minute after the post, then again after five minutes
# and an hour (reliability: extras seen are removed). The last look, a day later, is for a process
# that was frozen for hours, sent, and died before it could say so.
PAUSES = (timedelta(minutes=4), timedelta(minutes=55), timedelta(hours=23))
UNTIL_SHOWN = timedelta(hours=1)
LONGEST = timedelta(days=7)


def due(tools: Tools, workspace: str) -> list[Round]:
    """Give the rounds, posted after a doubt or given up, that are to be looked for again now."""
    with tools.store.read(workspace) as books:
        return books.rounds.to_sweep(books.now())


def adopt(tools: Tools, workspace: str, swept: Round, ts: str) -> bool:
    """Keep another message of the round: the one on record is gone. Answers under both count.

    It may show a question that was replaced meanwhile, so it is edited to show the one on record.
    """
    with tools.store.begin(workspace) as books:
        if swept.ts is not None:
            books.rounds.add_alias(swept.id, swept.ts)
        adopted = books.rounds.adopt(swept.id, ts)
        if adopted:
            body = {"kind": "round", "round": swept.id, "ts": ts}
            key = f"adopted:{swept.id}:{ts}"
            books.outbox.put(key, swept.channel, "update", body, books.now())
        return adopted


def alias(tools: Tools, workspace: str, swept: Round, ts: str) -> None:
    """Let answers under an extra message count: people wrote there before it was noticed."""
    with tools.store.begin(workspace) as books:
        books.rounds.add_alias(swept.id, ts)


def later(tools: Tools, workspace: str, swept: Round) -> None:
    """Slack refuses to show the channel, say: look in an hour, for a week at most."""
    with tools.store.begin(workspace) as books:
        now = books.now()
        following = now + UNTIL_SHOWN if now - swept.due_at < LONGEST else None
        books.rounds.swept(swept.id, swept.sweeps, following)


def done(tools: Tools, workspace: str, swept: Round) -> None:
    """Note the sweep, and when to come again; four are made in all."""
    with tools.store.begin(workspace) as books:
        pause = PAUSES[swept.sweeps] if swept.sweeps < len(PAUSES) else None
        following = books.now() + pause if pause is not None else None
        books.rounds.swept(swept.id, swept.sweeps + 1, following)
