"""auth.test, apps.connections.open, team.info, users.*: who is who."""

from typing import Any

from bot.sandbox.errors import SlackError
from bot.sandbox.seed import APP_ID, BOT_ID, BOT_USER, TEAM_DOMAIN, TEAM_ID, TEAM_NAME
from bot.sandbox.web_api.arguments import Arguments
from bot.sandbox.workspace import Workspace


def auth_test(workspace: Workspace, _: Arguments) -> dict[str, Any]:
    """Say whom the token stands for."""
    return {
        "ok": True,
        "url": f"https://{TEAM_DOMAIN}.slack.com/",
        "team": TEAM_NAME,
        "user": workspace.user(BOT_USER)["name"],
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def connections_open(workspace: Workspace, _: Arguments) -> dict[str, Any]:
    """Give a single-use address for one socket."""
    origin = workspace.state.origin.replace("http://", "ws://", 1)
    ticket = workspace.hub.issue_ticket()
    return {"ok": True, "url": f"{origin}/link?ticket={ticket}&app_id={APP_ID}"}


def team_info(workspace: Workspace, _: Arguments) -> dict[str, Any]:
    """Describe the workspace."""
    workspace.need_scope("team:read")
    team = {"id": TEAM_ID, "name": TEAM_NAME, "domain": TEAM_DOMAIN, "email_domain": "", "icon": {}}
    return {"ok": True, "team": team}


def users_info(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Describe one person."""
    workspace.need_scope("users:read")
    person = dict(workspace.user(args.text("user")))
    if args.flag("include_locale"):
        person["locale"] = "en-GB" if person.get("tz") == "Europe/London" else "en-US"
    return {"ok": True, "user": person}


def users_list(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Describe everybody, on one page."""
    workspace.need_scope("users:read")
    if args.text("cursor"):
        raise SlackError("invalid_cursor")
    people = list(workspace.state.users.values())
    now = int(workspace.state.clock.now())
    metadata = {"next_cursor": ""}
    return {"ok": True, "members": people, "cache_ts": now, "response_metadata": metadata}


def bots_info(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Describe the app's bot."""
    workspace.need_scope("users:read")
    if args.text("bot") != BOT_ID:
        raise SlackError("bot_not_found")
    name = workspace.user(BOT_USER)["real_name"]
    bot = {"id": BOT_ID, "app_id": APP_ID, "user_id": BOT_USER, "name": name, "deleted": False}
    return {"ok": True, "bot": bot}
