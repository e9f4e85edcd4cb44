"""What must hold after a kill storm: the same zeros as after a quiet day."""

from collections import Counter
from typing import Any

from sqlalchemy import func, select

from bot.practice.tools import Tools
from bot.sandbox.seed import PEOPLE, TEAM_ID
from bot.sandbox.server import Sandbox
from bot.slack import ids
from storage import upkeep
from storage.store import Books
from storage.tables.answers import HintRow
from storage.tables.queues import EventRow
from tests.simulation.kill_storm_crowd import WORD, Crowd, Postman, is_root

Lines = dict[str, list[dict[str, Any]]]


def problems(
    tools: Tools,
    slack: Sandbox,
    crowd: Crowd,
    postman: Postman,
    logs: bytes,
    counts: Counter[str],
) -> list[str]:
    """Say which promises are broken, and count what happened."""
    with tools.store.read(TEAM_ID) as books:
        stored: Lines = {"round": [], "answer": []}
        for line in upkeep.export(books):
            stored.setdefault(line["type"], []).append(line)
        found = [
            *_posts(slack, crowd, stored, counts),
            *_events(books, postman, counts),
            *_answers(slack, crowd, stored, counts),
            *_hints(books, slack, crowd, stored, counts),
        ]
    if WORD.encode() in logs:
        found.append("an answer's words stand in a log")
    counts["failures in the logs"] = logs.count(b"job.failed") + logs.count(b"event.failed")
    return found


def _posts(slack: Sandbox, crowd: Crowd, stored: Lines, counts: Counter[str]) -> list[str]:
    kept = {(each["channel"], each["ts"]) for each in stored["round"]}
    found = [
        f"{each['channel']} on {each['local_date']} is {each['state']}"
        for each in stored["round"]
        if each["state"] != "posted"
    ]
    for place in crowd.places:
        roots = [m["ts"] for m in slack.state.messages(place) if is_root(m)]
        days = Counter(str(day["local_date"]) for day in stored["round"] if day["channel"] == place)
        if len(roots) != len(days) or len(days) == 0:
            found.append(f"{place} has {len(roots)} posts for {len(days)} days")
        found += [f"{place} {ts} is not on record" for ts in roots if (place, ts) not in kept]
    counts["posts"] = len(stored["round"])
    counts["extras seen"] = len(crowd.questions) - len(stored["round"])
    return found


def _events(books: Books, postman: Postman, counts: Counter[str]) -> list[str]:
    rows = select(EventRow.id, EventRow.state).where(EventRow.workspace == TEAM_ID)
    states = {row[0]: row[1] for row in books.connection.execute(rows)}
    counts["events"], counts["requests"] = len(postman.sent), postman.requests
    counts["requests repeated"] = postman.turned_away
    lost = sorted(postman.acknowledged - states.keys())
    undone = sorted(id_ for id_, state in states.items() if state != "done")
    unheard = sorted(postman.sent - postman.acknowledged)
    return [
        *(f"event {id_} was acknowledged and lost" for id_ in lost),
        *(f"event {id_} is {states[id_]}" for id_ in undone),
        *(f"event {id_} was never acknowledged" for id_ in unheard),
    ]


def _answers(slack: Sandbox, crowd: Crowd, stored: Lines, counts: Counter[str]) -> list[str]:
    counts["answers written"], counts["versions"] = len(crowd.written), crowd.versions.total()
    counts["answers deleted"] = len(crowd.deleted)
    threads = {each["id"]: each["ts"] for each in stored["round"]}
    wanted = {where: text for where, text in crowd.written.items() if where not in crowd.deleted}
    there: dict[tuple[str, str, str], str] = {}
    found = []
    for each in stored["answer"]:
        where = (each["channel"], threads[each["round"]], each["user"])
        message = slack.state.message(each["channel"], each["ts"]) or {}
        ticks = [r["count"] for r in message.get("reactions", []) if r["name"] == ids.TICK]
        if each["deleted"]:
            continue
        if where in there:
            found.append(f"{where} is stored twice")
        if ticks != [1]:
            found.append(f"{where} has the ticks {ticks}")
        there[where] = each["text"]
    found += [f"{where} is lost" for where in wanted.keys() - there.keys()]
    found += [f"{where} came back" for where in there.keys() - wanted.keys()]
    found += [f"{w} is stale" for w in there.keys() & wanted.keys() if there[w] != wanted[w]]
    return found


def _hints(
    books: Books, slack: Sandbox, crowd: Crowd, stored: Lines, counts: Counter[str]
) -> list[str]:
    """A hint is shown once for a version, or not at all where its process died at that moment."""
    answers = {each["id"]: each for each in stored["answer"]}
    rows = select(HintRow.answer_id, func.count()).where(HintRow.workspace == TEAM_ID)
    given = {row[0]: row[1] for row in books.connection.execute(rows.group_by(HintRow.answer_id))}
    shown: Counter[str] = Counter()
    found = []
    for user, *_ in PEOPLE:
        for message in slack.state.ephemerals(user):
            for about in _hinted(message):
                shown[about] += 1
                if about not in answers or answers[about]["user"] != user:
                    found.append(f"{user} was shown the hint on {about}")
    for about, each in answers.items():
        versions = crowd.versions[each["channel"], each["ts"]]
        # Of an answer that was taken back nothing is kept, its hints neither.
        most = versions if each["deleted"] else min(versions, given.get(about, 0))
        if shown[about] > most or (not each["deleted"] and not given.get(about)):
            found.append(f"{about}: {shown[about]} hints shown, {most} versions")
    counts["hints"], counts["hints shown"] = sum(given.values()), shown.total()
    return found


def _hinted(message: dict[str, Any]) -> list[str]:
    """Give the answer that a private message is a hint on, as its first button names it."""
    elements = [e for block in message.get("blocks", []) for e in block.get("elements", [])]
    return [e["value"] for e in elements if e.get("action_id") == ids.WHY][:1]
