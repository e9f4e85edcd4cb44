"""Every command, button, shortcut and modal as every role, through the production app.

Daniel's record is full of words that nobody else says. Whoever else presses what is his sees none
of them, changes nothing of his, and is told in friendly words why not. The tables below name all
that can be pressed: one more without its case fails the first test.
"""

import json
import re
from collections.abc import Iterator
from concurrent.futures import wait
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto
from typing import Any, cast

import pytest

from bot.practice import answers, channels, disputes, drills, privacy, streaks
from bot.practice.drills import DrillCard
from bot.practice.tools import Caller
from bot.rules.calibration import practice
from bot.sandbox.seed import LONDON, NEW_YORK, add_person
from bot.slack import ids
from bot.slack.chat import Chat
from bot.slack.commands.table import SUBCOMMANDS
from bot.slack.listeners.buttons import Buttons
from bot.slack.listeners.modals import Modals
from bot.slack.views.hint import notice_view
from bot.slack.views.review import LEVEL_FIELD
from bot.slack.views.text import short_day
from questions.model import Level, Mark, Question
from storage.hints import Hint
from tests.builders import Hands, bank, tools
from tests.conftest import ANSWER, BETTER, CHANNEL, DANIEL, GUEST, MAYA, OWEN, PRIYA, Story, until
from tests.flows.test_weaknesses import POINT, low_answers

LENA, NOAH, XENIA, LEO = "U05LENA", "U07NOAH", "U08XENIA", "U09LEO"
OUTSIDERS = {
    "a guest": GUEST,
    "somebody of another workspace": XENIA,
    "somebody who was forgotten": PRIYA,
    "somebody who left": LEO,
}
MEMBERS = {  # the owner last: he may share what is his
    "somebody outside of the channel": NOAH,
    "another member of the channel": OWEN,
    "an organiser": LENA,
    "the owner": DANIEL,
}


class For(Enum):
    """Who may."""

    ANYBODY = auto()  # who takes part: it is the question's, or about themselves
    OWNER = auto()
    PEERS = auto()
    ORGANISERS = auto()
    NOBODY = auto()
    ONESELF = auto()  # guests and the forgotten too


