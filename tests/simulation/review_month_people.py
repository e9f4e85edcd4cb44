"""What the people of the month of reviews do; how people behave is assumed here, in constants."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.sandbox.seed import ROUNDS
from bot.slack import ids
from tests.simulation.fortnight_people import Crowd
from tests.simulation.fortnight_plan import BERLIN, HOUR, MINUTE, NEW_YORK, ORGANISER

if TYPE_CHECKING:
    from tests.simulation.review_month import Month

# Who there is.
LAZY = 1 / 3  # so many are lazy, as the issue has it; where that is no whole number, chance decides
NEVER = 0.5  # of the lazy never review; the others are the "once in ten"
HOURS = (
    8.75,
    12.5,
    20.5,
)  # before work, at lunch, in the evening: when people have half an hour
SHIFT = 0.75  # hours around it: nobody is punctual
CHANGING = 5  # from so many on, one comes late and one leaves: a smaller group would be another
AWAY = 1 / 4  # so many are on leave for some days of the month
AWAY_DAYS = (2, 5)

# What they do.
ANSWERS, LAZY_ANSWERS = (
    0.8,
    0.5,
)  # chance to answer on a day: most who want to practise, not all
LOOKS = (2, 4)  # at Slack on a weekday, beside answering: between meetings
WEEKEND = 0.3  # chance of a look on a day of the weekend: it is no work, and the phone is there
LOOKING = {
    8.75: (8, 18),
    12.5: (9, 19),
    20.5: (11, 23),
}  # from when to when, by their hour
OPENS_HOME = 0.1  # per look: few people open an app's Home unasked
BROWSES = 0.02  # per look, to review an answer from its own menu: rare without being asked
COMMENTS = 0.03  # per look, a remark to somebody in the thread: rare too, but it is Slack's habit

# How they take to being asked. Each of these, for the lazy, is "never" or "once in ten".
AT_ONCE = 0.4  # by the hint: they have just written for a quarter of an hour, some have no more
BY_MESSAGE = 0.5  # by direct message, when they first see it: it is meant for them alone
LATER = 0.15  # at each later look, for a message not yet followed, while it is of use
IN_HOME = 0.5  # they came to see what there is to do
ONE_MORE = 0.5  # of two answers offered at once, having done one: they are at it
COMPARES = 0.4  # to take up a comparison with a strong answer, when first seen
LAZY_TAKES = 0.1
DECLINES = 0.15  # to say no where there is a button for it: most say nothing
HELPED = 0.3  # to say that a review helped
FORGETS = 30 * HOUR  # after which they do not scroll back to a message
WRITING = (
    5 * MINUTE,
    15 * MINUTE,
)  # for a review: to read, to choose, and two sentences
PRACTISING = (1 * MINUTE, 3 * MINUTE)  # for a practice answer before the first review
SKIPS, GIVES_UP = 0.4, 0.1  # per practice answer: to go on to the review, or to go away
ABANDONS = 0.1  # to close a review's form half written: somebody calls
REMINDED = 0.3  # so many ask for a reminder, at six in the evening

TRUTH = (0, 1, 1, 2)  # what an answer does on a point: more often half than all of it
SAME, NEAR = 0.65, 0.95  # chances that a peer finds just that, or not two levels away

# Few texts, each with its number: the judge is what costs.
TEXTS = (
    (
        "I would ask the charge nurse which mornings go wrong and assume it is the late lab "
        "result, then flag it to her so that she phones the lab before mixing the dose. Case {}."
    ),
    (
        "Our registrars lose an hour each day to duplicate notices, so I would merge them by "
        "patient and visit, measure minutes saved for two weeks and stop if few are. Case {}."
    ),
    (
        "First I would see which sites see patients twice, what that costs per month, and who "
        "decides, because merging records wrongly is worse than merging them late. Case {}."
    ),
)
STRENGTHS = (
    "You name who decides, and when they do, which most of us leave out in number {}.",
    "It starts from a morning that goes wrong rather than from a tool, see case {}.",
    "You say what would make you stop, and after how long; that is rare, as in {}.",
)
SUGGESTIONS = (
    "Say what happens on the day the feed is {} hours late and nobody has noticed yet.",
    "I missed who pays for the {} extra calls, and whether they would agree to it.",
    "Give one number for the harm you accept: say {} in a thousand, and defend it.",
)


@dataclass(eq=False, slots=True)
class Person:
    """Somebody of the group. `takes`: of what they would take up if keen, how much they do."""

    user: str
    name: str
    zone: str
    hour: float
    lazy: bool
    answers: float
    takes: float
    comes: date
    goes: date | None = None
    away: tuple[date, date] | None = None
    busy: bool = False
    known: set[str] = field(default_factory=set)  # the messages that they have seen
    done: set[str] = field(default_factory=set)  # the answers that they reviewed or declined

    def is_there(self, day: date) -> bool:
        """Say whether they take part on a day of their own."""
        if day < self.comes or (self.goes is not None and day >= self.goes):
            return False
        return self.away is None or not self.away[0] <= day <= self.away[1]

    def at(self, day: date, hour: float) -> float:
        """Give the instant of an hour of their day."""
        return datetime.combine(day, time(), ZoneInfo(self.zone)).timestamp() + hour * HOUR

    def day(self, now: float) -> date:
        """Give their date."""
        return datetime.fromtimestamp(now, ZoneInfo(self.zone)).date()


@dataclass(eq=False, slots=True)
class Given:
    """An answer, as its thread shows it."""

    author: str
    ts: str
    thread_ts: str
    at: float


@dataclass(frozen=True, slots=True)
class Remark:
    """What a peer said to somebody in a question's thread."""

    of: str
    to: str
    thread_ts: str
    at: float


