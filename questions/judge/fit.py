"""Fits the shipped weights and lexicon, and measures them on questions left out whole.

Run it as `python -m questions.judge.fit`; it needs the `dev` extra (scikit-learn).

Every step is a ridge-regularised logistic regression. Sentences come first: those that
annotators named as what decided a level, the others of the same answers, and the declared
sentences. Then answers, whose counts have the scores of their sentences by a model that has not
seen their question. The bank's examples were each written to show or to miss everything, so
they have a copy of every column to themselves: what they teach about words is kept, what they
would teach about answers as such is not (Daumé, "Frustratingly Easy Domain Adaptation", 2007).

Phrases were written by people who had read some of the answers, so a phrase that is found in
the answers of one question only does not count for that question, neither when the weights are
fitted nor when they are measured.
"""

import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from questions.judge import features, measure, ordinal, sentences, signals
from questions.judge.engine import Judge
from questions.judge.features import Answer, Hit, Known
from questions.judge.lexicon import EVERY, Lexicon, Table
from questions.judge.ordinal import STEPS, Ordinal, Step
from questions.judge.phrases import Phrase
from questions.judge.sentences import Score
from questions.judge.signals import Signals
from questions.load import SHIPPED, load_questions, load_rubric

Floats = npt.NDArray[np.float64]

LABELLED = Path(__file__).parents[2] / "tests" / "labelled"
MEASURED = ("answers.jsonl", "voices.jsonl")
APART = "apart.jsonl"
"""Answers to questions of which nothing is ever fitted to."""
DECLARED = "-"
"""What stands for a question's id with single sentences."""

FOLDS = 8
RAREST = 2
"""A word is known if it stands in so many sentences."""

# Found by trying a few values each on questions left out; the measures are flat around them.
RIDGE = 50.0
CRITERION_RIDGE = 3.0
PLAIN_RIDGE = 11.0
PHRASE_RIDGE = 0.3
SENTENCE_WORDS = 6.0
ANSWER_WORDS = {EVERY: 3.0, "": 9.0}
BANK_COPY = 2.0
BANK_WEIGHT = 0.5
SENTENCE_RIDGE = 1.0
OTHERS = 4
"""Of the criteria that a declared sentence has no label on, one in so many takes it for a 0."""

UNNAMED = {0: 1.0, 1: 0.6, 2: 0.3}
"""How much a sentence counts as showing nothing that was not named for its answer's level."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """An answer with its labels, and the words that decided each where somebody named them."""

    question_id: str
    question: str
    answer: str
    labels: Mapping[str, int]
    evidence: Mapping[str, Sequence[str]] | None
    bank: bool = False
    measured: bool = False


@dataclass(frozen=True, slots=True)
class Corpus:
    """All there is to learn from: answers, and single sentences with their labels."""

    answers: Sequence[Labelled]
    sentences: Sequence[tuple[str, Mapping[str, int]]]


def corpus(folder: Path = LABELLED) -> Corpus:
    """Gather every labelled answer and the declared sentences; nothing of a question kept apart."""
    answers: list[Labelled] = []
    apart = {each.question_id for each in lines(folder / APART)}
    for name in (*MEASURED, "more.jsonl"):
        answers += lines(folder / name, measured=name in MEASURED)
    for question in load_questions((SHIPPED,), load_rubric()).questions:
        if question.id in apart:
            continue
        for example in (question.strong, question.weak):
            levels = {criterion: int(level) for criterion, level in example.levels.items()}
            answers.append(
                Labelled(question.id, question.prompt, example.answer, levels, None, bank=True)
            )
    return Corpus(answers, list(_sentences(folder / "sentences.txt")))


def lines(path: Path, *, measured: bool = False) -> Iterator[Labelled]:
    """Read the labelled answers of a file."""
    for line in path.read_text("utf-8").splitlines():
        each = json.loads(line)
        yield Labelled(
            each["question_id"],
            each["question"],
            each["answer"],
            each["labels"],
            each.get("evidence"),
            measured=measured,
        )


def _sentences(path: Path) -> Iterator[tuple[str, Mapping[str, int]]]:
    for line in path.read_text("utf-8").splitlines():
        labels, _, text = line.partition(" | ")
        pairs = (each.split() for each in labels.split(","))
        yield text, {criterion: int(level) for criterion, level in pairs}


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence under one criterion: its counts and words, its level, and how much it counts."""

    question_id: str
    criterion: str
    level: int
    weight: float
    counts: Mapping[str, float]
    does: bool
    entries: Sequence[str]


