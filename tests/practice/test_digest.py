"""The weekly digest: what a channel is told of its week, once, and what it never is."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from bot.errors import BadInput
from bot.practice import digest, leave, people
from bot.practice.channels import Wishes, save_as_operator
from bot.practice.tools import Caller
from bot.slack.views.digest import digest_message
from questions.model import Level, Mark
from storage.answers import Answer
from storage.marks import LIGHT
from tests.builders import CHANNEL, TEAM, Hands, posted_round, set_up, tools

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LAST_WEEK = Hands().now - 7 * DAY
DUE = Hands().now.replace(hour=13, minute=30)  # Monday, half past eight in New York
PEOPLE = [f"U{n}" for n in range(1, 7)]


@dataclass
class Group:
    """A channel whose question of last Monday some people answered."""

    hands: Hands

    def __post_init__(self) -> None:
        self.tools = tools(self.hands)
        set_up(self.tools, self.hands)
        self.round = posted_round(self.tools, "1794837600.000100")

    def answers(self, user, levels=None, *, kind="thread", peers=(), text="First the nurse. " * 10):
        """Have a person answer, and be found to have shown so much of a criterion."""
        id_ = f"answer-{user}"
        with self.tools.store.begin(TEAM) as books:
            books.members.ensure(user, "America/New_York", books.now())
            number = int(user[1:])
            ts = None if kind == "private" else f"179544250{number}.000100"
            given = Answer(
                id=id_,
                round_id=self.round.id,
                question_id=self.round.question_id,
                channel=CHANNEL,
                ts=ts,
                user=user,
                text=text,
                draft=1,
                version="0",
                deleted=False,
                local_date=self.round.local_date,
                zone="America/New_York",
                at=books.now(),
                kind=kind,
                drill_id=None,
                shared_ts=None,
                parent_id=None,
            )
            books.answers.put(given, books.now())
            marks = [Mark(each, Level(level), "", "") for each, level in (levels or {}).items()]
            books.marks.put(id_, "engine", marks, "rubric", books.now())
            if peers:
                agreed = [Mark("ownership", Level(level), "", "") for level in peers]
                books.marks.put(id_, "consensus", agreed, "rubric", books.now())
        return id_

    def told(self) -> digest.Digest | None:
        return digest.of(self.tools, TEAM, CHANNEL, date(2026, 11, 23))

    def caller(self, user):
        return Caller(TEAM, user, "America/New_York")


@pytest.fixture
def group() -> Group:
    return Group(Hands(LAST_WEEK))


def test_a_digest_is_queued_once_at_its_hour_however_often_anybody_looks(group):
    group.answers("U1")
    planned = []
    group.hands.now = DUE - 2 * HOUR
    for _ in range(24 * 8):
        planned += [group.hands.now] * digest.plan(group.tools, TEAM)
        group.hands.now += HOUR / 2
    assert planned == [DUE]


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def queued(group, days):
    """Look each hour for so many days; give the instants at which a digest was queued."""
    found = []
    for _ in range(int(days * 24)):
        found += [group.hands.now] * digest.plan(group.tools, TEAM)
        group.hands.now += HOUR
    return found


@pytest.mark.parametrize(
    ("before", "after", "apart"),
    [
        ("mon", "tue", 8),
        ("sun", "mon", 8),
        ("fri", "wed", 12),
        ("mon", "sun", 6),
        ("sun", "sat", 6),
    ],
)
def test_a_channel_whose_day_is_changed_is_not_told_of_the_same_days_twice(
    group, before, after, apart
):
    group.answers("U1")
    save_as_operator(group.tools, TEAM, CHANNEL, Wishes(digest=f"{before} 08:30"))
    group.hands.now = first = DUE + WEEKDAYS.index(before) * DAY
    assert digest.plan(group.tools, TEAM) == 1
    group.hands.now += HOUR
    save_as_operator(group.tools, TEAM, CHANNEL, Wishes(digest=f"{after} 08:30"))
    group.hands.now = first
    assert queued(group, 20)[:2] == [first + apart * DAY, first + (apart + 7) * DAY]


def test_a_channel_that_moves_across_zones_is_not_told_twice_either(group):
    group.answers("U1")
    group.hands.now = DUE - 7 * DAY
    save_as_operator(group.tools, TEAM, CHANNEL, Wishes(zone="Pacific/Auckland"))
    group.hands.now = DUE - 18 * HOUR  # Monday, half past eight, there
    assert digest.plan(group.tools, TEAM) == 1
    wishes = Wishes(zone="Pacific/Honolulu", digest="sun 12:00")  # it is Sunday there
    save_as_operator(group.tools, TEAM, CHANNEL, wishes)
    assert queued(group, 6) == []
    assert len(queued(group, 2)) == 1


def test_a_new_time_of_the_week_brings_no_digest_for_the_past(group):
    group.answers("U1")
    group.hands.now = DUE + HOUR
    save_as_operator(group.tools, TEAM, CHANNEL, Wishes(digest="mon 09:00"))
    assert queued(group, 7) == []
    assert len(queued(group, 1)) == 1


@pytest.mark.parametrize(("late", "planned"), [(DAY - HOUR, 1), (DAY, 0)])
def test_a_digest_missed_while_down_comes_if_it_is_still_news(group, late, planned):
    group.answers("U1")
    group.hands.now = DUE + late
    assert digest.plan(group.tools, TEAM) == planned


def test_a_channel_that_wants_none_or_is_paused_gets_none(group):
    group.answers("U1")
    save_as_operator(group.tools, TEAM, CHANNEL, Wishes(digest="off"))
    group.hands.now = DUE
    assert digest.plan(group.tools, TEAM) == 0
    save_as_operator(group.tools, TEAM, CHANNEL, Wishes(digest="mon 09:00"))
    with group.tools.store.begin(TEAM) as books:
        books.channels.set_state(CHANNEL, "paused", None)
    group.hands.now = DUE + HOUR
    assert digest.plan(group.tools, TEAM) == 0


def test_it_names_who_answered_where_all_see_it_and_counts_the_others(group):
    group.answers("U1")
    group.answers("U2", kind="private")
    told = group.told()
    assert (told.named, told.unnamed, told.privately) == (("U1",), 0, 1)
    assert told.days == ((date(2026, 11, 16), 2),)
    assert (told.missed, told.valued, told.streaks, told.ranks) == (None, None, (), ())


def test_nobody_on_leave_is_named_and_so_notified_wherever_they_would_stand(group, monkeypatch):
    monkeypatch.setattr("bot.rules.digest.MILESTONES", (1,))
    save_as_operator(group.tools, TEAM, CHANNEL, Wishes(leaderboard=True))
    for user in PEOPLE:
        group.answers(user, peers=[2] if user == "U1" else ())
        digest.choose(group.tools, group.caller(user), valued=True, ranked=True)
    group.hands.now = DUE
    assert group.told().valued is not None
    assert "U1" in group.told().named
    leave.take(group.tools, group.caller("U1"), None, group.hands.now.date())
    told = group.told()
    assert told.named == tuple(dict(told.ranks)) == tuple(dict(told.streaks)) == (*PEOPLE[1:],)
    assert told.unnamed == 1
    words = digest_message(told, "https://practice.slack.com/p1").text
    assert "Peers valued one <https://practice.slack.com/p1|answer> most" in words
    assert "<@U1>" not in words
    group.hands.now += DAY
    assert "U1" in group.told().named


def test_who_hides_their_streak_is_counted_and_not_named(group):
    group.answers("U1")
    group.answers("U2")
    people.hide_streak(group.tools, group.caller("U1"), hidden=True)
    assert (group.told().named, group.told().unnamed) == (("U2",), 1)
    assert "2 people took part: <@U2> and 1 more." in digest_message(group.told()).text


def test_a_list_too_long_for_slack_says_how_many_it_leaves_out():
    crowd = [f"U0123456{n:03}" for n in range(100)]
    days = tuple((user, 300 + n) for n, user in enumerate(crowd))
    told = digest.Digest(
        channel=CHANNEL,
        first=date(2026, 11, 16),
        last=date(2026, 11, 22),
        named=tuple(crowd),
        unnamed=5,
        privately=2,
        days=(),
        missed=None,
        valued=None,
        streaks=days,
        ranks=days[::-1],
    )
    shown = digest_message(told)
    who, reached, ranked = [
        block["text"]["text"] for block in shown.blocks if block["type"] == "section"
    ]
    assert who.startswith("107 people took part: ")
    assert who.endswith(f"<@{crowd[39]}>, 65 more and 2 privately.")
    assert reached.startswith(f"Streaks reached: <@{crowd[99]}> 399 days, ")
    assert reached.endswith(" and 60 more.")
    assert ranked.endswith(f"\n40. <@{crowd[60]}>, 360 days\nAnd 60 more.")
    assert all(part in shown.text for part in (who, reached, ranked))


def test_a_week_in_which_nobody_answered_is_not_told(group):
    assert group.told() is None
    answer = group.answers("U1")
    with group.tools.store.begin(TEAM) as books:
        books.answers.withdraw(answer)
    assert group.told() is None


@pytest.mark.parametrize(("asked", "named"), [(4, None), (5, "Ownership"), (6, "Ownership")])
def test_what_most_left_out_is_told_only_where_it_points_at_nobody(group, asked, named):
    for user in PEOPLE[:asked]:
        group.answers(user, {"ownership": 0 if user in PEOPLE[:3] else 2})
    title = group.tools.bank.rubric.criteria["ownership"].title
    assert group.told().missed == (title if named else None)


def test_what_doubtful_reviews_alone_call_left_out_is_not(group):
    for user in PEOPLE[:5]:
        answer = group.answers(user, {"ownership": 2})
        with group.tools.store.begin(TEAM) as books:
            doubtful = [Mark("ownership", Level.MISSING, "", LIGHT)]
            books.marks.put(answer, "UPEER", doubtful, "rubric", books.now())
    assert group.told().missed is None


def test_the_answer_that_peers_valued_most_is_told_only_if_its_author_agreed(group):
    group.answers("U1", peers=[1])
    best = group.answers("U2", peers=[2])
    group.answers("U3")
    assert group.told().valued is None
    group.hands.now = DUE - DAY - HOUR
    assert digest.ask_authors(group.tools, TEAM) == 0
    group.hands.now = DUE - DAY + HOUR
    assert digest.ask_authors(group.tools, TEAM) == 1
    assert digest.ask_authors(group.tools, TEAM) == 0
    asked = digest.answer_asked_about(group.tools, TEAM, best)
    assert asked is not None
    assert asked.author == "U2"
    assert group.told().valued is None  # no answer is no yes
    digest.choose(group.tools, group.caller("U2"), valued=True)
    assert group.told().valued == asked
    assert digest.answer_asked_about(group.tools, TEAM, best) is None
    digest.choose(group.tools, group.caller("U2"), valued=False)
    assert group.told().valued is None


def test_nobody_is_asked_about_a_faint_answer_or_one_that_holds_a_patients_data(group):
    group.answers("U1", peers=[1])
    group.answers("U2", peers=[2], text="Jane Doe, 03/04/1961, was admitted. " * 4)
    group.hands.now = DUE - DAY + HOUR
    assert digest.ask_authors(group.tools, TEAM) == 0


def test_an_author_is_asked_once_and_never_again(group):
    group.answers("U2", peers=[2])
    asked = 0
    for week in range(3):
        group.hands.now = DUE + week * 7 * DAY - HOUR
        asked += digest.ask_authors(group.tools, TEAM)
    with group.tools.store.read(TEAM) as books:
        item = books.outbox.get_by_key("valued:U2")
    assert (asked, item.verb, item.channel) == (1, "direct", "U2")


def test_a_leaderboard_has_only_who_wants_it_where_the_channel_wants_it(group):
    for user in PEOPLE:
        group.answers(user)
    for user in PEOPLE[:4]:
        digest.choose(group.tools, group.caller(user), ranked=True)
    assert group.told().ranks == ()
    save_as_operator(group.tools, TEAM, CHANNEL, Wishes(leaderboard=True))
    assert [user for user, _ in group.told().ranks] == PEOPLE[:4]
    people.hide_streak(group.tools, group.caller("U1"), hidden=True)
    assert [user for user, _ in group.told().ranks] == PEOPLE[1:4]
    digest.choose(group.tools, group.caller("U2"), ranked=False)
    assert group.told().ranks == ()  # two people are no list


def test_a_streak_that_its_owner_hides_is_not_told(group, monkeypatch):
    monkeypatch.setattr("bot.rules.digest.MILESTONES", (1,))
    group.answers("U1")
    group.answers("U2")
    assert group.told().streaks == (("U1", 1), ("U2", 1))
    people.hide_streak(group.tools, group.caller("U1"), hidden=True)
    assert group.told().streaks == (("U2", 1),)


def test_a_weekly_time_that_is_none_is_refused_by_name(group):
    with pytest.raises(BadInput) as refused:
        save_as_operator(group.tools, TEAM, CHANNEL, Wishes(digest="someday"))
    assert set(refused.value.fields) == {"digest"}
