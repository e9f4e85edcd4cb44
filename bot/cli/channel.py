"""`rounds channel`: what an organiser does in Slack, from the shell."""

import argparse
import re
import sys
from typing import TYPE_CHECKING, Any

from bot import config, log
from bot.clock import Clock
from bot.errors import BadInput, ConfigError, RoundsError
from bot.rules.quoting import quoted

if TYPE_CHECKING:
    from bot.app import Speaker

_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,20}")
# Name, and the line in the help. Those of one channel but for `set` need its schedule.
_OF_ONE = (
    ("set", "create or change a channel's schedule"),
    ("post-now", "post today's question at once"),
    ("preview", "show the next question, as it will come, and why it is this one"),
    ("replace", "another question in the place of today's, or of the next"),
    ("skip", "no question on the next practice day, or on a date"),
    ("pause", "no questions for a while"),
    ("resume", "questions again, after a pause or on a skipped day"),
    ("why", "why the last question came, or did not, and when the next comes"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be done with a channel."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    made = {name: actions.add_parser(name, help=line) for name, line in _OF_ONE}
    for each in made.values():
        each.add_argument("channel", help="the channel's id, such as C0123456789")
    made["list"] = actions.add_parser("list", help="show every channel and its next question")
    for each in made.values():
        each.add_argument("--workspace", help="the workspace's id; default: the token's")
        each.add_argument("--json", action="store_true", help="print it as JSON")
    made["replace"].add_argument(
        "--next", action="store_true", help="the next question, though today's is there"
    )
    made["skip"].add_argument("--date", help="such as 2026-12-24; default: the next practice day")
    made["resume"].add_argument("--date", help="the skipped day that is to be asked after all")
    made["pause"].add_argument("--until", help="the first day practised again, as 2026-12-01")
    setting = made["set"]
    setting.add_argument("--at", help="local time, such as 09:00")
    setting.add_argument("--zone", help="such as America/New_York")
    setting.add_argument("--days", help="such as mon-fri, or mon,wed")
    setting.add_argument("--holidays", help="such as US-NY; an empty word for none")
    setting.add_argument(
        "--breaks", help='such as "2026-12-24 to 2027-01-02, 2027-05-01"; an empty word for none'
    )
    setting.add_argument("--tracks", help="such as pm,interop; all for all")
    setting.add_argument("--difficulty", help="such as easy-hard, or medium")
    setting.add_argument("--hints", help="private, thread or dm")
    setting.add_argument("--digest", help='a weekly time, such as "mon 08:30", or off')
    setting.add_argument(
        "--leaderboard", choices=["on", "off"], help="days practised, of those who want it"
    )
    setting.add_argument("--reviews", help="at-once, or together when all of an answer are there")
    setting.add_argument(
        "--reviewers", choices=["named", "unnamed"], help="whether thread and author are told who"
    )
    setting.add_argument(
        "--organiser", action="append", default=[], metavar="U…", help="may be given repeatedly"
    )


def run(parsed: argparse.Namespace) -> int:
    """Do it; 0 when done, 1 when a question was not sent, 2 with words when it cannot be done."""
    settings = config.load()
    log.set_up(settings.log)
    config.check_tokens(settings, socket=False)
    if parsed.action != "list" and not _CHANNEL.fullmatch(parsed.channel):
        raise ConfigError(
            f"{quoted(parsed.channel)} is not a channel's id. It begins with C; in Slack "
            "you find it at the end of the channel's details."
        )
    from bot.app import speak  # noqa: PLC0415 - after the tokens, so that a mistake shows at once

    speaker = speak(settings, Clock())
    if parsed.workspace not in {None, speaker.workspace}:
        raise ConfigError(
            f"The token belongs to workspace {speaker.workspace}, not {parsed.workspace}."
        )
    match parsed.action:
        case "set":
            return _set(speaker, parsed)
        case "list":
            return _list(speaker, as_json=parsed.json)
    with speaker.tools.store.read(speaker.workspace) as books:
        if books.channels.get(parsed.channel) is None:
            raise ConfigError(
                f"Channel {parsed.channel} has no schedule yet. Set one first: "
                f"rounds channel set {parsed.channel}."
            )
    if parsed.action == "post-now":
        from bot.cli import post_now  # noqa: PLC0415

        return post_now.run(speaker, parsed.channel, as_json=parsed.json)
    from bot.cli import calendar  # noqa: PLC0415

    return calendar.run(speaker, parsed)


def _tracks(typed: str | None) -> list[str] | None:
    if typed is None:
        return None
    words = [word.strip() for word in typed.split(",") if word.strip()]
    return [] if words == ["all"] else words


def _set(speaker: "Speaker", parsed: argparse.Namespace) -> int:
    from bot.cli.printed import coming, tell  # noqa: PLC0415
    from bot.practice import channels  # noqa: PLC0415
    from bot.slack.deliver import check_member  # noqa: PLC0415
    from bot.slack.views.setup import saved_lines  # noqa: PLC0415

    wishes = channels.Wishes(
        at=parsed.at,
        zone=parsed.zone,
        days=parsed.days,
        holidays=parsed.holidays,
        breaks=parsed.breaks,
        tracks=_tracks(parsed.tracks),
        difficulty=parsed.difficulty,
        hints=parsed.hints,
        digest=parsed.digest,
        leaderboard=parsed.leaderboard and parsed.leaderboard == "on",
        reviews=parsed.reviews,
        reviewers_named=parsed.reviewers and parsed.reviewers == "named",
        organisers=parsed.organiser,
    )
    try:
        saved = channels.save_as_operator(speaker.tools, speaker.workspace, parsed.channel, wishes)
    except BadInput as bad:
        for field, words in bad.fields.items():
            option = "organiser" if field == "organisers" else field
            print(f"--{option}: {words}", file=sys.stderr)
        return 2
    lines, member = saved_lines(saved), True
    try:
        check_member(speaker.chat, parsed.channel)
    except RoundsError:
        member = False
        lines.append(f"Note: Rounds is not in {parsed.channel}. Invite it there: /invite @Rounds.")
    now = {"next": coming(saved.next), "questions": saved.questions, "member": member}
    tell(_settings(saved.channel) | now, lines, as_json=parsed.json)
    return 0


def _list(speaker: "Speaker", *, as_json: bool) -> int:
    from bot.cli.printed import coming, tell  # noqa: PLC0415
    from bot.practice import asking  # noqa: PLC0415
    from bot.practice.unreadable import unreadable  # noqa: PLC0415

    with speaker.tools.store.read(speaker.workspace) as books:
        now = books.now()
        found = [
            (
                each,
                asking.coming(books, each) if unreadable(each) is None else None,
                books.rounds.skipped_ahead(each.id, now),
            )
            for each in books.channels.all()
        ]
    lines = [] if found else ["No channel is set up yet. Begin with: rounds channel set C…"]
    for each, following, skipped in found:
        when = f"{following.day} {each.at} {each.zone}" if following else "none ahead"
        until = f" until {each.paused_until}" if each.paused_until else ""
        why = f"  ({each.reason.rstrip('.')})" if each.reason else ""
        out = f"  skipped: {', '.join(map(str, skipped))}" if skipped else ""
        lines.append(f"{each.id}  {each.state}{until}  {each.days}  next: {when}{out}{why}")
    told = [
        _settings(each) | {"next": coming(following), "skipped": list(map(str, skipped))}
        for each, following, skipped in found
    ]
    tell(told, lines, as_json=as_json)
    return 0


def _settings(channel: Any) -> dict[str, Any]:
    return {
        "channel": channel.id,
        "at": channel.at,
        "zone": channel.zone,
        "days": channel.days,
        "holidays": channel.holidays,
        "breaks": [[day.isoformat() for day in pair] for pair in channel.breaks],
        "tracks": list(channel.tracks),
        "difficulty": f"{channel.easiest}-{channel.hardest}",
        "hints": channel.hints,
        "digest": channel.digest,
        "leaderboard": channel.leaderboard,
        "reviews": channel.reviews,
        "reviewers": "named" if channel.reviewers_named else "unnamed",
        "state": channel.state,
        "reason": channel.reason,
        "paused_until": channel.paused_until.isoformat() if channel.paused_until else None,
    }
