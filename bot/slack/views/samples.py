"""Made-up values for EXAMPLES; what takes more than a constant is made when it is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.practice.calibration import Comparison, Exercise
from bot.practice.daily import Card
from bot.practice.drills import DrillCard, Point, Timed
from bot.practice.hints import WORDS_A_MINUTE, FrameworkCard, Reason, Way, Why
from bot.practice.judging import HintCard, PushBack
from bot.practice.offering import Asked
from bot.practice.progress import Progress
from bot.practice.reviewing import Light, Reviewing
from bot.practice.reviews import Comparing, Levels, PostedReview, ReviewForm
from bot.practice.streaks import Calendar
from bot.practice.weaknesses import Advice, Cited, Evidence, WorkOn
from bot.rules import calibration, practice_day, streak, weakness
from bot.rules.calibration import Agreement
from bot.rules.consensus import Agreed
from bot.rules.doubts import Doubt
from bot.rules.recall import Due
from questions.judge.hints import Step
from questions.model import (
    Clarification,
    CommonMistake,
    Criterion,
    Difficulty,
    Example,
    FollowUp,
    Format,
    Hint,
    Level,
    Nudge,
    Praise,
    Question,
    Rubric,
)
from storage.channels import Channel
from storage.reviews import Review
from storage.rounds import Round

ROUND, ANSWER_ID, PEER_ANSWER = "0f1e2d3c4b5a6978", "8897a6b5c4d3e2f1", "1122334455667788"
ASKED = (Asked(PEER_ANSWER, "U0AUTHOR"), Asked("b8e2d0", "U0THIRD"))
AUTHOR, REVIEWER, DAILY = "U0AUTHOR", "U0REVIEWER", "C0DAILY"
LINK = "https://example.slack.com/archives/C0DAILY/p1795176000000100"
TODAY = date(2026, 11, 20)  # a Friday
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
CLOCK = practice_day.DayClock(NOON, "America/New_York")
NEXT = (date(2026, 11, 23), datetime(2026, 11, 23, 14, tzinfo=UTC))

ANSWER = (
    "The infusion nurse opens the list at seven and must know whose counts are too low to treat "
    "today. I would keep one thing right: the lab value with the time it was drawn.\n\n"
    "If the feed is late the list says so on top, and the charge nurse rings the lab."
)
LONG_ANSWER = "\n\n".join([ANSWER] * 14)


def _criterion(id_: str, title: str, shown: str, nudge: str, push_back: str) -> Criterion:
    return Criterion(id_, "systems", title, shown, f"Says {title.lower()} only.", nudge, push_back)


RUBRIC = Rubric(
    criteria={
        each.id: each
        for each in (
            _criterion(
                "workflow-first",
                "Who uses it",
                "Names a user early, and the decision that does harm if it goes wrong.",
                "Who opens this first, and what do they decide with it?",
                "I still don't see who uses it. Who?",
            ),
            _criterion(
                "critical-object",
                "What must stay right",
                "Names the one record or field that must stay correct, and what depends on it.",
                "Which one value would do harm if it were wrong?",
                "Everything can't be critical. Which one is?",
            ),
            _criterion(
                "failure-modes",
                "How it breaks",
                "Names a specific way it breaks, and what people then see or do.",
                "What does the nurse see when the feed stops overnight?",
                "It broke last night and nobody noticed. How come?",
            ),
            _criterion(
                "ownership",
                "Who decides",
                "Says which role decides or is the backstop, and for what.",
                "Who decides when the list and the chart differ?",
                "That person is on leave. Who decides now?",
            ),
        )
    },
    categories={"system-design": ("workflow-first", "failure-modes")},
    mistakes={},
    frameworks={
        "system-design": (
            "Name the user, the decision they take, and the harm if it goes wrong.",
            "Find the one record that must stay right.",
            "Break it on purpose, and say what people see.",
            "Say who owns the exceptions.",
        )
    },
)

# As many criteria as there are, with titles as long as they come.
WIDE_RUBRIC = replace(
    RUBRIC,
    criteria={
        f"point-{n}": _criterion(f"point-{n}", f"A point with number {n:02}", "S", "N", "P")
        for n in range(44)
    },
)

QUESTION = Question(
    id="counts-before-chemo",
    track="health-systems",
    category="system-design",
    stage="system-design",
    format=Format.SINGLE,
    difficulty=Difficulty.MEDIUM,
    seniority="senior",
    setting="provider",
    minutes=12,
    prompt="Design the list that tells an infusion centre, each morning, whose blood counts are "
    "too low for today's chemotherapy. Labs arrive from three systems, some of them late.",
    criteria=tuple(RUBRIC.criteria),
    nudges={"workflow-first": "Who reads this list at seven, and what do they do with a name?"},
    clarifications=(
        Clarification("How late can a lab be?", "Most come by six. One in twenty comes after."),
        Clarification("May the list hold treatment back by itself?", "No. A nurse decides."),
        Clarification("One site or several?", "Start with one of four."),
    ),
    assume="One site, forty patients a day, thresholds set by the oncologists.",
    outline=(
        "Start from the nurse at seven and the decision to treat.",
        "Keep the count with the time it was drawn; a stale one is no count.",
        "Show what is missing instead of hiding it.",
        "Say who rings the lab, and who decides meanwhile.",
    ),
    mistakes=(CommonMistake("Drawing the pipeline before saying who reads the list.", None),),
    follow_ups=(
        FollowUp("failure-modes", "At half past six one lab is silent. What stands on the list?"),
    ),
    strong=Example(ANSWER, dict.fromkeys(RUBRIC.criteria, Level.SHOWN)),
    weak=Example("A dashboard.", dict.fromkeys(RUBRIC.criteria, Level.MISSING)),
    facts=(),
    seed="001",
)
CODING = replace(
    QUESTION,
    id="first-dose-late",
    track="mle",
    category="coding-data",
    stage="coding",
    format=Format.CODING,
    difficulty=Difficulty.EASY,
    minutes=20,
    prompt="Which patients had their first dose more than 30 days after the order?\n\n"
    "orders(order_id integer, patient_id integer, ordered_on date)\n"
    "doses(order_id integer, given_on date, dose_mg * 1.0 numeric)\n\n"
    "Write one SQL query. dose_mg may be null; given_on may be before ordered_on. "
    "Say what you do with both.",
    nudges={},
)


def card(question: Question = QUESTION, floor: int = 25) -> Card:
    """Give a round's card."""
    return Card(ROUND, question, TODAY, floor)