# The value of each button, as a field of Planted or as it is.
BUTTONS = [
    (ids.ANSWER_PRIVATELY, "{round}", For.ANYBODY),
    (ids.ASK_INTERVIEWER, "{round}", For.ANYBODY),
    (ids.NUDGE_ME, "{round}", For.ANYBODY),
    (ids.FRAMEWORK, "{round}", For.ANYBODY),
    (ids.STUCK, "{round}", For.ANYBODY),
    (ids.WHY, "{answer}", For.OWNER),
    (ids.REVISE, "{answer}", For.OWNER),
    (ids.PUSH_BACK, "{answer}", For.OWNER),
    (ids.WRONG, "{answer}", For.OWNER),
    (ids.SHARE, "{answer}", For.OWNER),
    (ids.COUNT_NO, f"{CHANNEL}:{{said}}", For.OWNER),
    (ids.COUNT_YES, f"{CHANNEL}:{{said}}", For.OWNER),
    (ids.DRILL_ANSWER, "{drill}", For.OWNER),
    (ids.DRILL_TIMED, "{drill}", For.OWNER),
    (ids.DRILL_FRAMEWORK, "{drill}", For.OWNER),
    (ids.DRILL_ANOTHER, "{drill}", For.OWNER),
    (ids.DRILL_GIVE_UP, "{drill}", For.OWNER),
    (ids.DRILL_START, "{question}", For.ANYBODY),
    (ids.WEAK_WHY, "{weak}", For.ANYBODY),
    (ids.REVIEW, "{spoken}", For.PEERS),
    (ids.REVIEW, "{answer}", For.NOBODY),
    (ids.CALIBRATION_SKIP, "{spoken}", For.PEERS),
    (ids.CALIBRATION_SKIP, "{answer}", For.NOBODY),
    (ids.LEVELS, "{review}", For.OWNER),
    (ids.HELPED, "{review}", For.OWNER),
    (ids.COMPARE, "{spoken}", For.OWNER),
    (ids.DECLINE, "{spoken}", For.ANYBODY),
    (ids.HOME_HINT, "hint", For.ANYBODY),
    *((ids.HOME_SETTINGS, name, For.ANYBODY) for name in ("zone", "leave", "interview", "hints")),
    (ids.HOME_STREAK, "streak", For.ANYBODY),
    (ids.HOME_HIDE, "hide", For.ANYBODY),
    (ids.HOME_HIDE, "show", For.ANYBODY),
    (ids.HOME_PICTURE, "weak", For.ANYBODY),
    (ids.LEAVE_END, "all", For.ANYBODY),
    (ids.HISTORY_OLDER, "{answer}", For.ANYBODY),
    (ids.HISTORY_NEWER, "{answer}", For.ANYBODY),
    (ids.DIGEST_VALUED_YES, "yes", For.ANYBODY),
    (ids.DIGEST_VALUED_NO, "no", For.ANYBODY),
    (ids.REMINDERS_ON, "18:00", For.ANYBODY),
    (ids.SET_UP, CHANNEL, For.ORGANISERS),
    (ids.PRIVACY_EXPORT, "all", For.ONESELF),
    (ids.PRIVACY_DELETE, "all", For.ONESELF),
]
COMMANDS = [
    ("help", For.ANYBODY),
    ("streak", For.ANYBODY),
    ("streak 2026-11", For.ANYBODY),
    ("leave", For.ANYBODY),
    ("weak", For.ANYBODY),
    ("history", For.ANYBODY),
    ("reviews", For.ANYBODY),
    ("reminders", For.ANYBODY),
    ("digest", For.ANYBODY),
    ("why", For.ANYBODY),
    ("why weak", For.ANYBODY),
    ("setup", For.ORGANISERS),
    ("preview", For.ORGANISERS),
    ("post-now", For.ORGANISERS),
    ("replace", For.ORGANISERS),
    ("skip", For.ORGANISERS),
    ("pause", For.ORGANISERS),
    ("resume", For.ORGANISERS),
    ("privacy", For.ONESELF),
]
SHORTCUTS = [
    (ids.SHORTCUT_REVIEW, For.PEERS),
    (ids.SHORTCUT_LEAVE, For.OWNER),
    (ids.SHORTCUT_COUNT, For.OWNER),
]
PRACTISED = {
    f"coded-is-not-nameless:weak:{each}": Level.MENTIONED
    for each in practice(cast(Question, bank().get("coded-is-not-nameless")), "weak").points
}
ENOUGH = f"{ANSWER} And I would ask a second nurse."
MODALS: list[tuple[str, str, dict[str, Any], For]] = [
    (ids.ANSWER_FORM, "{round}", {"answer": ENOUGH}, For.ANYBODY),
    (ids.REVISE_FORM, "{answer}", {"answer": ENOUGH}, For.OWNER),
    (ids.PUSH_BACK_FORM, "{answer}", {"answer": ENOUGH}, For.OWNER),
    (ids.DRILL_FORM, "{drill}", {"answer": BETTER}, For.OWNER),
    (ids.WRONG_FORM, "{answer}", {"criteria": ["rollout"]}, For.OWNER),
    (ids.REVIEW_FORM, "{spoken}", {"strength": "A list.", "suggestion": "Phone."}, For.PEERS),
    (ids.REVIEW_FORM, "{answer}", {"strength": "A list.", "suggestion": "Phone."}, For.NOBODY),
    (ids.COMPARE_FORM, "{spoken}", {"suggestion": "Phone."}, For.OWNER),
    (ids.CALIBRATION_FORM, "{spoken}", PRACTISED, For.ANYBODY),
    (ids.CALIBRATION_NEXT, "{spoken}", {}, For.PEERS),
    (ids.CALIBRATION_NEXT, "{answer}", {}, For.NOBODY),
    (ids.SETTINGS_FORM, "zone", {"zone": LONDON}, For.ANYBODY),
    (ids.SETUP_FORM, CHANNEL, {"zone": NEW_YORK}, For.ORGANISERS),
]
LAST = ids.FORGET_FORM, ids.PRIVACY_RETURN  # afterwards nothing is as it was


@dataclass(frozen=True, slots=True)
class Planted:
    """What of Daniel's the others try, and the words that are his alone."""

    round: str
    question: str
    answer: str
    spoken: str
    said: str
    drill: str
    weak: str
    review: str
    token: str
    secrets: tuple[str, ...]


def test_nothing_can_be_pressed_that_has_no_case_here():
    made, chat = tools(Hands()), cast(Chat, None)
    buttons, modals = Buttons(made, chat), Modals(made, chat)
    assert {case[0] for case in BUTTONS} | {LAST[1]} == {*buttons.opens, *buttons.does}
    assert {case[0] for case in MODALS} | {LAST[0]} == modals._table.keys()
    assert {case[0] for case in SHORTCUTS} == {
        value for name, value in vars(ids).items() if name.startswith("SHORTCUT_")
    }
    assert {line.split()[0] for line, _ in COMMANDS} == {each.name for each in SUBCOMMANDS}
    typed = {value for name, value in vars(ids).items() if name.startswith("COMMAND_")}
    assert typed == {"/rounds", "/drill"}


