"""Comments on answers: whatever the order in which Slack tells of them, the rows are the same."""

from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from bot.practice import answers, history, privacy
from bot.practice.history import Remark
from bot.practice.tools import Caller
from bot.slack.listeners.events import Events
from storage import upkeep
from storage.tables.answers import AnswerRow, MessageRow
from storage.tables.queues import OutboxRow
from tests.builders import CHANNEL, TEAM, Hands, Whispers, posted_round, set_up, tools

THREAD = 1795442400
FIRST = (
    "I would ask the charge nurse which mornings go wrong, assume it is the late lab result, and "
    "then flag it to her, so that she phones the lab before the dose is mixed."
)
ASKS = "<@UMAYA> who phones the lab when she is on leave?"
BUILDS = f"{FIRST} It is much as <@UMAYA> says."


def said(user, seconds, text, *, edited=None):
    ts = f"{THREAD + seconds}.000200"
    plain = {
        "type": "message",
        "channel": CHANNEL,
        "user": user,
        "text": text,
        "ts": ts,
        "thread_ts": f"{THREAD}.000100",
        "client_msg_id": f"c-{user}-{ts}",
    }
    if edited is None:
        return plain
    changed = f"{THREAD + edited}.000300"
    inner = {**plain, "edited": {"user": user, "ts": changed}}
    inner.pop("channel")
    return {
        "type": "message",
        "subtype": "message_changed",
        "channel": CHANNEL,
        "ts": changed,
        "message": inner,
    }


def deleted(seconds):
    gone = f"{THREAD + seconds}.000200"
    return {
        "type": "message",
        "subtype": "message_deleted",
        "channel": CHANNEL,
        "deleted_ts": gone,
        "ts": gone,
    }


class Thread:
    """A day's thread, and what is on record after some events in it."""

    def __init__(self):
        self.hands, self.slack = Hands(), Whispers()
        self.tools = tools(self.hands)
        set_up(self.tools, self.hands)
        self.round = posted_round(self.tools)
        self.events = Events(self.tools, self.slack, TEAM, "UBOT")  # type: ignore[arg-type]

    def hear(self, *events):
        for event in events:
            self.events.handle(event)
        return self

    def answers(self):
        with self.tools.store.read(TEAM) as books:
            return books.answers.of_rounds([self.round.id])

    def comments(self):
        """Whose message is a comment on whose answer, by the seconds at which it came."""
        found = self.answers()
        with self.tools.store.read(TEAM) as books:
            on = books.messages.comments_on([each.id for each in found])
        return {
            int(each.ts.partition(".")[0]) - THREAD: (each.user, answer.user)
            for answer in found
            for each in on.get(answer.id, [])
        }

    def rows(self):
        # Not the offers of reviews: whose answer is heard of first is asked first.
        with self.tools.store.read(TEAM) as books:
            kept = [row for row in upkeep.export(books) if row["type"] in {"answer", "mark"}]
        return kept, self.comments()

    def count(self, user, seconds, *, counted):
        ts = f"{THREAD + seconds}.000200"
        answers.rule_reply(self.tools, TEAM, CHANNEL, ts, user, counted=counted)


@pytest.fixture
def thread():
    made = Thread()
    yield made
    made.tools.store.close()


@pytest.fixture(scope="module")
def again():
    """One thread for many stories: a database each would take most of the time."""
    made = Thread()

    def rows_after(events):
        with made.tools.store.begin(TEAM) as books:
            for table in (MessageRow, AnswerRow, OutboxRow):  # what hangs on answers goes too
                books.connection.execute(delete(table))
        return made.hear(*events).rows()

    yield rows_after
    made.tools.store.close()