@dataclass(frozen=True, slots=True)
class Material:
    """The corpus as read: every answer, its phrases masked, and every sentence to learn from."""

    signals: Signals
    answers: Sequence[Labelled]
    reads: Sequence[Answer]
    masks: Sequence[Known]
    examples: Sequence[Example]
    words: Mapping[str, int]
    rarity: Sequence[float]


def prepare(found: Corpus, known: Signals) -> Material:
    """Read the corpus once."""
    seen = seen_in(found.answers, known)
    masks = [_mask(seen, each.question_id) for each in found.answers]
    reads = [
        features.read(each.question, each.answer, known, mask)
        for each, mask in zip(found.answers, masks, strict=True)
    ]
    single = [(features.read("", text, known), labels) for text, labels in found.sentences]
    pieces = [set(each.entries) for read in reads for each in read.readings]
    pieces += [{e for each in read.readings for e in each.entries} for read, _ in single]
    count = Counter(entry for piece in pieces for entry in piece)
    words = sorted(entry for entry, times in count.items() if times >= RAREST)
    rarity = [math.log((1 + len(pieces)) / (1 + count[word])) + 1 for word in words]
    examples = [
        example
        for each, read in zip(found.answers, reads, strict=True)
        if each.evidence is not None
        for example in _examples(each, each.evidence, read)
    ]
    for read, labels in single:
        examples += _declared(read, labels, known)
    places = {word: place for place, word in enumerate(words)}
    return Material(known, found.answers, reads, masks, examples, places, rarity)


def seen_in(answers: Sequence[Labelled], known: Signals) -> Mapping[tuple[str, Phrase], set[str]]:
    """Give the questions in whose answers each phrase is found."""
    found: dict[tuple[str, Phrase], set[str]] = {}
    for each in answers:
        read = features.read(each.question, each.answer, known)
        for criterion, hits in read.hits.items():
            for hit in hits:
                found.setdefault((criterion, hit.phrase), set()).add(each.question_id)
    return found


def _mask(seen: Mapping[tuple[str, Phrase], set[str]], question_id: str) -> Known:
    return lambda criterion, phrase: bool(seen.get((criterion, phrase), set()) - {question_id})


def _examples(
    each: Labelled, evidence: Mapping[str, Sequence[str]], read: Answer
) -> Iterator[Example]:
    """Give an answer's sentences under its labels; unsure ones count less, or are left out."""
    for criterion, level in each.labels.items():
        spans = [
            (start, start + len(words))
            for words in evidence.get(criterion, ())
            for start in (each.answer.find(words),)
            if start >= 0
        ]
        if level and not spans:
            continue
        for place, reading in enumerate(read.readings):
            named = any(reading.unit.start < b and reading.unit.end > a for a, b in spans)
            reached, weight = (level, 1.0) if named else (0, UNNAMED[level])
            yield _example(each.question_id, criterion, reached, weight, read, place)


def _declared(read: Answer, labels: Mapping[str, int], known: Signals) -> Iterator[Example]:
    """Give a declared sentence under its criteria, and as a likely 0 under some others."""
    if not read.readings:
        return
    best = max(range(len(read.readings)), key=lambda place: read.readings[place].solid)
    for place, criterion in enumerate(known.of):
        if criterion in labels or (place + len(read.text)) % OTHERS == 0:
            weight = 1.0 if criterion in labels else UNNAMED[2] * OTHERS / 2
            yield _example(
                DECLARED, criterion, labels.get(criterion, 0), weight, read, best, whole=True
            )


def _example(
    question_id: str,
    criterion: str,
    level: int,
    weight: float,
    read: Answer,
    place: int,
    *,
    whole: bool = False,
) -> Example:
    reading = read.readings[place]
    hits: list[Hit] = [
        hit for hit in read.hits.get(criterion, ()) if whole or hit.reading is reading
    ]
    readings = read.readings if whole else (reading,)
    entries = sorted({entry for each in readings for entry in each.entries})
    counts = sentences.under(sentences.plain(reading), hits)
    does = any(hit.does for hit in hits)
    return Example(question_id, criterion, level, weight, counts, does, entries)