def drill(question: Question = QUESTION, *, opening: bool = False) -> DrillCard:
    """Give a drill."""
    floor = 12 if opening or question.format == Format.CODING else 25
    because = "You have not had it in a drill yet."
    minutes = 1 if opening else question.minutes
    return DrillCard("aa55aa55aa55aa55", question, because, opening, floor, minutes)


def drill_on_a_point(example: str = "") -> DrillCard:
    """Give a drill that asks for one point alone, with an example to read if there is one."""
    criterion = RUBRIC.criteria["failure-modes"]
    because = (
        "It asks for “How it breaks”, which is still shaky for you. It did not show in your last 4 "
        "answers, so this drill asks for that point alone."
    )
    point = Point(criterion.title, criterion.shown, criterion.nudge, example)
    return replace(drill(), because=because, floor=12, minutes=2, point=point)


def drill_timed() -> DrillCard:
    """Give a drill whose clock runs."""
    return replace(drill(), until=NOON + timedelta(minutes=QUESTION.minutes))


def time_taken(seconds: int = 610) -> Timed:
    """Give the time that an answer took."""
    return Timed(timedelta(seconds=seconds), timedelta(minutes=QUESTION.minutes))


def hint(
    *,
    praise: str = "the charge nurse rings the lab",
    nudges: Sequence[str] = (
        "Which one value would do harm if it were wrong?",
        "At half past six one lab is silent. What stands on the list?",
    ),
    kind: str = "thread",
    leans_on: str = "",
    truncated: bool = False,
    unread: bool = False,
    private: tuple[str, ...] = (),
) -> HintCard:
    """Give a hint on a first draft."""
    return HintCard(
        answer_id=ANSWER_ID,
        question_id=QUESTION.id,
        kind=kind,
        draft=1,
        hint=Hint(
            Praise("ownership", praise) if praise else None,
            tuple(Nudge("failure-modes", each, leans_on) for each in nudges),
        ),
        truncated=truncated,
        unread=unread,
        private=private,
        can_share=kind == "private",
    )


def second_draft() -> HintCard:
    """Give a hint on a draft that mended one of two nudges."""
    return replace(
        hint(nudges=("Who decides when the list and the chart differ?",)),
        draft=2,
        moved=("How it breaks",),
        closer=("Who uses it",),
        unmoved=("Who decides",),
    )


