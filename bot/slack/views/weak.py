"""Weaknesses: what to work on, why, and the evidence; for the person alone."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, MarkdownTextObject, SectionBlock

from bot.practice.weaknesses import Advice, Cited, Evidence, WorkOn
from bot.rules.consensus import APART
from bot.rules.weakness import ENGINE, Weakness
from bot.slack import ids
from bot.slack.views import samples
from bot.slack.views.message import Examples, Message, button, buttons, message
from bot.slack.views.text import aside, escape, say, short_day, shorten
from questions.model import Level, Rubric

LEVELS = {Level.MISSING: "not found", Level.MENTIONED: "only named", Level.SHOWN: "shown"}
PROMPT = 40  # characters of a question, so that it is known again
TOO_FEW = (
    "Too few answers to tell yet. A point shows up here once three of your answers "
    "were judged on it. `/drill` brings that closer."
)
NOTHING = "Nothing stands out: every point with enough answers is strong, and nothing is due today."
COUNTED = (
    "How it is counted: not found is 0, only named 0.5, shown 1. The average starts at the first "
    "answer, and each later one is 0.3 of it. What peers found outranks what Rounds found, and "
    "what you called wrong does not count."
)


def weak_message(advice: Advice, rubric: Rubric) -> Message:
    """Say in a sentence each what to work on and why, with the drill for it."""
    if not advice.work_on:
        words = NOTHING if advice.known else TOO_FEW
        return message(words, [say(words), buttons(button("Drill", ids.DRILL_START, "weak"))])
    head = "What to work on next. Only you see this."
    lines = [_weak_line(each, rubric) for each in advice.work_on]
    blocks: list[Block] = [say(f"*{head}*")]
    for each, line in zip(advice.work_on, lines, strict=True):
        criterion = each.weakness.criterion
        row = buttons(
            button("Drill it", ids.DRILL_START, criterion),
            button("Evidence", ids.WEAK_WHY, criterion),
        )
        blocks += [say(line), row]
    blocks.append(buttons(button("Drill any of these", ids.DRILL_START, "weak", primary=True)))
    return message("\n".join([head, *lines]), blocks)


def _weak_line(each: WorkOn, rubric: Rubric) -> str:
    weakness = each.weakness
    title = escape(rubric.criteria[weakness.criterion].title)
    due = ", and it is due again today" if each.due else ""
    if not weakness.enough:
        return f"*{title}* is due again today; too few answers to tell how it stands."
    return f"*{title}* is {weakness.state}: {_counts(weakness)}{due}."


def _counts(weakness: Weakness) -> str:
    counts = {
        "shown": weakness.shown,
        "only named": weakness.mentioned,
        "not found": weakness.missed,
    }
    told = ", ".join(f"{word} {_times(count)}" for word, count in counts.items() if count)
    return f"asked {_times(weakness.asked)}, {told}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def evidence_message(found: Sequence[Evidence], rubric: Rubric) -> Message:
    """Cite what each standing rests on: which answer, to what, when, and who says so."""
    if not found:
        words = "Nothing to show yet: it takes three answers of yours that are judged on a point."
        return message(words, [say(words)])
    lines: list[str] = []
    blocks: list[Block] = []
    for each in found:
        head = _head(each, rubric)
        cited = [_cited_line(one) for one in each.cited]
        lines += [head, *(f"• {line}" for line in cited)]
        blocks += [
            say(head),
            *(
                _with_answer(line, one.verdict.answer_id)
                for line, one in zip(cited, each.cited, strict=True)
            ),
        ]
        if each.earlier:
            before = f"And {each.earlier} earlier."
            lines.append(before)
            blocks.append(aside(before))
    return message("\n".join([*lines, COUNTED]), [*blocks, aside(COUNTED)])


def _head(each: Evidence, rubric: Rubric) -> str:
    known = each.weakness
    title = escape(rubric.criteria[known.criterion].title)
    stands = f"is {known.state}" if known.enough else "has too few answers to tell"
    return f"*{title}* {stands}: {_counts(known)}. Average {known.average:.2f}. The latest first:"


def _with_answer(line: str, answer: str) -> Block:
    return SectionBlock(
        text=MarkdownTextObject(text=line, verbatim=True),
        accessory=button("Open", ids.WHY, answer),
    )


def _cited_line(cited: Cited) -> str:
    verdict = cited.verdict
    prompt = " ".join(cited.prompt.split())
    what = f"“{escape(shorten(prompt, PROMPT))}”" if prompt else "a question no longer asked"
    return (
        f"{short_day(verdict.on)} · {_where(cited)} to {what}: {LEVELS[Level(verdict.level)]}, "
        f"{_who(cited)}. Average {cited.average:.2f}."
    )


def _where(cited: Cited) -> str:
    match cited.kind:
        case "thread" if cited.channel:
            return f"your answer in <#{cited.channel}>"
        case "drill":
            return "your drill"
        case "follow-up":
            return "your reply to the push-back"
        case _:
            return "your private answer"


def _who(cited: Cited) -> str:
    verdict = cited.verdict
    if verdict.by == ENGINE:
        return "says Rounds"
    named = [f"<@{peer}>" for peer in cited.peers if peer is not None]
    others = len(cited.peers) - len(named)
    unnamed = ["a peer" if others == 1 else f"{others} peers"] if others else []
    peers = ", ".join([*named, *unnamed])
    if len(cited.peers) < 2:  # noqa: PLR2004 - one is not several
        return f"says {peers}" if peers else "say peers"
    differ = "; reviewers differ" if verdict.spread >= APART else ""
    return f"the lower middle of {peers}{differ}"


EXAMPLES: Examples = {
    "weak, none": lambda: weak_message(samples.advice(known=False), samples.RUBRIC),
    "weak, some": lambda: weak_message(samples.advice_after_many(), samples.RUBRIC),
    "weak, all strong": lambda: weak_message(samples.advice(known=True), samples.RUBRIC),
    "weak, evidence": lambda: evidence_message(samples.evidence(), samples.RUBRIC),
    "weak, no evidence": lambda: evidence_message((), samples.RUBRIC),
}
