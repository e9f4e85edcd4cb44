"""reliability, section 3: where a process dies, freezes or loses its database, and who mends it.

The places are named by what is stored: a round that is `sending` without an intent has been claimed
and no more. A death is no exception that code could catch; the next process knows nothing of it.
"""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from bot.jobs import post_daily
from bot.sandbox.seed import ROUNDS, TEAM_ID
from storage.errors import StorageError
from storage.tables.rounds import RoundRow
from tests.faults.world import DANIEL, HOUR, SETTLED
from tests.simulation.mortal import Killed


def claimed(where, held):
    return where == "after commit" and held and held.state == "sending" and not intended(held)


def intended(held):
    return held is not None and held.send_started_at is not None


def is_posted(held):
    return held is not None and held.state == "posted"


def ends_well(world, *, asked=1):
    """Another process takes over: one question, on record, and asked for no more than so often."""
    world.settle(world.process())
    assert world.questions() == [world.round().ts]
    assert world.asked_to_post() == asked


def test_dying_before_or_in_plan_leaves_nothing_and_the_next_tick_posts(world):
    for where in ("before begin", "before commit"):
        world.die(world.process(), lambda at, held, where=where: at == where and held is None)
        assert world.round() is None
    world.process().tick()
    assert world.questions() == [world.round().ts]


def test_dying_in_claim_leaves_it_due_and_the_next_tick_posts(world):
    for where in ("before begin", "before commit"):
        world.die(world.process(), lambda at, held, where=where: at == where and held is not None)
        assert world.round().state == "due"
    world.process().tick()
    assert world.questions() == [world.round().ts]


def test_dying_after_claim_before_intent_is_sent_when_the_lease_is_over(world):
    world.die(world.one, claimed)
    assert (world.round().state, world.round().send_started_at) == ("sending", None)
    heir = world.process()
    world.live(heir, 58)
    assert world.asked_to_post() == 0
    world.live(heir, 2)
    assert world.questions() == [world.round().ts]
    assert not world.sandbox.called("conversations.history")


@pytest.mark.parametrize("looked", [False, True], ids=["during", "before its result is stored"])
def test_dying_during_the_look_up_is_looked_up_again(world, looked):
    world.line.spoil("chat.postMessage", "reset", taken=True)
    world.one.tick()
    world.pass_time(SETTLED)
    second = world.process()
    find = second.chat.find

    def die(*words):
        if looked:
            find(*words)
        raise Killed

    second.chat.find = die
    with pytest.raises(Killed):
        second.tick()
    second.end()
    assert intended(world.round())
    world.pass_time(60)
    ends_well(world)


@pytest.mark.parametrize("sent", [False, True], ids=["before sending", "Slack posted"])
def test_dying_after_intent_is_settled_by_looking(world, sent):
    def die(post):
        if sent:
            post()
        raise Killed

    world.around_post(world.one, die)
    with pytest.raises(Killed):
        world.one.tick()
    world.one.end()
    assert (world.round().state, intended(world.round())) == ("sending", True)
    heir = world.process()
    world.live(heir, 58)
    assert world.asked_to_post() == sent
    world.pass_time(2)
    ends_well(world)


def test_dying_just_after_intent_is_stored_is_sent_once(world):
    world.die(world.one, lambda at, held: at == "after commit" and intended(held))
    assert world.asked_to_post() == 0
    world.pass_time(60)
    ends_well(world)


@pytest.mark.parametrize("where", ["before begin", "before commit"])
def test_dying_before_the_post_is_recorded_adopts_it(world, where):
    world.die(world.one, lambda at, _: at == where and world.questions())
    assert not is_posted(world.round())
    world.pass_time(60)
    ends_well(world)


def test_a_database_away_after_slack_posted_adopts_it(world):
    world.lose_database(world.one, lambda at, _: at == "before begin" and world.questions())
    with pytest.raises(StorageError):
        world.one.tick()
    assert not is_posted(world.round())
    world.restore_database(world.one)
    world.pass_time(60)
    world.settle(world.one)
    assert world.questions() == [world.round().ts]
    assert world.asked_to_post() == 1


def test_dying_after_record_changes_nothing_and_the_outbox_sends_what_follows(world):
    world.one.tick()
    world.pass_time(24 * HOUR)
    world.put(world.one)
    world.die(
        world.one,
        lambda at, held: at == "after commit" and is_posted(held) and len(world.questions()) == 2,
    )
    assert world.notices() == []
    world.process().tick()
    assert len(world.notices()) == 1
    assert len(world.questions()) == world.asked_to_post() == 2


def frozen(world, seconds):
    """Let the first process freeze between its last check and the socket, while another works."""

    def freeze(post):
        world.live(world.process(), *seconds)
        return post()

    world.around_post(world.one, freeze)
    world.one.tick()


def test_frozen_before_the_socket_deletes_its_own_extra(world):
    frozen(world, [60])
    assert world.asked_to_post() == 2
    assert world.questions() == [world.round().ts]
    ends_well(world, asked=2)


def test_frozen_between_intent_and_check_does_not_send(world):
    monotonic = iter([0.0, 6.0])
    post_daily.plan_due(world.one.tools, TEAM_ID)
    world.one.tools.clock.monotonic = lambda: next(monotonic)
    post_daily.post_next(world.one.tools, world.one.chat, TEAM_ID)
    assert (world.asked_to_post(), intended(world.round())) == (0, True)
    world.pass_time(60)
    ends_well(world)


def test_frozen_until_the_lease_is_too_short_does_not_send(world):
    nine = world.clock.now()

    def freeze(at, held):
        if claimed(at, held) and world.clock.now() == nine:
            world.pass_time(51)

    world.at_edges(world.one, freeze)
    world.one.tick()
    assert (world.asked_to_post(), intended(world.round())) == (0, False)
    world.live(world.one, 10)
    assert world.questions() == [world.round().ts]