MAYA, MAYA_AGAIN = said("UMAYA", 60, FIRST), said("UMAYA", 900, f"{FIRST} And no later.")
ASKED, BUILT = said("UOWEN", 120, ASKS), said("UOWEN", 120, BUILDS)
STORIES = {
    "a comment": ([MAYA, ASKED], {120: ("UOWEN", "UMAYA")}),
    "what comes before there is an answer": ([said("UOWEN", 30, ASKS), MAYA], {}),
    "a deleted answer": ([MAYA, ASKED, deleted(60)], {}),
    "a deleted comment": ([MAYA, ASKED, deleted(120)], {}),
    "a comment edited down to thanks": (
        [MAYA, ASKED, said("UOWEN", 120, "<@UMAYA> thanks!", edited=200)],
        {},
    ),
    "thanks that became a comment": (
        [MAYA, said("UOWEN", 120, "<@UMAYA> thanks!"), said("UOWEN", 120, ASKS, edited=200)],
        {120: ("UOWEN", "UMAYA")},
    ),
    "an answer edited down to thanks": (
        [MAYA, ASKED, said("UMAYA", 60, "thanks!", edited=200)],
        {},
    ),
    "a mention in the middle by who has not answered": ([MAYA, BUILT], {120: ("UOWEN", "UMAYA")}),
    "a mention in the middle by who has": (
        [MAYA, said("UOWEN", 90, FIRST), BUILT],
        {120: ("UOWEN", "UMAYA")},
    ),
    "an answer that got a mention": (
        [MAYA, said("UOWEN", 120, FIRST), said("UOWEN", 120, BUILDS, edited=200)],
        {120: ("UOWEN", "UMAYA")},
    ),
    "two people about each other": (
        [MAYA, said("UOWEN", 90, FIRST), ASKED, said("UMAYA", 130, "<@UOWEN> " + FIRST)],
        {120: ("UOWEN", "UMAYA"), 130: ("UMAYA", "UOWEN")},
    ),
}


@pytest.mark.parametrize(("story", "found"), STORIES.values(), ids=STORIES)
def test_every_order_and_every_repeat_ends_in_the_same_comments(again, story, found):
    plain = again(story)
    assert plain[1] == found
    for order in permutations(story):
        assert again([*order, order[0]]) == plain


TEXTS = [FIRST, ASKS, BUILDS, "<@UOWEN> do you hold the dose or not?", "<@UMAYA> thanks!"]
MESSAGES = st.lists(
    st.tuples(
        st.sampled_from(["UMAYA", "UOWEN", "UPRIYA"]),
        st.sampled_from([30, 60, 400, 800, 1200]),
        st.lists(st.sampled_from(TEXTS), min_size=1, max_size=2),
        st.booleans(),
    ),
    min_size=2,
    max_size=5,
    unique_by=lambda one: one[1],
)


@given(MESSAGES, st.data())
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_said_edited_and_deleted_in_a_thread_its_order_does_not_matter(
    again, messages, data
):
    events = []
    for user, seconds, (first, *edits), gone in messages:
        events.append(said(user, seconds, first))
        events += [said(user, seconds, text, edited=seconds + 9) for text in edits]
        events += [deleted(seconds)] if gone else []
    repeats = data.draw(st.lists(st.sampled_from(events), max_size=4))
    shuffled = data.draw(st.permutations([*events, *repeats]))
    assert again(shuffled) == again(events)


def test_a_close_call_is_asked_of_its_writer_whose_word_decides(thread):
    thread.hear(MAYA, BUILT)
    [*_, (asked, question)] = thread.slack.said
    assert (asked, "comment on somebody" in question) == ("UOWEN", True)
    thread.count("UOWEN", 120, counted=True)
    assert {each.user for each in thread.answers()} == {"UMAYA", "UOWEN"}
    assert thread.comments() == {}
    thread.count("UOWEN", 120, counted=False)
    assert {each.user for each in thread.answers()} == {"UMAYA"}
    assert thread.comments() == {120: ("UOWEN", "UMAYA")}


