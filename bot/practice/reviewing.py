"""What peer review is to one person: what they owe, what helped, how their levels compare.

Organisers of a channel are told which reviews in it count less, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.practice import calibration
from bot.practice.checks import organises
from bot.practice.tools import Caller, Tools
from bot.rules import comparing
from bot.rules.calibration import Agreement
from bot.rules.consensus import Verdict
from storage.reviews import Review
from storage.store import Books

EVER = datetime(1970, 1, 1, tzinfo=UTC)
COMPARED = 100  # of a person's reviews, the latest: what they find by now
LOOK_BACK = timedelta(days=30)  # in which a question was asked, to tell organisers of its reviews


@dataclass(frozen=True, slots=True)
class Light:
    """A review that counts less, why, and where its message stands, if it does already.

    `reviewer` is None where it is of one's own answer, in a channel that wants no names.
    """

    reviewer: str | None
    author: str
    on: date
    doubts: tuple[str, ...]
    ts: str | None


@dataclass(frozen=True, slots=True)
class Reviewing:
    """A person as a reviewer.

    `beside_peers` compares their levels with others', `beside_bank` those on practice answers, by
    role. `light` is for an organiser of the channel, latest first; else None.
    """

    owed: tuple[Review, ...]
    given: int
    helped: int
    beside_peers: Agreement
    beside_bank: Mapping[str, Agreement]
    light: tuple[Light, ...] | None


def of(tools: Tools, caller: Caller, channel: str) -> Reviewing:
    """Give what a person may see of their reviews, and of the channel in which they ask."""
    with tools.store.read(caller.workspace) as books:
        mine = books.reviews.by([caller.user], EVER)
        given = [each for each in mine if each.state == "submitted"]
        return Reviewing(
            owed=tuple(books.reviews.owed_by(caller.user, books.now())),
            given=len(given),
            helped=sum(each.helped is True for each in given),
            beside_peers=_beside_peers(books, given[-COMPARED:]),
            beside_bank=calibration.by_role(tools, books, caller.user),
            light=_light(books, caller, channel) if organises(books, caller, channel) else None,
        )


def _beside_peers(books: Books, given: list[Review]) -> Agreement:
    """Compare a person's reviews with what others found in the same text."""
    by_text: dict[tuple[str, int | None], list[Review]] = {}
    for each in books.reviews.of_answers([each.answer_id for each in given]):
        if each.state == "submitted":
            by_text.setdefault((each.answer_id, each.draft), []).append(each)
    return comparing.compare(
        (
            own.levels or {},
            [
                Verdict(other.levels or {}, bool(other.doubts))
                for other in by_text.get((own.answer_id, own.draft), [])
                if other.reviewer != own.reviewer
            ],
        )
        for own in given
    )


def _light(books: Books, caller: Caller, channel: str) -> tuple[Light, ...]:
    asked = books.rounds.days([channel], (books.now() - LOOK_BACK).date())
    answers = books.answers.in_rounds([each.id for each in asked])
    found = [
        each
        for each in books.reviews.of_answers([each.id for each in answers])
        if each.state == "submitted" and each.doubts and each.submitted_at is not None
        if each.author != caller.user or each.released_at is not None
    ]
    found.sort(key=lambda each: (each.submitted_at, each.id), reverse=True)
    return tuple(
        Light(
            each.reviewer if each.named or each.author != caller.user else None,
            each.author,
            (each.submitted_at or each.at).date(),
            each.doubts,
            each.ts,
        )
        for each in found
    )