def test_frozen_for_longer_than_the_lease_does_not_send_at_all(world):
    other = world.process()

    def freeze(at, held):
        if claimed(at, held) and held.attempt == 1:
            world.live(other, 60)

    world.at_edges(world.one, freeze)
    world.one.tick()
    assert world.questions() == [world.round().ts]
    assert world.asked_to_post() == 1


def late(world, *sweeps):
    """Let a request hang on the way until another was posted, and swept perhaps, and arrive."""
    world.line.spoil("chat.postMessage", "late", taken=False)
    world.one.tick_impatiently()
    world.live(world.one, SETTLED, *sweeps)
    kept = world.round().ts
    world.line.deliver()
    [extra] = set(world.questions()) - {kept}
    return kept, extra


@pytest.mark.parametrize("pauses", [[60], [60, 240], [60, 240, HOUR]], ids=len)
def test_a_request_delivered_late_is_removed_by_the_next_sweep(world, pauses):
    *earlier, following = pauses
    kept, _ = late(world, *earlier)
    assert world.round().sweeps == len(earlier)
    world.live(world.one, following)
    assert world.questions() == [kept]


def test_a_request_delivered_late_keeps_the_replies_it_got(world):
    kept, extra = late(world)
    world.sandbox.act(DANIEL, "post", channel=ROUNDS, thread_ts=extra, text="My answer.")
    world.live(world.one, 60, 300, HOUR)
    assert kept in world.questions()
    [pointer] = [m for m in world.messages() if m["ts"] == extra]
    assert "posted twice" in pointer["text"]
    assert len(pointer["replies"]) == 1


@pytest.mark.parametrize("where", ["before begin", "before commit"])
def test_dying_in_the_sweep_is_repeated(world, where):
    kept, _ = late(world)
    world.pass_time(60)
    world.die(
        world.one, lambda at, held: at == where and is_posted(held) and world.questions() == [kept]
    )
    assert world.round().sweeps == 0
    world.process().tick()
    assert (world.round().sweeps, world.questions()) == (1, [kept])


def test_an_extra_that_is_gone_when_the_sweep_comes_is_done(world):
    kept, _ = late(world)
    delete = world.one.chat.send

    def twice(method, **arguments):
        if method == "chat.delete":
            delete(method, **arguments)
        return delete(method, **arguments)  # message_not_found, the second time

    world.one.chat.send = twice
    world.live(world.one, 60)
    assert (world.round().sweeps, world.questions()) == (1, [kept])


def test_everything_down_over_the_due_time_is_posted_on_return(world):
    world.one.end()
    world.pass_time(6 * HOUR - 60)
    world.process().tick()
    assert world.questions() == [world.round().ts]
    assert world.round().late


def test_everything_down_beyond_the_window_is_recorded_as_missed_with_one_notice(world):
    world.one.end()
    world.pass_time(6 * HOUR)
    back = world.process()
    world.live(back, 0, 60, HOUR)
    assert world.questions() == []
    assert (world.round().state, world.round().ts) == ("missed", None)
    assert "not running" in world.round().reason
    assert len(world.notices()) == 1


def test_a_question_nobody_could_post_in_time_is_missed_with_its_reason(world):
    world.line.spoil("chat.postMessage", "500", taken=False, times=99)
    world.live(world.one, *[1800] * 13)
    world.line.mend()
    world.live(world.one, HOUR)
    assert (world.round().state, world.questions()) == ("missed", [])
    assert "HTTP 500" in world.round().reason
    assert len(world.notices()) == 1


def test_a_request_delivered_after_its_round_was_missed_is_on_record(world):
    world.line.spoil("chat.postMessage", "late", taken=False)
    world.one.tick_impatiently()
    world.live(world.one, 6 * HOUR)
    assert world.round().state == "missed"
    world.line.deliver()
    world.live(world.one, 60)
    assert (world.round().state, [world.round().ts]) == ("posted", world.questions())


def test_a_backup_from_before_the_plan_finds_the_question_beyond_the_window(world):
    world.one.tick()
    kept, asked = world.round().ts, world.round().question_id
    with world.one.tools.store.begin(TEAM_ID) as books:
        books.connection.execute(delete(RoundRow))
    world.live(world.one, 7 * HOUR)
    assert (world.round().state, world.round().question) == ("missed", {})
    world.live(world.one, 60)
    assert (world.round().ts, world.round().question_id) == (kept, asked)
    assert (world.questions(), world.asked_to_post()) == ([kept], 1)


def test_a_restored_backup_does_not_take_a_pointer_for_the_question(world):
    pointer, kept = late(world)
    world.sandbox.act(DANIEL, "post", channel=ROUNDS, thread_ts=pointer, text="My answer.")
    with world.one.tools.store.begin(TEAM_ID) as books:
        books.rounds.adopt(world.round().id, kept)
    world.live(world.one, 60)
    assert world.questions() == [kept]
    forget_the_post(world)
    world.live(world.one, 660, 60)
    assert (world.round().ts, world.questions()) == (kept, [kept])


def forget_the_post(world):
    with world.one.tools.store.begin(TEAM_ID) as books:
        books.rounds._move(state="due", ts=None, send_started_at=None, posted_at=None)


def test_a_restored_backup_looks_before_it_posts_again(world):
    world.one.tick()
    kept = world.round().ts
    forget_the_post(world)
    world.live(world.one, timedelta(minutes=11).total_seconds())
    assert (world.round().ts, world.asked_to_post()) == (kept, 1)