# Neither is asked for by the question of the day.
FOUND_BY_MAYA = "star-result"
WORDS = ("quokka", "wombat", "axolotl", "narwhal", "pangolin", "Kathmandu", "5 of the last 30 days")


def plant(story: Story) -> Planted:
    """Give Daniel a record, Owen a smaller one; forget Priya, and let Leo go."""
    made, workspace = story.tools, story.workspace
    people_arrive(story)
    days_before(story)
    said = story.say(DANIEL, ANSWER)
    story.say(OWEN, BETTER)
    story.say(LEO, BETTER)
    review = reviewed_by_maya(story, said)
    with made.store.read(workspace) as books:
        round_, spoken = books.rounds.latest(CHANNEL), books.answers.at_ts(CHANNEL, said)
    assert round_ is not None
    assert spoken is not None
    daniel = Caller(workspace, DANIEL, "Asia/Kathmandu")
    text = f"The quokka list comes first. {ANSWER}"
    private = answers.receive_private(made, daniel, round_.id, text, "form").answer.id
    drill = drills.start(made, daniel, "metrics", "occasion")
    assert isinstance(drill, DrillCard)
    drills.answer(made, daniel, drill.drill_id, f"I count each wombat by day. {ANSWER}")
    dates = his_alone(story, private, spoken.id)
    privacy.forget(made, workspace, PRIYA)
    story.sandbox.act(MAYA, "change_person", user=LEO, deleted=True)
    story.settle()
    return Planted(
        round=round_.id,
        question=made.bank.ids[0],
        answer=private,
        spoken=spoken.id,
        said=said,
        drill=drill.drill_id,
        weak=POINT,
        review=review,
        token=privacy.kept(made, Caller(workspace, PRIYA, LONDON)).token or "",
        secrets=(
            *WORDS,
            *dates,
            *(made.bank.rubric.criteria[each].title for each in (POINT, FOUND_BY_MAYA)),
        ),
    )


def people_arrive(story: Story) -> None:
    state = story.sandbox.state
    for user, name in ((NOAH, "Noah"), (XENIA, "Xenia"), (LEO, "Leo")):
        add_person(state, user, name, LONDON)
    with state.change():
        state.users[XENIA]["team_id"] = "T0OTHER"
        state.channels[CHANNEL]["members"] += [XENIA, LEO]
    wishes = channels.Wishes(organisers=[MAYA, LENA])
    channels.save_as_operator(story.tools, story.workspace, CHANNEL, wishes)


def days_before(story: Story) -> None:
    """Let Daniel have practised, without showing the point, for long enough to keep his days."""
    low_answers(story, DANIEL, 4)
    with story.tools.store.begin(story.workspace) as books:
        for n in range(4):
            low, words = books.answers.get(f"low{n}"), f"{ANSWER} {n}"
            assert low is not None
            books.answers.put(replace(low, text=words), books.now(), streaks.effort(words))


def reviewed_by_maya(story: Story, said: str) -> str:
    story.act(MAYA, "shortcut", callback_id=ids.SHORTCUT_REVIEW, channel=CHANNEL, ts=said)
    asked = [block["block_id"] for block in story.review_form(MAYA)["blocks"]]
    levels = {each: "1" for each in asked if each.startswith(LEVEL_FIELD)}
    assert story.fill(MAYA, **levels, strength="A list.", suggestion="Phone.")["ok"]
    story.settle()
    return next(each["id"] for each in story.export("review") if each["reviewer"] == MAYA)


def his_alone(story: Story, private: str, spoken: str) -> tuple[str, str]:
    """Store a hint, levels, a dispute, days off and choices; give the dates as he reads them."""
    made, workspace = story.tools, story.workspace
    with made.store.begin(workspace) as books:
        now = books.now()
        first = next(iter(books.marks.of(private))).criterion
        praise = {"criterion": first, "quote": "every axolotl is asked"}
        nudge = {"criterion": first, "text": "Which narwhal opens the list?"}
        books.hints.claim(Hint(private, 9, praise, [nudge], now))
        rings = Mark(first, Level.MENTIONED, "a pangolin rings the ward", "rule")
        books.marks.put(private, "engine", [rings], made.judge.version, now)
        missing = Mark(FOUND_BY_MAYA, Level.MISSING, "", "peer review")
        books.marks.put(spoken, MAYA, [missing], made.judge.version, now)
        off, interview = (now.date() + timedelta(days=n) for n in (47, 61))
        books.members.set_leaves(DANIEL, [(off, off)])
        chosen = {"zone": "Asia/Kathmandu", "interview": interview.isoformat()}
        books.members.change(DANIEL, settings=chosen)
    disputes.settle(made, Caller(workspace, DANIEL, "Asia/Kathmandu"), private, [first], "low")
    return short_day(off), short_day(interview)


