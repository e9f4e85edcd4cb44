"""What `/drill` was asked for, and the question it gives: by chance, but never without a reason."""

import random
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.rules.recall import Due
from bot.rules.weakness import STUCK_AFTER, State, Weakness, weakest
from questions.model import Difficulty, Format, Level, Question
from questions.problem import LONGEST_WORD, nearest

LATELY = 20  # so many of the latest questions do not come again
WEIGHTS = {
    "criterion": 1,
    "due": 5,
    "shaky": 3,
    "unseen": 2,
    "seen": 1,
}  # how often each rule has its turn
LEVELS = tuple(each.value for each in Difficulty)
_KINDS = ("weak", "opening")
_DASH = re.compile(r" ?[-‐-―_]+ ?")


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants to practise; nothing set means anything."""

    category: str | None = None
    track: str | None = None
    question_id: str | None = None
    criterion: str | None = None
    weak: bool = False
    opening: bool = False
    difficulty: Difficulty | None = None


@dataclass(frozen=True, slots=True)
class BadArgument:
    """A word that means nothing here, what may have been meant, and every word that is known."""

    word: str
    nearest: tuple[str, ...]
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The question, the rule that chose it, and the same in words for the learner.

    Where more of the same would not help, the drill has another form: it asks for one `point` of
    the question alone, in time beside an `example`: a question whose strong answer shows the point.
    """

    question: Question
    rule: str
    because: str
    point: str | None = None
    example: str | None = None


def parse(
    text: str,
    *,
    categories: Collection[str],
    tracks: Collection[str],
    ids: Collection[str],
    criteria: Collection[str] = (),
) -> Request | BadArgument:
    """Read the words after /drill: what to practise, and how hard, in either order.

    A word that is both a category and a track means the category. The ids of criteria are what
    buttons ask for: they are known, and not listed.
    """
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", _DASH.sub("-", " ".join(text.casefold().split())))
    levels = [word for word in words if word in LEVELS]
    wanted = list(dict.fromkeys(word for word in words if word not in LEVELS))
    known = (*_KINDS, *categories, *tracks, *ids, *criteria)
    if "-".join(wanted) in known:
        wanted = ["-".join(wanted)]
    strange = [word for word in wanted if word not in known]
    allowed = (*_KINDS, *categories, *tracks, *LEVELS)
    if strange or (text.strip() and not words):
        word = (" ".join(strange) or text.strip())[:LONGEST_WORD]
        return _bad(word, nearest(word.replace(" ", "-"), (*allowed, *ids)), allowed)
    for several in (wanted, sorted(set(levels))):
        if len(several) > 1:
            return _bad(" ".join(several)[:LONGEST_WORD], several[:3], allowed)
    request = Request()
    if wanted:
        request = _target(wanted[0], categories=categories, tracks=tracks, ids=ids)
    return replace(request, difficulty=Difficulty(levels[0])) if levels else request


def choose(
    questions: Sequence[Question],
    request: Request,
    due: Sequence[Due],
    weaknesses: Mapping[str, Weakness],
    seen: Sequence[str],
    rng: random.Random,
    titles: Mapping[str, str],
) -> Choice:
    """Choose a question that fits: what is due before what is shaky before what is unseen.

    None of the latest twenty (or half of what fits, if that is less) comes again, unless it was
    asked for by its id. `seen` has the latest last; `titles` names criteria as learners know them.
    """
    fitting, note = _fitting(questions, request)
    if request.question_id is not None:
        return Choice(fitting[0], "id", "You asked for this question.")
    fresh = _not_lately(fitting, seen)
    pools = _pools(fresh, due, weaknesses, seen, titles)
    if request.criterion is not None:
        pools = {"criterion": _on_request(request.criterion, pools, titles, fresh)}
    if request.weak:
        weak_only = {rule: pool for rule, pool in pools.items() if rule in {"due", "shaky"}}
        note += "" if weak_only else " Nothing is known to be weak yet, so it is from the rest."
        pools = weak_only or pools
    rule = rng.choices(list(pools), [WEIGHTS[rule] for rule in pools])[0]
    pool = pools[rule]
    stuck = weaknesses.get(pool.criterion or "")
    if stuck is not None and stuck.stuck and not request.opening:
        other = _other_form(questions, pool, stuck, rng)
        if other is not None:
            note += f" {_ANOTHER_WAY[other.example is not None].format(stuck.unshown)}"
            return replace(other, rule=rule, because=pool.because + note)
    return Choice(rng.choice(pool.questions), rule, pool.because + note)


