"""Messages in threads: rows that end the same in whatever order Slack delivers."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select, update

from storage.aggregate import Aggregate, values
from storage.tables.answers import MessageRow


@dataclass(frozen=True, slots=True)
class Message:
    """A person's message; `version` is "0", or the instant of its latest edit.

    `words` and `code` say how much it is, 0 for small talk and for what is said to somebody, and
    outlive its text: whether a deleted message was part of an answer must not depend on what was
    heard of it first.

    A message whose deletion came before it has no user yet: that and its zone are empty.
    `about` is the answer that it is a comment on.
    """

    channel: str
    ts: str
    thread_ts: str | None
    round_id: str | None
    user: str
    text: str | None
    version: str
    deleted: bool
    words: int
    code: bool
    ruling: bool | None
    asked: bool
    client_msg_id: str | None
    at: datetime
    zone: str
    about: str | None = None


class Comment(NamedTuple):
    """Who commented on an answer, when, and in which message."""

    user: str
    at: datetime
    ts: str


def _age(version: str) -> tuple[int, str, str]:
    """Order versions as the instants they are, and whatever else arrives in some one way."""
    seconds, _, fraction = version.partition(".")
    return len(seconds), seconds, fraction


def _merge(old: Message, new: Message) -> Message:
    """Combine two sights of one message; neither order nor repetition matters."""
    known = old.user != ""
    content = old if known and _age(old.version) >= _age(new.version) else new
    first = min(old, new, key=lambda seen: (seen.at, seen.zone)) if known else new
    deleted = old.deleted or new.deleted
    return replace(
        old,
        thread_ts=old.thread_ts or new.thread_ts,
        round_id=old.round_id or new.round_id,
        user=old.user or new.user,
        text=None if deleted else content.text,
        version=content.version,
        deleted=deleted,
        words=content.words,
        code=content.code,
        ruling=new.ruling if old.ruling is None else old.ruling,
        asked=old.asked or new.asked,
        client_msg_id=old.client_msg_id or new.client_msg_id,
        at=first.at,
        zone=first.zone,
    )


class Messages(Aggregate[Message]):
    """The messages of a workspace."""

    table = MessageRow
    record = Message

    def put(self, message: Message) -> bool:
        """Take in one sight of a message; say whether it told anything new.

        A deleted message stays deleted and without text. The same text sent once more under
        another timestamp, which its `client_msg_id` tells, is ignored.
        """
        if self._add(MessageRow, **values(message)):
            return True
        known = self.get(message.channel, message.ts)
        if known is None:
            return False
        merged = _merge(known, message)
        if merged == known or self._repeats(merged):
            return False
        self._connection.execute(
            update(MessageRow)
            .where(self._mine(), self._at(message.channel, message.ts))
            .values(**values(merged))
        )
        return True

    def tombstone(self, channel: str, ts: str, at: datetime) -> Message | None:
        """Delete a message for good, seen or not; give it as it was if it was there."""
        known = self.get(channel, ts)
        if known is None:
            self._add(
                MessageRow,
                channel=channel,
                ts=ts,
                user="",
                version="0",
                deleted=True,
                words=0,
                code=False,
                asked=False,
                at=at,
                zone="",
            )
            return None
        if known.deleted:
            return None
        self._connection.execute(
            update(MessageRow)
            .where(self._mine(), self._at(channel, ts))
            .values(deleted=True, text=None)
        )
        return known

    def expire(self, before: datetime) -> None:
        """Let messages from before then lose their words; how many words they were stays."""
        self._connection.execute(
            update(MessageRow)
            .where(self._mine(), MessageRow.at < before, MessageRow.text.is_not(None))
            .values(text=None)
        )

    def get(self, channel: str, ts: str) -> Message | None:
        """Find one message."""
        return self._one(self._select(self._at(channel, ts)))

    def of(self, round_id: str, user: str) -> list[Message]:
        """List a person's messages in a round by timestamp, the deleted ones too."""
        return self._all(
            self._select(MessageRow.round_id == round_id, MessageRow.user == user).order_by(
                MessageRow.ts
            )
        )

    def alive(self, round_id: str, thread_ts: str) -> list[str]:
        """List the timestamps of what is not deleted in one of a round's threads."""
        statement = select(MessageRow.ts).where(
            self._mine(),
            MessageRow.round_id == round_id,
            MessageRow.thread_ts == thread_ts,
            MessageRow.deleted.is_(False),
        )
        return list(self._connection.scalars(statement))

    def said_to_somebody(self, round_id: str) -> list[Message]:
        """List a round's messages that may be comments on an answer, and those that were."""
        mentions = and_(MessageRow.words == 0, MessageRow.text.contains("<@"))
        may_be = or_(MessageRow.about.is_not(None), mentions)
        return self._all(
            self._select(MessageRow.round_id == round_id, may_be).order_by(MessageRow.ts)
        )

    def comment(self, channel: str, ts: str, about: str | None) -> None:
        """Note the answer that a message is a comment on, or that it is none."""
        self._connection.execute(
            update(MessageRow).where(self._mine(), self._at(channel, ts)).values(about=about)
        )

    def comments_on(self, answer_ids: Collection[str]) -> dict[str, list[Comment]]:
        """Give the comments on some answers, oldest first; without those that have none."""
        statement = (
            select(MessageRow.about, MessageRow.user, MessageRow.at, MessageRow.ts)
            .where(self._mine(), MessageRow.about.in_(answer_ids))
            .order_by(MessageRow.at, MessageRow.ts)
        )
        found: dict[str, list[Comment]] = {}
        for about, user, at, ts in self._connection.execute(statement):
            found.setdefault(str(about), []).append(Comment(user, at, ts))
        return found

    def about(self, answer_id: str) -> list[Message]:
        """List the comments on an answer with their words, oldest first."""
        return self._all(
            self._select(MessageRow.about == answer_id).order_by(MessageRow.at, MessageRow.ts)
        )

    def rule(self, channel: str, ts: str, counted: bool) -> None:  # noqa: FBT001
        """Write down its author's word on whether this is an answer."""
        self._connection.execute(
            update(MessageRow).where(self._mine(), self._at(channel, ts)).values(ruling=counted)
        )

    def ask(self, channel: str, ts: str) -> bool:
        """Note that the author was asked about it; True the first time."""
        statement = (
            update(MessageRow)
            .where(self._mine(), self._at(channel, ts), MessageRow.asked.is_(False))
            .values(asked=True)
        )
        return self._connection.execute(statement).rowcount == 1

    def _at(self, channel: str, ts: str) -> ColumnElement[bool]:
        return and_(MessageRow.channel == channel, MessageRow.ts == ts)

    def _repeats(self, message: Message) -> bool:
        """Say whether another message has the same author and client's id."""
        if message.client_msg_id is None:
            return False
        twin = self._select(
            MessageRow.user == message.user,
            MessageRow.client_msg_id == message.client_msg_id,
            ~self._at(message.channel, message.ts),
        )
        return self._one(twin) is not None