@dataclass(frozen=True, slots=True)
class Hinted:
    """What a hint asked its reader to do: the answers to review, and one to compare."""

    user: str
    at: float
    reviews: tuple[str, ...]
    compares: tuple[str, ...]


def make_people(chance: Random, size: int, first: date, days: int) -> list[Person]:
    """Choose a group; the organiser is one of them."""
    lazy = int(size * LAZY) + (chance.random() < size * LAZY % 1)
    of_lazy = set(chance.sample(range(size), lazy))
    people = []
    for n in range(size):
        is_lazy = n in of_lazy
        takes = (0.0 if chance.random() < NEVER else LAZY_TAKES) if is_lazy else 1.0
        people.append(
            Person(
                user=ORGANISER if n == 0 else f"U{10 + n}PEER",
                name="maya" if n == 0 else f"peer{10 + n}",
                zone=(BERLIN, NEW_YORK)[chance.randrange(2)],
                hour=chance.choice(HOURS),
                lazy=is_lazy,
                answers=LAZY_ANSWERS if is_lazy else ANSWERS,
                takes=takes,
                comes=first,
            )
        )
        if chance.random() < AWAY:
            begins = first + timedelta(days=chance.randrange(days))
            lasts = timedelta(days=chance.randint(*AWAY_DAYS) - 1)
            people[-1].away = (begins, begins + lasts)
    if size >= CHANGING:
        people[-1].comes = first + timedelta(days=7 + chance.randrange(5))
        people[-2].goes = first + timedelta(days=14 + chance.randrange(5))
    return people


