"""`rounds channel`: what an organiser sets in Slack, from the shell."""

import argparse
import re
import sys
import time
from typing import TYPE_CHECKING

from bot import config, log
from bot.clock import Clock
from bot.errors import BadInput, ConfigError, RoundsError

if TYPE_CHECKING:
    from bot.app import Speaker
    from storage.rounds import Round

_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,20}")
# Longer than a request, its settling and its look-up take together.
PATIENCE = 90.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be done with a channel."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    setting = actions.add_parser("set", help="create or change a channel's schedule")
    now = actions.add_parser("post-now", help="post today's question at once")
    listing = actions.add_parser("list", help="show every channel and its next question")
    for each in (setting, now):
        each.add_argument("channel", help="the channel's id, such as C0123456789")
    for each in (setting, now, listing):
        each.add_argument("--workspace", help="the workspace's id; default: the token's")
    setting.add_argument("--at", help="local time, such as 09:00")
    setting.add_argument("--zone", help="such as America/New_York")
    setting.add_argument("--days", help="such as mon-fri, or mon,wed")
    setting.add_argument("--holidays", help="such as US-NY; an empty word for none")
    setting.add_argument("--tracks", help="such as pm,interop; all for all")
    setting.add_argument("--difficulty", help="such as easy-hard, or medium")
    setting.add_argument("--hints", help="private, thread or dm")
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
            f"'{parsed.channel}' is not a channel's id. It begins with C; in Slack you find it at "
            "the end of the channel's details."
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
        case "post-now":
            return _post_now(speaker, parsed.channel)
        case _:
            return _list(speaker)


def _tracks(typed: str | None) -> list[str] | None:
    if typed is None:
        return None
    words = [word.strip() for word in typed.split(",") if word.strip()]
    return [] if words == ["all"] else words


def _set(speaker: "Speaker", parsed: argparse.Namespace) -> int:
    from bot.practice import channels  # noqa: PLC0415
    from bot.slack.deliver import check_member  # noqa: PLC0415
    from bot.slack.views.setup import saved_lines  # noqa: PLC0415

    wishes = channels.Wishes(
        at=parsed.at,
        zone=parsed.zone,
        days=parsed.days,
        holidays=parsed.holidays,
        tracks=_tracks(parsed.tracks),
        difficulty=parsed.difficulty,
        hints=parsed.hints,
        organisers=parsed.organiser,
    )
    try:
        saved = channels.save_as_operator(speaker.tools, speaker.workspace, parsed.channel, wishes)
    except BadInput as bad:
        for field, words in bad.fields.items():
            print(f"--{field}: {words}", file=sys.stderr)
        return 2
    print("\n".join(saved_lines(saved)))
    try:
        check_member(speaker.chat, parsed.channel)
    except RoundsError:
        print(f"Note: Rounds is not in {parsed.channel}. Invite it there with /invite @Rounds.")
    return 0


def _post_now(speaker: "Speaker", channel: str) -> int:
    """Go through the same protocol as the long-running bot, which may do the sending itself."""
    from bot.jobs import post_daily  # noqa: PLC0415
    from bot.practice import daily  # noqa: PLC0415
    from bot.slack.deliver import render  # noqa: PLC0415
    from storage.delivery import UNASKED  # noqa: PLC0415

    tools, chat, workspace = speaker.tools, speaker.chat, speaker.workspace
    planned = daily.plan_now(tools, workspace, channel, "operator", render)
    if planned is None:
        raise ConfigError(
            f"Channel {channel} has no schedule yet. Set one first: rounds channel set {channel}."
        )
    if isinstance(planned, daily.NoQuestion):
        print("No question fits this channel's tracks and difficulties.", file=sys.stderr)
        return 1
    if planned.round.ts:
        link = chat.permalink(channel, planned.round.ts) or f"{channel} {planned.round.ts}"
        print(f"already posted: {link}")
        return 0
    deadline = tools.clock.monotonic() + PATIENCE
    found: Round | None = planned.round
    while tools.clock.monotonic() < deadline:
        post_daily.post_this(tools, chat, workspace, planned.round.id)
        with tools.store.read(workspace) as books:
            found = books.rounds.get(planned.round.id)
        if found is not None and found.ts:
            print(f"{channel} {found.ts}")
            return 0
        if found is None or found.state in UNASKED:
            break
        ahead = (found.not_before - tools.clock.now()).total_seconds() if found.not_before else 0
        if ahead > PATIENCE:
            break
        time.sleep(0.5)
    trying = found is not None and found.state not in UNASKED
    reason = "it is gone"
    if found is not None:
        reason = found.last_error or (found.reason if not trying else None) or ""
    more = " A running Rounds goes on trying." if trying else ""
    print(f"not sent: {(reason or 'no reason is known').rstrip('.')}.{more}", file=sys.stderr)
    return 1


def _list(speaker: "Speaker") -> int:
    from bot.practice.asking import coming  # noqa: PLC0415

    with speaker.tools.store.read(speaker.workspace) as books:
        channels = [(each, coming(books, each)) for each in books.channels.all()]
    if not channels:
        print("No channel is set up yet. Begin with: rounds channel set C…")
    for each, following in channels:
        when = f"{following.day} {each.at} {each.zone}" if following else "no practice day ahead"
        print(f"{each.id}  {each.state}  {each.days}  next: {when}")
    return 0
