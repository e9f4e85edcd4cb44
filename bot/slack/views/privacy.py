"""What is kept about a person, in plain words; and the end of it."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import HeaderBlock
from slack_sdk.models.views import View

from bot.practice.privacy import Kept
from bot.slack import ids
from bot.slack.views.message import Examples, Message, button, buttons, message, modal
from bot.slack.views.text import aside, escape, listed, points, say

# By table: one of it, and many.
NAMES = {
    "answers": ("answer", "answers"),
    "drafts": ("earlier draft", "earlier drafts"),
    "messages": ("message in a question's thread", "messages in questions' threads"),
    "hints": ("hint", "hints"),
    "marks": ("level given to a point", "levels given to points"),
    "remarks": ("point that a hint brought up", "points that hints brought up"),
    "disputes": ("point you called wrong", "points you called wrong"),
    "drills": ("drill", "drills"),
    "reviews": (
        "review, by you or for you, or asked of you, or a comparison of your own",
        "reviews, by you or for you, with what was asked of you and your own comparisons",
    ),
    "calibrations": ("practice answer before a review", "practice answers before a review"),
    "members": ("set of choices: zone, hints and the like",) * 2,
    "day_clocks": ("time zone, with its date", "time zones, with their dates"),
    "leaves": ("stretch of days off", "stretches of days off"),
    "outbox": ("note on a direct message to you", "notes on direct messages to you"),
    "organisers": ("entry as an organiser", "entries as an organiser"),
    "channels": ("channel you set up", "channels you set up"),
    "channel_changes": ("change of a channel's settings", "changes of channels' settings"),
    "rounds": ("question you posted by hand", "questions you posted by hand"),
    "passed_over": ("question you passed over", "questions you passed over"),
    "leavers": ("note that you left the workspace",) * 2,
    "moves": ("time you left or joined a channel", "times you left or joined a channel"),
}
NOTHING = "Nothing is kept about you."
LEFT_AND_BACK = (
    "Welcome back. After you left the workspace Rounds forgot you, as it does with everybody, so "
    "you start anew."
)
FORGOTTEN = (
    "Rounds has forgotten you, as you asked. What you write in a question's thread is not taken "
    "in, and nothing else works for you but `/rounds privacy`."
)
RETURN = "You can take part again. You start anew: nothing of before comes back."
GOES = (
    "Your answers with their drafts, hints and levels; your streak, weaknesses and what is due.",
    "Your drills, what you called wrong, your choices and days off.",
    "The reviews you wrote and those of your answers, in the threads too.",
    "Your answers that Rounds shared to a thread for you.",
)
STAYS = (
    "The messages that you wrote in a thread yourself: they are Slack's. Delete them there.",
    "What others wrote; where they mention you, Rounds keeps “somebody” in your place.",
    "Your name in weekly digests that were posted already.",
    "Rounds' direct messages to you, files among them: you see them in Slack alone.",
    "Backups made before now, until they are too old: whoever runs Rounds knows when.",
    "That somebody is forgotten, without your name, so that nothing of yours comes back.",
)


def privacy_message(kept: Kept) -> Message:
    """Say what is kept, and offer it, its end, or to begin again."""
    if kept.token is not None:
        words = f"{FORGOTTEN}\n{RETURN}"
        row = buttons(button("Take part again", ids.PRIVACY_RETURN, kept.token))
        return message(words, [say(FORGOTTEN), say(RETURN), row])
    if not kept.counts:
        words = f"{NOTHING} A first answer or drill begins your record."
        words = f"{LEFT_AND_BACK} {words}" if kept.back else words
        return message(words, [say(words)])
    head = "What Rounds keeps about you. Only you see this."
    lines = [_counted(table, count) for table, count in kept.counts.items()]
    until = kept_for(kept.keep_days)
    row = buttons(
        button("Send it to me", ids.PRIVACY_EXPORT, "all"),
        button("Delete everything", ids.PRIVACY_DELETE, "all"),
    )
    return message(
        "\n".join([head, listed(lines), until]),
        [say(f"*{head}*"), points(lines), aside(until), row],
    )


def kept_for(days: int | None) -> str:
    """Say for how long the words of an answer are kept."""
    if days is None:
        return "The words of your answers are kept for as long as this workspace runs Rounds."
    return (
        f"After {days} days an answer loses its words and what quotes them; "
        "its date and levels stay."
    )


def _counted(table: str, count: int) -> str:
    one, many = NAMES.get(table, (f"row in {table}", f"rows in {table}"))
    return f"{count} {one if count == 1 else many}"


def delete_form(kept: Kept) -> dict[str, Any]:
    """Ask before everything goes, and say what goes and what stays."""
    if not kept.counts:
        return modal("Nothing to delete", [say(NOTHING)], callback_id=ids.NOTICE)
    return modal(
        "Delete everything?",
        [
            say("*This goes, for good, at once:*"),
            points(GOES),
            say("*This stays:*"),
            points(STAYS),
            say("To take part again later, type `/rounds privacy`. Nothing comes back by itself."),
        ],
        callback_id=ids.FORGET_FORM,
        submit="Delete it all",
    )


def deleted_words(rows: Mapping[str, int]) -> str:
    """Say what went."""
    lines = ", ".join(_counted(table, count) for table, count in rows.items())
    return (
        f"It is deleted: {lines or 'there was nothing'}. To take part again one day, type "
        "/rounds privacy."
    )


def record_words() -> str:
    """Say what the files are that a person gets."""
    return (
        "All that Rounds keeps about you: once as JSON, for programs, and once as CSV, for a "
        "spreadsheet. Only you see these files; delete them here when you have them."
    )


def forgotten_home() -> dict[str, Any]:
    """Render the Home tab of somebody who is forgotten."""
    return View(
        type="home", blocks=[HeaderBlock(text="Forgotten"), say(FORGOTTEN), say(escape(RETURN))]
    ).to_dict()


_MUCH = {"answers": 31, "drafts": 4, "messages": 33, "marks": 1, "reviews": 12, "members": 1}

EXAMPLES: Examples = {
    "privacy, nothing kept": lambda: privacy_message(Kept({}, None, None)),
    "privacy, much kept": lambda: privacy_message(Kept(_MUCH, None, None)),
    "privacy, text kept for a while": lambda: privacy_message(Kept(_MUCH, 180, None)),
    "privacy, back after leaving": lambda: privacy_message(Kept({}, None, None, back=True)),
    "privacy, forgotten": lambda: privacy_message(Kept({}, None, "2f1a")),
    "delete everything": lambda: delete_form(Kept(_MUCH, None, None)),
    "delete, nothing there": lambda: delete_form(Kept({}, None, None)),
    "home, forgotten": forgotten_home,
}