class Group(Crowd):
    """The group at work: `arrange` puts what they mean to do on the agenda."""

    def __init__(self, story: "Month", people: list[Person]) -> None:
        super().__init__(story)
        self.people = {each.user: each for each in people}
        self.month = story
        self.given: list[Given] = []
        self.remarks: list[Remark] = []
        self.hinted: list[Hinted] = []
        self._texts = 0

    def arrange(self) -> None:
        """Decide who looks when, and who answers when."""
        for person in self.people.values():
            self._arrange_leave(person)
            for n in range(self.month.days + 3):
                day = self.month.first + timedelta(days=n)
                if person.is_there(day):
                    self._arrange_looks(person, day)
        for _, day, due in self.month.plan.rounds:
            for person in self.people.values():
                if person.is_there(day) and self.chance.random() < person.answers:
                    shift = self.chance.uniform(-SHIFT, SHIFT)
                    when = person.at(day, person.hour + shift)
                    if when < due:
                        when = due + self.chance.uniform(5, 45) * MINUTE
                    self._do(when, self._say, person, day)

    def _do(self, when: float, act: Callable[..., None], *given: Any) -> None:
        self.story.at(when, partial(act, *given))

    def _arrange_leave(self, person: Person) -> None:
        if person.away is not None:
            first, last = person.away
            line = f"/rounds leave {first} to {last}"
            self._do(person.at(first, -1), self._command, person, line)
        if person.goes is not None:
            self._do(person.at(person.goes, 9), self._go, person)
        if person.comes > self.month.first:
            self._do(person.at(person.comes, 8), self._come, person)

    def _arrange_looks(self, person: Person, day: date) -> None:
        first, last = LOOKING[person.hour]
        looks = self.chance.randint(*LOOKS)
        if day.weekday() >= 5:
            looks = int(self.chance.random() < WEEKEND)
        for _ in range(looks):
            when = person.at(day, self.chance.uniform(first, last))
            self._do(when, self._look, person)

    # What they see

    def buttons(self, blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Go through the buttons of a message or a view, each with the id of its block."""
        for block in blocks:
            for element in (*block.get("elements", []), block.get("accessory") or {}):
                if element.get("type") == "button":
                    yield {**element, "block_id": block["block_id"]}

    def offered(self, message: dict[str, Any], action: str) -> tuple[str, ...]:
        """Give the values of the buttons of one kind."""
        pressed = self.buttons(message.get("blocks", []))
        return tuple(each["value"] for each in pressed if each["action_id"] == action)

    def direct(self, person: Person) -> list[dict[str, Any]]:
        """Give what the bot wrote to somebody directly, oldest first."""
        state, channel = self.sandbox.state, f"D{person.user[1:]}"
        with state.lock:
            return [{**each, "channel": channel} for each in state.messages(channel)]

    # Acts

    def _command(self, person: Person, line: str) -> None:
        self.act(person.user, "command", channel=ROUNDS, text=line)

    def _come(self, person: Person) -> None:
        self.sandbox.act(ORGANISER, "invite", channel=ROUNDS, user=person.user)
        self.story.settle()

    def _go(self, person: Person) -> None:
        self.act(person.user, "leave", channel=ROUNDS)

    def _say(self, person: Person, day: date) -> None:
        """Answer the question of the day, and see the hint."""
        root = self.question(ROUNDS, day)
        if root is None or person.busy:
            if self.story.now < person.at(day, 24):
                self.story.after(20 * MINUTE, partial(self._say, person, day))
            return
        self._texts += 1
        text = TEXTS[self._texts % len(TEXTS)].format(self._texts)
        before = {each["ts"] for each in self.sandbox.state.ephemerals(person.user)}
        done = self.act(person.user, "post", channel=ROUNDS, thread_ts=root["ts"], text=text)
        assert done["ok"], done
        self.given.append(Given(person.user, done["ts"], root["ts"], self.story.now))
        shown = self.sandbox.state.ephemerals(person.user)
        for each in [each for each in shown if each["ts"] not in before]:
            asked, alone = (self.offered(each, action) for action in (ids.REVIEW, ids.COMPARE))
            if asked or alone:
                self.hinted.append(Hinted(person.user, self.story.now, asked, alone))
                self._consider(person, each, AT_ONCE)
        self._look(person)

    def _look(self, person: Person) -> None:
        """Look at Slack: what came directly, now and then Home, now and then the thread."""
        day = person.day(self.story.now)
        if person.busy or not person.is_there(day):
            return
        for message in self.direct(person):
            if self.story.now - float(message["ts"]) < FORGETS and not person.busy:
                new = message["ts"] not in person.known
                person.known.add(message["ts"])
                self._consider(person, message, BY_MESSAGE if new else LATER, new=new)
        if self._wants(person, OPENS_HOME):
            self._home(person)
        if not person.busy:
            self._thank(person)
        if self._wants(person, BROWSES):
            self._browse(person)
        if self._wants(person, COMMENTS):
            self._comment(person)

    def _wants(self, person: Person, chance: float) -> bool:
        return not person.busy and self.chance.random() < chance * person.takes

    def _consider(
        self,
        person: Person,
        message: dict[str, Any],
        chance: float,
        *,
        new: bool = True,
    ) -> None:
        """Take up what a message offers, or say no, or do nothing."""
        where = partial(_in_message, message)
        kinds: dict[str, list[dict[str, Any]]] = {}
        for each in self.buttons(message.get("blocks", [])):
            if each["value"] not in person.done:
                kinds.setdefault(each["action_id"], []).append(each)
        asked, no = kinds.get(ids.REVIEW), kinds.get(ids.DECLINE)
        if asked and self._wants(person, chance):
            self._take_all(person, asked, where)
        elif asked and no and new and self.chance.random() < DECLINES:
            person.done.update(no[0]["value"].split())
            self._use(person, no[0], where())
            self.story.count("declined")
        if new and (alone := kinds.get(ids.COMPARE)) and self._wants(person, COMPARES):
            self._open(person, alone[0], where(), lambda: None)

    def _take_all(
        self,
        person: Person,
        offered: list[dict[str, Any]],
        where: Callable[[], dict[str, Any]],
    ) -> None:
        """Take up the first of several, and then perhaps the next."""
        first, *rest = offered

        def then() -> None:
            if rest and self.chance.random() < ONE_MORE:
                self._take_all(person, rest, where)

        self._open(person, first, where(), then)

    def _open(
        self, person: Person, button: dict[str, Any], where: dict[str, Any], then: Any
    ) -> None:
        person.done.add(button["value"])
        self._use(person, button, where)
        self._write_review(person, then)

    def _use(self, person: Person, button: dict[str, Any], where: dict[str, Any]) -> None:
        self.act(
            person.user,
            "click",
            container=where,
            block_id=button["block_id"],
            action_id=button["action_id"],
            value=button.get("value", ""),
        )

    def _home(self, person: Person) -> None:
        self.act(person.user, "open_home")
        state = self.sandbox.state
        with state.lock:
            home = state.screen(person.user)["home"]
            view = state.views[home]["view"] if home is not None else {"blocks": []}
        owed = [b for b in self.buttons(view["blocks"]) if b["action_id"] == ids.REVIEW]
        if owed and self._wants(person, IN_HOME):
            self._take_all(person, owed, lambda: {"type": "home"})

    def _thank(self, person: Person) -> None:
        """Say of new reviews of theirs that they helped, or not."""
        state = self.sandbox.state
        with state.lock:
            messages = [m for m in state.messages(ROUNDS) if m["ts"] not in person.known]
        person.known.update(each["ts"] for each in messages)
        for message in messages:
            theirs = message["text"].startswith(f"<@{person.user}>, ")
            if theirs and self.offered(message, ids.HELPED) and self.chance.random() < HELPED:
                self._press(person.user, message, ids.HELPED, ROUNDS)
                self._close(person)
                self.story.count("helped")

    def _recent(self, person: Person) -> list[Given]:
        soon = [each for each in self.given if self.story.now - each.at < 48 * HOUR]
        return [each for each in soon if each.author != person.user]

    def _browse(self, person: Person) -> None:
        """Review an answer from its own menu."""
        if recent := self._recent(person):
            chosen = self.chance.choice(recent)
            shortcut = {
                "callback_id": ids.SHORTCUT_REVIEW,
                "channel": ROUNDS,
                "ts": chosen.ts,
            }
            self.act(person.user, "shortcut", **shortcut)
            self._write_review(person, lambda: None)

    def _comment(self, person: Person) -> None:
        """Say something to the author of an answer, in its thread."""
        if recent := self._recent(person):
            chosen = self.chance.choice(recent)
            named = self.people[chosen.author].name
            text = f"@{named} who looks at it when nobody is on duty?"
            self.act(person.user, "post", channel=ROUNDS, thread_ts=chosen.thread_ts, text=text)
            said = Remark(person.user, chosen.author, chosen.thread_ts, self.story.now)
            self.remarks.append(said)

    # Writing

    def _write_review(self, person: Person, then: Callable[[], None]) -> None:
        """Fill the form that has opened, which takes its time; before the first, practise."""
        view = next((v for v in self._modals(person.user)), None)
        if view is None:
            self.story.count("forms that did not open")
            return
        match view["callback_id"]:
            case ids.REVIEW_FORM | ids.COMPARE_FORM:
                do, lasts = self._send, self.chance.uniform(*WRITING)
            case ids.CALIBRATION_FORM | ids.CALIBRATION_NEXT:
                do, lasts = self._practise, self.chance.uniform(*PRACTISING)
            case _:
                self._close(person)
                self.story.count("forms that did not open")
                return
        person.busy = True
        self.story.after(lasts, partial(do, person, view, then))

    def _practise(self, person: Person, view: dict[str, Any], then: Callable[[], None]) -> None:
        person.busy = False
        lot = self.chance.random()
        skip = [b for b in self.buttons(view["blocks"]) if b["action_id"] == ids.CALIBRATION_SKIP]
        if lot < GIVES_UP:
            self._leave_it(person, view)
            self.story.count("gave up practising")
            return
        if skip and lot < GIVES_UP + SKIPS:
            self._use(person, skip[0], {"type": "view", "view_id": view["id"]})
        else:
            self.act(person.user, "submit", view_id=view["id"], values=self._filled(view))
            self.story.count("practised")
        self._write_review(person, then)

    def _send(self, person: Person, view: dict[str, Any], then: Callable[[], None]) -> None:
        person.busy = False
        if view["callback_id"] == ids.REVIEW_FORM and self.chance.random() < ABANDONS:
            self._leave_it(person, view)
            self.story.count("abandoned")
            return
        done = self.act(person.user, "submit", view_id=view["id"], values=self._filled(view))
        kept = self.sandbox.state.views.get(view["id"])
        title = kept["view"]["title"]["text"] if kept is not None else ""
        self._close(person)
        if view["callback_id"] == ids.COMPARE_FORM:
            self.story.count("compared")
        elif done["ok"] and title in {"Review posted", "Review kept"}:
            self.story.count("reviews sent")
            then()
        else:
            self.story.count(f"reviews not taken: {title}")

    def _filled(self, view: dict[str, Any]) -> dict[str, Any]:
        self._texts += 1
        answer, values = view["private_metadata"], {}
        for block in view["blocks"]:
            if block["type"] == "input":
                element = block["element"]
                given: dict[str, Any] = {"type": element["type"]}
                if "options" in element:
                    found = self._finds(answer, block["block_id"])
                    given["selected_option"] = element["options"][found]
                else:
                    kind = STRENGTHS if block["block_id"] == "strength" else SUGGESTIONS
                    given["value"] = kind[self._texts % len(kind)].format(self._texts)
                values[block["block_id"]] = {element["action_id"]: given}
        return values

    def _finds(self, answer: str, point: str) -> int:
        """Give what a peer finds on a point: the same as others, mostly."""
        truth, lot = Random(f"{answer}/{point}").choice(TRUTH), self.chance.random()
        if lot < SAME:
            return truth
        away = 1 if lot < NEAR else 2
        return self.chance.choice([each for each in range(3) if abs(each - truth) == away] or [1])

    def _leave_it(self, person: Person, view: dict[str, Any]) -> None:
        """Close a form that is not done; they may come back to it."""
        person.done.discard(view["private_metadata"])
        self._close(person)

    def _close(self, person: Person) -> None:
        for view in self._modals(person.user):
            self.act(person.user, "close", view_id=view["id"])


def _in_message(message: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "message",
        "channel": message["channel"],
        "ts": message["ts"],
        "is_ephemeral": bool(message.get("is_ephemeral")),
    }
