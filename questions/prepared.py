"""What was read from our own YAML once, kept beside it as JSON, since reading YAML takes seconds.

Each file names the digest of what it was made from. One that does not fit is passed over and the
YAML is read, so an edit always counts; `python -m questions.prepare` writes them anew.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "ready"


def digest(*parts: bytes) -> str:
    """Give the digest of what something is made from."""
    made = hashlib.sha256()
    for part in parts:
        made.update(len(part).to_bytes(8, "big") + part)
    return made.hexdigest()


def fetch(name: str, made_from: str) -> Any | None:
    """Give what was prepared under this name, if it was made from just this."""
    try:
        kept = json.loads((FOLDER / name).read_bytes())
    except (OSError, ValueError):
        return None
    return kept["holds"] if isinstance(kept, dict) and kept.get("from") == made_from else None


def written(made_from: str, holds: Any) -> str:
    """Give the text of a file, line by line so that changes can be read."""
    return json.dumps({"from": made_from, "holds": holds}, ensure_ascii=False, indent=1) + "\n"
