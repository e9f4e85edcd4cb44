"""An organiser looks at the next question, or lets another take its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.errors import Gone, NotYet
from bot.practice.asking import Coming, coming, had, next_pick, nothing_comes, with_question
from bot.practice.checks import scheduled
from bot.practice.daily import Card, Render, card_of
from bot.practice.schedule import fitting_questions
from bot.practice.tools import Caller, Tools
from bot.rules import picker, practice_day
from questions.frozen import thaw
from storage.channels import Channel
from storage.rounds import Round, round_id
from storage.store import Books

NONE_FITS = "No question fits this channel's tracks and difficulties. Choose more of them."


@dataclass(frozen=True, slots=True)
class Preview:
    """The next question as it will be posted, why it is this one, and how many new ones follow."""

    channel: Channel
    next: Coming
    card: Card
    reason: str
    left: int
    skipped: Sequence[date] = ()  # coming days


@dataclass(frozen=True, slots=True)
class Replaced:
    """Another question took the place of one.

    `edit` is the key of what will edit the message, where it stands in the channel already.
    """

    preview: Preview
    instead_of: str
    edit: str | None


def preview(tools: Tools, caller: Caller, channel: str) -> Preview:
    """Give the next question of the channel; nothing is changed by looking."""
    with tools.store.read(caller.workspace) as books:
        return _preview(tools, books, scheduled(books, caller, channel))


def replace_question(
    tools: Tools, caller: Caller, channel: str, render: Render, *, following: bool = False
) -> Replaced:
    """Let another question take the place of today's, or of the next if today's is not there.

    The question passed over comes after all others. One that somebody has answered stays; then
    `following` means the next one.
    """
    with tools.store.begin(caller.workspace) as books:
        known = scheduled(books, caller, channel)
        today = practice_day.local_date(books.now(), known.zone)
        there = books.rounds.for_day(channel, today)
        if there is not None and there.state == "posted" and not following:
            if books.answers.any_in_round(there.id):
                raise Gone(
                    "Somebody has answered today's question already, so it stays. "
                    "To pass over the one that comes next: replace next."
                )
            return _replace(tools, books, caller, known, there, render)
        found = coming(books, known)
        if found is None:
            raise Gone(nothing_comes(known))
        if found.round is not None:
            return _replace(tools, books, caller, known, found.round, render)
        before = _preview(tools, books, known).card
        _pass_over(books, caller, known, before)
        after = _preview(tools, books, known)
        _check_other(before, after.card)
        return Replaced(after, before.question.id, None)


def posted(tools: Tools, workspace: str, round_id: str) -> Round | None:
    """Give a round as it stands in its channel; None if it does not."""
    with tools.store.read(workspace) as books:
        found = books.rounds.get(round_id)
        return found if found is not None and found.ts is not None else None


def _replace(
    tools: Tools, books: Books, caller: Caller, channel: Channel, there: Round, render: Render
) -> Replaced:
    """Give a round another question; where it is posted its message will be edited."""
    day, counts = there.local_date, there.counts
    before = card_of(there.id, thaw(there.question), day, counts=counts)
    _pass_over(books, caller, channel, before)
    pick = next_pick(tools, books, channel, instead_of=there)
    if pick is None:
        raise Gone(NONE_FITS)
    card = card_of(there.id, pick.question, day, counts=counts)
    _check_other(before, card)
    changed = with_question(there, pick, render(card))
    if not books.rounds.ask_instead(changed):
        raise NotYet("That question is being posted at this moment. Please try again in a minute.")
    key = None
    if there.state == "posted":
        # Each replacement is a change of the channel's, so the key is new each time.
        key = f"replace:{there.id}:{len(books.channels.changes(channel.id))}"
        body = {"kind": "round", "round": there.id, "ts": there.ts}
        books.outbox.put(key, channel.id, "update", body, books.now())
    at = Coming(there.local_date, there.due_at, changed)
    left = picker.supply(fitting_questions(tools, channel), had(books, channel))
    shown = Preview(channel, at, card, pick.reason, left - (pick.new and key is None))
    return Replaced(shown, before.question.id, key)


def _pass_over(books: Books, caller: Caller, channel: Channel, card: Card) -> None:
    now, question = books.now(), card.question
    named = (question.id, question.category)
    books.rounds.pass_over(channel.id, named, card.local_date, caller.user, now)
    what = {"passed_over": question.id, "date": card.local_date.isoformat()}
    books.channels.note(channel.id, what, caller.user, now)


def _check_other(before: Card, after: Card) -> None:
    if before.question.id == after.question.id:
        raise Gone(
            "Only this one question fits the channel's tracks and difficulties, so no other can "
            "take its place."
        )


def _preview(tools: Tools, books: Books, channel: Channel) -> Preview:
    found = coming(books, channel)
    if found is None:
        raise Gone(nothing_comes(channel))
    counts = True
    if (planned := found.round) is not None:
        question, reason = thaw(planned.question), planned.reason or ""
        counts = planned.counts
    else:
        pick = next_pick(tools, books, channel)
        if pick is None:
            raise Gone(NONE_FITS)
        question, reason = pick.question, pick.reason
    had_before = had(books, channel)
    left = picker.supply(fitting_questions(tools, channel), had_before)
    new = all(each.question_id != question.id for each in had_before)
    named = round_id(books.workspace, channel.id, found.day)
    card = card_of(named, question, found.day, counts=counts)
    skipped = books.rounds.skipped_ahead(channel.id, books.now())
    return Preview(channel, found, card, reason, left - new, skipped)
