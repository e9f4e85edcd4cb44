"""What `rounds channel` prints: lines for people, or one JSON value for programs."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.practice.asking import Coming


def tell(value: Any, lines: Sequence[str], *, as_json: bool) -> None:
    """Print the value as JSON, or the lines."""
    print(json.dumps(value, ensure_ascii=False) if as_json else "\n".join(lines))


def instant(moment: datetime | None) -> str | None:
    """Write an instant as the export does."""
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def coming(following: Coming | None) -> dict[str, str | None] | None:
    """Give when the next question comes."""
    if following is None:
        return None
    return {"local_date": following.day.isoformat(), "due_at": instant(following.due)}
