"""What becomes of what Slack will not take: it waits for who can mend it, or is given up."""

from collections import Counter
from datetime import timedelta

import pytest

from bot.errors import SlackRefused
from bot.jobs import outbox, post_daily
from bot.practice import answers, channels, sending
from bot.slack.chat import Chat
from bot.slack.pace import LIMITS
from tests.builders import CHANNEL, MONDAY, TEAM, Hands, posted_round, set_up, tools

ANSWER = (
    "I would ask the charge nurse which mornings go wrong, assume it is the late lab result, and "
    "then flag it to her, so that she phones the lab before the dose is mixed."
)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
POST = "chat.postMessage"


class Slack(Chat):
    """The production chat up to the request; `no` has the codes that methods are refused with."""

    def __init__(self, hands):
        super().__init__("xoxb-test", None, lambda: hands.now.timestamp())  # noqa: PLW0108 - they move
        self.hands, self.no = hands, {}
        self.asked, self.ticks = [], set()

    def _request(self, method, arguments):
        self.asked.append((self.hands.now, method, arguments))
        code = self.no.get(method)
        if callable(code):
            code = code(arguments)
        if code is not None:
            raise SlackRefused(code, method)
        tick = (arguments.get("channel"), arguments.get("timestamp"))
        if method == "reactions.add":
            self.ticks.add(tick)
        if method == "reactions.remove":
            self.ticks.discard(tick)
        return {"channel": arguments.get("channel"), "ts": f"{len(self.asked)}.1", "messages": []}

    def sent(self, method=POST):
        return [arguments for _, asked, arguments in self.asked if asked == method]


class Day:
    """A channel with a schedule and an organiser, and a week to look at it."""

    def __init__(self):
        self.hands = Hands()
        self.tools = tools(self.hands)
        set_up(self.tools, self.hands, organisers=["UMAYA"])
        self.slack = Slack(self.hands)

    def queue(self, key, verb="post", channel=CHANNEL, **body):
        with self.tools.store.begin(TEAM) as books:
            body = {"kind": "greeting", **body}
            books.outbox.put(key, channel, verb, body, books.now())

    def work(self):
        while outbox.send_next(self.tools, self.slack, TEAM):
            pass

    def live(self, time, step=10 * MINUTE):
        end = self.hands.now + time
        while self.hands.now < end:
            self.work()
            self.hands.now += step
        self.work()

    def item(self, key):
        with self.tools.store.read(TEAM) as books:
            return books.outbox.get_by_key(key)

    def channel(self):
        with self.tools.store.read(TEAM) as books:
            found = books.channels.get(CHANNEL)
            assert found is not None
            return found.state


@pytest.fixture
def day():
    made = Day()
    yield made
    made.tools.store.close()


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive"])
def test_a_token_that_is_refused_is_tried_once_an_hour_and_nothing_is_lost(day, code):
    day.slack.no[POST] = code
    for n in range(5):
        day.queue(f"k{n}", channel=f"C{n}")
    day.live(12 * HOUR)
    assert len(day.slack.asked) <= 13
    day.slack.no.clear()
    day.live(2 * HOUR)
    assert {day.item(f"k{n}").state for n in range(5)} == {"posted"}


def test_a_missing_permission_stops_what_needs_it_and_nothing_else(day):
    day.slack.no["reactions.add"] = day.slack.no["reactions.remove"] = "missing_scope"
    day.queue("tick", "react", ts="1.1")
    day.queue("post")
    day.live(3 * HOUR)
    assert day.item("post").state == "posted"
    assert len(day.slack.sent("reactions.remove")) == 4
    day.slack.no.clear()
    day.live(HOUR)
    assert day.item("tick").state == "posted"


@pytest.mark.parametrize("code", ["is_archived", "not_in_channel", "restricted_action"])
def test_a_closed_channel_is_paused_its_organiser_told_once_and_its_items_wait(day, code):
    day.slack.no[POST] = lambda arguments: code if arguments["channel"] == CHANNEL else None
    for n in range(3):
        day.queue(f"k{n}")
    day.queue("elsewhere", channel="C2")
    day.live(DAY, step=HOUR)
    assert day.channel() == "broken"
    assert day.item("elsewhere").state == "posted"
    [told] = [a for a in day.slack.sent() if a["channel"] == "UMAYA"]
    assert "cannot post" in told["text"]
    day.slack.no.clear()
    channels.came_back(day.tools, TEAM, CHANNEL)
    day.live(MINUTE / 6, step=MINUTE / 60)
    assert {day.item(f"k{n}").state for n in range(3)} == {"posted"}


def test_a_channel_that_takes_a_message_again_is_back_though_no_event_said_so(day):
    day.slack.no[POST] = lambda arguments: (
        "is_archived" if arguments["channel"] == CHANNEL else None
    )
    day.queue("k")
    day.live(HOUR / 2)
    day.slack.no.clear()
    day.live(HOUR)
    assert (day.item("k").state, day.channel()) == ("posted", "active")


