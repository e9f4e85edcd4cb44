"""A hint on an answer: one thing done well, at most two nudges, and what one can do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    CheckboxesElement,
    InputBlock,
    Option,
    PlainTextObject,
    RadioButtonsElement,
)

from bot.practice.disputes import Settled
from bot.practice.hints import Reason, Why
from bot.practice.judging import HintCard, PushBack
from bot.practice.offering import Asked
from bot.slack import ids
from bot.slack.views import samples
from bot.slack.views.message import (
    LONGEST_FIELD,
    Examples,
    Message,
    button,
    buttons,
    message,
    modal,
    text_field,
    with_button,
)
from bot.slack.views.text import aside, escape, listed, plain, points, quote, say, shorten
from questions.model import Level, Nudge

LEVELS = {Level.MISSING: "not found", Level.MENTIONED: "named", Level.SHOWN: "shown"}
WARNING = "This looks as if it held a patient's data: {found}."
ADVICE = (
    "Only you see this warning, and nothing of the answer is quoted anywhere. Please take it out: "
    "edit or delete the message, or press Revise. What is gone in Slack is deleted here too."
)
MUTED = "Here, people call nudges on this wrong so often that nobody gets one for now."
WAYS = {
    "low": "My answer does more than this says",
    "high": "My answer does less than this says",
    "beside": "It is beside the question",
}
ALONE = "Nobody else answers here yet. What would you change beside a strong answer?"
PLAIN_RULES = {
    "model": "Decided by the model that whoever runs Rounds has set.",
    "no known words for it": "No words for it were found.",
    "too little": "Too little was said to judge it.",
}
CLASSES = {  # of the signal files; the others are words already
    "n": "a number",
    "pct": "a share",
    "neg": "not",
    "cmp": "more or less than",
    "if": "if",
    "past": "did",
    "do": "do",
    "ed": "did",
    "ing": "doing",
    "std": "a standard",
    "role": "a role",
    "who": "somebody",
}
LEANT = 160  # characters of their words before a nudge
QUOTED = 300  # characters of somebody's own words that are shown back to them
TRUNCATED = "Your answer is long, so only its first 8,000 characters were read."


def welcome_words(keep_days: int | None) -> str:
    """Say to somebody new what is kept, for how long, who sees it, and where to change that."""
    until = "for as long as this workspace runs Rounds"
    if keep_days is not None:
        until = f"for {keep_days} days, and its date and levels after that"
    return (
        f"Your first answer: welcome. What you answer is kept {until}; what you delete in a thread "
        "is deleted here too. Peers see what you write in a thread; hints, streak and weaknesses "
        "are for your eyes only. In the Home tab of Rounds, under Settings, you choose where your "
        "hints go; `/rounds privacy` shows what is kept, sends it to you, or deletes it."
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What a person is told with a hint.

    `welcome`: it is their first. `asked`: peers' answers that they are asked to review. `alone`:
    their own, where nobody else is there to review it.
    """

    welcome: bool = False
    asked: tuple[Asked, ...] = ()
    alone: str | None = None

    @property
    def something(self) -> bool:
        """Say whether there is anything to tell."""
        return self.welcome or bool(self.asked) or self.alone is not None


def hint_message(
    card: HintCard, beside: Beside = Beside(), *, keep_days: int | None = None
) -> Message:
    """Render a hint as a message for one person."""
    words, blocks = _beside(beside, keep_days)
    return message(
        "\n".join([hint_text(card), *words]), [*_body(card), buttons(*_buttons(card)), *blocks]
    )


def beside_hint_message(
    beside: Beside, *, keep_days: int | None = None, private: Sequence[str] = ()
) -> Message:
    """Render what a person is told privately where the thread sees the hint itself."""
    words, blocks = _beside(beside, keep_days)
    warned = _warning(private)
    return message("\n".join([*warned, *words]), [*map(say, warned), *blocks])


def _warning(private: Sequence[str]) -> list[str]:
    """Warn an author, and nobody else, of what should not stand in an answer."""
    return [WARNING.format(found=", ".join(private)), ADVICE] if private else []


def _beside(beside: Beside, keep_days: int | None) -> tuple[list[str], list[Block]]:
    words: list[str] = []
    blocks: list[Block] = []
    for each in beside.asked:
        words.append(f"<@{each.author}>'s answer waits for a review.")
        blocks.append(with_button(words[-1], button("Review it", ids.REVIEW, each.answer_id)))
    if beside.alone is not None:
        words.append(ALONE)
        blocks.append(with_button(ALONE, button("Compare", ids.COMPARE, beside.alone)))
    if beside.welcome:
        words.append(f"\n{welcome_words(keep_days)}")
        blocks.append(aside(welcome_words(keep_days)))
    return words, blocks


