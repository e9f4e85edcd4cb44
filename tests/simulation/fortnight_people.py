"""What people do in the fortnight, and the ledger of it: the truth that the bot is held to."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.sandbox.seed import BOT_USER, LOUNGE, ROUNDS
from tests.simulation.fortnight_plan import DAY, HOUR, MINUTE, ORGANISER, ChannelPlan

if TYPE_CHECKING:
    from tests.simulation.fortnight import Fortnight

SENTENCES = (
    "First I would ask whose list the charge nurse trusts today, and why.",
    "Nothing reaches a clinic before two people have checked it against the chart.",
    "The pharmacist sees the dose & the weight side by side, never one alone.",
    "If the feed is older than 12 hours, the page says so and falls back to the phone.",
    "We accept that a few harmless notices are lost; a wrong dose we do not accept.",
    "My assumption is one site, forty patients a day, and no integration team.",
    'I would measure how often "urgent" was opened late, week by week.',
    "When the lab renames a code, the mapping stops instead of guessing (x < y).",
    "The oncologist decides; the tool only orders what she has to look at.",
    "A pilot of two weeks ends early if more than one in ten calls was needless.",
    "Später würde ich die Ärztin fragen, what she ignores, and leave that out.",
)
BRIEF = "I would start with the nurse's list and phone the ward before nine."  # 13 words
TALK = ("Thanks!", "Good point.", ":tada:", "Same here", "What does everyone think?")
LEAST, ASKED = 25, 12  # words: an answer, and what its author is asked about
RETRY = 17 * MINUTE
GUEST = "U06GUEST"
KINDS = ("whole",) * 5 + ("parts", "parts", "close", "close", "modal", "again")


@dataclass(eq=False, slots=True)
class Part:
    """A message in a thread; `ruling` None: never ruled, "?": nobody knows whether it was taken."""

    ts: str
    text: str | None
    talk: bool
    ruling: bool | str | None = None


@dataclass(eq=False, slots=True)
class Said:
    """What a person answered to a round, in a thread, a modal, or to a drill."""

    user: str
    kind: str
    channel: str | None
    day: date | None
    parts: list[Part] = field(default_factory=list)
    first_try: float = 0.0
    told: float = 0.0  # when Slack showed that it was taken
    drill: str | None = None
    versions: int = 1

    @property
    def unsure(self) -> bool:
        """Say whether nobody can know if it counts: a ruling may or may not have been taken."""
        return any(part.ruling == "?" and part.text is not None for part in self.parts)

    def text(self) -> str | None:
        """Give the words that must be on record; None where it must not count."""
        standing = [part for part in self.parts if part.text is not None and _joins(part)]
        joined = "\n".join(part.text or "" for part in standing)
        ruled = any(part.ruling is True for part in standing)
        return joined if standing and (ruled or length(joined) >= LEAST) else None


def _joins(part: Part) -> bool:
    return not part.talk if part.ruling in {None, "?"} else bool(part.ruling)


def length(text: str) -> int:
    """Count the words of a text, as somebody who reads it would."""
    return sum(any(map(str.isalnum, word)) for word in text.split())


@dataclass(eq=False, slots=True)
class Review:
    """A review by somebody; `sure` where the modal said that it was posted."""

    reviewer: str
    of: Said
    sure: bool = False


class Crowd:
    """Eight people: `arrange` puts what they mean to do on the agenda."""

    def __init__(self, story: "Fortnight") -> None:
        self.story, self.sandbox = story, story.sandbox
        self.chance = Random(f"{story.plan.seed}/people")
        self.said: list[Said] = []
        self.reviews: list[Review] = []
        self.disputes: list[Said] = []
        # What the organiser took off the calendar; "?" where no answer said that it was done.
        self.taken_off: dict[tuple[str, date], bool | str] = {}
        self._number = 0

    def arrange(self) -> None:
        """Decide who does what when."""
        plan, chance, story = self.story.plan, self.chance, self.story
        for user, moves in plan.zones.items():
            for when, zone in moves[1:]:
                story.at(when, partial(self._move, user, zone))
        for channel, day, due in plan.rounds:
            if due < plan.until.timestamp() - DAY / 2:
                self._arrange_day(channel, day, due)
        start, days = plan.start.timestamp(), (plan.until - plan.start).days
        for user in plan.zones:
            for n in range(days):
                if chance.random() < 0.1:
                    drill = partial(self._drill, Said(user, "drill", None, None))
                    story.at(start + (n + chance.random()) * DAY, drill)
        for do in (self._skip, self._pause):
            channel, day, due = chance.choice(plan.rounds[3:-6] or plan.rounds)
            story.at(due - chance.uniform(0.5, 20) * HOUR, partial(do, channel, day))
        for _ in range(days // 2 + 1):
            story.at(start + chance.uniform(0, days) * DAY, self._trouble)

    def _arrange_day(self, channel: ChannelPlan, day: date, due: float) -> None:
        chance, story = self.chance, self.story
        if chance.random() < 0.3:
            story.at(due - 1, partial(story.kill, chance.randint(1, 25)))
        for user in story.plan.zones:
            if chance.random() < 0.18:
                answer = partial(self._answer, channel, day, user)
                story.at(self._moment(user, day, due), answer)
        if chance.random() < 0.3:
            guest = channel.id == ROUNDS and chance.random() < 0.5
            user = GUEST if guest else chance.choice(list(story.plan.zones))
            story.at(due + chance.uniform(1, 30) * HOUR, partial(self._talk, channel, day, user))

    def _trouble(self) -> None:
        story, chance = self.story, self.chance
        match chance.choice(["kill", "kill soon", "hold", "hold", "refresh", "away"]):
            case "kill":
                story.kill()
            case "kill soon":
                story.kill(chance.randint(1, 60))
            case "hold":
                story.hold_events(chance.choice([2 * MINUTE, 20 * MINUTE]))
            case "refresh":
                self.sandbox.sockets.disconnect()
            case "away":
                story.slack_goes(chance.choice([3 * MINUTE, 25 * MINUTE, 3 * HOUR, 7 * HOUR]))

    def _moment(self, user: str, day: date, due: float) -> float:
        """Choose when a person answers: soon, in the evening, after midnight, or the next day."""
        chance = self.chance
        zone = ZoneInfo(
            next(z for since, z in reversed(self.story.plan.zones[user]) if since <= due)
        )
        match chance.choice(["soon", "soon", "evening", "night", "next"]):
            case "soon":
                return due + chance.uniform(0.01, 4) * HOUR
            case "evening":
                hour, ahead = chance.randint(18, 23), 0
            case "night":
                hour, ahead = chance.randint(0, 4), 1
            case _:
                hour, ahead = chance.randint(7, 20), 1
        at = time(hour, chance.randint(0, 59))
        when = datetime.combine(day + timedelta(days=ahead), at, zone).timestamp()
        return when if when > due else due + HOUR

    # Where things are

    def question(self, channel: str, day: date | None) -> dict[str, Any] | None:
        """Find a standing question of a day in its channel."""
        wanted = [each for each in self.questions(channel) if day_of(each) == day]
        return wanted[-1] if wanted else None

    def questions(self, channel: str) -> list[dict[str, Any]]:
        """List the questions that stand in a channel."""
        with self.sandbox.state.lock:
            messages = list(self.sandbox.state.messages(channel))
        return [each for each in messages if is_question(each)]

    def _text(self, sentences: int) -> str:
        self._number += 1
        chosen = self.chance.sample(SENTENCES, sentences)
        joint = self.chance.choice([" ", "\n"])
        return f"{joint.join(chosen)} Case {self._number}.".strip()

    # Acts

    def act(self, user: str, do: str, **fields: Any) -> dict[str, Any]:
        answer = self.sandbox.act(user, do, **fields)
        self.story.settle()
        return answer

    def _move(self, user: str, zone: str) -> None:
        self.story.count("moves")
        self.act(user, "change_person", tz=zone)

    def _skip(self, channel: ChannelPlan, day: date) -> None:
        self._take_off(channel, [day], f"/rounds skip {day}", "is skipped", "was skipped already")

    def _pause(self, channel: ChannelPlan, day: date) -> None:
        local = datetime.fromtimestamp(self.story.now, ZoneInfo(channel.zone)).date()
        days = [d for c, d, _ in self.story.plan.rounds if c is channel and d >= local][:3]
        until = days[-1] + timedelta(days=1) if self.chance.random() < 0.5 else days[-1]
        off = [d for d in days if d < until and d >= day]
        if off and off[0] == day == days[0]:  # nothing of today is under way
            self._take_off(channel, off, f"/rounds pause until {until}", "Paused until")

    def _take_off(
        self, channel: ChannelPlan, days: list[date], line: str, *done: str, tries: int = 0
    ) -> None:
        """Have the organiser take days off the calendar, while none of them is due."""
        dues = [due for c, d, due in self.story.plan.rounds if c is channel and d in days]
        if min(dues) <= self.story.now + MINUTE:
            return
        self.taken_off |= dict.fromkeys([(channel.id, day) for day in days], "?")
        before = {each["ts"] for each in self.sandbox.state.ephemerals(ORGANISER)}
        self.act(ORGANISER, "command", channel=channel.id, text=line)
        new = [e for e in self.sandbox.state.ephemerals(ORGANISER) if e["ts"] not in before]
        if any(words in each["text"] for each in new for words in done):
            self.taken_off |= dict.fromkeys([(channel.id, day) for day in days], True)
            self.story.count("days taken off")
        elif tries < 20:
            again = partial(self._take_off, channel, days, line, *done, tries=tries + 1)
            self.story.after(RETRY, again)

    def _talk(self, channel: ChannelPlan, day: date, user: str) -> None:
        """Say what is no answer: small talk, or whatever a guest says."""
        root = self.question(channel.id, day)
        if root is not None:
            words = self._text(4) if user == GUEST else self.chance.choice(TALK)
            self.act(user, "post", channel=channel.id, thread_ts=root["ts"], text=words)

    def _answer(self, channel: ChannelPlan, day: date, user: str, tries: int = 0) -> None:
        """Answer the question of a day, once it stands there."""
        root = self.question(channel.id, day)
        if root is None:
            if tries < 5:
                self.story.after(HOUR, partial(self._answer, channel, day, user, tries + 1))
            return
        if any((s.user, s.channel, s.day) == (user, channel.id, day) for s in self.said):
            return
        kind = self.chance.choice(KINDS)
        said = Said(user, "private" if kind == "modal" else "thread", channel.id, day)
        self.said.append(said)
        if kind == "modal":
            said.parts = [Part("", self._text(4), talk=False)]
            self._privately(said, root)
        else:
            self.story.count(f"answers {kind}")
            self._in_thread(said, root, kind)

    def _in_thread(self, said: Said, root: dict[str, Any], kind: str) -> None:
        chance, after = self.chance, self.story.after
        mine = [text for s in self.said if s.user == said.user and (text := s.text())]
        text = chance.choice(mine) if kind == "again" and mine else self._text(3)
        if kind in {"close", "parts"}:
            text = f"{BRIEF} {self._text(0)}"
        self._post(said, root, text)
        if kind == "parts":
            after(chance.uniform(40, 200), partial(self._post, said, root, self._text(2)))
        if kind == "close":
            ruling = chance.random() < 0.6
            after(chance.uniform(1, 60) * MINUTE, partial(self._rule, said, ruling))
        for likely, change in ((0.25, self._edit), (0.1, self._delete), (0.12, self._edit_away)):
            if chance.random() < likely:
                later = chance.choice([chance.uniform(0, 5) * MINUTE, chance.uniform(0, 9) * HOUR])
                after(4 * MINUTE + later, partial(change, said))
        if chance.random() < 0.15:
            after(chance.uniform(0.1, 8) * HOUR, partial(self._review, said))
        if chance.random() < 0.1:
            after(chance.uniform(0.1, 3) * HOUR, partial(self._dispute, said))

    def _post(self, said: Said, root: dict[str, Any], text: str) -> None:
        done = self.act(said.user, "post", channel=said.channel, thread_ts=root["ts"], text=text)
        if done["ok"]:
            said.parts.append(Part(done["ts"], text, talk=False))
            said.told = self.story.now

    def _standing(self, said: Said) -> list[Part]:
        return [part for part in said.parts if part.text is not None]

    def _edit(self, said: Said) -> None:
        for part in self._standing(said)[:1]:
            self._change(said, part, self._text(3), talk=False)

    def _edit_away(self, said: Said) -> None:
        for part in self._standing(said)[:1]:
            self._change(said, part, "Thanks, noted.", talk=True)
            if self.chance.random() < 0.5:
                self.story.after(self.chance.uniform(1, 200) * MINUTE, partial(self._edit, said))

    def _change(self, said: Said, part: Part, text: str, *, talk: bool) -> None:
        done = self.act(said.user, "edit", channel=said.channel, ts=part.ts, text=text)
        assert done["ok"], done
        self.story.count("edits")
        part.text, part.talk = text, talk
        said.versions += 1

    def _delete(self, said: Said) -> None:
        standing = self._standing(said)
        if standing:
            part = self.chance.choice(standing)
            done = self.act(said.user, "delete", channel=said.channel, ts=part.ts)
            assert done["ok"], done
            self.story.count("deletes")
            part.text = None
            said.versions += 1

    def _rule(self, said: Said, ruling: bool, tries: int = 0) -> None:
        """Press a button of "Is this your answer?", until it says what became of it."""
        for part in self._standing(said)[:1]:
            value = f"{said.channel}:{part.ts}"
            action = "reading.count" if ruling else "reading.leave"
            found = self._find(said.user, action, value)
            if found is None:
                return  # it never came, or was answered
            part.ruling = "?" if part.ruling is None else part.ruling
            self._press(said.user, found, action)
            words = (self.sandbox.state.ephemeral(said.user, found["ts"]) or {}).get("text", "")
            if words.startswith(("Counted", "It counts", "Noted.", "Left out")):
                part.ruling = ruling
                self.story.count("rulings")
            elif tries < 6:
                self.story.after(RETRY, partial(self._rule, said, ruling, tries + 1))

    def _privately(self, said: Said, root: dict[str, Any], tries: int = 0) -> None:
        """Answer in the question's modal, until it shows a hint."""

        def again() -> None:
            if tries < 60:
                self.story.after(RETRY, partial(self._privately, said, root, tries + 1))

        about = block_of(root, "round.answer")[1]
        if self._modal(said.user, "answer_form", about) is None:
            self._press(said.user, root, "round.answer", said.channel)
        self._submit(said, "answer_form", about, again)

    def _drill(self, said: Said, tries: int = 0) -> None:
        """Ask for a drill and answer it."""

        def again() -> None:
            if tries < 60:
                self.story.after(RETRY, partial(self._drill, said, tries + 1))

        if said.drill is None:
            before = self._drills(said.user)
            self.act(said.user, "command", channel=LOUNGE, text="/drill")
            new = [each for each in self._drills(said.user) if each not in before]
            if not new:
                again()
                return
            said.drill = new[-1]
            said.parts = [Part("", self._text(4), talk=False)]
            self.said.append(said)
        shown = self._find(said.user, "drill.answer", said.drill)
        assert shown is not None, "a drill that was shown is gone"
        if self._modal(said.user, "drill_form", said.drill) is None:
            self._press(said.user, shown, "drill.answer")
        self._submit(said, "drill_form", said.drill, again)

    def _drills(self, user: str) -> list[str]:
        whispers = self.sandbox.state.ephemerals(user)
        return [value for each in whispers for value in values(each, "drill.answer")]

    def _submit(self, said: Said, form: str, about: str, again: Any) -> None:
        view = self._modal(said.user, form, about)
        if view is None:
            again()
            return
        said.first_try = said.first_try or self.story.now
        typed = {"type": "plain_text_input", "value": said.parts[0].text}
        filled = {"answer": {_input(view, "answer"): typed}}
        done = self.act(said.user, "submit", view_id=view["id"], values=filled)
        kept = self.sandbox.state.views.get(view["id"])
        title = kept["view"]["title"]["text"] if kept is not None else ""
        if done["ok"] and not done.get("errors") and title == "Your hint":
            said.told = self.story.now
            self.story.count(f"answers {said.kind}")
            self.act(said.user, "close", view_id=view["id"])
        else:
            again()

    def _review(self, said: Said, tries: int = 0) -> None:
        """Review somebody's answer by the message shortcut."""
        others = [u for u in self.story.plan.zones if u != said.user]
        reviewer = self.chance.choice(others)
        standing = self._standing(said)
        if said.text() is None or said.unsure or not standing or self._modals(reviewer):
            return
        done = self.act(
            reviewer,
            "shortcut",
            callback_id="review_this_answer",
            channel=said.channel,
            ts=standing[0].ts,
        )
        self._skip_practice(reviewer)
        form = next((v for v in self._modals(reviewer) if v["callback_id"] == "review_form"), None)
        if form is None or not done["ok"]:
            if tries < 3:
                self.story.after(RETRY, partial(self._review, said, tries + 1))
            return
        review = Review(reviewer, said)
        self.reviews.append(review)
        self._send_review(review, form["id"])

    def _skip_practice(self, reviewer: str) -> None:
        for view in self._modals(reviewer):
            for block in view["blocks"]:
                for button in block.get("elements", []):
                    if button.get("action_id") == "calibration.skip":
                        self.act(
                            reviewer,
                            "click",
                            container={"type": "view", "view_id": view["id"]},
                            block_id=block["block_id"],
                            action_id="calibration.skip",
                            value=button["value"],
                        )

    def _send_review(self, review: Review, view_id: str, tries: int = 0) -> None:
        kept = self.sandbox.state.views.get(view_id)
        if kept is None:
            return
        state: dict[str, Any] = {}
        for block in kept["view"]["blocks"]:
            if block["type"] == "input":
                element = block["element"]
                given: dict[str, Any] = {"type": element["type"]}
                if "options" in element:
                    given["selected_option"] = element["options"][len(state) % 3]
                else:
                    given["value"] = f"The nurse's list is named, number {len(self.reviews)}."
                state[block["block_id"]] = {element["action_id"]: given}
        done = self.act(review.reviewer, "submit", view_id=view_id, values=state)
        kept = self.sandbox.state.views.get(view_id)
        title = kept["view"]["title"]["text"] if kept is not None else ""
        if done["ok"] and title == "Review posted":
            review.sure = True
            self.story.count("reviews")
        elif title == "Review an answer" and tries < 40:
            self.story.after(RETRY, partial(self._send_review, review, view_id, tries + 1))
            return
        self.act(review.reviewer, "close", view_id=view_id)

    def _dispute(self, said: Said) -> None:
        """Say "This is wrong" to a hint, if it came and still stands."""
        found = next(
            (each for each in self._hints(said.user) if said.parts and self._about(said, each)),
            None,
        )
        if found is None or self._modals(said.user):
            return
        self._press(said.user, found, "hint.wrong", found["channel"])
        form = next((v for v in self._modals(said.user) if v["callback_id"] == "wrong_form"), None)
        if form is None:
            return
        block = next(b for b in form["blocks"] if b["type"] == "input")
        element = block["element"]
        given = {"type": element["type"], "selected_options": element["options"][:1]}
        values = {block["block_id"]: {element["action_id"]: given}}
        self.act(said.user, "submit", view_id=form["id"], values=values)
        kept = self.sandbox.state.views.get(form["id"])
        if kept is not None and kept["view"]["title"]["text"] == "Noted":
            self.disputes.append(said)
            self.story.count("disputes")
        self.act(said.user, "close", view_id=form["id"])

    def _hints(self, user: str) -> list[dict[str, Any]]:
        direct = self.sandbox.state.messages(f"D{user[1:]}")
        seen = [*self.sandbox.state.ephemerals(user), *direct]
        return [each for each in seen if values(each, "hint.wrong")]

    def _about(self, said: Said, hint: dict[str, Any]) -> bool:
        """Say whether a hint stands in the thread of this answer."""
        root = self.question(said.channel or "", said.day)
        return root is not None and hint.get("thread_ts") == root["ts"]

    # The parts of an act

    def _press(
        self, user: str, message: dict[str, Any], action: str, channel: str | None = None
    ) -> dict[str, Any]:
        block_id, value = block_of(message, action)
        container = {
            "type": "message",
            "channel": channel or message["channel"],
            "ts": message["ts"],
            "is_ephemeral": bool(message.get("is_ephemeral")),
        }
        return self.act(
            user, "click", container=container, block_id=block_id, action_id=action, value=value
        )

    def _find(self, user: str, action: str, value: str) -> dict[str, Any] | None:
        for each in self.sandbox.state.ephemerals(user):
            if value in values(each, action):
                return each
        return None

    def _modals(self, user: str) -> list[dict[str, Any]]:
        state = self.sandbox.state
        with state.lock:
            shown = state.screen(user)["modals"]
            return [state.views[v]["view"] for v in shown if v in state.views]

    def _modal(self, user: str, form: str, about: str) -> dict[str, Any] | None:
        for view in self._modals(user):
            if view["callback_id"] == form and view.get("private_metadata") == about:
                return view
        return None


