"""How the judge does, for whoever runs Rounds: counts, never a person's name or words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.practice.tools import Tools
from questions.judge.measure import kappa
from questions.model import Level
from storage import quality
from storage.quality import Tally
from storage.remarks import NUDGED, PRAISED

ENOUGH = 10  # points that both spoke of, from which on their agreement is told


@dataclass(frozen=True, slots=True)
class Agreement:
    """The engine beside the consensus of peers, over `n` levels; None: too few to tell."""

    n: int
    engine: float | None
    peers: float | None
    qwk: float | None


@dataclass(frozen=True, slots=True)
class Borne:
    """How many of `n` things that hints said peers bear out; None: too few to tell."""

    n: int
    out: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion: what became of it, until when it is muted, and how peers see it."""

    criterion: str
    tally: Tally
    muted_until: datetime | None
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Quality:
    """The judge in one workspace, the criteria that people call wrong most often first.

    `rubric` is the present version; mutes belong to it, the counts to whichever judged then. Peers
    bear out a nudge on what they do not find shown, and praise of what they do.
    """

    workspace: str
    rubric: str
    lines: tuple[Line, ...]
    agreement: Agreement
    nudges: Borne
    praises: Borne


def of(tools: Tools, workspace: str, since: datetime) -> Quality:
    """Look at everything that was judged from then on."""
    with tools.store.read(workspace) as books:
        tallies = quality.tallies(books, since)
        beside = quality.beside_peers(books, since)
        hinted = quality.hints_beside_peers(books, since)
        muted = books.remarks.muted(tools.judge.version, books.now())
    lines = [
        Line(
            criterion=each,
            tally=tallies.get(each, Tally()),
            muted_until=muted.get(each),
            agreement=agreement([(own, peers) for c, own, peers in beside if c == each]),
        )
        for each in sorted(tallies.keys() | muted)
    ]
    lines.sort(key=lambda line: (-line.tally.disputed, line.criterion))
    pooled = agreement([(own, peers) for _, own, peers in beside])
    return Quality(
        workspace,
        tools.judge.version,
        tuple(lines),
        pooled,
        nudges=borne([level < Level.SHOWN for said, level in hinted if said == NUDGED]),
        praises=borne([level == Level.SHOWN for said, level in hinted if said == PRAISED]),
    )


def borne(right: Sequence[bool]) -> Borne:
    """Count what peers bear out, once it is enough to tell."""
    return Borne(len(right), sum(right) if len(right) >= ENOUGH else None)


def agreement(levels: Sequence[tuple[int, int]]) -> Agreement:
    """Compare the engine's levels with the peers', pair by pair."""
    n = len(levels)
    if n < ENOUGH:
        return Agreement(n, None, None, None)
    return Agreement(
        n=n,
        engine=sum(own for own, _ in levels) / n,
        peers=sum(peers for _, peers in levels) / n,
        qwk=kappa([(peers, own) for own, peers in levels]),
    )