def why(
    evidence: str = "the charge nurse rings the lab",
    *,
    disputed: bool = False,
    muted: bool = False,
) -> Why:
    """Give what stands behind a hint."""
    levels = (Level.SHOWN, Level.SHOWN, Level.MENTIONED, Level.MISSING)
    return Why(
        ANSWER_ID,
        QUESTION,
        tuple(
            Reason(
                criterion=each.id,
                title=each.title,
                level=level,
                evidence=evidence if level else "",
                shown=each.shown,
                disputed=disputed or each.id == "critical-object",
                rule=("does: <role> .. decide*|chose & if", "no known words for it")[not level],
                mistake="Speed instead of risk" if each.id == "failure-modes" else "",
                muted=muted,
            )
            for each, level in zip(RUBRIC.criteria.values(), levels, strict=True)
        ),
    )


def framework(
    *, words: int = 52, code: bool = False, quote: str = "the charge nurse rings the lab"
) -> FrameworkCard:
    """Give the framework after an answer that began with its third step and left the second out."""
    levels = (Level.SHOWN, Level.MISSING, Level.MENTIONED, None)
    said = {Level.SHOWN: ANSWER.partition(" and ")[0], Level.MENTIONED: quote}
    steps = tuple(
        Step(number, text, level, said.get(level, "") if level else "", -number)
        for number, (text, level) in enumerate(
            zip(RUBRIC.frameworks["system-design"], levels, strict=True), start=1
        )
    )
    seconds = None if code else round(words * 60 / WORDS_A_MINUTE)
    return FrameworkCard(QUESTION, Way(steps, words, seconds))


def push_back(quoting: str = "") -> PushBack:
    """Give what the interviewer presses on."""
    return PushBack(ANSWER_ID, "failure-modes", QUESTION.follow_ups[0].ask, quoting)


def review_form(text: str = ANSWER) -> ReviewForm:
    """Give what a reviewer has before them."""
    return ReviewForm(PEER_ANSWER, AUTHOR, QUESTION, text)


def comparing(text: str = ANSWER) -> Comparing:
    """Give what an author has before them who compares their answer with a strong one."""
    return Comparing(ANSWER_ID, QUESTION, text)


def exercise(number: int = 1, text: str = ANSWER) -> Exercise:
    """Give a practice answer before a review."""
    asked = replace(QUESTION, strong=replace(QUESTION.strong, answer=text))
    return Exercise(PEER_ANSWER, asked.track, number, calibration.practice(asked, "strong"))


def comparison(
    yours: Sequence[int] = (2, 0, 1, 0), whole: calibration.Agreement | None = None
) -> Comparison:
    """Give what a person found in a practice answer, beside the bank's levels."""
    points = tuple(
        calibration.Compared(criterion, Level(found), Level(level))
        for criterion, found, level in zip(RUBRIC.criteria, yours, (2, 1, 0, 0), strict=True)
    )
    return Comparison(PEER_ANSWER, "weak", points, whole)


def review(
    strength: str = "You begin with the nurse and what she decides.",
    suggestion: str = "Say what the list shows while a lab is silent.",
) -> PostedReview:
    """Give a review for its thread."""
    ts = "1795176000.000100"
    return PostedReview("5c5c5c5c", AUTHOR, REVIEWER, DAILY, ts, ts, strength, suggestion)


def levels() -> Levels:
    """Give what a reviewer found."""
    found = zip((each.title for each in RUBRIC.criteria.values()), (2, 2, 1, 0), strict=True)
    return Levels(REVIEWER, tuple((title, Level(level)) for title, level in found))


def levels_of_several() -> Levels:
    """Give what a reviewer without a name found, and what several agree on."""
    titles = [each.title for each in RUBRIC.criteria.values()]
    agreed = zip(titles, (Agreed(2, 0), Agreed(0, 2), Agreed(1, 1)), strict=False)
    return replace(levels(), reviewer=None, together=dict(agreed))


def reviewing() -> Reviewing:
    """Give a person who has reviewed nothing yet, and owes nothing."""
    nothing = Agreement(0, 0, 0)
    return Reviewing((), given=0, helped=0, beside_peers=nothing, beside_bank={}, light=None)


