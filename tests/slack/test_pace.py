"""How fast Rounds speaks to Slack: within the limits, and no slower than they ask for."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.pace import IN_ONE_CHANNEL, LIMITS, LONGEST_CLOSED, Pace

POST = "chat.postMessage"


class Hand:
    """A clock that moves when it is told to."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def paced():
    hand = Hand()
    return Pace(hand), hand


def sent(pace, hand, method, channels, seconds):
    """Ask as often as the pace allows, for so long; give when each request went."""
    went, end = [], hand.now + seconds
    while hand.now < end:
        ready = [c for c in channels if pace.take(method, c) == 0]
        went += [(hand.now, channel) for channel in ready]
        if not ready:
            hand.now += max(min(pace.wait(method, c) for c in channels), 0.001)
    return went


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(sorted(LIMITS)), st.integers(1, 30))
def test_no_minute_has_more_requests_than_the_limit_and_its_burst(method, channels):
    pace, hand = paced()
    limit = LIMITS[method]
    went = sent(pace, hand, method, [f"C{n}" for n in range(channels)], 90)
    for start, _ in went:
        assert sum(start <= at < start + 60 for at, _ in went) <= limit.per_minute + limit.burst
    alone = IN_ONE_CHANNEL.get(method)
    if alone is not None:
        for channel in {channel for _, channel in went}:
            assert sum(c == channel for _, c in went) <= 1.5 * alone.per_minute + alone.burst


def test_the_whole_of_a_limit_is_used():
    pace, hand = paced()
    went = sent(pace, hand, POST, [f"C{n}" for n in range(20)], 60)
    assert len(went) >= LIMITS[POST].per_minute


def test_a_channel_that_had_its_burst_does_not_hold_up_another():
    pace, _ = paced()
    assert [pace.take(POST, "C1") == 0 for _ in range(4)] == [True, True, True, False]
    assert pace.take(POST, "C2") == 0


def test_a_429_closes_its_method_for_as_long_as_slack_says():
    pace, hand = paced()
    pace.limited("reactions.add", "C1", 30)
    assert pace.wait("reactions.add", "C2") == 30
    assert pace.wait("reactions.remove", "C1") == 0
    hand.now += 30
    assert pace.wait("reactions.add", "C2") == 0


def test_a_429_for_a_post_closes_its_channel_and_a_second_channels_closes_all():
    pace, hand = paced()
    pace.limited(POST, "C1", 30)
    assert pace.wait(POST, "C1") == 30
    assert pace.wait(POST, "C2") == 0
    pace.limited(POST, "C2", 20)
    assert pace.wait(POST, "C3") == 20
    assert pace.wait(POST, "C1") == 30
    hand.now += 30
    pace.limited(POST, "C2", 20)  # the first is over: this may be the channel's own again
    assert pace.wait(POST, "C3") == 0


def test_what_a_person_waits_for_is_held_back_by_a_429_alone():
    pace, _ = paced()
    assert all(pace.take("views.open") == 0 for _ in range(500))
    pace.shut(3600)
    assert pace.take("views.open") == 0
    pace.limited("views.open", "", 5)
    assert pace.take("views.open") == 5


def test_a_token_that_slack_does_not_take_stops_what_nobody_waits_for_until_it_does():
    pace, hand = paced()
    pace.shut(3600)
    assert {pace.wait(method, "C1") for method in LIMITS} == {3600}
    pace.reopen()
    assert {pace.wait(method, "C1") for method in LIMITS} == {0}
    pace.shut(3600)
    hand.now += 3600
    assert pace.take(POST, "C1") == 0


def test_a_look_up_that_began_goes_on_and_what_begins_later_waits_for_it():
    pace, _ = paced()
    pages = LIMITS["conversations.history"].burst
    while pace.take("conversations.history", "C1") == 0:
        pass
    before = pace.wait("conversations.history", "C2")
    assert [pace.take("conversations.history", "C1", goes_on=True) for _ in range(pages)] == (
        [0] * pages
    )
    assert pace.wait("conversations.history", "C2") > before
    pace.limited("conversations.history", "C1", 30)
    assert pace.take("conversations.history", "C1", goes_on=True) == 30


def test_those_who_wait_come_again_one_after_the_other():
    pace, hand = paced()
    while pace.take(POST) == 0:
        pass
    told = [pace.turn(POST, f"C{n}") for n in range(100)]
    start, tries = hand.now, 0
    for n, seconds in enumerate(told):
        hand.now = start + seconds
        tries += pace.take(POST, f"C{n}") == 0
    assert tries == 100


def test_an_absurd_wish_of_slacks_or_a_clock_that_went_back_ends_within_an_hour():
    pace, hand = paced()
    pace.limited("views.open", "", 1e12)
    assert pace.wait("views.open") == LONGEST_CLOSED
    for _ in range(10):
        pace.take(POST, "C1")
    hand.now -= 900
    assert pace.wait(POST, "C1") <= 2 * IN_ONE_CHANNEL[POST].burst * IN_ONE_CHANNEL[POST].apart
