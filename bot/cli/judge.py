"""`rounds judge`: how the judge does in practice, in counts."""

import argparse
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from bot import config, log
from bot.cli.printed import instant, tell
from bot.clock import Clock
from bot.errors import BadInput, ConfigError
from bot.rules.quoting import quoted

if TYPE_CHECKING:
    from bot.practice.quality import Agreement, Borne, Line, Quality

FIRST = date(1970, 1, 1)
HEAD = (
    f"{'':22}{'judged':>8}{'nudged':>8}{'wrong':>7}{'share':>7}{'praised':>9}"
    f"{'disputed':>10}{'people':>8}{'peers':>7}{'QWK':>6}"
)
LEGEND = (
    "nudged and praised: answers, in any draft; wrong, share: of those nudged; disputed: every "
    "point called wrong, by so many people; peers: levels on which they agree among themselves; "
    "QWK: the judge beside them, from ten on; hints are laid beside them on the same draft alone."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be asked of the judge."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    report = actions.add_parser(
        "report", help="what people call wrong, what went quiet, how far peers agree"
    )
    report.add_argument("--workspace", help="the workspace's id; default: all that are stored")
    report.add_argument("--since", metavar="DATE", help="such as 2026-11-01; default: everything")
    report.add_argument("--json", action="store_true", help="print it as JSON")


def run(parsed: argparse.Namespace) -> int:
    """Print the report; no token is needed."""
    since = datetime.combine(_date(parsed.since), time(), UTC)
    settings = config.load()
    log.set_up(settings.log)
    from bot.app import open_tools  # noqa: PLC0415
    from bot.practice import quality  # noqa: PLC0415
    from storage import upkeep  # noqa: PLC0415

    if not upkeep.is_there(settings.database_url):
        raise ConfigError(
            "There is no database yet. Name one in ROUNDS_DATABASE_URL, or start in the folder "
            "where Rounds runs."
        )
    tools = open_tools(settings, Clock())
    known = [workspace.id for workspace in tools.store.workspaces()]
    if parsed.workspace is not None and parsed.workspace not in known:
        stored = ", ".join(known) or "none"
        raise ConfigError(
            f"Workspace {quoted(parsed.workspace)} is not stored here. There is: {stored}."
        )
    found = [
        quality.of(tools, each, since)
        for each in ([parsed.workspace] if parsed.workspace else known)
    ]
    lines = [line for each in found for line in _lines(each)] or ["Nobody has answered yet."]
    tell([_value(each) for each in found], lines, as_json=parsed.json)
    return 0


def _date(typed: str | None) -> date:
    if typed is None:
        return FIRST
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise BadInput(
            {"since": f"--since: {quoted(typed)} is not a date. Write it like 2026-11-01."}
        ) from None


def _lines(found: "Quality") -> list[str]:
    lines = [f"Workspace {found.workspace}, rules {found.rubric}", HEAD]
    lines += [_row(line) for line in found.lines]
    both = found.agreement
    lines.append(f"peers and the judge, over {both.n} levels: {_agreed(both)}")
    lines.append(f"nudges on what peers do not find shown: {_borne(found.nudges)}")
    lines.append(f"praises of what peers find shown: {_borne(found.praises)}")
    for line in found.lines:
        if line.muted_until is not None:
            lines.append(
                f"muted until {line.muted_until:%Y-%m-%d}: {line.criterion}; too many of those who "
                "were nudged on it called that wrong"
            )
    return [*lines, LEGEND, ""]


def _row(line: "Line") -> str:
    tally = line.tally
    share = f"{tally.nudged_wrong / tally.nudged:.0%}" if tally.nudged else "-"
    qwk = "-" if line.agreement.qwk is None else f"{line.agreement.qwk:.2f}"
    return (
        f"{line.criterion:22}{tally.judged:>8}{tally.nudged:>8}{tally.nudged_wrong:>7}{share:>7}"
        f"{tally.praised:>9}{tally.disputed:>10}{tally.people:>8}{line.agreement.n:>7}{qwk:>6}"
    )


def _agreed(both: "Agreement") -> str:
    if both.engine is None or both.peers is None:
        return "too few to tell."
    qwk = "not defined" if both.qwk is None else f"{both.qwk:.2f}"
    return f"QWK {qwk}, mean level {both.engine:.2f} by the judge, {both.peers:.2f} by peers."


def _borne(said: "Borne") -> str:
    if said.out is None:
        return f"too few to tell, {said.n} so far."
    return f"{said.out} of {said.n} ({said.out / said.n:.0%})."


def _value(found: "Quality") -> dict[str, Any]:
    return {
        "workspace": found.workspace,
        "rubric": found.rubric,
        "agreement": _compared(found.agreement),
        "nudges": {"n": found.nudges.n, "borne_out": found.nudges.out},
        "praises": {"n": found.praises.n, "borne_out": found.praises.out},
        "criteria": {
            line.criterion: {
                "judged": line.tally.judged,
                "nudged": line.tally.nudged,
                "nudged_wrong": line.tally.nudged_wrong,
                "praised": line.tally.praised,
                "disputed": line.tally.disputed,
                "people": line.tally.people,
                "ways": line.tally.ways,
                "muted_until": instant(line.muted_until),
                "agreement": _compared(line.agreement),
            }
            for line in found.lines
        },
    }


def _compared(both: "Agreement") -> dict[str, Any]:
    return {"n": both.n, "engine": both.engine, "peers": both.peers, "qwk": both.qwk}
