"""Settings from the environment or `.env`, checked all at once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bot.errors import ConfigError

SANDBOX_PORT = 8765
HTTP_PORT = 3000
LAST_PORT = 65_535
SHORTEST_KEPT = 30  # days: threads as old as that may still be read again after an absence
LONGEST_KEPT = 36_500
SLOWEST = range(1, 31)  # seconds for a model: a hint should come while its author is still there


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name, what it is for, and its default in words."""

    name: str
    meaning: str
    default: str


SETTINGS = (
    Setting("ROUNDS_DATABASE_URL", "SQLAlchemy address of the database", "sqlite:///rounds.db"),
    Setting("SLACK_BOT_TOKEN", "the bot token of your Slack app, xoxb-…", "-"),
    Setting("SLACK_APP_TOKEN", "its app-level token for Socket Mode, xapp-…", "-"),
    Setting("SLACK_SIGNING_SECRET", "the secret that signs requests, for rounds serve", "-"),
    Setting("SLACK_API_URL", "another Slack, for example the sandbox's", "Slack's own"),
    Setting("ROUNDS_QUESTIONS", "folder of your own questions", "-"),
    Setting("ROUNDS_MODEL_URL", "OpenAI-compatible address of a model to ask for levels", "-"),
    Setting("ROUNDS_MODEL", "the model's name there", "-"),
    Setting("ROUNDS_MODEL_KEY", "its key, where it asks for one", "-"),
    Setting("ROUNDS_MODEL_SECONDS", "how long it may take, 1 to 30", "10"),
    Setting(
        "ROUNDS_KEEP_TEXT_DAYS", "days until an answer's text goes, 30 or more, or never", "180"
    ),
    Setting("ROUNDS_LOG", "text or json", "text on a terminal, else json"),
    Setting("HOST", "where rounds serve listens, and rounds run for its health", "127.0.0.1"),
    Setting(
        "PORT",
        "the port of rounds serve, the sandbox, rounds run's health",
        "3000, or 8765",
    ),
)


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """A model that is asked for levels: answers leave the process for this address."""

    url: str
    name: str
    key: str
    seconds: float

    def __repr__(self) -> str:
        return "ModelSettings(…)"  # nor may its key


@dataclass(frozen=True, slots=True)
class Config:
    """What the operator brings; tokens are empty where a command does not need them."""

    database_url: str
    bot_token: str
    app_token: str
    signing_secret: str
    api_url: str | None
    questions: Path | None
    log: str | None
    host: str = "127.0.0.1"
    port: int | None = None
    model: ModelSettings | None = None
    keep_days: int | None = None

    def __repr__(self) -> str:
        return "Config(…)"  # tokens must not reach a log by accident


def read_dotenv(path: Path) -> dict[str, str]:
    """Read NAME=value lines; comments and blank lines are skipped, quotes around a value drop."""
    if not path.is_file():
        return {}
    found: dict[str, str] = {}
    for line in path.read_text("utf-8", errors="replace").splitlines():
        name, equals, value = line.removeprefix("export ").partition("=")
        if equals and not line.lstrip().startswith("#"):
            value = value.strip()
            if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
                value = value[1:-1]
            found[name.strip()] = value
    return found