def hint_view(
    card: HintCard,
    beside: Beside = Beside(),
    *,
    note: str = "",
    keep_days: int | None = None,
) -> dict[str, Any]:
    """Render a hint inside the modal in which the answer was given, with a note beside it."""
    noted: list[Block] = [aside(note)] if note else []
    return modal(
        "Your hint",
        [*_body(card), buttons(*_buttons(card)), *noted, *_beside(beside, keep_days)[1]],
        callback_id=ids.NOTICE,
    )


def hint_text(card: HintCard) -> str:
    """Write a hint as plain words, for readers without blocks."""
    hint = card.hint
    lines = [*_warning(card.private), _opening(card)]
    if hint.praise is not None:
        lines.append(f"This works: “{escape(shorten(hint.praise.quote, QUOTED))}”")
    if hint.nudges:
        lines += ["An interviewer might ask:", listed(map(_asked, hint.nudges))]
    lines += _moves(card)
    if card.truncated:
        lines.append(TRUNCATED)
    return "\n".join(lines)


def _body(card: HintCard) -> list[Block]:
    hint = card.hint
    blocks: list[Block] = [say(line) for line in _warning(card.private)]
    blocks.append(say(f"*{_opening(card)}*"))
    if hint.praise is not None:
        blocks += [say("This works:"), quote(hint.praise.quote, QUOTED)]
    if hint.nudges:
        blocks += [say("An interviewer might ask:"), points(map(_asked, hint.nudges))]
    blocks += [say(line) for line in _moves(card)]
    if card.truncated:
        blocks.append(aside(TRUNCATED))
    return blocks


def _asked(nudge: Nudge) -> str:
    """Write a nudge, after their words that it leans on."""
    return f"You say “{shorten(nudge.quote, LEANT)}”. {nudge.text}" if nudge.quote else nudge.text


def _opening(card: HintCard) -> str:
    if card.unread:
        return "Your answer is in. Rounds reads English only, so there is no hint on it."
    if card.kind == "follow-up":
        return "A hint on your reply"
    second = card.draft > 1 or bool(card.moved or card.closer or card.unmoved)
    if not card.hint.nudges and card.hint.praise is None:
        return "Your answer is in. There is nothing certain to add."
    if not card.hint.nudges:
        return "Your answer is in, and there is nothing certain to nudge."
    return "A hint on your new draft" if second else "A hint on your answer"


def _moves(card: HintCard) -> list[str]:
    lines = []
    if card.moved:
        since = "New in your reply" if card.kind == "follow-up" else "New since your last draft"
        lines.append(f"{since}: {_joined(card.moved)}.")
    rest = [f"named now, but not shown yet: {_joined(card.closer)}"] if card.closer else []
    rest += [f"still open: {_joined(card.unmoved)}"] if card.unmoved else []
    if rest:
        words = "; ".join(rest)
        lines.append(f"{words[:1].upper()}{words[1:]}.")
    return lines


def _joined(titles: Sequence[str]) -> str:
    return escape(", ".join(title[:1].lower() + title[1:] for title in titles))


def _buttons(card: HintCard) -> list[ButtonElement]:
    row = [button("Why?", ids.WHY, card.answer_id), button("Revise", ids.REVISE, card.answer_id)]
    if card.can_share:
        row.append(button("Share to thread", ids.SHARE, card.answer_id))
    if card.kind != "follow-up":
        row.append(button("Push back on me", ids.PUSH_BACK, card.answer_id))
    return [*row, button("This is wrong", ids.WRONG, card.answer_id)]


def why_view(why: Why) -> dict[str, Any]:
    """Show per criterion what was found, in the person's own words."""
    blocks: list[Block] = [
        aside("What the rubric looks for in this question, and what was found in your words.")
    ]
    for reason in why.reasons:
        silenced = " You called this wrong, so it does not count." if reason.disputed else ""
        blocks.append(say(f"*{escape(reason.title)}*: {LEVELS[reason.level]}.{silenced}"))
        if reason.muted and reason.level != Level.SHOWN:
            blocks.append(aside(MUTED))
        if reason.evidence:
            blocks.append(quote(reason.evidence, QUOTED))
        blocks.append(aside("\n".join(_behind(reason))))
    return modal("Why this hint", blocks, callback_id=ids.NOTICE)