def test_who_has_answered_or_begins_with_the_mention_is_not_asked_about_it(thread):
    thread.hear(MAYA, said("UOWEN", 90, FIRST), said("UPRIYA", 100, f"<@UMAYA> {FIRST}"))
    before = list(thread.slack.said)
    thread.hear(said("UOWEN", 130, BUILDS), said("UPRIYA", 140, f"<@UMAYA> {FIRST} No."))
    assert thread.slack.said == before


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"<@UBOT> {FIRST}", FIRST),
        (f"Hi <@UBOT|rounds>, {FIRST}", f"Hi {FIRST}"),
        (f"{FIRST} cc <@UBOT>", f"{FIRST} cc "),
        (f"<@UBOT>: {FIRST} cc <@UMAYA>", None),
        ("<@UBOT> thanks for the question!", None),
    ],
)
def test_who_mentions_rounds_answers_all_the_same_and_comments_on_nobody(thread, text, kept):
    for seconds, edited in ((120, None), (900, 960)):  # as posted, and as an edit makes it
        before = said("UOWEN", seconds, "To follow.")
        thread.hear(*([before] if edited else []), said("UOWEN", seconds, text, edited=edited))
    assert [each.text for each in thread.answers()] == ([kept] * 2 if kept else [])
    asked = [question for _, question in thread.slack.said if "comment on somebody" in question]
    assert len(asked) == (2 if "<@UMAYA>" in text else 0)


def test_an_answer_that_gets_a_mention_is_asked_about_before_it_is_lost(thread):
    thread.hear(MAYA, said("UOWEN", 120, FIRST))
    thread.hear(said("UOWEN", 120, BUILDS, edited=200))
    assert thread.slack.said[-1][0] == "UOWEN"
    assert "Is this your answer, or do you comment" in thread.slack.said[-1][1]
    thread.count("UOWEN", 120, counted=True)
    assert [each.text for each in thread.answers() if each.user == "UOWEN"] == [BUILDS]


def test_a_comment_on_a_private_answer_counts_from_when_that_is_shared(thread):
    maya = Caller(TEAM, "UMAYA", "America/New_York")
    answer = answers.receive_private(thread.tools, maya, thread.round.id, FIRST, "form").answer
    thread.hear(said("UOWEN", 50, ASKS), ASKED)
    assert thread.comments() == {}
    answers.shared(thread.tools, TEAM, answer.id, f"{THREAD + 60}.000100")
    assert thread.comments() == {120: ("UOWEN", "UMAYA")}


def test_a_forgotten_author_has_no_comments_and_a_forgotten_writer_gave_none(thread):
    thread.hear(MAYA, ASKED, said("UPRIYA", 130, f"{ASKS} Nobody?"))
    privacy.forget(thread.tools, TEAM, "UPRIYA")
    assert thread.comments() == {120: ("UOWEN", "UMAYA")}
    privacy.forget(thread.tools, TEAM, "UMAYA")
    with thread.tools.store.read(TEAM) as books:
        [message] = books.messages.of(thread.round.id, "UOWEN")
    assert message.about is None
    assert message.text == ASKS.replace("<@UMAYA>", "@somebody")
    thread.hear(said("UOWEN", 120, f"<@UMAYA> {FIRST}", edited=300))
    assert thread.answers() == []


def test_a_comment_counts_when_its_words_have_expired_and_goes_with_its_answer(thread):
    thread.hear(MAYA, ASKED)
    with thread.tools.store.begin(TEAM) as books:
        books.messages.expire(books.now())
    thread.hear(said("UPRIYA", 140, "thanks!"))
    assert thread.comments() == {120: ("UOWEN", "UMAYA")}
    thread.hear(deleted(60))
    with thread.tools.store.read(TEAM) as books:
        [message] = books.messages.of(thread.round.id, "UOWEN")
    assert message.about is None


def test_history_shows_who_commented_and_quotes_no_patient(thread):
    thread.hear(
        MAYA,
        ASKED,
        said("UPRIYA", 130, "<@UMAYA> as with MRN 5512907, who phones the lab then?"),
        said("UPRIYA", 140, "<@UMAYA> thanks!"),
    )
    [entry] = history.page(thread.tools, Caller(TEAM, "UMAYA", "America/New_York")).entries
    said_so = "who phones the lab when she is on leave?"
    assert entry.comments == (Remark("UOWEN", said_so), Remark("UPRIYA", None))
