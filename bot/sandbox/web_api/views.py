"""views.*: modals and the Home."""

from typing import Any

from bot.sandbox.errors import SlackError
from bot.sandbox.seed import BOT_USER
from bot.sandbox.web_api.arguments import Arguments
from bot.sandbox.workspace import Workspace


def open_(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Open a modal for the person whose trigger this is."""
    view = _view(args)
    workspace.screens.check(view, "modal")
    user = workspace.interactions.exchange(args.needed("trigger_id"))
    return {"ok": True, "view": workspace.screens.open(user, view)}


def push(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Put a modal on top of that person's stack."""
    view = _view(args)
    workspace.screens.check(view, "modal")
    user = workspace.interactions.exchange(args.needed("trigger_id"))
    return {"ok": True, "view": workspace.screens.push(user, view)}


def update(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Put another modal in the place of an open one."""
    view_id = args.text("view_id")
    external_id = args.text("external_id")
    if view_id is None and external_id is not None:
        view_id = workspace.screens.find_external(external_id)
    if view_id is None and external_id is None:
        args.needed("view_id")
    updated = workspace.screens.update(view_id or "", _view(args), args.text("hash"))
    return {"ok": True, "view": updated}


def publish(workspace: Workspace, args: Arguments) -> dict[str, Any]:
    """Make a person's Home."""
    if not workspace.manifest.home_enabled:
        raise SlackError("not_enabled")
    user = workspace.user(args.needed("user_id"))["id"]
    if user == BOT_USER:
        raise SlackError("invalid_arguments")
    published = workspace.screens.publish(user, _view(args), args.text("hash"))
    return {"ok": True, "view": published}


def _view(args: Arguments) -> Any:
    view = args.structure("view", "invalid_arguments")
    if not isinstance(view, dict):
        args.needed("view")
        raise SlackError("invalid_arguments")
    return view