def reviewing_for_long() -> Reviewing:
    """Give a person with many reviews, who practised before and owes one."""
    return replace(
        reviewing(),
        owed=(_owed(),),
        given=23,
        helped=9,
        beside_peers=Agreement(71, 12, 8),
        beside_bank={"pm": Agreement(12, 0, 0), "mle": Agreement(9, 0, 3)},
    )


def reviewing_as_organiser() -> Reviewing:
    """Give an organiser with few reviews of their own, and two in the channel that count less."""
    light = Light(REVIEWER, AUTHOR, TODAY, (Doubt.BLANKET, Doubt.INSTANT), "1795176000.000100")
    other = replace(light, reviewer="U0THIRD", doubts=(Doubt.COPIED,), ts=None)
    return replace(reviewing(), given=1, helped=1, light=(light, other))


def channel() -> Channel:
    """Give a channel's first settings."""
    return Channel(
        id=DAILY,
        at="09:00",
        zone="America/New_York",
        days="mon-fri",
        holidays=None,
        tracks=(),
        easiest="easy",
        hardest="hard",
        hints="private",
        state="active",
        reason=None,
        paused_until=None,
        seed=1,
        set_up_by=AUTHOR,
        saved_at=NOON,
    )


def round_() -> Round:
    """Give a posted round."""
    return Round(
        id=ROUND,
        channel=DAILY,
        local_date=TODAY,
        zone="America/New_York",
        due_at=NOON,
        kind="scheduled",
        counts=True,
        question_id=QUESTION.id,
        question={},
        rendering={},
        state="posted",
        reason=None,
        owner=None,
        lease_until=None,
        attempt=1,
        not_before=None,
        send_started_at=NOON,
        ts="1795176000.000100",
        sweeps=0,
        next_sweep_at=None,
        last_error=None,
        planned_at=NOON,
        posted_at=NOON,
        late=False,
        requested_by=None,
    )


def notice(kind: str, **fields: str) -> Mapping[str, str]:
    """Give what an organiser is to be told."""
    return {"kind": "notice", "notice": kind, "channel": DAILY, **fields}


def progress() -> Progress:
    """Give where a new person stands."""
    return Progress(
        user=AUTHOR,
        taking_part=False,
        on=TODAY,
        clock=CLOCK,
        leave=(),
        streak=streak.Streak(0, 0, 0, 0, ()),
        weaknesses=(),
        due=(),
        owed=(),
        today=(),
        answers=0,
        settings={},
    )


def progress_after_one() -> Progress:
    """Give where a person stands after their first answer."""
    return replace(
        progress(),
        taking_part=True,
        streak=_streak([_practice(TODAY)], [TODAY]),
        weaknesses=_weighed({"workflow-first": (2,), "failure-modes": (0,)}),
        today=((round_(), True),),
        answers=1,
    )


def progress_after_many() -> Progress:
    """Give where a person stands after three weeks: a freeze spent, a day mended, reviews owed."""
    weeks = (2, 9, 16)
    asked = [date(2026, 11, monday + n) for monday in weeks for n in range(5)]
    kinds = {date(2026, 11, 18): "drill"}
    missed = {date(2026, 11, 11), date(2026, 11, 12), TODAY}
    practised = [_practice(day, kinds.get(day, "thread")) for day in asked if day not in missed]
    late = replace(_practice(date(2026, 11, 13)), to=_asked(date(2026, 11, 12)))
    return replace(
        progress(),
        taking_part=True,
        streak=_streak([*practised, late], asked),
        weaknesses=_weighed(
            {
                "failure-modes": (0, 0, 1, 0),
                "ownership": (0, 1, 1, 2, 1),
                "workflow-first": (1, 2, 2, 2, 2),
                "critical-object": (2, 0),
            }
        ),
        due=(Due("failure-modes", TODAY, 0.62), Due("critical-object", TODAY, 0.7)),
        owed=(_owed(),),
        today=((round_(), False),),
        answers=14,
    )