class Columns:
    """Columns of a design matrix with names, of one spread; a ridge is a scale on its columns."""

    def __init__(self, rows: Sequence[Mapping[str, float]], ridge: Mapping[str, float]) -> None:
        self.names = sorted({name for row in rows for name in row})
        values = np.array([[row.get(name, 0.0) for name in self.names] for row in rows])
        spread = np.maximum(0.05, values.std(0))
        penalties = [ridge.get(name, ridge[""]) for name in self.names]
        self.scales = 1 / (spread * np.sqrt(penalties))
        self.matrix = sparse.csr_matrix(values * self.scales)

    def weights(self, solved: Floats) -> dict[str, float]:
        """Give the weight of each count as it is."""
        plain = solved * self.scales
        return {name: round(float(w), 5) for name, w in zip(self.names, plain, strict=True)}


class Indicators:
    """One column a criterion, 1 in its rows (and where `where`)."""

    def __init__(
        self,
        criteria: Sequence[str],
        places: Mapping[str, int],
        scale: float,
        where: Sequence[bool] | None = None,
    ) -> None:
        values = np.full(len(criteria), scale) * (1.0 if where is None else np.array(where, float))
        rows = np.arange(len(criteria))
        columns = [places[each] for each in criteria]
        shape = (len(criteria), len(places))
        self.names, self.scale = list(places), scale
        self.matrix = sparse.csr_matrix((values, (rows, columns)), shape=shape)

    def weights(self, solved: Floats) -> dict[str, float]:
        """Give what each criterion adds."""
        return {
            name: round(float(w) * self.scale, 5)
            for name, w in zip(self.names, solved, strict=True)
        }


def crossed(
    vectors: sparse.csr_matrix, columns: Sequence[int], width: int, scale: float
) -> sparse.csr_matrix:
    """Give each row's words in the block of its own column."""
    found = vectors.tocoo()
    placed = found.col * width + np.array(columns)[found.row]
    shape = (vectors.shape[0], vectors.shape[1] * width)
    return sparse.csr_matrix((found.data * scale, (found.row, placed)), shape=shape)


def vectors(material: Material, rows: Iterable[Iterable[str]]) -> sparse.csr_matrix:
    """Look up the words of many texts."""
    empty = Lexicon(material.words, material.rarity, {}, {})
    listed = [empty.vector(row) for row in rows]
    data = [share for row in listed for _, share in row]
    places = [place for row in listed for place, _ in row]
    ends = np.cumsum([0, *(len(row) for row in listed)])
    return sparse.csr_matrix((data, places, ends), shape=(len(listed), len(material.words)))


def solve(
    design: sparse.csr_matrix, wanted: Sequence[bool], weights: Sequence[float]
) -> tuple[Floats, float]:
    """Fit one logistic step."""
    model = LogisticRegression(C=1.0, solver="newton-cg", tol=1e-3)
    model.fit(design, np.array(wanted, int), sample_weight=np.array(weights))
    return model.coef_[0], float(model.intercept_[0])


Fitted = tuple[dict[str, Step], dict[str, Floats]]
"""The steps, and for each step what words weigh: a row a word, a column a criterion."""