def is_question(message: dict[str, Any]) -> bool:
    """Say whether a message in a channel is a day's question, and not what points to one."""
    ours = (
        message.get("user") == BOT_USER and message.get("thread_ts", message["ts"]) == message["ts"]
    )
    return ours and str(message.get("text", "")).startswith("Question for")


def day_of(question: dict[str, Any]) -> date:
    """Read the date that a question names; the year is that of its post."""
    named = str(question["text"]).partition("\n")[0].removeprefix("Question for ")
    year = datetime.fromtimestamp(float(question["ts"]), UTC).year
    return datetime.strptime(f"{named} {year}", "%A %d %B %Y").date()  # noqa: DTZ007 - a date


def block_of(message: dict[str, Any], action: str) -> tuple[str, str]:
    """Find a button: its block and its value."""
    for block in message.get("blocks", []):
        for element in block.get("elements", []):
            if element.get("action_id") == action:
                return block["block_id"], element["value"]
    raise AssertionError(f"no button {action}")


def values(message: dict[str, Any], action: str) -> list[str]:
    """Give the values of the buttons of one kind."""
    return [
        element["value"]
        for block in message.get("blocks", [])
        for element in (*block.get("elements", []), block.get("accessory") or {})
        if element.get("action_id") == action
    ]


def _input(view: dict[str, Any], block_id: str) -> str:
    block = next(b for b in view["blocks"] if b.get("block_id") == block_id)
    return str(block["element"]["action_id"])
