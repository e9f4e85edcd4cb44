"""A request's arguments, which come as JSON or as form fields."""

import json
import re
from typing import Any

from bot.sandbox.errors import SlackError

TS = re.compile(r"\d{10}\.\d{6}")


class Arguments:
    """Reads arguments as what they should be, and refuses the rest."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.given = given

    def text(self, name: str) -> str | None:
        """Give a string, or None if it is missing."""
        value = self.given.get(name)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return str(value)
        raise _invalid(f"must be a string [json-pointer:/{name}]")

    def needed(self, name: str, error: str = "invalid_arguments") -> str:
        """Give a string that must not be missing or empty."""
        value = self.text(name)
        if value:
            return value
        if error != "invalid_arguments":
            raise SlackError(error)
        raise _invalid(f"missing required field: {name}")

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Give a truth value; forms say 1, 0, true and false."""
        value = self.given.get(name)
        if value is None or value == "":
            return default
        return value in (True, 1, "1", "true", "True")

    def number(self, name: str, default: int, most: int) -> int:
        """Give a positive whole number, at most so large."""
        value = self.given.get(name)
        if value is None or value == "":
            return default
        try:
            number = int(value)
        except (TypeError, ValueError, OverflowError):
            raise SlackError("invalid_limit") from None
        if number < 1:
            raise SlackError("invalid_limit")
        return min(number, most)

    def structure(self, name: str, error: str) -> Any:
        """Give an object or list; a form carries it as JSON."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error) from None

    def ts(self, name: str, error: str) -> str | None:
        """Give a message timestamp, which must be a string as Slack made it."""
        value = self.given.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str) or TS.fullmatch(value) is None:
            raise SlackError(error)
        return value

    def needed_ts(self, name: str, error: str) -> str:
        """Give a message timestamp that must not be missing."""
        ts = self.ts(name, error)
        if ts is None:
            raise SlackError(error)
        return ts


def _invalid(problem: str) -> SlackError:
    return SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {problem}"]})
