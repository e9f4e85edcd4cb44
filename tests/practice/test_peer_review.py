"""Who is asked to review what, from the first answer of a day to three days later."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import BadInput, Gone, NotAllowed
from bot.practice import answers, leave, people, presence, privacy, reminders, reviews
from bot.practice.answers import Recorded, Reply
from bot.practice.tools import Caller
from questions.model import Level
from storage.upkeep import migrate
from tests.builders import CHANNEL, MONDAY, TEAM, Hands, posted_round, set_up, tools

THREAD = "1795442400.000100"
NEW_YORK = "America/New_York"
TEXT = (
    "I would ask the charge nurse which mornings go wrong, assume it is the late lab result, and "
    "then flag it to her, so that she phones the lab before the dose is mixed. This one is by "
)


WORDS = {
    "ANA": ("You begin with the nurse.", "Say who pays for the second phone."),
    "BEN": ("The late result is a good guess.", "Name what you give up."),
    "CYN": ("Plain and short.", "Begin with the patient, then the lab."),
    "DEV": ("One clear decision.", "How would you know that it works?"),
}


class Day:
    """A practice day: people answer, hours pass, and the job runs every ten minutes."""

    def __init__(self, url="sqlite://", **wishes):
        self.hands = Hands()
        self.tools = tools(self.hands, url)
        set_up(self.tools, self.hands, **wishes)
        self.round = posted_round(self.tools)
        self.said = 0

    def caller(self, user):
        return Caller(TEAM, user, NEW_YORK)

    def answer(self, user, text=None, **change):
        at, self.said = self.hands.now, self.said + 1
        said = Reply(
            channel=CHANNEL,
            ts=f"{at.timestamp() + self.said / 1e5:.6f}",
            thread_ts=THREAD,
            user=user,
            text=text or TEXT + user,
            version="0",
            client_msg_id=None,
            at=at,
        )
        said = Reply(**{name: change.get(name, getattr(said, name)) for name in said.__slots__})
        recorded = answers.receive_reply(self.tools, TEAM, said, NEW_YORK)
        assert isinstance(recorded, Recorded)
        return recorded

    def all_answer(self, *users):
        return {user: self.answer(user).answer for user in users}

    def later(self, **time):
        until = self.hands.now + timedelta(**time)
        while self.hands.now < until:
            self.hands.now = min(until, self.hands.now + timedelta(minutes=30))
            reviews.keep_up(self.tools, TEAM)

    def review(self, user, answer, level=Level.MENTIONED):
        """Review as somebody who read it: not one level for all, and in words of their own."""
        form = reviews.form(self.tools, self.caller(user), answer.id)
        self.hands.now += timedelta(minutes=5)
        criteria = form.question.criteria
        levels = dict.fromkeys(criteria, level) | {criteria[0]: Level((level + 1) % 3)}
        return reviews.submit(self.tools, self.caller(user), answer.id, levels, *WORDS[user])

    def queued(self, kind):
        with self.tools.store.begin(TEAM) as books:
            found = []
            while (
                item := books.outbox.claim("test", self.hands.now, timedelta(hours=1))
            ) is not None:
                found.append(item)
                books.outbox.sent(item.id, "1.1")
        return [(item.channel, item.body) for item in found if item.body["kind"] == kind]

    def offered(self):
        """Whom a message asked, for whose answers, since this was last called."""
        asked = []
        for user, body in self.queued("offer"):
            waits = reviews.waiting(self.tools, TEAM, user, body["answers"])
            asked += [(user, each.author) for each in waits.answers] if waits else []
        return asked


@pytest.fixture
def day():
    made = Day()
    yield made
    made.tools.store.close()


def authors(recorded):
    return [each.author for each in recorded.asked]


def test_who_answers_is_asked_for_the_last_two_and_the_first_for_the_last(day):
    assert authors(day.answer("ANA")) == []
    day.later(minutes=30)
    assert authors(day.answer("BEN")) == ["ANA"]
    day.later(minutes=30)
    assert authors(day.answer("CYN")) == ["BEN", "ANA"]
    day.later(hours=1)
    assert day.offered() == [("ANA", "CYN"), ("ANA", "BEN")]
    day.later(hours=5)
    assert day.offered()[:2] == [("BEN", "ANA"), ("BEN", "CYN")]


def test_a_private_answer_brings_offers_too_and_is_offered_to_nobody(day):
    day.answer("ANA")
    recorded = answers.receive_private(
        day.tools, day.caller("BEN"), day.round.id, TEXT + "BEN", "form-1"
    )
    assert authors(recorded) == ["ANA"]
    day.later(hours=6)
    assert day.offered() == [("BEN", "ANA")]


def test_who_is_alone_is_offered_a_strong_answer_at_once_but_not_with_their_first(day):
    first = day.answer("ANA")
    assert not first.alone
    day.later(minutes=10)
    second = day.answer("ANA", TEXT + "ANA, a second time and with the pharmacy in it.")
    assert second.alone
    day.later(hours=80)
    assert {body["answer"] for _, body in day.queued("compare")} <= {first.answer.id}


def test_an_author_whom_nobody_reviewed_is_offered_a_strong_answer_once(day):
    day.all_answer("ANA", "BEN")
    day.later(hours=71)
    assert day.queued("compare") == []
    day.later(hours=6)
    assert {user for user, _ in day.queued("compare")} == {"ANA", "BEN"}
    day.later(hours=6)
    assert day.queued("compare") == []


def test_a_lease_that_lapses_or_is_given_back_goes_to_somebody_else(day):
    given = day.all_answer("ANA", "BEN", "CYN", "DEV")
    day.later(hours=9)
    assert ("BEN", "DEV") in day.offered()
    reviews.decline(day.tools, day.caller("CYN"), [given["BEN"].id])
    for author in ("ANA", "CYN"):
        day.review("DEV", given[author])
    day.later(hours=24)
    asked = day.offered()
    assert ("CYN", "BEN") not in asked
    assert {author for _, author in asked} >= {"BEN", "DEV"}


def test_what_a_hint_offered_in_vain_stands_in_the_one_message_of_the_day(day):
    given = day.all_answer("ANA", "BEN", "CYN")
    reviews.form(day.tools, day.caller("CYN"), given["BEN"].id)
    day.later(hours=2)
    assert {user for user, _ in day.offered()} == {"ANA"}
    day.later(hours=4)
    assert sorted(day.offered()) == [("BEN", "ANA"), ("BEN", "CYN"), ("CYN", "ANA")]
    day.later(hours=3)
    assert day.offered() == []


def test_nobody_is_asked_at_night_twice_a_day_on_leave_or_against_their_will(day):
    day.all_answer("ANA", "BEN", "CYN", "DEV", "EVA")
    people.choose_offers(day.tools, day.caller("ANA"), wanted=False)
    leave.take(day.tools, day.caller("BEN"), None, day.hands.now.date() + timedelta(days=3))
    today, asked = day.hands.now.date(), []
    for _ in range(70):
        day.later(hours=1)
        now = day.hands.now.astimezone(ZoneInfo(NEW_YORK))
        new = {user for user, _ in day.offered()}
        assert "ANA" not in new
        assert "BEN" not in new or now.date() == today  # leave begins when today is done
        assert not new or time(8) <= now.time() <= time(20)
        asked += [(user, now.date()) for user in new]
    assert asked
    assert len(asked) == len(set(asked))


def test_a_reviewer_who_leaves_frees_what_they_held(day):
    given = day.all_answer("ANA", "BEN", "CYN")
    reviews.form(day.tools, day.caller("CYN"), given["ANA"].id)
    privacy.left(day.tools, TEAM, "CYN")
    day.later(minutes=30)
    with day.tools.store.read(TEAM) as books:
        held = books.reviews.by_pair(given["ANA"].id, "CYN")
        assert held is not None
        assert held.state == "expired"


def test_reviews_are_released_together_where_the_channel_wants_that():
    day = Day(reviews="together")
    given = day.all_answer("ANA", "BEN", "CYN")
    day.review("BEN", given["ANA"])
    assert day.queued("review") == []
    with pytest.raises(Gone):
        reviews.levels(day.tools, day.caller("ANA"), review_of(day, given["ANA"], "BEN"))
    with day.tools.store.read(TEAM) as books:
        assert {mark.by for mark in books.marks.of(given["ANA"].id)} == {"engine"}
    day.review("CYN", given["ANA"])
    assert len(day.queued("review")) == 2
    day.review("ANA", given["BEN"])
    day.later(hours=35)
    assert day.queued("review") == []
    day.later(hours=1)
    assert len(day.queued("review")) == 1
    day.tools.store.close()


def review_of(day, answer, user):
    with day.tools.store.read(TEAM) as books:
        found = books.reviews.by_pair(answer.id, user)
        assert found is not None
        return found.id


def test_where_two_differ_a_third_is_asked(day):
    given = day.all_answer("ANA", "BEN", "CYN", "DEV")
    day.review("BEN", given["ANA"], Level.MISSING)
    day.review("CYN", given["ANA"], Level.SHOWN)
    asked = []
    for _ in range(24):  # the next day, as they were asked for two others today
        day.later(hours=1)
        asked += day.offered()
    assert ("DEV", "ANA") in asked


def test_the_same_window_sent_twice_is_one_review_and_another_one_is_kept_apart(day):
    given = day.all_answer("ANA", "BEN")
    day.review("BEN", given["ANA"])
    reviews_before = day.queued("review")
    form = dict.fromkeys(
        reviews.comparing(day.tools, day.caller("ANA"), given["ANA"].id).question.criteria,
        Level.SHOWN,
    )
    same = (form, *WORDS["BEN"])
    reviews.submit(day.tools, day.caller("BEN"), given["ANA"].id, *same)
    assert len(reviews_before) == 1
    assert day.queued("review") == []
    with pytest.raises(Gone, match="already"):
        reviews.submit(day.tools, day.caller("BEN"), given["ANA"].id, form, "Other.", "Other.")


def test_a_review_of_a_text_that_was_changed_meanwhile_says_so(day):
    first = day.answer("ANA")
    form = reviews.form(day.tools, day.caller("BEN"), first.answer.id)
    day.later(minutes=10)
    day.answer(
        "ANA",
        TEXT + "ANA, who would also say what it costs.",
        ts=first.answer.ts,
        version=f"{day.hands.now.timestamp():.6f}",
        at=first.answer.at,
    )
    levels = dict.fromkeys(form.question.criteria, Level.MENTIONED)
    reviews.submit(day.tools, day.caller("BEN"), first.answer.id, levels, "Clear.", "Shorter.")
    shown = reviews.to_post(day.tools, TEAM, review_of(day, first.answer, "BEN"))
    assert shown is not None
    assert shown.changed


def test_a_review_in_the_thread_is_marked_once_when_its_answer_changes(day):
    first = day.answer("ANA")
    day.review("BEN", first.answer)
    assert len(day.queued("review")) == 1
    written = review_of(day, first.answer, "BEN")
    reviews.posted(day.tools, TEAM, written, "1795443000.000100")
    for n in range(2):
        day.later(minutes=10)
        day.answer(
            "ANA",
            TEXT + f"ANA, who would also say what it costs, {n} times over.",
            ts=first.answer.ts,
            version=f"{day.hands.now.timestamp():.6f}",
            at=first.answer.at,
        )
    assert [body["ts"] for _, body in day.queued("review")] == ["1795443000.000100"]


def test_what_befalls_an_answer_while_its_review_is_being_posted_is_made_up_for(day):
    given = day.all_answer("ANA", "BEN")
    for author, reviewer in (("ANA", "BEN"), ("BEN", "ANA")):
        day.review(reviewer, given[author])
    assert len(day.queued("review")) == 2
    changed, ts = given["ANA"], f"{day.hands.now.timestamp():.6f}"
    day.answer("ANA", TEXT + "ANA, and why.", ts=changed.ts, version=ts, at=changed.at)
    answers.remove_reply(day.tools, TEAM, CHANNEL, given["BEN"].ts, day.hands.now)
    assert day.queued("review") == []
    reviews.posted(day.tools, TEAM, review_of(day, changed, "BEN"), "1795443000.000100")
    assert [body["ts"] for _, body in day.queued("review")] == ["1795443000.000100"]
    reviews.posted(day.tools, TEAM, review_of(day, given["BEN"], "ANA"), "1795443000.000200")
    assert [body["ts"] for _, body in day.queued("tidy")] == ["1795443000.000200"]


def test_two_who_review_at_once_make_one_consensus_and_two_posts(tmp_path):
    address = f"sqlite:///{tmp_path / 'rounds.db'}"
    migrate(address, MONDAY)
    day = Day(address)
    answer = day.all_answer("ANA", "BEN", "CYN")["ANA"]
    for user in ("BEN", "CYN"):
        reviews.form(day.tools, day.caller(user), answer.id)
    day.hands.now += timedelta(minutes=10)
    start = threading.Barrier(2)
    criteria = reviews.form(day.tools, day.caller("CYN"), answer.id).question.criteria

    def submit(user):
        levels = {each: Level((n + len(user)) % 2) for n, each in enumerate(criteria)}
        start.wait(timeout=10)
        words = {"BEN": "It begins with the nurse.", "CYN": "One plain assumption."}[user]
        reviews.submit(day.tools, day.caller(user), answer.id, levels, words, f"{user}: costs?")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(submit, ("BEN", "CYN")))
    with day.tools.store.read(TEAM) as books:
        judges = {mark.by for mark in books.marks.of(answer.id)}
    assert judges == {"engine", "BEN", "CYN", "consensus"}
    assert len(day.queued("review")) == 2
    day.tools.store.close()


def test_an_answer_that_is_deleted_while_it_is_reviewed_takes_no_review(day):
    recorded = day.answer("ANA")
    form = reviews.form(day.tools, day.caller("BEN"), recorded.answer.id)
    answers.remove_reply(day.tools, TEAM, CHANNEL, recorded.answer.ts, day.hands.now)
    levels = dict.fromkeys(form.question.criteria, Level.SHOWN)
    with pytest.raises(Gone):
        reviews.submit(day.tools, day.caller("BEN"), recorded.answer.id, levels, "Clear.", "More.")
    day.later(hours=80)
    assert day.queued("review") == day.queued("compare") == []


def test_only_the_author_says_that_a_review_helped(day):
    given = day.all_answer("ANA", "BEN")
    day.review("BEN", given["ANA"])
    written = review_of(day, given["ANA"], "BEN")
    with pytest.raises(NotAllowed):
        reviews.helped(day.tools, day.caller("BEN"), written)
    reviews.helped(day.tools, day.caller("ANA"), written)
    with day.tools.store.read(TEAM) as books:
        kept = books.reviews.get(written)
        assert kept is not None
        assert kept.helped


def test_where_the_channel_wants_no_names_nobody_is_told_who_reviewed():
    day = Day(reviewers_named=False)
    given = day.all_answer("ANA", "BEN")
    day.review("BEN", given["ANA"])
    written = review_of(day, given["ANA"], "BEN")
    shown = reviews.to_post(day.tools, TEAM, written)
    assert shown is not None
    assert shown.reviewer is None
    assert reviews.levels(day.tools, day.caller("ANA"), written).reviewer is None
    day.tools.store.close()


def test_an_author_keeps_what_they_found_beside_a_strong_answer(day):
    recorded = day.answer("ANA")
    shown = reviews.comparing(day.tools, day.caller("ANA"), recorded.answer.id)
    assert shown.question.strong.answer
    levels = dict.fromkeys(shown.question.criteria, Level.MENTIONED)
    with pytest.raises(BadInput) as bad:
        reviews.compared(day.tools, day.caller("ANA"), recorded.answer.id, {}, " ")
    assert {"suggestion", *shown.question.criteria} == set(bad.value.fields)
    reviews.compared(day.tools, day.caller("ANA"), recorded.answer.id, levels, "Name the owner.")
    with day.tools.store.read(TEAM) as books:
        [kept] = books.reviews.of_answer(recorded.answer.id)
        assert (kept.state, kept.suggestion) == ("self", "Name the owner.")
        assert {mark.by for mark in books.marks.of(recorded.answer.id)} == {"engine"}
    with pytest.raises(Gone):
        reviews.comparing(day.tools, day.caller("BEN"), recorded.answer.id)


def leave_channel(day, user):
    presence.moved(day.tools, TEAM, user, CHANNEL, day.hands.now, present=False)


def test_an_answer_that_comes_back_is_reviewed_anew_and_nothing_is_swallowed(day):
    recorded = day.answer("ANA")
    day.review("BEN", recorded.answer)
    day.queued("review")
    form = reviews.form(day.tools, day.caller("CYN"), recorded.answer.id)
    levels = {each: Level(n % 3) for n, each in enumerate(form.question.criteria)}
    ts = recorded.answer.ts
    for counted in (False, True):
        day.hands.now += timedelta(minutes=1)
        answers.rule_reply(day.tools, TEAM, CHANNEL, ts, "ANA", counted=counted)
    assert reviews.submit(day.tools, day.caller("CYN"), recorded.answer.id, levels, *WORDS["CYN"])
    assert len(day.queued("review")) == 1
    with day.tools.store.read(TEAM) as books:
        assert {"BEN", "CYN"} <= {mark.by for mark in books.marks.of(recorded.answer.id)}


def test_who_reads_the_thread_no_more_is_neither_asked_nor_reviewed(day):
    given = day.all_answer("ANA", "BEN", "CYN")
    reviews.form(day.tools, day.caller("CYN"), given["BEN"].id)
    people.choose_reminder(day.tools, day.caller("CYN"), "18:00")
    for user in ("ANA", "CYN"):
        leave_channel(day, user)
    with pytest.raises(NotAllowed):
        reviews.form(day.tools, day.caller("CYN"), given["BEN"].id)
    assert authors(day.answer("DEV")) == ["BEN"]
    asked = []
    for _ in range(100):
        day.later(hours=1)
        asked += day.offered()
        assert reminders.remind(day.tools, TEAM) == 0
    assert not {"ANA", "CYN"} & {name for pair in asked for name in pair}
    assert {user for user, _ in day.queued("compare")} <= {"BEN", "DEV"}


def test_a_strong_answer_is_offered_by_day_and_however_long_the_outage(day):
    day.all_answer("ANA", "BEN")
    day.hands.now += timedelta(hours=85)  # late in the evening
    day.later(hours=1)
    assert day.queued("compare") == []
    day.later(hours=12)
    assert {user for user, _ in day.queued("compare")} == {"ANA", "BEN"}


def test_who_answers_late_in_the_evening_is_not_left_waiting_for_longer(day):
    day.hands.now += timedelta(hours=13)  # ten in the evening
    day.all_answer("ANA", "BEN")
    day.later(hours=68)
    assert day.queued("compare") == []
    day.later(hours=2)
    assert {user for user, _ in day.queued("compare")} == {"ANA", "BEN"}


def test_who_wants_no_more_offers_frees_what_they_were_offered(day):
    given = day.all_answer("ANA", "BEN", "CYN")
    people.choose_offers(day.tools, day.caller("CYN"), wanted=False)
    with day.tools.store.read(TEAM) as books:
        states = {each.reviewer: each.state for each in books.reviews.of_answer(given["ANA"].id)}
    assert states == {"BEN": "offered", "CYN": "declined"}


def test_those_who_read_different_texts_do_not_differ(day):
    first = day.all_answer("ANA", "BEN", "CYN", "DEV")["ANA"]
    day.review("BEN", first, Level.MISSING)
    day.later(minutes=10)
    ts = f"{day.hands.now.timestamp():.6f}"
    changed = TEXT + "ANA, who would also say what it costs and who decides on it."
    day.answer("ANA", changed, ts=first.ts, version=ts, at=first.at)
    day.review("CYN", first, Level.SHOWN)
    with day.tools.store.read(TEAM) as books:
        assert "consensus" not in {mark.by for mark in books.marks.of(first.id)}
