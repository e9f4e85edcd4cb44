"""Step 9 of the posting protocol: after a doubtful post, one message per round is left."""

from datetime import timedelta

from bot.practice.tools import Tools
from storage.rounds import Round

# A frozen request can arrive late: look one minute after the post, then again after five minutes
# and an hour (reliability: extras seen are removed).
PAUSES = (timedelta(minutes=4), timedelta(minutes=55))


def due(tools: Tools, workspace: str) -> list[Round]:
    """Give the rounds that were posted after a doubt and are to be looked for again now."""
    with tools.store.read(workspace) as books:
        return books.rounds.to_sweep(books.now())


def adopt(tools: Tools, workspace: str, swept: Round, ts: str) -> None:
    """Keep another message of the round: the one on record is gone. Answers under both count."""
    with tools.store.begin(workspace) as books:
        if swept.ts is not None:
            books.rounds.add_alias(swept.id, swept.ts)
        books.rounds.adopt(swept.id, ts)


def alias(tools: Tools, workspace: str, swept: Round, ts: str) -> None:
    """Let answers under an extra message count: people wrote there before it was noticed."""
    with tools.store.begin(workspace) as books:
        books.rounds.add_alias(swept.id, ts)


def done(tools: Tools, workspace: str, swept: Round) -> None:
    """Note the sweep, and when to come again; three are made in all."""
    with tools.store.begin(workspace) as books:
        pause = PAUSES[swept.sweeps] if swept.sweeps < len(PAUSES) else None
        following = books.now() + pause if pause is not None else None
        books.rounds.swept(swept.id, swept.sweeps + 1, following)