class Hand:
    """One person's hand: presses as Slack would bring it, waits, and gives all that is new."""

    def __init__(self, story: Story, user: str) -> None:
        self._story, self.user = story, user
        self._slack = story.sandbox._workspace.interactions
        self._running: list[Any] = []
        executor = story.local.rounds.app.listener_runner.listener_executor
        submit = executor.submit

        def noted(*work: Any, **more: Any) -> Any:
            self._running.append(submit(*work, **more))
            return self._running[-1]

        executor.submit = noted  # type: ignore[method-assign]

    def shown(self) -> list[str]:
        """Give what the person sees in the channel, in direct messages, modals and Home."""
        direct = f"D{self.user[1:]}"
        seen = [self._story.sandbox.snapshot(self.user, each) for each in (CHANNEL, direct)]
        messages = [m for each in seen for root in each["messages"] for m in _with_replies(root)]
        views = [seen[0]["home"], *seen[0]["modals"]]
        pieces = [*messages, *filter(None, views), *seen[0]["notices"]]
        return [json.dumps(each, ensure_ascii=False) for each in pieces]

    def click(self, action_id: str, value: str) -> str:
        action = {"type": "button", "block_id": "b", "action_id": action_id, "value": value}
        if action_id.startswith("home."):
            where: dict[str, Any] = {"view": {"type": "home"}}
        elif action_id.startswith("calibration."):
            where = {"view": {"type": "modal", "id": self._window()}}
        else:
            where = {"channel": {"id": CHANNEL}, "response_url": self._url()}
        return self._deliver("interactive", {"type": "block_actions", "actions": [action], **where})

    def shortcut(self, callback_id: str, ts: str) -> str:
        used = {"callback_id": callback_id, "channel": {"id": CHANNEL}, "message_ts": ts}
        used |= {"message": {"ts": ts}, "response_url": self._url()}
        return self._deliver("interactive", {"type": "message_action", **used})

    def submit(self, callback_id: str, about: str, fields: dict[str, Any]) -> str:
        values = {name: {"e": _entered(value)} for name, value in fields.items()}
        view = {
            "id": f"V{self.user}{callback_id}{about}",
            "type": "modal",
            "callback_id": callback_id,
            "private_metadata": about,
            "blocks": [{"type": "input", "block_id": name} for name in fields],
            "state": {"values": values},
        }
        return self._deliver("interactive", {"type": "view_submission", "view": view})

    def command(self, name: str, text: str) -> str:
        who = {"user_id": self.user, "channel_id": CHANNEL, "response_url": self._url()}
        return self._deliver("slash_commands", {"command": name, "text": text, **who})

    def open_home(self) -> str:
        before = self.shown()
        self._story.sandbox.act(self.user, "open_home")
        self._story.settle()
        return "\n".join(each for each in self.shown() if each not in before)

    def _url(self) -> str:
        return self._slack._response_url(self.user, CHANNEL)

    def _window(self) -> str:
        """Open a window that a click may put another in the place of."""
        with self._story.sandbox.state.change():
            screens = self._story.sandbox._workspace.screens
            return str(
                screens.open(self.user, notice_view("Practise reviewing", "An answer."))["id"]
            )

    def _deliver(self, kind: str, payload: dict[str, Any]) -> str:
        before, who = self.shown(), self._slack._who(self.user)
        if self.user == XENIA:
            who["user"]["team_id"] = "T0OTHER"
        with self._story.sandbox.state.change():
            payload = {**who, **payload, "trigger_id": self._slack._trigger(self.user)}
        said = self._story.sandbox.sockets.ask(kind, payload)
        wait(self._running, timeout=20)
        self._running.clear()
        new = [each for each in self.shown() if each not in before]
        for view in self._story.sandbox.snapshot(self.user)["modals"]:
            self._slack.close(self.user, view["id"])
        return "\n".join([json.dumps(said, ensure_ascii=False), *new])


