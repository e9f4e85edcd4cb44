"""Buttons and message shortcuts: most open a modal, all answer only the person who clicked."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from bot.errors import Gone, SlackRefused
from bot.practice import (
    answers,
    calibration,
    digest,
    drills,
    hints,
    history,
    leave,
    people,
    privacy,
    progress,
    questions,
    reviews,
    streaks,
    weaknesses,
)
from bot.practice.answers import Receipt, Recorded
from bot.practice.drills import DrillCard
from bot.practice.reviews import ReviewForm
from bot.practice.tools import Caller, Tools
from bot.rules import reading
from bot.slack import ids
from bot.slack.chat import Chat
from bot.slack.deliver import open_setup, publish_home
from bot.slack.files import File, share_with
from bot.slack.listeners.events import tell_author
from bot.slack.payloads import Click, Shortcut
from bot.slack.pictures import streak_calendar, weakness_chart
from bot.slack.views import hint as hint_views
from bot.slack.views import question as question_views
from bot.slack.views.calibration import towards_review
from bot.slack.views.digest import valued_words
from bot.slack.views.drill import (
    bad_argument_message,
    drill_form,
    drill_message,
    outline_message,
)
from bot.slack.views.hint import notice_view
from bot.slack.views.history import history_message
from bot.slack.views.home import calendar_view, settings_form
from bot.slack.views.message import Message
from bot.slack.views.offer import compare_form, declined_message
from bot.slack.views.privacy import delete_form, record_words
from bot.slack.views.reminder import chosen_message
from bot.slack.views.review import levels_view, review_form
from bot.slack.views.weak import evidence_message
from questions.model import Format

View = Mapping[str, Any]


class Buttons:
    """What each action id does; `opens` give a modal, `does` act and answer in their own way."""

    def __init__(self, tools: Tools, chat: Chat) -> None:
        self._tools, self._chat = tools, chat
        self.opens: dict[str, Callable[[Caller, Click], View]] = {
            ids.ANSWER_PRIVATELY: self._answer_form,
            ids.ASK_INTERVIEWER: lambda caller, click: question_views.clarifications_view(
                questions.of_round(tools, caller, click.value)
            ),
            ids.NUDGE_ME: lambda caller, click: question_views.nudge_view(
                questions.of_round(tools, caller, click.value), tools.bank.rubric
            ),
            ids.FRAMEWORK: lambda caller, click: question_views.framework_view(
                hints.framework_of_round(tools, caller, click.value), tools.bank.rubric
            ),
            ids.STUCK: lambda _caller, _click: question_views.stuck_view(),
            ids.WHY: lambda caller, click: hint_views.why_view(
                hints.why(tools, caller, click.value)
            ),
            ids.REVISE: lambda caller, click: hint_views.revise_form(
                click.value, hints.answer_text(tools, caller, click.value)
            ),
            ids.PUSH_BACK: lambda caller, click: hint_views.push_back_form(
                hints.push_back(tools, caller, click.value), reading.floor(brief=True)
            ),
            ids.WRONG: self._wrong_form,
            ids.SHARE: self._share,
            ids.DRILL_ANSWER: lambda caller, click: drill_form(
                drills.card(tools, caller, click.value)
            ),
            ids.DRILL_TIMED: lambda caller, click: drill_form(
                drills.timed(tools, caller, click.value)
            ),
            ids.DRILL_FRAMEWORK: lambda caller, click: question_views.framework_view(
                hints.framework_of_drill(
                    tools,
                    caller,
                    click.value,
                    drills.card(tools, caller, click.value).question,
                ),
                tools.bank.rubric,
            ),
            ids.REVIEW: lambda caller, click: self._towards(
                caller, reviews.form(tools, caller, click.value)
            ),
            ids.LEVELS: lambda caller, click: levels_view(
                reviews.levels(tools, caller, click.value)
            ),
            ids.COMPARE: lambda caller, click: compare_form(
                reviews.comparing(tools, caller, click.value), tools.bank.rubric
            ),
            ids.HELPED: self._helped,
            ids.HOME_HINT: self._last_hint,
            ids.PRIVACY_DELETE: lambda caller, _click: delete_form(privacy.kept(tools, caller)),
            ids.HOME_SETTINGS: lambda caller, click: settings_form(
                click.value, progress.of(tools, caller)
            ),
            ids.HOME_STREAK: lambda caller, _click: calendar_view(streaks.calendar(tools, caller)),
        }
        self.does: dict[str, Callable[[Caller, Click], None]] = {
            ids.DRILL_ANOTHER: self._another,
            ids.DRILL_GIVE_UP: self._give_up,
            ids.DRILL_START: self._start_drill,
            ids.WEAK_WHY: self._evidence,
            ids.COUNT_YES: lambda caller, click: self._count(caller, click, counted=True),
            ids.COUNT_NO: lambda caller, click: self._count(caller, click, counted=False),
            ids.SET_UP: self._set_up,
            ids.DECLINE: self._decline,
            ids.CALIBRATION_SKIP: self._skip_practice,
            ids.HISTORY_OLDER: lambda caller, click: self._reply(
                caller,
                click,
                history_message(history.page(tools, caller, older_than=click.value)),
                replace=True,
            ),
            ids.HISTORY_NEWER: lambda caller, click: self._reply(
                caller,
                click,
                history_message(history.page(tools, caller, newer_than=click.value)),
                replace=True,
            ),
            ids.DIGEST_VALUED_YES: lambda caller, click: self._name_me(caller, click, agreed=True),
            ids.DIGEST_VALUED_NO: lambda caller, click: self._name_me(caller, click, agreed=False),
            ids.REMINDERS_ON: self._remind_me,
            ids.HOME_HIDE: self._hide_streak,
            ids.HOME_PICTURE: self._send_picture,
            ids.LEAVE_END: self._end_leave,
            ids.PRIVACY_EXPORT: self._send_record,
            ids.PRIVACY_RETURN: self._take_part_again,
        }

    def click(self, caller: Caller, click: Click) -> None:
        """Do what a click asks for; raises what the person should be told."""
        if click.action_id in self.opens:
            self._open(click, self.opens[click.action_id](caller, click))
        elif click.action_id in self.does:
            self.does[click.action_id](caller, click)
        else:
            raise Gone("This button is from an older version of Rounds and does nothing now.")

    def use(self, caller: Caller, used: Shortcut) -> None:
        """Do what a message shortcut asks for; raises what the person should be told."""
        match used.callback_id:
            case ids.SHORTCUT_REVIEW:
                found = reviews.form_at(self._tools, caller, used.channel, used.ts)
                self._chat.modal(used.trigger, self._towards(caller, found))
            case ids.SHORTCUT_COUNT | ids.SHORTCUT_LEAVE:
                counted = used.callback_id == ids.SHORTCUT_COUNT
                receipt = self._rule(caller, used.channel, used.ts, counted=counted)
                hint_says_it = isinstance(receipt, Recorded) and receipt.fresh
                if used.response_url and not hint_says_it:
                    words = _words_for(receipt, counted=counted)
                    self._chat.respond(used.response_url, words, [])
            case _:
                raise Gone("This shortcut is from an older version of Rounds.")

    def _open(self, click: Click, view: View) -> None:
        if click.in_modal:
            self._chat.push(click.trigger, view)
        else:
            self._chat.modal(click.trigger, view)

    def _towards(self, caller: Caller, form: ReviewForm) -> View:
        """Show the review's form, or what is to be practised before it."""
        exercise = calibration.due(self._tools, caller, form.answer_id)
        return towards_review(form, exercise, self._tools.bank.rubric)

    def _skip_practice(self, caller: Caller, click: Click) -> None:
        form = reviews.form(self._tools, caller, click.value)
        calibration.skip(self._tools, caller, click.value)
        self._chat.turn(click.form, review_form(form, self._tools.bank.rubric))

    def _answer_form(self, caller: Caller, click: Click) -> View:
        question = questions.of_round(self._tools, caller, click.value)
        floor = reading.floor(code=question.format == Format.CODING)
        return question_views.answer_form(question, click.value, floor, callback_id=ids.ANSWER_FORM)

    def _wrong_form(self, caller: Caller, click: Click) -> View:
        why = hints.why(self._tools, caller, click.value)
        card = hints.of_answer(self._tools, caller.workspace, click.value)
        nudged = [nudge.criterion for nudge in card.hint.nudges] if card is not None else []
        return hint_views.wrong_form(why, nudged)

    def _share(self, caller: Caller, click: Click) -> View:
        answers.share(self._tools, caller, click.value)
        return notice_view("Shared", "Your answer goes to the thread, where peers can review it.")

    def _last_hint(self, caller: Caller, _click: Click) -> View:
        card = hints.latest(self._tools, caller)
        if card is None:
            return notice_view("No hint yet", "Answer a question or a drill, and a hint comes.")
        return hint_views.hint_view(card)

    def _another(self, caller: Caller, click: Click) -> None:
        card = drills.another(self._tools, caller, click.value, click.trigger)
        self._reply(caller, click, drill_message(card), replace=True)

    def _give_up(self, caller: Caller, click: Click) -> None:
        card = drills.give_up(self._tools, caller, click.value)
        self._reply(caller, click, outline_message(card), replace=True)

    def _start_drill(self, caller: Caller, click: Click) -> None:
        match drills.start(self._tools, caller, click.value, click.trigger):
            case DrillCard() as card if click.response_url is None:
                self._open(click, drill_form(card))  # Home has nowhere else to answer
            case DrillCard() as card:
                self._reply(caller, click, drill_message(card))
            case bad:
                shown = bad_argument_message(bad, self._tools.bank.categories)
                self._reply(caller, click, shown)

    def _evidence(self, caller: Caller, click: Click) -> None:
        found = weaknesses.evidence(self._tools, caller, click.value)
        self._reply(caller, click, evidence_message(found, self._tools.bank.rubric))

    def _count(self, caller: Caller, click: Click, *, counted: bool) -> None:
        channel, _, ts = click.value.partition(":")
        receipt = self._rule(caller, channel, ts, counted=counted)
        if click.response_url:
            words = _words_for(receipt, counted=counted)
            self._chat.respond(click.response_url, words, [], replace=True)

    def _rule(self, caller: Caller, channel: str, ts: str, *, counted: bool) -> Receipt:
        alone = replace(self._tools, adviser=None)  # who clicks is there now, and waits
        receipt = answers.rule_reply(
            alone, caller.workspace, channel, ts, caller.user, counted=counted
        )
        tell_author(self._tools, self._chat, caller.workspace, receipt)
        return receipt

    def _send_record(self, caller: Caller, click: Click) -> None:
        record = privacy.record(self._tools, caller)
        copies = [
            File("rounds-about-me.json", "Kept about you, as JSON", record.as_json),
            File("rounds-about-me.csv", "Kept about you, for a spreadsheet", record.as_csv),
        ]
        share_with(self._chat, caller.user, copies, record_words())
        words = "It is in your direct messages with Rounds, where only you see it."
        self._reply(caller, click, Message(words, []))

    def _helped(self, caller: Caller, click: Click) -> View:
        reviews.helped(self._tools, caller, click.value)
        words = "Thank you for saying so. Its reviewer sees how many of theirs helped."
        return notice_view("Noted", words)

    def _decline(self, caller: Caller, click: Click) -> None:
        given_back = reviews.decline(self._tools, caller, click.value.split())
        self._reply(caller, click, declined_message(given_back), replace=True)

    def _take_part_again(self, caller: Caller, click: Click) -> None:
        privacy.come_back(self._tools, caller, click.value)
        publish_home(self._tools, self._chat, caller)
        words = "Welcome back. You start anew: your next answer or drill is your first."
        self._reply(caller, click, Message(words, []), replace=True)

    def _hide_streak(self, caller: Caller, click: Click) -> None:
        people.hide_streak(self._tools, caller, hidden=click.value == "hide")
        publish_home(self._tools, self._chat, caller)

    def _end_leave(self, caller: Caller, click: Click) -> None:
        leave.end(self._tools, caller)
        self._open(click, notice_view("Welcome back", "From today on no day is leave."))
        publish_home(self._tools, self._chat, caller)

    def _send_picture(self, caller: Caller, click: Click) -> None:
        seen = progress.of(self._tools, caller)
        if click.value == "weak":
            drawn = weakness_chart(seen.weaknesses, self._tools.bank.rubric)
            about = "What to work on. `/rounds why weak` has the answers behind it."
        else:
            drawn = streak_calendar(seen.streak)
            about = "Your streak. `/rounds streak` has the reason for each day."
        if drawn is None:
            raise Gone("There is too little to draw yet. A few answers or drills change that.")
        share_with(self._chat, caller.user, [drawn], about)
        words = "The picture is in your direct messages with Rounds, where only you see it."
        with suppress(SlackRefused):  # too late for a window; the message says it by itself
            self._open(click, notice_view("Sent", words))

    def _name_me(self, caller: Caller, click: Click, *, agreed: bool) -> None:
        digest.choose(self._tools, caller, valued=agreed)
        self._reply(caller, click, Message(valued_words(agreed=agreed), []), replace=True)

    def _remind_me(self, caller: Caller, click: Click) -> None:
        people.choose_reminder(self._tools, caller, click.value)
        self._reply(caller, click, chosen_message(click.value, caller.zone), replace=True)

    def _set_up(self, caller: Caller, click: Click) -> None:
        open_setup(self._tools, self._chat, caller, click.channel or "", click.trigger)

    def _reply(
        self, caller: Caller, click: Click, shown: Message, *, replace: bool = False
    ) -> None:
        if click.response_url:
            self._chat.respond(click.response_url, shown.text, shown.blocks, replace=replace)
        elif click.channel:
            self._chat.whisper(click.channel, caller.user, shown.text, shown.blocks)


def _words_for(receipt: Receipt, *, counted: bool) -> str:
    match receipt:
        case Recorded(fresh=True):
            return "Counted as your answer; your hint is on its way."
        case Recorded():
            return "It counts as your answer; its hint is above."
        case _ if counted:
            return "Noted."
        case _:
            return "Left out: it does not count as an answer."