_ANOTHER_WAY = {
    False: "It did not show in your last {} answers, so this drill asks for that point alone.",
    True: "It did not show in your last {} answers, so read how another answer does it first.",
}


@dataclass(frozen=True, slots=True)
class _Pool:
    """What a rule would choose from, the reason in words, and the criterion that it is about."""

    because: str
    questions: Sequence[Question]
    criterion: str | None = None


def _other_form(
    questions: Sequence[Question], pool: _Pool, stuck: Weakness, rng: random.Random
) -> Choice | None:
    """Give a drill on the one point; after four more in vain, with an example to read first.

    One point of a coding question cannot be asked for alone.
    """
    asking = [question for question in pool.questions if question.format != Format.CODING]
    if not asking:
        return None
    question, point = rng.choice(asking), stuck.criterion
    showing = [
        other.id
        for other in questions
        if other.strong.levels.get(point) == Level.SHOWN
        and other.id != question.id
        and other.format != Format.CODING
    ]
    twice = stuck.unshown >= 2 * STUCK_AFTER
    example = rng.choice(showing) if showing and twice else None
    return Choice(question, "", "", point, example)


def _on_request(
    criterion: str, pools: Mapping[str, _Pool], titles: Mapping[str, str], fresh: Sequence[Question]
) -> _Pool:
    """Give the pool for a criterion that was asked for: unseen questions first."""
    unseen = pools.get("unseen")
    because = f"It asks for “{titles[criterion]}”, as you wished."
    return _Pool(because, unseen.questions if unseen else fresh, criterion)


def _target(
    word: str, *, categories: Collection[str], tracks: Collection[str], ids: Collection[str]
) -> Request:
    if word in _KINDS:
        return Request(weak=word == "weak", opening=word == "opening")
    if word in categories:
        return Request(category=word)
    if word in tracks:
        return Request(track=word)
    return Request(question_id=word) if word in ids else Request(criterion=word)


def _bad(word: str, near: Sequence[str], allowed: Sequence[str]) -> BadArgument:
    listed = sorted(dict.fromkeys(allowed), key=lambda each: each not in near)
    return BadArgument(word, tuple(near), tuple(listed))


def _fitting(questions: Sequence[Question], request: Request) -> tuple[list[Question], str]:
    """Give the questions that fit, of any difficulty where the one asked for has none."""
    on_topic = [
        question
        for question in questions
        if request.category in {None, question.category}
        and request.track in {None, question.track}
        and request.question_id in {None, question.id}
        and (request.criterion is None or request.criterion in question.criteria)
    ]
    if not on_topic:
        raise ValueError("The bank has no question of this kind.")
    wanted = [q for q in on_topic if request.difficulty in {None, q.difficulty}]
    if wanted or request.question_id is not None:
        return wanted or on_topic, ""
    return on_topic, f" There is no {request.difficulty} one of this kind, so it may be any."


def _not_lately(fitting: Sequence[Question], seen: Sequence[str]) -> list[Question]:
    ids = {question.id for question in fitting}
    latest_first = list(dict.fromkeys(each for each in reversed(seen) if each in ids))
    lately = latest_first[: min(LATELY, len(fitting) // 2)]
    return [question for question in fitting if question.id not in lately]


def _pools(
    fresh: Sequence[Question],
    due: Sequence[Due],
    weaknesses: Mapping[str, Weakness],
    seen: Sequence[str],
    titles: Mapping[str, str],
) -> dict[str, _Pool]:
    """Give the questions that each rule would choose from, with the reason in words."""
    pools: dict[str, _Pool] = {}
    shaky = [each for each in weakest(weaknesses, len(weaknesses)) if each.state is State.SHAKY]
    for rule, criteria, words in (
        ("due", [each.criterion for each in due], "is due again"),
        ("shaky", [each.criterion for each in shaky], "is still shaky"),
    ):
        for criterion in criteria:
            asking = [question for question in fresh if criterion in question.criteria]
            if asking and rule not in pools:
                title = titles[criterion]
                because = f"It asks for “{title}”, which {words} for you."
                pools[rule] = _Pool(because, asking, criterion)
    known = set(seen)
    unseen = [question for question in fresh if question.id not in known]
    if unseen:
        pools["unseen"] = _Pool("You have not had it in a drill yet.", unseen)
    if len(unseen) < len(fresh):
        again = [question for question in fresh if question.id in known]
        pools["seen"] = _Pool("You have had it before, though not lately.", again)
    return pools
