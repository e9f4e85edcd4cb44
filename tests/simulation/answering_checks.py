"""What an answering history may not have broken, in a sentence each."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from bot.slack import ids
from questions.frozen import thaw
from questions.model import Format
from storage.answers import Answer, answer_id
from storage.rounds import Round
from storage.store import Books
from storage.tables.base import Base
from tests.builders import TEAM
from tests.simulation import answering_oracle as oracle
from tests.simulation.slack_thread import CHANNEL, Event, Post

if TYPE_CHECKING:
    from tests.simulation.answering import History

_OWN_WORDS = (None, "thread_broadcast", "file_share", "me_message")
_LATEST = "SELECT id, draft FROM answers"


class Checks:
    """Looks on while a history is lived, and looks closely at its end."""

    def __init__(self, history: "History") -> None:
        self._history = history
        self.problems: list[str] = []
        # Who wrote parts that overlap: a late one forms several answers anew, and tells of one.
        self.chained: set[str] = set()
        self.handed: set[str] = set()  # the events that the bot was given, taken or not
        self._taken: dict[str, Event] = {}
        self._taken_at: dict[str, Any] = {}
        self._drafts: dict[str, int] = {}
        self._past: Counter[str] = Counter()  # drafts of answers that became part of another

    def taken(self, event_id: str, event: Event) -> None:
        """An event got its 200."""
        if event_id not in self._taken:
            self._taken[event_id], self._taken_at[event_id] = event, self._history.now()

    def drafts(self) -> None:
        """The number of an answer's draft never falls."""
        now: dict[str, int] = dict(self._history.ground.raw.execute(_LATEST))
        for answer, draft in self._drafts.items():
            if answer not in now:
                self._past[answer] += draft
            elif now[answer] < draft:
                self._say(f"Draft {draft} of an answer was followed by draft {now[answer]}.")
        self._drafts = now

    def acknowledged(self) -> None:
        """Whatever got its 200 took effect, with no help of back-fill."""
        with self._books() as books:
            for event_id, event in self._taken.items():
                self._acknowledged(books, event_id, event)
            rows = books.connection.execute(text("SELECT id, error, state FROM inbox")).all()
        for row in rows:
            if row.state != "done":
                self._say(f"An event was given up: {row.error}.")
        events = [row for row in rows if row.id.startswith("Ev")]  # others are the bot's own
        if len(events) > len(self.handed):
            self._say("An event is in the inbox twice.")

    def _acknowledged(self, books: Books, event_id: str, event: Event) -> None:
        ts, version = _told(event)
        post = self._slack.posts.get(ts)
        if post is None or not self._counts(post):
            return
        known_from = self._history.aliases.get(post.thread_ts)
        if self._is_extra(post) and (known_from is None or known_from > self._taken_at[event_id]):
            return  # nobody could know yet that this thread is a question's
        row = books.messages.get(CHANNEL, ts)
        if version == "deleted":
            if row is None or not row.deleted:
                self._say(f"The deletion of {ts} was acknowledged and lost.")
        elif row is None or (row.deleted and not post.deleted):
            self._say(f"Message {ts} was acknowledged and lost.")
        elif not row.deleted:
            newer = {said.plain for at, said in post.said.items() if at >= version}
            if row.text not in newer:
                self._say(f"Message {ts} was acknowledged in version {version}, and is older.")

    def everything(self, when: str) -> None:
        """The answers, the ticks and the private messages are what the threads ask for."""
        before = len(self.problems)
        ticks: set[str] = set()
        rounds = {round_.id: round_ for round_ in self._history.threads.values()}
        with self._books() as books:
            for round_ in rounds.values():
                for user in self._members():
                    ticks |= self._answers(books, round_, user)
        written = self._all_text()
        if self._slack.ticks != ticks:
            missing, extra = ticks - self._slack.ticks, self._slack.ticks - ticks
            self._say(f"Ticks missing on {sorted(missing)}, too many on {sorted(extra)}.")
        for post in self._slack.posts.values():
            for said in post.said.values():
                if (post.deleted or not self._counts(post)) and said.word in written:
                    self._say(f"Text of {post.ts}, deleted or nobody's answer, is still stored.")
        self._whispers()
        if self._history.weather.calm:
            self._told_all()
        self.problems[before:] = [f"{problem} ({when})" for problem in self.problems[before:]]

    def _answers(self, books: Books, round_: Round, user: str) -> set[str]:
        posts = self._posts(round_, user)
        coding = thaw(round_.question).format == Format.CODING
        expected = oracle.due(posts, coding=coding)
        found = [
            answer
            for answer in books.answers.of_user_in_round(round_.id, user)
            if not answer.deleted
        ]
        self._history.counts["answers"] += len(expected)
        texts, there = [due.text for due in expected], [answer.text for answer in found]
        if sorted(texts) != sorted(str(each) for each in there):
            self._say(f"{user} answered {texts}; on record are {there}.")
            return {due.ts for due in expected}
        for due in expected:
            answer = next(each for each in found if each.text == due.text)
            self._dates(round_, posts, due, answer)
        return {due.ts for due in expected}

    def _dates(self, round_: Round, posts: list[Post], due: oracle.Due, answer: Answer) -> None:
        zone = self._slack.people[due.user].zone
        if answer.at not in oracle.first_instants(due, posts):
            self._say(f"The answer of {due.ts} is dated {answer.at}.")
        if answer.zone != zone:
            self._say(f"The answer of {due.ts} is in zone {answer.zone}, not {zone}.")
        if answer.local_date != oracle.date_of(answer.at, zone, round_.local_date):
            self._say(f"The answer of {due.ts} counts for {answer.local_date}.")
        if answer.ts != due.ts:
            self._say(f"The answer of {due.ts} is said to stand at {answer.ts}.")

    def _whispers(self) -> None:
        self.drafts()
        authors = {
            answer_id(TEAM, CHANNEL, post.ts): post.user for post in self._slack.posts.values()
        }
        hints: Counter[str] = Counter()
        for whisper in self._slack.whispers:
            for action, value in _buttons(whisper.blocks):
                if action == ids.WHY:
                    hints[value] += 1
                about = authors.get(value) if action == ids.WHY else self._asked(action, value)
                if about not in {None, whisper.user}:
                    self._say(f"{whisper.user} was told something about {about}.")
            said = f"{whisper.text} {whisper.blocks}"
            for post in self._slack.posts.values():
                if post.user != whisper.user and any(s.word in said for s in post.said.values()):
                    self._say(f"{whisper.user} was shown words of {post.user}.")
        for answer, times in hints.items():
            if times > self._drafts.get(answer, 0) + self._past[answer]:
                self._say(f"{times} hints for {self._drafts.get(answer, 0)} drafts.")
        self._history.counts["hints"] += hints.total()

    def _asked(self, action: str, value: str) -> str | None:
        if action not in {ids.COUNT_YES, ids.COUNT_NO}:
            return None
        return self._slack.posts[value.partition(":")[2]].user

    def _told_all(self) -> None:
        """Where nothing fails, each close call is asked about and each answer has its hint."""
        said = [each for whisper in self._slack.whispers for each in _buttons(whisper.blocks)]
        hinted = {value for action, value in said if action == ids.WHY}
        asked = {value.partition(":")[2] for action, value in said if action == ids.COUNT_YES}
        for round_ in {each.id: each for each in self._history.threads.values()}.values():
            for user in set(self._members()) - self.chained:
                self._asked_about(round_, user, asked)
                with self._books() as books:
                    found = books.answers.of_user_in_round(round_.id, user)
                for answer in found:
                    if not answer.deleted and answer.id not in hinted:
                        self._say(f"{user} got no hint on {answer.ts}.")

    def _asked_about(self, round_: Round, user: str, asked: set[str]) -> None:
        coding = thaw(round_.question).format == Format.CODING
        posts = self._posts(round_, user)
        for group in oracle.groups(posts):
            near = {p.ts for p in posts if abs(p.at - group[0].at) <= oracle.TOGETHER}
            if oracle.close_call(group, coding=coding) and not asked & near:
                self._say(f"{user} was not asked about {group[0].ts}.")

    def _all_text(self) -> str:
        tables = [table.name for table in Base.metadata.sorted_tables]
        raw = self._history.ground.raw
        return "\n".join(
            str(row) for table in tables for row in raw.execute(f'SELECT * FROM "{table}"')
        )

    def _posts(self, round_: Round, user: str) -> list[Post]:
        threads = {ts for ts, each in self._history.threads.items() if each.id == round_.id}
        return [
            post
            for post in self._slack.posts.values()
            if post.user == user and post.thread_ts in threads
        ]

    def _members(self) -> list[str]:
        return [each.id for each in self._slack.people.values() if each.kind == "member"]

    def _counts(self, post: Post) -> bool:
        return post.user in self._members()

    def _is_extra(self, post: Post) -> bool:
        return self._history.threads[post.thread_ts].ts != post.thread_ts

    @property
    def _slack(self) -> Any:
        return self._history.slack

    def _books(self) -> Any:
        """A look that nothing goes wrong with."""
        return self._history.ground.store.look(TEAM)

    def _say(self, problem: str) -> None:
        self.problems.append(problem)


def _told(event: Event) -> tuple[str, str]:
    """The message that an event is about and the version it tells; none for an echo."""
    subtype = event.get("subtype")
    if subtype == "message_deleted":
        return event["deleted_ts"], "deleted"
    if subtype == "message_changed":
        now, before = event["message"], event.get("previous_message")
        if "edited" in now and (before is None or before["text"] != now["text"]):
            return now["ts"], now["edited"]["ts"]
        return "", ""
    return (event["ts"], "0") if subtype in _OWN_WORDS and "text" in event else ("", "")


def _buttons(blocks: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for block in blocks:
        for element in block.get("elements", []):
            if "action_id" in element:
                yield element["action_id"], str(element.get("value"))