def load(environ: Mapping[str, str] | None = None, folder: Path | None = None) -> Config:
    """Read the settings; the environment wins over `.env`. Checks addresses, not tokens."""
    folder = folder or Path.cwd()
    values = {**read_dotenv(folder / ".env"), **(os.environ if environ is None else environ)}
    problems: list[str] = []
    api_url = values.get("SLACK_API_URL", "").strip() or None
    if api_url is not None:
        parts = urlsplit(api_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            problems.append(
                f"SLACK_API_URL is '{api_url}', which is not a web address. "
                "Take it out to use Slack itself, or write it like http://127.0.0.1:8765/api/."
            )
        api_url = api_url.rstrip("/") + "/"
    log = values.get("ROUNDS_LOG", "").strip() or None
    if log not in {None, "text", "json"}:
        problems.append(f"ROUNDS_LOG is '{log}'. It can be text or json.")
    port = values.get("PORT", "").strip() or None
    if port and not (port.isascii() and port.isdecimal() and 0 < int(port) <= LAST_PORT):
        problems.append(f"PORT is '{port}', which is not a port. Choose one like {SANDBOX_PORT}.")
    model = _model(values, problems)
    keep = values.get("ROUNDS_KEEP_TEXT_DAYS", "").strip() or "180"
    days = int(keep[:9]) if keep.isascii() and keep.isdecimal() else 0
    if keep != "never" and days < SHORTEST_KEPT:
        problems.append(
            f"ROUNDS_KEEP_TEXT_DAYS is '{keep}'. It can be a whole number of days, {SHORTEST_KEPT}"
            " or more, or never."
        )
    if problems:
        raise ConfigError("\n".join(problems))
    questions = values.get("ROUNDS_QUESTIONS", "").strip()
    return Config(
        database_url=values.get("ROUNDS_DATABASE_URL", "").strip() or "sqlite:///rounds.db",
        bot_token=values.get("SLACK_BOT_TOKEN", "").strip(),
        app_token=values.get("SLACK_APP_TOKEN", "").strip(),
        signing_secret=values.get("SLACK_SIGNING_SECRET", "").strip(),
        api_url=api_url,
        questions=Path(questions) if questions else None,
        log=log,
        host=values.get("HOST", "").strip() or "127.0.0.1",
        port=int(port) if port else None,
        model=model,
        keep_days=min(days, LONGEST_KEPT) if days else None,
    )


def _model(values: Mapping[str, str], problems: list[str]) -> ModelSettings | None:
    """Read what a model to ask needs; None where none is set, problems where half of it is."""
    url, name, key, seconds = (
        values.get(f"ROUNDS_MODEL{each}", "").strip() for each in ("_URL", "", "_KEY", "_SECONDS")
    )
    if not url and not name:
        return None
    before = len(problems)
    if not url or not name:
        problems.append(
            "ROUNDS_MODEL_URL and ROUNDS_MODEL go together: the address of a model and its name. "
            "Set both, or neither."
        )
    elif not _is_address(url):
        problems.append(
            "ROUNDS_MODEL_URL is not a web address. Write it like http://127.0.0.1:8000/v1, and "
            "put a key into ROUNDS_MODEL_KEY."
        )
    if seconds and not (seconds.isascii() and seconds.isdecimal() and int(seconds) in SLOWEST):
        problems.append(
            f"ROUNDS_MODEL_SECONDS is '{seconds}'. It can be a whole number, 1 to {SLOWEST[-1]}."
        )
    if len(problems) > before:
        return None
    return ModelSettings(url, name, key, float(seconds or 10))


def _is_address(url: str) -> bool:
    """Say whether it is an address to send to, without a name or password in it."""
    try:
        parts = urlsplit(url)
        port_is_one = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and port_is_one
        and "@" not in parts.netloc
        and url.isascii()
    )


def check_tokens(config: Config, *, socket: bool, signed: bool = False) -> None:
    """Raise ConfigError that names each token that is missing, swapped or of the wrong kind."""
    problems: list[str] = []
    bot, app = config.bot_token, config.app_token
    if socket and bot.startswith("xapp-") and app.startswith("xoxb-"):
        problems.append(
            "SLACK_BOT_TOKEN and SLACK_APP_TOKEN are swapped: the bot token begins with xoxb-, "
            "the app token with xapp-. Exchange the two."
        )
    else:
        problems += _token_problems(
            "SLACK_BOT_TOKEN",
            bot,
            "xoxb-",
            "in your Slack app's settings under OAuth & Permissions, as Bot User OAuth Token",
        )
        if socket:
            problems += _token_problems(
                "SLACK_APP_TOKEN",
                app,
                "xapp-",
                "in your Slack app's settings under Basic Information, App-Level Tokens, "
                "with the scope connections:write",
            )
    if signed and not config.signing_secret:
        problems.append(
            "SLACK_SIGNING_SECRET is missing. You find it in your Slack app's settings under Basic "
            "Information, App Credentials; put it in the environment or in .env."
        )
    if problems:
        raise ConfigError("\n".join(problems))


def _token_problems(name: str, value: str, prefix: str, where: str) -> list[str]:
    if not value:
        return [f"{name} is missing. You find it {where}; put it in the environment or in .env."]
    if not value.startswith(prefix):
        kind = value.partition("-")[0] + "-" if "-" in value[:6] else "something else"
        return [f"{name} begins with {kind}, but it must begin with {prefix}. You find it {where}."]
    return []
