"""Structured logs: named events with keyword values, never a token, never what people wrote."""

import json
import logging
import re
import sys

_SECRET = re.compile(
    r"xox[a-z]-[\w-]+|xoxe[.\w-]+|xapp-[\w-]+|https://hooks\.slack\S+|/response/\S+|ticket=\S+"
)


def say(logger: logging.Logger, event: str, **fields: object) -> None:
    """Log `event` with its fields at INFO."""
    logger.info(event, extra={"fields": fields})


def warn(logger: logging.Logger, event: str, **fields: object) -> None:
    """Log `event` with its fields at WARNING."""
    logger.warning(event, extra={"fields": fields})


def _clean(text: str) -> str:
    return _SECRET.sub("[secret]", text).replace("\r", " ").replace("\n", " | ")


class _Formatter(logging.Formatter):
    def __init__(self, *, as_json: bool) -> None:
        super().__init__("%(asctime)s", "%Y-%m-%dT%H:%M:%S%z")
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        fields = {k: _clean(str(v)) for k, v in getattr(record, "fields", {}).items()}
        event = _clean(record.getMessage())
        if record.exc_info and record.exc_info[0]:
            fields["exception"] = _clean(self.formatException(record.exc_info))
        when = self.formatTime(record, self.datefmt)
        if self._as_json:
            line = {"at": when, "level": record.levelname.lower(), "event": event, **fields}
            return json.dumps(line, ensure_ascii=False)
        shown = " ".join(f"{name}={value}" for name, value in fields.items())
        return f"{when} {record.levelname.lower():7} {event} {shown}".rstrip()


def set_up(style: str | None) -> None:
    """Send Rounds' logs to standard error as `text` or `json`; libraries only from WARNING on."""
    style = style or ("text" if sys.stderr.isatty() else "json")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(as_json=style == "json"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("bot").setLevel(logging.INFO)
    # What a request came to is said by us, without what was in it.
    logging.getLogger("slack_sdk.web").setLevel(logging.CRITICAL)
    # Bolt remarks that it does not need the tokens it finds in the environment.
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
    # A tick that is skipped because the one before still runs is nothing to report.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # At DEBUG these print whole payloads, tokens and answers among them.
    for name in ("slack_sdk", "sqlalchemy", "websockets"):
        logging.getLogger(name).setLevel(logging.WARNING)