def _with_replies(root: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield {name: value for name, value in root.items() if name != "replies"}
    yield from root.get("replies", [])


def _entered(value: Any) -> dict[str, Any]:
    if isinstance(value, list):
        chosen = [{"value": each} for each in value]
        return {"type": "checkboxes", "selected_options": chosen}
    if isinstance(value, Level):
        return {"type": "static_select", "selected_option": {"value": str(int(value))}}
    return {"type": "plain_text_input", "value": value}


NO_MEMBER = "guests cannot take part"
REFUSED = {
    "a guest": NO_MEMBER,
    "somebody of another workspace": NO_MEMBER,
    "somebody who left": NO_MEMBER,
    "somebody who was forgotten": "takes in nothing of yours",
    For.OWNER: "no longer there|somebody else's message|Only the author",
    For.PEERS: "your own answer",
    For.ORGANISERS: "Only an organiser",
    For.NOBODY: "answer was given privately|your own answer",
}
TROUBLE = re.compile(r"went wrong|did not let Rounds|slow down|Traceback|Exception|connecting")


def refusal(role: str, may: For) -> str | None:
    """Give the words that tell this role that they may not, or None if they may."""
    if may is For.ONESELF:
        return None
    allowed = {
        For.ANYBODY: True,
        For.OWNER: role == "the owner",
        For.PEERS: role != "the owner",
        For.ORGANISERS: role == "an organiser",
        For.NOBODY: False,
    }
    return REFUSED.get(role) or (None if allowed[may] else REFUSED[may])


@pytest.mark.parametrize("roles", [OUTSIDERS, MEMBERS], ids=["outsiders", "members"])
def test_each_role_is_shown_its_own_and_told_kindly_what_it_may_not(
    story: Story, roles: dict[str, str]
):
    planted = plant(story)
    mine = of_daniel(story)
    for role, user in roles.items():
        seen = press_everything(story, planted, role, Hand(story, user))
        told = [each for each in planted.secrets if each in seen]
        assert told == (list(planted.secrets) if role == "the owner" else []), role
        assert (of_daniel(story) == mine) == (role != "the owner"), role


def press_everything(story: Story, planted: Planted, role: str, hand: Hand) -> str:
    """Press all that there is on what is Daniel's; give all that was shown."""
    everything: list[str] = [hand.open_home()]

    def told(new: str, what: str, may: For) -> None:
        where = f"{what} as {role}: {new[:2000]}"
        everything.append(new)
        assert len(new) > 30, f"nothing was said: {where}"
        # Slack brings no direct message to somebody who left.
        gone = role == "somebody who left" and ids.PRIVACY_EXPORT in what
        assert gone or not TROUBLE.search(new), where
        expected = refusal(role, may)
        if expected is not None:
            assert re.search(expected, new), where
        else:
            assert not re.search("|".join(REFUSED.values()), new), where
        leaked = [each for each in planted.secrets if each in new and role != "the owner"]
        assert not leaked, f"{leaked} in {where}"

    def fill(value: str) -> str:
        return value.format(**{name: getattr(planted, name) for name in Planted.__slots__})

    for line, may in COMMANDS:
        told(hand.command("/rounds", line), f"/rounds {line}", may)
    told(hand.command("/drill", planted.question), "/drill", For.ANYBODY)
    for action, value, may in BUTTONS:
        told(hand.click(action, fill(value)), f"button {action} {value}", may)
    for callback, may in SHORTCUTS:
        told(hand.shortcut(callback, planted.said), f"shortcut {callback}", may)
    for form, about, fields, may in MODALS:
        told(hand.submit(form, fill(about), fields), f"modal {form} {about}", may)
    story.settle()
    everything += [hand.open_home(), *hand.shown()]
    told(hand.submit(ids.FORGET_FORM, "", {}), "modal forget", For.ONESELF)
    return "\n".join(everything)


def of_daniel(story: Story) -> list[dict[str, Any]]:
    """Give what is stored of him, but for what peers say of him."""
    lines = [*story.export("answer"), *story.export("drill"), *story.export("member")]
    own = [line for line in lines if line["user"] == DANIEL]
    answered = {line["id"] for line in own}
    marks = [m for m in story.export("mark") if m["answer"] in answered and m["by"] == "engine"]
    return [*own, *marks, *(d for d in story.export("day") if d["user"] == DANIEL)]


def test_only_the_forgotten_person_has_the_button_back(story: Story):
    planted = plant(story)
    new = Hand(story, OWEN).click(ids.PRIVACY_RETURN, planted.token)
    assert "That button is of an earlier time" in new
    assert privacy.is_forgotten(story.tools, story.workspace, PRIYA)
    Hand(story, PRIYA).click(ids.PRIVACY_RETURN, planted.token)
    until(lambda: not privacy.is_forgotten(story.tools, story.workspace, PRIYA), what="the return")
