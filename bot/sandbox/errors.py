"""How this Slack refuses a request."""

from typing import Any


class SlackError(Exception):
    """A refusal under Slack's own name, with whatever else the answer carries."""

    def __init__(self, error: str, /, **fields: Any) -> None:
        super().__init__(error)
        self.error = error
        self.fields = fields

    def answer(self) -> dict[str, Any]:
        """Give the body of the response."""
        return {"ok": False, "error": self.error, **self.fields}


def refuse_payload(error: str, problems: list[str]) -> SlackError:
    """Make a refusal that says where in the payload the problems are, as Slack words it."""
    return SlackError(
        error,
        errors=problems,
        response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]},
    )
