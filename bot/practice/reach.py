"""Whether Rounds can post in a channel: out of reach, and back."""

from bot.practice.notices import notify_organisers
from storage.store import Books


def lost(books: Books, channel: str, reason: str) -> None:
    """Stop trying in an active channel until it is back, and tell its organisers once."""
    known = books.channels.get(channel)
    if known is not None and known.state == "active":
        books.channels.set_state(channel, "broken", reason)
        key = f"lost:{channel}:{books.now().timestamp()}"
        notify_organisers(books, channel, key, "lost", reason=reason)


def back(books: Books, channel: str) -> None:
    """Go on in a channel that may have been out of reach, and send now what waits for it."""
    if _is_lost(books, channel):
        books.channels.set_state(channel, "active", None)
    books.outbox.hurry(channel, books.now())


def took_a_post(books: Books, channel: str) -> None:
    """Let a channel be back that was out of reach, since a post has just gone through."""
    if _is_lost(books, channel):
        back(books, channel)


def _is_lost(books: Books, channel: str) -> bool:
    known = books.channels.get(channel)
    return known is not None and known.state == "broken"
