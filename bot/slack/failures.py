"""Errors become words, in the place where the person is. Unknown ones get a reference."""

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.errors import BadInput, RoundsError, SlackAway, SlackError, SlackRefused
from storage.errors import StaysForgotten

_log = logging.getLogger(__name__)

Done = TypeVar("Done")

EXPIRED = frozenset({"expired_trigger_id", "trigger_expired", "exchanged_trigger_id"})


@dataclass(frozen=True, slots=True)
class Failure:
    """What a person is told; `fields` has it by field. `known`: trying again will not help."""

    words: str
    fields: Mapping[str, str]
    known: bool


def attempt(doing: str, work: Callable[[], Done]) -> Done | Failure:
    """Do what somebody asked for; an error comes back as words, an unknown one with a reference."""
    try:
        return work()
    except BadInput as bad:
        return Failure(bad.say, bad.fields, known=True)
    except Exception as error:
        mendable = isinstance(error, SlackError) or not isinstance(error, RoundsError)
        return Failure(_words_for(error, doing), {}, known=not mendable)


def _words_for(error: Exception, doing: str) -> str:
    """Say what a person is told about an error; what is not theirs to mend goes into the log."""
    match error:
        case SlackRefused(code=code) if code in EXPIRED:
            return "Slack gave this window no time to open. Please press the button again."
        case SlackRefused(code="ratelimited"):
            note = _note(error, doing)
            return f"Slack asks Rounds to slow down. Please try again in a minute. ({note})"
        case SlackRefused() | SlackAway():
            note = _note(error, doing)
            return f"Slack did not let Rounds do that just now. Please try again. ({note})"
        case RoundsError(say=say):
            return say
        case StaysForgotten():
            return str(error)
        case _:
            return (
                "Something went wrong on our side; what you wrote is not lost from this window. "
                f"Please try again, and tell your organiser this reference: {_note(error, doing)}."
            )


def _note(error: Exception, doing: str) -> str:
    reference = secrets.token_hex(3)
    known = isinstance(error, RoundsError)
    _log.error(
        "failed",
        exc_info=None if known else error,
        extra={"fields": {"doing": doing, "reference": reference, "error": str(error)[:300]}},
    )
    return reference
