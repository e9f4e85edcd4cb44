"""Practice answers before a first review: the form, and how one's levels compare."""

from typing import Any

from slack_sdk.models.blocks import ButtonElement

from bot.practice.calibration import Comparison, Exercise
from bot.practice.reviews import ReviewForm
from bot.rules import calibration
from bot.rules.calibration import Agreement, Compared
from bot.slack import ids
from bot.slack.views import samples
from bot.slack.views.message import Examples, button, buttons, modal
from bot.slack.views.review import CHOICES, level_field, review_form
from bot.slack.views.text import aside, escape, plain, quote, say, shorten
from questions.model import TRACKS, Level, Rubric

LONGEST = 1500  # characters of a practice answer; those that come with Rounds are shorter
_KINDS = {
    "strong": "The bank keeps this as a strong answer.",
    "weak": "The bank keeps this as an answer that leaves things open.",
}


def towards_review(form: ReviewForm, exercise: Exercise | None, rubric: Rubric) -> dict[str, Any]:
    """Show what comes next on the way to a review: a practice answer, or the review itself."""
    return review_form(form, rubric) if exercise is None else calibration_form(exercise, rubric)


def calibration_form(exercise: Exercise, rubric: Rubric) -> dict[str, Any]:
    """Render a practice answer with the same levels as a review, on a few of the criteria."""
    practised, answer = exercise.practice, exercise.practice.example.answer
    role = TRACKS.get(exercise.role, exercise.role)
    head = (
        f"Before your first review in *{escape(role)}*: three short practice answers from the "
        "question bank. After each you see how you compare; nobody else does."
    )
    # Ids of their own for each answer: Slack keeps what was chosen where a block's id stays.
    about = f"{practised.question.id}:{practised.kind}"
    criteria = [level_field(f"{about}:{c}", rubric.criteria[c]) for c in practised.points]
    return modal(
        "Practise reviewing",
        [
            *([say(head)] if exercise.number == 1 else []),
            buttons(_skip(exercise.answer_id)),
            aside("The question"),
            plain(shorten(practised.question.prompt, 900)),
            aside(f"Practice answer {exercise.number} of {calibration.EXAMPLES}"),
            quote(answer, LONGEST),
            *([aside("Only the start is shown; judge by that.")] if len(answer) > LONGEST else []),
            *criteria,
        ],
        callback_id=ids.CALIBRATION_FORM,
        about=exercise.answer_id,
        submit="Compare",
    )


def example_of(field: str) -> tuple[str, str]:
    """Give question and kind of the practice answer that a field of the form is about."""
    question, _, rest = field.partition(":")
    return question, rest.partition(":")[0]


def comparison_view(found: Comparison, rubric: Rubric) -> dict[str, Any]:
    """Show a person how they see a practice answer, and how the bank does."""
    last = found.whole is not None
    end = [say(f"*{agreement_words(found.whole)}*")] if found.whole is not None else []
    return modal(
        "How you compare",
        [
            say(f"{_opening(found.points)} {_KINDS[found.kind]}"),
            *(say(_point(each, rubric)) for each in found.points),
            *end,
            aside("The bank's levels are one careful reading. Only you see this."),
            *([] if last else [buttons(_skip(found.answer_id))]),
        ],
        callback_id=ids.CALIBRATION_NEXT,
        about=found.answer_id,
        submit="Write the review" if last else "Next answer",
    )


def agreement_words(found: Agreement) -> str:
    """Say how a person's levels lie to the bank's over several answers, in a sentence."""
    whole = {1: "the one point", 2: "both points"}.get(found.of, f"all {found.of} points")
    if found.same == found.of:
        return f"You saw {whole} as the bank does."
    if found.milder and found.stricter:
        lean = "sometimes milder, sometimes stricter"
    else:
        lean = "milder" if found.milder else "stricter"
    if found.same == 0:
        return f"You saw {whole} differently from the bank: you were {lean}."
    count = f"{found.same} of {found.of} points"
    return f"You saw {count} as the bank does; where you differed you were {lean}."


def _opening(points: tuple[Compared, ...]) -> str:
    same = sum(each.yours == each.banks for each in points)
    if same == len(points):
        return "You read this just as the bank does."
    if same == 0:
        return "You and the bank read this differently, which is what practice is for."
    return f"You and the bank agree on {same} of {len(points)} points here."


def _point(each: Compared, rubric: Rubric) -> str:
    criterion = rubric.criteria[each.criterion]
    title = f"*{escape(criterion.title)}*"
    if each.yours == each.banks:
        return f"{title}\nBoth: {CHOICES[each.banks]}"
    higher = max(each.yours, each.banks)
    line = criterion.shown if higher == Level.SHOWN else criterion.mentioned
    return (
        f"{title}\nYou: {CHOICES[each.yours]}\nThe bank: {CHOICES[each.banks]}\n"
        f"“{CHOICES[higher]}” means: {escape(shorten(line, 300))}"
    )


def _skip(answer: str) -> ButtonElement:
    return button("Skip and review", ids.CALIBRATION_SKIP, answer)


EXAMPLES: Examples = {
    "practice answer, the first": lambda: calibration_form(samples.exercise(), samples.RUBRIC),
    "practice answer, the last and a long one": lambda: calibration_form(
        samples.exercise(number=3, text=samples.LONG_ANSWER), samples.RUBRIC
    ),
    "practice compared": lambda: comparison_view(samples.comparison(), samples.RUBRIC),
    "practice compared, all as the bank": lambda: comparison_view(
        samples.comparison((2, 1, 0, 0)), samples.RUBRIC
    ),
    "practice compared, the last": lambda: comparison_view(
        samples.comparison((0, 0, 1, 1), Agreement(7, 4, 1)), samples.RUBRIC
    ),
}
