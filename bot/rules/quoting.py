"""What somebody typed, said back to them."""

LONGEST = 60


def quoted(typed: str) -> str:
    """Put typed words between quotation marks, cut where they are long."""
    words = " ".join(typed.split())
    return f"“{words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + '…'}”"
