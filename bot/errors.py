"""Every error that Rounds raises on purpose.

RoundsError
|- ConfigError        the operator's settings: every problem at once
|- NotAllowed         this person may not do this here
|- NotYet             it may be answered in a moment; whoever asked tries again
|- Gone               what a button or modal was about is no longer there
|- BadInput           what a person typed, by field
`- SlackError         Slack's answer to a call
   |- SlackRefused    it said no, with a code
   `- SlackAway       it could not be reached, or its answer cannot be read
"""

from collections.abc import Mapping


class RoundsError(Exception):
    """Carries what the person is told: what is wrong and what to do."""

    def __init__(self, say: str) -> None:
        super().__init__(say)
        self.say = say


class ConfigError(RoundsError):
    """The settings cannot work as they are."""


class NotAllowed(RoundsError):
    """This person may not do this here."""


class NotYet(RoundsError):
    """What is needed to answer is about to be known."""


class Gone(RoundsError):
    """The question, answer or drill meant is no longer there."""


class BadInput(RoundsError):
    """Something typed cannot be taken; `fields` says what, by the name of the field."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


class SlackError(RoundsError):
    """Slack did not do what it was asked."""


class SlackRefused(SlackError):
    """Slack said no; `code` is its own word for why. Not `asked`: our own pace kept it back."""

    def __init__(
        self, code: str, method: str, retry_after: float | None = None, *, asked: bool = True
    ) -> None:
        super().__init__(f"Slack refused {method}: {code}.")
        self.code = code
        self.method = method
        self.retry_after = retry_after
        self.asked = asked


class SlackAway(SlackError):
    """Slack could not be reached; `sent` is False when it certainly received nothing."""

    def __init__(self, method: str, reason: str, *, sent: bool) -> None:
        super().__init__(f"Slack did not answer {method}: {reason}.")
        self.method = method
        self.sent = sent
