"""What a question is, what a criterion is, and what judging an answer gives back."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Level(IntEnum):
    """How far an answer meets a criterion; the scale of `rubric/criteria.yaml`."""

    MISSING = 0
    MENTIONED = 1
    SHOWN = 2


class Difficulty(StrEnum):
    """How hard a question is, easiest first."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Format(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    ROLE_PLAY = "role-play"
    TAKE_HOME = "take-home"
    PRESENTATION = "presentation"
    EXPLAIN = "explain"
    CODING = "coding"


TRACKS = {
    "pm": "Product management",
    "health-systems": "Healthcare system design",
    "interop": "Interoperability",
    "mle": "Machine-learning engineering",
}

STAGES = (
    "recruiter",
    "hiring-manager",
    "take-home",
    "product-sense",
    "strategy",
    "technical",
    "cross-functional",
    "behavioural",
    "presentation",
    "executive",
    "coding",
    "ml-theory",
    "system-design",
    "regulatory",
    "role-play",
    "your-questions",
)

SENIORITIES = ("mid", "senior", "principal")

SETTINGS = ("provider", "payer", "pharma", "device", "general")

# What an organiser wants to find whatever its category: the id, and a title for people.
TOPICS = {
    "strategy": "Strategy",
    "launch": "Launching a product",
    "explaining": "Explaining to another profession",
    "duty-of-care": "Liability and duty of care",
    "own-questions": "The candidate's own questions",
    "model-display": "What the reader of a model is shown",
    "retention": "Keeping and deleting data",
    "breach": "Breach",
    "cross-border": "Transfer across borders",
    "state-consent": "Consent by state",
    "change-control": "Change control of regulated software",
    "patient-matching": "Patient matching",
    "exchange": "Push and query exchange",
    "imaging": "Imaging",
}

SEEDS = ("000", "001", "002", "003", "004")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing an interviewer listens for.

    `shown` and `mentioned` draw the line between the levels; `nudge` and `push_back` are the
    words for a question that brings none of its own.
    """

    id: str
    group: str
    title: str
    shown: str
    mentioned: str
    nudge: str
    push_back: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake that shows in what is said; it words the nudge of the criterion it maps to."""

    id: str
    title: str
    criterion: str
    nudge: str


@dataclass(frozen=True, slots=True)
class Rubric:
    """Every criterion and mistake by id, in the order of the files."""

    criteria: Mapping[str, Criterion]
    categories: Mapping[str, tuple[str, ...]]
    mistakes: Mapping[str, Mistake]
    frameworks: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Clarification:
    """A question worth asking the interviewer, and what they would say."""

    ask: str
    answer: str


@dataclass(frozen=True, slots=True)
class CommonMistake:
    """A mistake people make on this question, in words; `rule` is its id in `mistakes.yaml`."""

    text: str
    rule: str | None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A push-back by the interviewer, and the criterion it presses on."""

    criterion: str
    ask: str


@dataclass(frozen=True, slots=True)
class Example:
    """An example answer with its level on each criterion of the question."""

    answer: str
    levels: Mapping[str, Level]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the question states as true, and where that can be checked."""

    says: str
    source: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the bank, with what a learner needs after answering it.

    `nudges` has the nudge of each criterion in this question's own words, where it brings one.
    """

    id: str
    track: str
    category: str
    stage: str
    format: Format
    difficulty: Difficulty
    seniority: str
    setting: str
    minutes: int
    prompt: str
    criteria: tuple[str, ...]
    nudges: Mapping[str, str]
    clarifications: tuple[Clarification, ...]
    assume: str
    outline: tuple[str, ...]
    mistakes: tuple[CommonMistake, ...]
    follow_ups: tuple[FollowUp, ...]
    strong: Example
    weak: Example
    facts: tuple[Fact, ...]
    seed: str
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """The level of one criterion, the exact words that show it, and the rule that decided."""

    criterion: str
    level: Level
    evidence: str
    rule: str


@dataclass(frozen=True, slots=True)
class Nudge:
    """One criterion worth improving, as a question that an interviewer would ask.

    `quote` is what in the answer it leans on; `rule` the mistake that chose it, by its id.
    """

    criterion: str
    text: str
    quote: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Praise:
    """One criterion that was met, with the person's own words."""

    criterion: str
    quote: str


@dataclass(frozen=True, slots=True)
class Hint:
    """What is said about an answer: at most one praise and at most two nudges."""

    praise: Praise | None
    nudges: tuple[Nudge, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The marks of an answer, in the order the criteria were asked, and the hint they lead to."""

    marks: tuple[Mark, ...]
    hint: Hint
