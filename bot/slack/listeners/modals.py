"""Submitted modals: each gives the next view, or raises what its fields should say."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.errors import BadInput, Gone, NotAllowed
from bot.practice import (
    answers,
    calibration,
    channels,
    disputes,
    drills,
    leave,
    people,
    privacy,
    reviews,
)
from bot.practice.channels import Wishes
from bot.practice.tools import Caller, Tools
from bot.slack import ids
from bot.slack.chat import Chat
from bot.slack.deliver import check_member, publish_home
from bot.slack.payloads import Submission
from bot.slack.views.calibration import comparison_view, example_of, towards_review
from bot.slack.views.drill import time_words
from bot.slack.views.hint import Beside, hint_view, notice_view, settled_view
from bot.slack.views.home import OFF
from bot.slack.views.privacy import deleted_words
from bot.slack.views.review import not_posted_view
from bot.slack.views.setup import saved_view
from questions.model import Level

View = Mapping[str, Any]


class Modals:
    """What each modal's submission does; the view it gives takes the modal's place."""

    def __init__(self, tools: Tools, chat: Chat) -> None:
        self._tools, self._chat = tools, chat
        self._table: dict[str, Callable[[Caller, Submission], View]] = {
            ids.ANSWER_FORM: self._answer,
            ids.REVISE_FORM: self._revise,
            ids.PUSH_BACK_FORM: self._push_back,
            ids.DRILL_FORM: self._drill,
            ids.REVIEW_FORM: self._review,
            ids.COMPARE_FORM: self._compare,
            ids.CALIBRATION_FORM: self._practise,
            ids.CALIBRATION_NEXT: self._after_practice,
            ids.WRONG_FORM: self._wrong,
            ids.SETUP_FORM: self._setup,
            ids.SETTINGS_FORM: self._settings,
            ids.FORGET_FORM: self._forget,
        }

    def submit(self, caller: Caller, sent: Submission) -> View:
        """Do what a submission asks for and give the view that says so."""
        listener = self._table.get(sent.callback_id)
        if listener is None:
            raise Gone("This window is from an older version of Rounds. Please open it again.")
        return listener(caller, sent)

    def block_of(self, sent: Submission, field: str) -> str | None:
        """Give the block that an error about `field` belongs to, if the modal has it."""
        # Of a criterion's field only the end is its name.
        named = (block_id for block_id in sent.fields if block_id.rpartition(":")[2] == field)
        return next(named, sent.first_field)

    def _answer(self, caller: Caller, sent: Submission) -> View:
        recorded = answers.receive_private(
            self._tools, caller, sent.about, _text(sent, "answer"), sent.form
        )
        alone = recorded.answer.id if recorded.alone else None
        beside = Beside(recorded.welcome, recorded.asked, alone)
        return hint_view(recorded.card, beside, keep_days=self._tools.keep_days)

    def _revise(self, caller: Caller, sent: Submission) -> View:
        text = _text(sent, "answer")
        return hint_view(
            answers.receive_revision(self._tools, caller, sent.about, text, sent.form).card
        )

    def _push_back(self, caller: Caller, sent: Submission) -> View:
        text = _text(sent, "answer")
        return hint_view(
            answers.receive_push_back(self._tools, caller, sent.about, text, sent.form).card
        )

    def _drill(self, caller: Caller, sent: Submission) -> View:
        drilled = drills.answer(self._tools, caller, sent.about, _text(sent, "answer"))
        scored, timed = drilled.scored, time_words(drilled.timed)
        return hint_view(
            scored.card,
            Beside(welcome=scored.welcome),
            note=timed,
            keep_days=self._tools.keep_days,
        )

    def _review(self, caller: Caller, sent: Submission) -> View:
        strength, suggestion = _text(sent, "strength"), _text(sent, "suggestion")
        try:
            now = reviews.submit(
                self._tools, caller, sent.about, _levels(sent), strength, suggestion
            )
        except (Gone, NotAllowed) as why:
            return not_posted_view(why.say, strength, suggestion)
        when = "now" if now else "together with the other reviews of this answer"
        words = f"Thank you. Your words go to the thread {when}, the levels to the author alone."
        return notice_view("Review kept", words)

    def _compare(self, caller: Caller, sent: Submission) -> View:
        text = _text(sent, "suggestion")
        reviews.compared(self._tools, caller, sent.about, _levels(sent), text)
        return notice_view("Kept", "It stands in `/rounds history`, beside your answer.")

    def _practise(self, caller: Caller, sent: Submission) -> View:
        question, kind = example_of(sent.first_field or "")
        found = calibration.mark(self._tools, caller, sent.about, question, kind, _levels(sent))
        return comparison_view(found, self._tools.bank.rubric)

    def _after_practice(self, caller: Caller, sent: Submission) -> View:
        form = reviews.form(self._tools, caller, sent.about)
        exercise = calibration.due(self._tools, caller, sent.about)
        return towards_review(form, exercise, self._tools.bank.rubric)

    def _wrong(self, caller: Caller, sent: Submission) -> View:
        chosen = sent.fields.get("criteria") or []
        way = sent.fields.get("way")
        return settled_view(disputes.settle(self._tools, caller, sent.about, chosen, way))

    def _setup(self, caller: Caller, sent: Submission) -> View:
        check_member(self._chat, sent.about)
        fields = sent.fields
        wishes = Wishes(
            at=fields.get("at"),
            zone=_text(sent, "zone").strip(),
            days=",".join(fields.get("days") or []),
            holidays=_text(sent, "holidays").strip().upper(),
            breaks=_text(sent, "breaks"),
            tracks=fields.get("tracks") or (),
            difficulty=fields.get("difficulty"),
            hints=fields.get("hints"),
            # A window of an older version has none of these.
            digest=_text(sent, "digest") if "digest" in fields else None,
            leaderboard=_ticked(sent, "leaderboard"),
            reviews=fields.get("reviews"),
            reviewers_named=_ticked(sent, "reviewers_named"),
            organisers=fields.get("organisers") or (),
            other_organisers_stay=False,
        )
        return saved_view(channels.save_as_organiser(self._tools, caller, sent.about, wishes))

    def _forget(self, caller: Caller, _sent: Submission) -> View:
        gone = privacy.forget(self._tools, caller.workspace, caller.user)
        publish_home(self._tools, self._chat, caller)
        return notice_view("Deleted", deleted_words(gone))

    def _settings(self, caller: Caller, sent: Submission) -> View:
        words = self._choose(caller, sent)
        publish_home(self._tools, self._chat, caller)
        return notice_view("Saved", words)

    def _choose(self, caller: Caller, sent: Submission) -> str:
        """Keep one setting, and say what holds from now on."""
        tools = self._tools
        match sent.about:
            case "zone":
                # Whoever chose none goes with Slack's, and the caller's may be one chosen before.
                slack = self._chat.person(caller.user).zone or caller.zone
                people.choose_zone(tools, replace(caller, zone=slack), _text(sent, "zone").strip())
                words = "Your days run by that clock from now on. What is past stays as it was."
            case "day_end":
                people.choose_day_end(tools, caller, _text(sent, "day_end"))
                words = "Your days end then from now on. What is past stays as it was."
            case "remind_at":
                at = _text(sent, "remind_at")
                people.choose_reminder(tools, caller, "" if at == OFF else at)
                words = f"You are reminded at {at} by your clock, once a day at most."
                words = words if at != OFF else "You get no reminders."
            case "review_offers":
                wanted = sent.fields.get("review_offers") != "no"
                people.choose_offers(tools, caller, wanted=wanted)
                words = "You are not asked for reviews any more. You may write one all the same."
                words = words if not wanted else "You are asked to review peers' answers."
            case "leave":
                leave.take(tools, caller, _date(sent, "first"), _needed_date(sent, "leave"))
                words = "Enjoy the days off. Your streak waits for you."
            case "interview":
                people.choose_interview(tools, caller, _date(sent, "interview"))
                words = "What is due comes round by that day."
            case _:
                people.choose_hints(tools, caller, str(sent.fields.get("hints")))
                words = "Your next hints go where you chose."
        return words


def _levels(sent: Submission) -> dict[str, Level]:
    """Give the level that was chosen for each criterion, by the end of its field's name."""
    return {
        block_id.rpartition(":")[2]: Level(int(value))
        for block_id, value in sent.fields.items()
        if ":" in block_id and value in ("0", "1", "2")
    }


def _ticked(sent: Submission, field: str) -> bool | None:
    return bool(sent.fields[field]) if field in sent.fields else None


def _date(sent: Submission, field: str) -> date | None:
    value = _text(sent, field)
    return date.fromisoformat(value) if value else None


def _needed_date(sent: Submission, field: str) -> date:
    chosen = _date(sent, field)
    if chosen is None:
        raise BadInput({field: "Please choose a day."})
    return chosen


def _text(sent: Submission, field: str) -> str:
    value = sent.fields.get(field)
    return value if isinstance(value, str) else ""
