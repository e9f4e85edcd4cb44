"""A person as a reviewer, for themselves; and for organisers, which reviews count less."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, DividerBlock

from bot.practice.reviewing import Light, Reviewing
from bot.rules.calibration import Agreement
from bot.rules.comparing import ENOUGH
from bot.rules.doubts import Doubt
from bot.slack import ids
from bot.slack.views import samples
from bot.slack.views.message import Examples, Message, button, message, with_button
from bot.slack.views.text import aside, escape, say, short_day
from questions.model import TRACKS

LISTED = 10  # reviews that wait, and reviews that count less; each has a button or a link
WHY = {
    Doubt.BLANKET: "every point has the same level",
    Doubt.COPIED: "its words are nearly those of another text",
    Doubt.INSTANT: "it was sent sooner than the answer can be read",
}
LESS = (
    "For organisers of this channel alone: reviews of the last 30 days' questions here that weigh "
    "half. They are posted like any other, and nobody else is told. There may be good reasons."
)


def reviews_message(found: Reviewing, links: Sequence[str | None]) -> Message:
    """Show a person's reviews; `links` are of those that count less, as far as they are known."""
    own = ["*Your reviews.* Only you see this.", _given(found), *_compared(found)]
    waiting = [f"<@{each.author}>'s answer waits for your review." for each in found.owed[:LISTED]]
    none = [] if waiting else ["No answer waits for your review."]
    more = [_more(len(found.owed))] if len(found.owed) > LISTED else []
    blocks: list[Block] = [
        say("\n".join([*own, *none])),
        *(
            with_button(line, button("Review it", ids.REVIEW, each.answer_id))
            for line, each in zip(waiting, found.owed, strict=False)
        ),
        *map(aside, more),
    ]
    lines = [*own, *none, *waiting, *more]
    if found.light:
        told = [_light(each, link) for each, link in zip(found.light, links, strict=False)]
        less = [_more(len(found.light))] if len(found.light) > LISTED else []
        blocks += [DividerBlock(), aside(LESS), *map(say, told), *map(aside, less)]
        lines += [LESS, *told, *less]
    return message("\n".join(lines), blocks)


def _given(found: Reviewing) -> str:
    if not found.given:
        return "You have given no review yet."
    helped = f" Marked as helpful by their authors: {found.helped}." if found.helped else ""
    return f"Reviews given: {found.given}.{helped}"


def _compared(found: Reviewing) -> list[str]:
    peers = found.beside_peers
    lines = []
    if peers.of >= ENOUGH:
        lines.append(f"Beside other reviewers of the same answers: {_agreement(peers)}")
    elif found.given:
        lines.append("How you compare with other reviewers: too few to tell yet.")
    for role, agreed in sorted(found.beside_bank.items()):
        where = f"practice answers ({escape(TRACKS.get(role, role))})"
        lines.append(f"Beside the question bank, on {where}: {_agreement(agreed)}")
    return lines


def _agreement(agreed: Agreement) -> str:
    same = f"you agree on {agreed.same} of {_number(agreed.of, 'point')}"
    apart = {"milder": agreed.milder, "stricter": agreed.stricter}
    told = " and ".join(f"{way} on {count}" for way, count in apart.items() if count)
    return f"{same}; you are {told}." if told else f"{same}."


def _light(each: Light, link: str | None) -> str:
    why = "; ".join(WHY[Doubt(doubt)] for doubt in each.doubts)
    answer = f"<@{each.author}>'s answer"
    where = f"<{link}|the review>" if link else "the review"
    by = f"<@{each.reviewer}>" if each.reviewer else "a peer"
    return f"• {short_day(each.on)}: {where} of {answer} by {by}: {why}."


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _more(count: int) -> str:
    return f"And {count - LISTED} more."


EXAMPLES: Examples = {
    "reviews, none yet": lambda: reviews_message(samples.reviewing(), ()),
    "reviews, some": lambda: reviews_message(samples.reviewing_for_long(), ()),
    "reviews, for an organiser": lambda: reviews_message(
        samples.reviewing_as_organiser(), (samples.LINK, None)
    ),
}
