"""Forgotten people: that they are to stay forgotten is known, who they are is not."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import select, update

from storage.aggregate import Aggregate, values
from storage.tables.privacy import ForgetKeyRow, ForgottenRow

SOMEBODY = "somebody"
ASKED, LEFT = "asked", "left"
_ID = re.compile(r"(?<![A-Za-z0-9])[UW][A-Z0-9]{4,20}(?![A-Za-z0-9])")
_MOST_NAMED = 200  # in one text


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A forgotten person; with `since`, what they do from then on counts: they came back.

    `why`: they asked for it, or they left the workspace; then whatever they do later counts.
    `token` names this one forgetting, so that an older wish to come back does not undo it.
    """

    person: str
    at: datetime
    token: str
    why: str
    since: datetime | None
    scrubbed: bool

    def covers(self, at: datetime) -> bool:
        """Say whether what they did then is to stay unknown."""
        since = self.at if self.why == LEFT else self.since
        return since is None or at < since


class Forgotten(Aggregate[Tombstone]):
    """The forgotten people of a workspace."""

    table = ForgottenRow
    record = Tombstone

    def find(self, user: str) -> Tombstone | None:
        """Find a person's tombstone; None where they were never forgotten."""
        key = self._key()
        if key is None:
            return None
        return self._one(self._select(ForgottenRow.person == _hash(key, user)))

    def covers(self, user: str, at: datetime) -> bool:
        """Say whether what a person did then is to stay unknown."""
        found = self.find(user)
        return found is not None and found.covers(at)

    def put(self, user: str, at: datetime, why: str = ASKED) -> Tombstone:
        """Note that a person is forgotten from now on, once more if they had come back."""
        if self._key() is None:
            self._add(ForgetKeyRow, key=secrets.token_hex(32))
        made = Tombstone(
            person=_hash(self._key() or "", user),
            at=at,
            token=secrets.token_hex(8),
            why=why,
            since=None,
            scrubbed=False,
        )
        row = values(made)
        self._connection.execute(
            self._insert(ForgottenRow, **row).on_conflict_do_update(
                index_elements=["workspace", "person"], set_=row
            )
        )
        return made

    def welcome_back(self, user: str, token: str, now: datetime) -> bool:
        """Let a person start anew; False if it is not this forgetting that they take back."""
        found = self.find(user)
        if found is None or found.token != token or found.since is not None:
            return False
        self._back(found, now)
        return True

    def returned(self, user: str) -> None:
        """Note that a person who had left is there again, so others may mention them."""
        found = self.find(user)
        if found is not None and found.why == LEFT and found.since is None:
            self._back(found, found.at)

    def _back(self, found: Tombstone, since: datetime) -> None:
        self._connection.execute(
            update(ForgottenRow)
            .where(self._mine(), ForgottenRow.person == found.person)
            .values(since=since)
        )

    def to_scrub(self) -> bool:
        """Say whether what was deleted may still stand in the file's free room."""
        waiting = select(ForgottenRow.person).where(self._mine(), ForgottenRow.scrubbed.is_(False))
        return self._connection.scalar(waiting.limit(1)) is not None

    def scrubbed(self, before: datetime) -> None:
        """Note that the file holds no more than what is stored, for all forgotten until then."""
        self._connection.execute(
            update(ForgottenRow)
            .where(self._mine(), ForgottenRow.at <= before)
            .values(scrubbed=True)
        )

    def without_mentions(self, text: str, now: datetime) -> str:
        """Take forgotten people's ids out of what somebody else wrote."""
        named = sorted(set(_ID.findall(text)))[:_MOST_NAMED]
        key = self._key() if named else None
        if key is None:
            return text
        people = {_hash(key, user): user for user in named}
        found = self._all(self._select(ForgottenRow.person.in_(people)))
        for each in found:
            if each.since is None or now < each.since:
                text = without(text, people[each.person])
        return text

    def _key(self) -> str | None:
        found: str | None = self._connection.scalar(
            select(ForgetKeyRow.key).where(self._mine(ForgetKeyRow))
        )
        return found


def without(text: str, user: str) -> str:
    """Put somebody into a person's place, as a mention and as a bare id."""
    # What is typed like a mention comes escaped, until it is read.
    mention = rf"(?:<|&lt;)@{re.escape(user)}(?:\|[^<>]*?)?(?:>|&gt;)"
    text = re.sub(mention, f"@{SOMEBODY}", text)
    return re.sub(rf"(?<![A-Za-z0-9]){re.escape(user)}(?![A-Za-z0-9])", SOMEBODY, text)


def _hash(key: str, user: str) -> str:
    return blake2b(
        user.encode("utf-8", "ignore"), key=bytes.fromhex(key), digest_size=16
    ).hexdigest()