def _behind(reason: Reason) -> list[str]:
    """Say what decided, and what would be shown."""
    lines = [escape(_rule(reason))] if reason.rule else []
    if reason.level != Level.SHOWN:
        if reason.mistake:
            lines.append(f"Nudged because of: {escape(reason.mistake)}.")
        lines.append(f"Shown means: {escape(reason.shown)}")
    return lines or ["Nothing else decided."]


def _rule(reason: Reason) -> str:
    """Put the engine's word for what decided into people's."""
    kind, _, phrase = reason.rule.partition(": ")
    words = " … ".join(_spoken(part) for part in phrase.split(" & "))
    match kind, reason.level:
        case "does", Level.SHOWN:
            like = "" if "<" in phrase else f", like “{words}”"  # a class reads as nonsense
            return f"Decided by words that do it{like}."
        case "does" | "names", Level.MENTIONED:
            return f"Decided by words like “{words}”: they go some way, but not all."
        case "does" | "names", Level.MISSING:
            return f"Words like “{words}” were too faint to count."
        case "weighs", _ if phrase:
            return f"Decided by the sentence as a whole, most of all by its words “{phrase}”."
        case "weighs", _:
            return "Decided by the answer as a whole: no words for it stand out."
        case _:
            return PLAIN_RULES.get(kind, f"Decided by this: {reason.rule}.")


def _spoken(phrase: str) -> str:
    """Write a phrase of the signal files as one of the texts that it finds."""
    words = []
    for item in phrase.split():
        first = item.partition("|")[0].replace("*", "")
        if first.startswith("<") and first.endswith(">"):
            first = CLASSES.get(first[1:-1], first[1:-1])
        words.append("…" if first == ".." else first)
    return " ".join(words)


def wrong_form(why: Why, nudged: Sequence[str]) -> dict[str, Any]:
    """Ask what the hint got wrong; what was nudged comes first, what was said before is ticked."""
    order = sorted(why.reasons, key=lambda reason: reason.criterion not in nudged)
    options = {
        reason.criterion: Option(
            value=reason.criterion,
            text=PlainTextObject(text=shorten(f"{reason.title}: {LEVELS[reason.level]}", 75)),
        )
        for reason in order
    }
    ticked = [options[reason.criterion] for reason in order if reason.disputed]
    if not options:
        return notice_view("Nothing to say", "Nothing was judged here, so nothing can be wrong.")
    return modal(
        "This is wrong",
        [
            say("What you tick stops counting in your log. Untick it, and it counts again."),
            InputBlock(
                block_id="criteria",
                label=PlainTextObject(text="Points it got wrong"),
                optional=True,
                element=CheckboxesElement(
                    action_id="criteria",
                    options=list(options.values()),
                    initial_options=ticked or None,
                ),
            ),
            InputBlock(
                block_id="way",
                label=PlainTextObject(text="How is it wrong?"),
                optional=True,
                element=RadioButtonsElement(
                    action_id="way",
                    options=[
                        Option(value=way, text=PlainTextObject(text=words))
                        for way, words in WAYS.items()
                    ],
                ),
            ),
        ],
        callback_id=ids.WRONG_FORM,
        about=why.answer_id,
        submit="Send",
    )


def settled_view(settled: Settled) -> dict[str, Any]:
    """Say what stopped counting, and what counts again."""
    lines = []
    if settled.silenced:
        titles = ", ".join(settled.silenced)
        lines.append(f"It no longer counts in your log: {titles}. Thank you for saying.")
    if settled.counting:
        lines.append(f"It counts again: {', '.join(settled.counting)}.")
    return notice_view("Noted", " ".join(lines) or "Everything stays as it was.")


def revise_form(answer_id: str, text: str) -> dict[str, Any]:
    """Open the answer for another draft."""
    blocks: list[Block] = [
        text_field(
            "answer",
            "Your new draft",
            hint="This field takes 3,000 characters. The draft before is kept too.",
            initial=text[:LONGEST_FIELD],
        )
    ]
    if len(text) > LONGEST_FIELD:
        blocks.insert(0, aside("Your answer is longer than this field: only its start is here."))
    return modal("New draft", blocks, callback_id=ids.REVISE_FORM, about=answer_id, submit="Send")


