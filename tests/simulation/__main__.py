"""`make simulate`: every simulation, seed by seed, in slices that can be resumed.

A part is a module here with `SEEDS`, how many it runs, and `run(seed)`, which gives an Outcome; a
`table` of what all of them measured is printed where there is one.
What was run is noted under `.simulation`, so that a second call goes on where the first ended.
"""

import argparse
import importlib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from tests.simulation.outcome import Outcome

PARTS = (
    "posting",
    "crash_points",
    "answering",
    "streaks",
    "month",
    "fortnight",
    "review_month",
    "kill_storm",
)
NOTES = Path(".simulation")


def main() -> int:
    """Run what is left of the parts asked for; 1 if any seed, of now or before, broke a promise."""
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("part", nargs="*", default=PARTS, help=f"of {', '.join(PARTS)}")
    parser.add_argument("--seeds", help="such as 17, or 0-999; default: all that the part has")
    parser.add_argument("--minutes", type=float, help="stop after so long; call again to go on")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--again", action="store_true", help="forget what was run before")
    asked = parser.parse_args()
    if unknown := set(asked.part) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    NOTES.mkdir(exist_ok=True)
    stop = time.monotonic() + asked.minutes * 60 if asked.minutes else float("inf")
    broken = 0
    for part in asked.part:
        broken += _run(part, asked.seeds, stop, asked.workers, again=asked.again)
    return 1 if broken else 0


def _run(part: str, wanted: str | None, stop: float, workers: int, *, again: bool) -> int:
    notes = NOTES / f"{part}.jsonl"
    if again:
        notes.unlink(missing_ok=True)
    module = importlib.import_module(f"tests.simulation.{part}")
    seeds = _seeds(wanted, module.SEEDS)
    # A seed that is named is run whether it was run before or not.
    done = {} if wanted and "-" not in wanted else dict(_noted(notes))
    left = [seed for seed in seeds if seed not in done]
    counts, broken, started = Counter[str](), 0, time.monotonic()
    with notes.open("a", buffering=1) as file, ProcessPoolExecutor(workers) as pool:
        waiting = iter(left)
        running = {pool.submit(one, part, s) for _, s in zip(range(workers), waiting, strict=False)}
        while running:
            finished = next(as_completed(running))
            running.remove(finished)
            outcome = finished.result()
            done[outcome.seed] = outcome
            file.write(json.dumps(outcome.as_json()) + "\n")
            if time.monotonic() < stop and (seed := next(waiting, None)) is not None:
                running.add(pool.submit(one, part, seed))
    for seed in seeds:
        if (known := done.get(seed)) is not None:
            counts.update(known.counts)
            broken += bool(known.problems)
            for problem in known.problems:
                print(f"{part}, seed {seed}: {problem}")
    ran = sum(seed in done for seed in seeds)
    print(
        f"{part}: {ran} of {len(seeds)} seeds, {broken} broke a promise;"
        f" {len(left)} were left to run, {time.monotonic() - started:.0f} s now; "
        + ", ".join(f"{name} {count}" for name, count in sorted(counts.items())),
        flush=True,
    )
    if hasattr(module, "table"):
        print(module.table([done[seed] for seed in seeds if seed in done]), flush=True)
    return broken


def one(part: str, seed: int) -> Outcome:
    """Run one seed in a process of the pool."""
    outcome = importlib.import_module(f"tests.simulation.{part}").run(seed)
    assert isinstance(outcome, Outcome)
    return outcome


def _seeds(wanted: str | None, count: int) -> list[int]:
    if wanted is None:
        return list(range(count))
    first, _, last = wanted.partition("-")
    return list(range(int(first), int(last or first) + 1))


def _noted(notes: Path) -> Iterator[tuple[int, Outcome]]:
    if notes.exists():
        for line in notes.read_text().splitlines():
            noted = json.loads(line)
            yield noted["seed"], Outcome(**noted)


if __name__ == "__main__":
    sys.exit(main())