class SentenceDesign:
    """All sentences to learn from as a matrix, built once and fitted to any part of them."""

    def __init__(self, material: Material) -> None:
        examples = material.examples
        self.examples, self.places = examples, {c: n for n, c in enumerate(material.signals.of)}
        criteria = [each.criterion for each in examples]
        names = {name for each in examples for name in each.counts}
        ridge = {"": PLAIN_RIDGE} | {
            name: PHRASE_RIDGE
            for name in names
            if name.startswith(("says", "does")) and "*" not in name
        }
        self.counts = Columns([each.counts for each in examples], ridge)
        self.offsets = Indicators(criteria, self.places, 1.0)
        self.doing = Indicators(criteria, self.places, 1.0, [each.does for each in examples])
        words = vectors(material, (each.entries for each in examples))
        own = crossed(words, [self.places[c] for c in criteria], len(self.places), SENTENCE_WORDS)
        blocks = (self.counts, self.offsets, self.doing)
        self.design = sparse.hstack([*(b.matrix for b in blocks), own]).tocsr()
        self.ends = np.cumsum([block.matrix.shape[1] for block in blocks])

    def fit(self, without: Set[str]) -> Fitted:
        """Fit both steps to all but some questions."""
        keep = [n for n, each in enumerate(self.examples) if each.question_id not in without]
        weights = [self.examples[n].weight for n in keep]
        steps: dict[str, Step] = {}
        tables: dict[str, Floats] = {}
        for least, name in enumerate(STEPS, 1):
            wanted = [self.examples[n].level >= least for n in keep]
            solved, bias = solve(self.design[keep], wanted, weights)
            counts, offsets, doing, own = np.split(solved, self.ends)
            weighed = self.counts.weights(counts)
            steps[name] = Step(
                round(bias, 5),
                weighed,
                self.offsets.weights(offsets),
                self.doing.weights(doing),
            )
            tables[name] = np.reshape(own, (-1, len(self.places))) * SENTENCE_WORDS
        return steps, tables


def lexicon_of(
    material: Material,
    sentence: Mapping[str, Floats],
    answer: Mapping[str, Floats],
) -> Lexicon:
    """Round the words' weights into a lexicon; the sentences' tables get an empty first column."""
    columns = [EVERY, *material.signals.of]
    tables = {f"sentence_{name}": np.pad(w, ((0, 0), (1, 0))) for name, w in sentence.items()}
    tables |= {f"answer_{name}": w for name, w in answer.items()}
    return Lexicon(
        material.words,
        material.rarity,
        {name: place for place, name in enumerate(columns)},
        {name: Table.of(weights.T.ravel().tolist()) for name, weights in tables.items()},
    )


class AnswerDesign:
    """All answers under their labels as a matrix, with their sentences' scores."""

    def __init__(
        self, material: Material, scores: Mapping[tuple[int, str], Sequence[Score]]
    ) -> None:
        self.rows = [(n, c) for n, each in enumerate(material.answers) for c in each.labels]
        self.answers = material.answers
        columns = [EVERY, *material.signals.of]
        places = {c: n for n, c in enumerate(columns)}
        criteria = [c for _, c in self.rows]
        of = material.signals.of
        counts = [
            features.under(material.reads[n], c, of[c].group) | sentences.pooled(scores[n, c])
            for n, c in self.rows
        ]
        pooled = sentences.pooled(())
        self.counts = Columns(counts, {"": RIDGE} | dict.fromkeys(pooled, SENTENCE_RIDGE))
        self.offsets = Indicators(
            criteria, {c: n for n, c in enumerate(of)}, 1 / math.sqrt(CRITERION_RIDGE)
        )
        entries = [{e for r in read.readings for e in r.entries} for read in material.reads]
        words = vectors(material, entries)[[n for n, _ in self.rows]]
        width = len(columns)
        self.own = ANSWER_WORDS[""]
        own = crossed(words, [places[c] for c in criteria], width, self.own)
        shared = crossed(words, [0] * len(criteria), width, ANSWER_WORDS[EVERY])
        design = sparse.hstack([self.counts.matrix, self.offsets.matrix, own + shared])
        bank = np.array([self.answers[n].bank for n, _ in self.rows], float)
        copy = sparse.diags(bank * BANK_COPY) @ design
        self.width = design.shape[1]
        self.ends = np.cumsum([self.counts.matrix.shape[1], self.offsets.matrix.shape[1]])
        self.design = sparse.hstack([design, copy, BANK_COPY * sparse.csr_matrix(bank).T]).tocsr()
        self.columns = columns

    def fit(self, without: Set[str]) -> Fitted:
        """Fit both steps to all but some questions."""
        keep = [
            n for n, (a, _) in enumerate(self.rows) if self.answers[a].question_id not in without
        ]
        weights = [BANK_WEIGHT if self.answers[self.rows[n][0]].bank else 1.0 for n in keep]
        steps: dict[str, Step] = {}
        tables: dict[str, Floats] = {}
        for least, name in enumerate(STEPS, 1):
            wanted = [
                self.answers[a].labels[c] >= least for a, c in map(self.rows.__getitem__, keep)
            ]
            solved, bias = solve(self.design[keep], wanted, weights)
            counts, offsets, own = np.split(solved[: self.width], self.ends)
            weighed = self.counts.weights(counts)
            steps[name] = Step(round(bias, 5), weighed, self.offsets.weights(offsets), {})
            table = np.reshape(own, (-1, len(self.columns)))
            table[:, 0] *= ANSWER_WORDS[EVERY]
            table[:, 1:] *= self.own
            tables[name] = table
        return steps, tables