def push_back_form(push_back: PushBack, floor: int) -> dict[str, Any]:
    """Let the interviewer press once, and the person reply."""
    return modal(
        "The interviewer asks",
        [
            plain(push_back.ask),
            *([aside("You wrote:"), quote(push_back.quote, QUOTED)] if push_back.quote else []),
            text_field("answer", "Your reply", hint=f"{floor} words are enough."),
        ],
        callback_id=ids.PUSH_BACK_FORM,
        about=push_back.answer_id,
        submit="Send",
    )


def ask_message(
    channel: str, ts: str, words: int, floor: int, *, mentions: bool = False
) -> Message:
    """Ask a person, privately, whether a message that is short or mentions a peer is an answer."""
    about = f"{channel}:{ts}"
    if mentions:
        asked = (
            "Is this your answer, or do you comment on somebody else's? It mentions them, so it "
            "counts as your answer only if you say so."
        )
    else:
        asked = (
            f"Is this your answer? It has {words} words, and answers usually have {floor} or more."
            " You can also go on writing: what you add within five minutes joins it."
        )
    return message(
        asked,
        [
            say(asked),
            buttons(
                button("Count as my answer", ids.COUNT_YES, about, primary=True),
                button("Not an answer", ids.COUNT_NO, about),
            ),
        ],
    )


def notice_view(title: str, words: str) -> dict[str, Any]:
    """Say one thing in a modal."""
    return modal(title, [plain(words)], callback_id=ids.NOTICE)


EXAMPLES: Examples = {
    "hint": lambda: hint_message(samples.hint()),
    "hint, leaning on their words": lambda: hint_message(
        samples.hint(leans_on="all of it will be fully HIPAA compliant")
    ),
    "hint, a strong answer": lambda: hint_message(samples.hint(nudges=())),
    "hint, nothing certain": lambda: hint_message(samples.hint(praise="", nudges=())),
    "hint, another script": lambda: hint_message(samples.hint(praise="", nudges=(), unread=True)),
    "hint, second draft": lambda: hint_message(samples.second_draft()),
    "hint, a long answer": lambda: hint_message(samples.hint(truncated=True)),
    "hint, a patient's data": lambda: hint_message(
        samples.hint(praise="", private=("a record number", "a phone number"))
    ),
    "beside a public hint, a patient's data": lambda: beside_hint_message(
        Beside(), private=("a record number",)
    ),
    "hint, the first one where text expires": lambda: hint_message(
        samples.hint(), Beside(welcome=True), keep_days=180
    ),
    "hint, the first one, and a peer waits": lambda: hint_message(
        samples.hint(), Beside(welcome=True, asked=samples.ASKED)
    ),
    "beside a hint that the thread sees": lambda: beside_hint_message(
        Beside(welcome=True, asked=samples.ASKED)
    ),
    "hint, and nobody else is there": lambda: hint_message(
        samples.hint(), Beside(alone=samples.ANSWER_ID)
    ),
    "hint in the modal": lambda: hint_view(
        samples.hint(kind="private"), Beside(welcome=True, asked=samples.ASKED)
    ),
    "hint on a reply to the interviewer": lambda: hint_view(samples.hint(kind="follow-up")),
    "why": lambda: why_view(samples.why()),
    "this is wrong": lambda: wrong_form(samples.why(), ["failure-modes"]),
    "this is wrong, all of it already": lambda: wrong_form(samples.why(disputed=True), []),
    "this is wrong, sent": lambda: settled_view(Settled(("How it breaks",), ("Who decides",))),
    "this is wrong, unchanged": lambda: settled_view(Settled((), ())),
    "why, a muted point": lambda: why_view(samples.why(muted=True)),
    "revise": lambda: revise_form(samples.ANSWER_ID, samples.ANSWER),
    "revise, a long answer": lambda: revise_form(samples.ANSWER_ID, samples.LONG_ANSWER),
    "push back on me": lambda: push_back_form(samples.push_back(), 12),
    "push back on me, on their words": lambda: push_back_form(
        samples.push_back("errors are handled by the system"), 12
    ),
    "is this your answer": lambda: ask_message("C0DAILY", "1795176000.000100", 17, 25),
    "is this your answer, or a comment": lambda: ask_message(
        "C0DAILY", "1795176000.000100", 40, 25, mentions=True
    ),
    "notice": lambda: notice_view("Saved", "Your next hints go where you chose."),
}