def test_what_waits_for_a_channel_that_stays_closed_is_given_up_after_a_week(day):
    day.slack.no[POST] = lambda arguments: (
        "is_archived" if arguments["channel"] == CHANNEL else None
    )
    day.queue("k")
    day.live(6 * DAY, step=6 * HOUR)
    assert day.item("k").state == "due"
    day.live(2 * DAY, step=6 * HOUR)
    assert (day.item("k").state, day.item("k").last_error) == ("failed", "is_archived")


@pytest.mark.parametrize(
    ("verb", "code"),
    [
        ("direct", "cannot_dm_bot"),
        ("direct", "user_not_found"),
        ("direct", "user_disabled"),
        ("direct", "channel_not_found"),
        ("post", "thread_not_found"),
    ],
)
def test_what_nobody_can_mend_is_given_up_at_once_and_quietly(day, caplog, verb, code):
    day.slack.no[POST] = code
    day.queue("k", verb, channel="UDANIEL" if verb == "direct" else CHANNEL)
    day.live(DAY, step=HOUR)
    assert len(day.slack.asked) == 1
    assert (day.item("k").state, day.channel()) == ("failed", "active")
    assert not [r for r in caplog.records if r.levelname in {"WARNING", "ERROR"}]


@pytest.mark.parametrize("code", ["msg_too_long", "msg_blocks_too_long", "invalid_blocks"])
def test_what_is_too_much_for_slack_goes_once_more_as_plain_text(day, caplog, code):
    day.slack.no[POST] = lambda arguments: code if arguments.get("blocks") else None
    day.queue("k")
    day.live(DAY, step=HOUR)
    assert [bool(a.get("blocks")) for a in day.slack.sent()] == [True, False]
    assert day.item("k").state == "posted"
    assert [r for r in caplog.records if r.levelname == "ERROR"]
    day.slack.no[POST] = code
    day.queue("never")
    day.live(DAY, step=HOUR)
    assert len(day.slack.sent()) == 4
    assert day.item("never").state == "failed"


def test_a_code_that_nobody_knows_is_given_up_after_a_few_tries(day, caplog):
    day.slack.no[POST] = "sudden_new_code"
    day.queue("k")
    day.live(DAY, step=HOUR)
    assert len(day.slack.asked) == sending.UNKNOWN_TRIES
    assert day.item("k").state == "failed"
    assert [r for r in caplog.records if r.levelname == "ERROR"]


def test_two_ticks_that_cross_end_as_the_answer_is(day):
    root = posted_round(day.tools).ts or ""
    said = answers.Reply(CHANNEL, "1795442460.1", root, "UDANIEL", ANSWER, "0", None, day.hands.now)
    answers.receive_reply(day.tools, TEAM, said, "UTC")
    # The tick is stuck with a worker that lost its line to Slack, and may go out much later.
    stuck = sending.claim_item(day.tools, TEAM, "stuck")
    assert stuck is not None
    assert stuck.verb == "react"
    with day.tools.store.begin(TEAM) as books:
        until = books.now() + 20 * MINUTE
        assert books.outbox.release(stuck.id, "stuck", stuck.attempt, "uncertain", until, "away")
    answers.remove_reply(day.tools, TEAM, CHANNEL, said.ts, day.hands.now)
    day.live(10 * MINUTE)
    assert day.slack.sent("reactions.remove")
    assert day.item(stuck.key).state == "uncertain"
    day.live(30 * MINUTE)
    assert day.item(stuck.key).state == "posted"
    assert not day.slack.ticks


def test_a_thousand_questions_due_at_once_go_out_as_fast_as_slack_allows(day, monkeypatch):
    many = 4 * LIMITS[POST].burst  # the rest of a thousand is more of the same
    with day.tools.store.begin(TEAM) as books:
        first = books.channels.get(CHANNEL)
    for n in range(many - 1):
        wishes = channels.Wishes(at=first.at, zone=first.zone, days=first.days)
        day.hands.now = MONDAY - DAY
        channels.save_as_operator(day.tools, TEAM, f"C{n:04}", wishes)
    day.hands.now = MONDAY
    post_daily.plan_due(day.tools, TEAM)
    claims: Counter[str] = Counter()
    claim = sending.claim_round

    def counted(*asked):
        claims.update(["all"])
        return claim(*asked)

    monkeypatch.setattr(sending, "claim_round", counted)
    looks = 0
    while day.hands.now < MONDAY + 10 * MINUTE:
        looks += 1
        while post_daily.post_next(day.tools, day.slack, TEAM):
            pass
        pause = post_daily.next_in(day.tools, day.slack, TEAM)
        if pause is None:
            break
        day.hands.now += timedelta(seconds=max(pause, 0.01))
    rest = many - LIMITS[POST].burst
    assert day.hands.now - MONDAY <= rest * MINUTE / LIMITS[POST].per_minute + MINUTE / 60
    assert sorted(Counter(a["channel"] for a in day.slack.sent()).values()) == [1] * many
    assert claims["all"] <= many + looks
    assert looks <= many
    with day.tools.store.read(TEAM) as books:
        rounds = [books.rounds.latest(c.id) for c in books.channels.all()]
    assert {(r.state, r.attempt, r.next_sweep_at) for r in rounds} == {("posted", 1, None)}