def progress_after_500() -> Progress:
    """Give where a person stands after two years and 500 answers, asked in many channels."""
    asked = [monday + timedelta(n) for monday in _mondays(104) for n in range(5)]
    practised = [_practice(day) for n, day in enumerate(asked) if n % 25]
    levels = {
        each: [(n * n + m) * m // 5 % 3 for n in range(1, 2 + m % 13)]
        for m, each in enumerate(WIDE_RUBRIC.criteria, start=1)
    }
    return replace(
        progress(),
        taking_part=True,
        streak=_streak(practised, asked),
        weaknesses=_weighed(levels),
        due=(Due("point-7", TODAY, 0.4), Due("point-8", TODAY, 0.7)),
        owed=(_owed(),) * 12,
        today=((round_(), False), (round_(), True)) * 6,
        answers=500,
    )


def _mondays(weeks: int) -> list[date]:
    return [date(2026, 11, 16) - timedelta(weeks=n) for n in reversed(range(weeks))]


def calendar() -> Calendar:
    """Give the calendar of a new person."""
    return Calendar(progress().streak, TODAY, CLOCK, hidden=False, leave=())


def calendar_after_one() -> Calendar:
    """Give the calendar after the first answer."""
    return replace(calendar(), streak=progress_after_one().streak)


def calendar_after_many() -> Calendar:
    """Give the calendar after three weeks, with leave to come."""
    away = ((date(2026, 12, 21), date(2026, 12, 28)), (date(2027, 1, 4), date(2027, 1, 4)))
    return replace(calendar(), streak=progress_after_many().streak, leave=away)


def progress_all_strong() -> Progress:
    """Give where a person stands who has shown all there is."""
    return replace(progress_after_one(), weaknesses=_weighed({"workflow-first": (2, 2, 2, 2)}))


def advice(*, known: bool) -> Advice:
    """Give that there is nothing to work on: too few answers, or all is strong."""
    return Advice((), known)


def advice_after_many() -> Advice:
    """Give what to work on after three weeks; one criterion is due that has two answers."""
    found = {each.criterion: each for each in progress_after_many().weaknesses}
    return Advice(
        (
            WorkOn(found["failure-modes"], due=True),
            WorkOn(found["ownership"], due=False),
            WorkOn(found["critical-object"], due=True),
        ),
        known=True,
    )


def evidence() -> tuple[Evidence, ...]:
    """Give what a standing rests on: Rounds, one peer, and two who differ."""
    [known] = _weighed({"failure-modes": (0, 0, 1, 0)})
    _, by_two, by_one, by_rounds = known.evidence
    by_one = replace(by_one, by=REVIEWER, peers=(REVIEWER,))
    by_two = replace(by_two, by=weakness.CONSENSUS, peers=(REVIEWER, "U0THIRD"), spread=2)
    _, *averages = known.averages
    cited = (
        Cited(by_rounds, (), "drill", None, QUESTION.prompt, averages[2]),
        Cited(by_one, (None,), "follow-up", None, QUESTION.prompt, averages[1]),
        Cited(by_two, by_two.peers, "thread", DAILY, QUESTION.prompt, averages[0]),
    )
    gone = replace(known, criterion="ownership")
    first = Cited(known.evidence[0], (), "private", None, "", known.averages[0])
    return (Evidence(known, cited, 1), Evidence(gone, (first,), 0))


def _practice(day: date, kind: str = "thread") -> streak.Practice:
    return streak.Practice(datetime.combine(day, NOON.timetz()), day, kind)


def _asked(day: date) -> streak.Asked:
    return streak.Asked(day, datetime.combine(day, NOON.timetz()))


def _streak(practised: Sequence[streak.Practice], asked: Sequence[date]) -> streak.Streak:
    weekend = {
        date(2026, 11, n): f"{day} is not a practice day"
        for first in (7, 14)
        for n, day in ((first, "Saturday"), (first + 1, "Sunday"))
    }
    return streak.replay(practised, map(_asked, asked), NOON, [CLOCK], (), weekend)


def _weighed(levels: Mapping[str, Sequence[int]]) -> tuple[weakness.Weakness, ...]:
    attempts = [
        weakness.Attempt(criterion, level, at, at.date(), f"q-{n}", f"a-{n}", "engine")
        for criterion, given in levels.items()
        for n, level in enumerate(given)
        for at in (NOON + timedelta(n),)
    ]
    weighed = weakness.weigh(attempts)
    return tuple(weakness.weakest(weighed, len(weighed)))


def _owed() -> Review:
    return Review(
        id="5c5c5c5c",
        answer_id=PEER_ANSWER,
        reviewer=AUTHOR,
        author=REVIEWER,
        state="offered",
        lease_until=NOON + timedelta(hours=20),
        strength=None,
        suggestion=None,
        draft=None,
        at=NOON,
        submitted_at=None,
        ts=None,
    )
