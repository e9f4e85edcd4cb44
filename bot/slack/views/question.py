"""The day's question, and what its buttons open."""

from dataclasses import replace
from typing import Any

from slack_sdk.models.blocks import Block, HeaderBlock

from bot.practice.daily import Card
from bot.practice.hints import FrameworkCard, Way
from bot.slack import ids
from bot.slack.views import samples
from bot.slack.views.message import (
    POSTED,
    Examples,
    Message,
    button,
    buttons,
    message,
    modal,
    text_field,
)
from bot.slack.views.text import aside, day, escape, plain, points, quote, say
from questions.model import Level, Question, Rubric

STAGES = {
    "recruiter": "Recruiter screen",
    "hiring-manager": "Hiring-manager screen",
    "take-home": "Take-home",
    "product-sense": "Product sense",
    "strategy": "Strategy",
    "technical": "Technical round",
    "cross-functional": "Cross-functional round",
    "behavioural": "Behavioural round",
    "presentation": "Presentation",
    "executive": "Executive round",
    "coding": "Coding screen",
    "ml-theory": "ML theory",
    "system-design": "System design",
    "regulatory": "Regulatory round",
    "role-play": "Role-play",
    "your-questions": "Your questions to them",
}
CATEGORIES = {
    "product-sense": "product sense",
    "metrics": "metrics",
    "prioritisation": "prioritisation",
    "behavioural": "behavioural",
    "mission": "mission",
    "system-design": "system design",
    "privacy": "privacy",
    "interoperability": "interoperability",
    "data-modelling": "data modelling",
    "ml-system-design": "ML system design",
    "ml-theory": "ML theory",
    "coding-data": "coding with data",
}


TAKEN = {Level.MISSING: "Not found.", Level.MENTIONED: "Named.", Level.SHOWN: "Taken."}
QUOTED = 300  # characters of somebody's own words that are shown back to them


def category_name(category: str) -> str:
    """Write a category as people say it."""
    return CATEGORIES.get(category, category)


def facts_line(question: Question) -> str:
    """Say where the question stands in an interview, in one line."""
    stage, category = STAGES[question.stage], category_name(question.category)
    same = stage.lower().startswith(category.lower())
    where = stage if same else f"{stage} · {category}"
    return f"{where} · {question.difficulty} · {question.minutes} minutes"


NOT_AGAIN = "an earlier text of yours again does not"


def floor_words(floor: int, question: Question) -> str:
    """Say the minimum effort beforehand."""
    if question.format == "coding":
        return f"With a code block, {floor} words are enough for the day to count; {NOT_AGAIN}."
    return f"{floor} words or more make the day count; {NOT_AGAIN}."


def floor_hint(floor: int, question: Question) -> str:
    """Say beside a field what it wants at least and takes at most."""
    least = f"At least {floor} words."
    if question.format == "coding":
        least = f"With a code block between ``` lines, {floor} words are enough."
    return f"{least} This field takes 3,000 characters."


DAY_OFF = "It is a day off: it neither breaks nor lengthens a streak."


def question_message(card: Card) -> Message:
    """Render a round. The first block's id lets a look-up recognise the message as ours."""
    question = card.question
    when = day(card.local_date)
    worth = floor_words(card.floor, question) if card.counts else DAY_OFF
    how = f"Reply in the thread. {worth}"
    text = f"Question for {when}\n{facts_line(question)}\n\n{escape(question.prompt)}\n\n{how}"
    return message(
        text,
        [
            HeaderBlock(text=f"Question for {when}", block_id=f"round:{card.round_id}"),
            aside(facts_line(question)),
            plain(question.prompt),
            aside(how),
            buttons(
                button("Answer privately", ids.ANSWER_PRIVATELY, card.round_id),
                button("Ask the interviewer", ids.ASK_INTERVIEWER, card.round_id),
                button("Nudge me", ids.NUDGE_ME, card.round_id),
                button("Framework", ids.FRAMEWORK, card.round_id),
                button("I'm stuck", ids.STUCK, card.round_id),
            ),
        ],
        longest=POSTED,
    )


def answer_form(question: Question, about: str, floor: int, *, callback_id: str) -> dict[str, Any]:
    """Render the modal in which one answers alone."""
    return modal(
        "Your answer",
        [
            aside(facts_line(question)),
            plain(question.prompt),
            text_field(
                "answer",
                "Your answer",
                hint=f"{floor_hint(floor, question)} Only you see it, unless you share it.",
            ),
        ],
        callback_id=callback_id,
        about=about,
        submit="Send",
    )


def clarifications_view(question: Question) -> dict[str, Any]:
    """Show what one could ask the interviewer, and what they would say."""
    asked = [plain(each.answer, head=each.ask) for each in question.clarifications]
    closing = plain(question.assume, head="If nobody asks, assume")
    return modal("Ask the interviewer", [*asked, closing], callback_id=ids.NOTICE)


