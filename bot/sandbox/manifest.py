"""What the app's manifest grants: scopes, events, commands and shortcuts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

MANIFEST = Path(__file__).resolve().parents[2] / "manifest.yaml"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The app as it was installed; None for scopes or events means that everything is granted."""

    name: str = "Rounds"
    scopes: frozenset[str] | None = None
    events: frozenset[str] | None = None
    commands: tuple[dict[str, Any], ...] = (
        {"command": "/rounds", "description": "Rounds", "usage_hint": "help"},
        {"command": "/drill", "description": "A question for you alone", "usage_hint": ""},
    )
    shortcuts: tuple[dict[str, Any], ...] = ()
    home_enabled: bool = True

    def grants(self, scope: str) -> bool:
        """Say whether the bot token carries this scope."""
        return self.scopes is None or scope in self.scopes

    def subscribes(self, event: str) -> bool:
        """Say whether the app asked for this event, named as in the manifest."""
        return self.events is None or event in self.events


def read_manifest(path: Path) -> Manifest:
    """Read a manifest; without the file, everything is granted."""
    if not path.is_file():
        return Manifest()
    import yaml  # noqa: PLC0415 - only paid for when there is a manifest

    manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
    features = manifest.get("features", {})
    settings = manifest.get("settings", {})
    home = features.get("app_home", {})
    return Manifest(
        name=features.get("bot_user", {}).get("display_name", "Rounds"),
        scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
        commands=tuple(features.get("slash_commands", [])),
        shortcuts=tuple(features.get("shortcuts", [])),
        home_enabled=bool(home.get("home_tab_enabled", False)),
    )