class Fit:
    """Everything fitted once per fold, and once to all; never to the questions in `dropped`."""

    def __init__(
        self, material: Material, dropped: Set[str] = frozenset(), folds: int = FOLDS
    ) -> None:
        self.material, self.dropped = material, dropped
        questions = sorted({each.question_id for each in material.answers})
        np.random.default_rng(1).shuffle(questions)
        self.folds = [set(questions[n::folds]) for n in range(folds)]
        design = SentenceDesign(material)
        self.sentence = [design.fit(fold | dropped) for fold in self.folds]
        self.whole = design.fit(dropped)
        self.answers = AnswerDesign(material, self._scores())

    def _scores(self) -> dict[tuple[int, str], Sequence[Score]]:
        """Score every answer's sentences by a model that has not seen its question."""
        found: dict[tuple[int, str], Sequence[Score]] = {}
        for fold, (steps, tables) in zip(self.folds, self.sentence, strict=True):
            model = Ordinal(steps, steps, lexicon_of(self.material, tables, {}))
            for n, each in enumerate(self.material.answers):
                if each.question_id in fold:
                    weighed = model.weigh(self.material.reads[n])
                    found |= {(n, c): weighed.scores(c) for c in each.labels}
        return found

    def model(self, sentence: Fitted, without: Set[str]) -> Ordinal:
        """Fit the answers' steps to all but some questions, beside steps for sentences."""
        answer, words = self.answers.fit(without | self.dropped)
        return Ordinal(sentence[0], answer, lexicon_of(self.material, sentence[1], words))

    def shipped(self) -> Ordinal:
        """Fit to everything."""
        return self.model(self.whole, frozenset())

    def left_out(self) -> Iterator[measure.Judged]:
        """Judge each measured answer by a model that has not seen its question."""
        material = self.material
        for fold, sentence in zip(self.folds, self.sentence, strict=True):
            judge = Judge(material.signals, self.model(sentence, fold))
            for each, mask in zip(material.answers, material.masks, strict=True):
                if each.measured and each.question_id in fold:
                    yield judged(judge, each, mask)


def judged(judge: Judge, each: Labelled, known: Known | None = None) -> measure.Judged:
    """Judge a labelled answer as `rounds score` would."""
    opinions = judge.opinions(each.question, tuple(each.labels), each.answer, known)
    choice = judge.choose(opinions)
    given = {opinion.mark.criterion: int(opinion.mark.level) for opinion in opinions}
    return measure.Judged(each.labels, given, choice.praise, choice.nudges)


def curve(material: Material) -> Iterator[tuple[str, measure.Measures]]:
    """Measure with less to learn from: it tells what more would bring."""
    written = sorted({each.question_id for each in material.answers if each.measured})
    np.random.default_rng(2).shuffle(written)
    parts = (len(written) // 4, len(written) // 2)
    less = {f"{part} questions": set(written[part:]) for part in parts}
    for name, dropped in (less | {"no declared sentences": {DECLARED}}).items():
        yield name, measure.measure(Fit(material, dropped).left_out())


def main(arguments: Sequence[str] = ()) -> None:
    """Measure on left-out questions, then fit to everything and ship that."""
    material = prepare(corpus(), signals.load())
    fitted = Fit(material)
    sys.stdout.write(measure.report(list(fitted.left_out())).table() + "\n")
    ordinal.save(fitted.shipped())
    if "--curve" in arguments:
        for name, found in curve(material):
            sys.stdout.write(f"{name}: {found}\n")


if __name__ == "__main__":  # pragma: no cover - the door from the shell
    main(sys.argv[1:])