def nudge_view(question: Question, rubric: Rubric) -> dict[str, Any]:
    """Give one nudge before answering: on the first thing this question listens for."""
    first = question.criteria[0]
    words = question.nudges.get(first) or rubric.criteria[first].nudge
    blocks = [
        plain(words),
        aside("One nudge to start with. The rest comes after you answer."),
    ]
    return modal("A nudge", blocks, callback_id=ids.NOTICE)


def framework_view(card: FrameworkCard, rubric: Rubric) -> dict[str, Any]:
    """Show the outline for this kind of question; after an answer, its way through it too."""
    question = card.question
    if card.way is not None and card.way.steps:
        return modal("Framework", _way(question, card.way), callback_id=ids.NOTICE)
    steps = rubric.frameworks.get(question.category) or question.outline
    return modal(
        "Framework",
        [
            say(f"A way through a question on {category_name(question.category)}:"),
            points(steps, "ordered"),
            aside("It is a path, not a script: leave out the steps this question does not need."),
        ],
        callback_id=ids.NOTICE,
    )


def _way(question: Question, way: Way) -> list[Block]:
    blocks: list[Block] = [aside(_length(question, way))]
    for step in way.steps:
        found = "" if step.level is None else f" _{TAKEN[step.level]}_"
        blocks.append(say(f"*{step.number}.* {escape(step.text)}{found}"))
        if step.quote:
            blocks.append(quote(step.quote, QUOTED))
    blocks.append(aside(_order(way)))
    return blocks


def _length(question: Question, way: Way) -> str:
    """Say how long an answer takes to say, beside what an interviewer gives it."""
    aloud = "" if way.seconds is None else f", {_spoken(way.seconds)} when said aloud"
    given = f"The question is given {question.minutes} minutes."
    return f"Your answer: {way.words} words{aloud}. {given}"


def _spoken(seconds: int) -> str:
    if seconds < 90:  # noqa: PLR2004 - up to here people think in seconds
        return f"about {max(10, round(seconds / 10) * 10)} seconds"
    halves = round(seconds / 30)
    return f"about {halves // 2}{'½' if halves % 2 else ''} minutes"


def _order(way: Way) -> str:
    """Say in which order an answer took the steps that were found in it."""
    shown = [step for step in way.steps if step.quote and step.level is Level.SHOWN]
    taken = [step.number for step in sorted(shown, key=lambda each: each.at)]
    if not taken:
        return "None of these was found for certain. It is a path, not a script."
    *others, last = map(str, taken)
    apart = ", in this order" if len({step.at for step in shown}) == len(shown) else ""
    steps = f"steps {', '.join(others)} and {last}{apart}" if others else f"step {last}"
    return f"Your answer takes {steps}. It is a path, not a script: some steps may not be needed."


def stuck_view() -> dict[str, Any]:
    """Offer the reset: user, object, failure, owner."""
    return modal(
        "Start again small",
        [
            say(
                "Four short questions. One sentence for each is already an answer.\n\n"
                "1. *User.* Who is doing what when this matters?\n"
                "2. *Object.* Which one record or number must be right for them?\n"
                "3. *Failure.* How does it go wrong, and what happens to them then?\n"
                "4. *Owner.* Who notices, and who decides what to do?"
            ),
        ],
        callback_id=ids.NOTICE,
    )


def moved_message(link: str | None) -> Message:
    """Point from a second message of a round, which has replies, to the one that is kept."""
    where = f"<{link}|here>" if link else "in this channel"
    words = f"This question was posted twice; it goes on {where}. What you answered below counts."
    return message(words, [say(words)], longest=POSTED)


EXAMPLES: Examples = {
    "question, posted twice": lambda: moved_message(samples.LINK),
    "question": lambda: question_message(samples.card()),
    "question, on a day off": lambda: question_message(replace(samples.card(), counts=False)),
    "question, coding with tables": lambda: question_message(samples.card(samples.CODING, 12)),
    "answer form": lambda: answer_form(
        samples.QUESTION, samples.ROUND, 25, callback_id=ids.ANSWER_FORM
    ),
    "answer form, coding": lambda: answer_form(
        samples.CODING, samples.ROUND, 12, callback_id=ids.ANSWER_FORM
    ),
    "ask the interviewer": lambda: clarifications_view(samples.QUESTION),
    "nudge, in the question's words": lambda: nudge_view(samples.QUESTION, samples.RUBRIC),
    "nudge, in the rubric's words": lambda: nudge_view(samples.CODING, samples.RUBRIC),
    "framework": lambda: framework_view(FrameworkCard(samples.QUESTION), samples.RUBRIC),
    "framework, after answering": lambda: framework_view(samples.framework(), samples.RUBRIC),
    "framework, after answering at length": lambda: framework_view(
        samples.framework(words=351, quote=samples.LONG_ANSWER), samples.RUBRIC
    ),
    "framework, after answering in code": lambda: framework_view(
        samples.framework(words=40, code=True, quote=""), samples.RUBRIC
    ),
    "stuck": stuck_view,
}
