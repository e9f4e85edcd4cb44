"""reliability, section 5: each of Slack's refusals, and what follows from it."""

from datetime import timedelta

import pytest

from bot.practice import channels
from bot.sandbox.seed import LOUNGE, ROUNDS, TEAM_ID
from bot.slack import ids
from tests.conftest import DANIEL, until
from tests.faults.world import HOUR

GONE = (
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_locked",
    "restricted_action_non_threadable_channel",
    "restricted_action_thread_only_channel",
)
TOKEN = ("account_inactive", "invalid_auth", "token_revoked", "app_uninstalled")
OPERATOR = ("missing_scope", "org_login_required", "ekm_access_denied")
TOO_MUCH = ("msg_too_long", "msg_blocks_too_long", "invalid_blocks")
LIMITED = ("ratelimited", "rate_limited")
NOBODY_THERE = ("user_not_found", "user_disabled", "cannot_dm_bot")


def channel(world):
    with world.one.tools.store.read(TEAM_ID) as books:
        found = books.channels.get(ROUNDS)
    assert found is not None
    return found


@pytest.mark.parametrize("code", GONE)
def test_a_channel_out_of_reach_rests_with_one_notice_and_goes_on_when_it_is_back(world, code):
    world.sandbox.faults.fail("chat.postMessage", code)
    world.live(world.one, 0, 600, HOUR)
    assert world.asked_to_post() == 1
    assert channel(world).state == "broken"
    assert channel(world).reason in world.notices()[0]
    assert len(world.notices()) == 1
    channels.came_back(world.one.tools, TEAM_ID, ROUNDS)
    world.live(world.one, 600)
    assert world.questions() == [world.round().ts]
    assert (channel(world).state, len(world.notices())) == ("active", 1)


def test_a_channel_out_of_reach_holds_up_no_other(world):
    wishes = channels.Wishes(at="08:59", zone="America/New_York", days="mon-sun")
    channels.save_as_operator(world.one.tools, TEAM_ID, LOUNGE, wishes)
    world.live(world.one, 24 * HOUR - 60, 60)
    with world.one.tools.store.read(TEAM_ID) as books:
        states = {each.id: each.state for each in books.channels.all()}
    assert states == {ROUNDS: "active", LOUNGE: "broken"}
    assert len(world.questions()) == 1


@pytest.mark.parametrize("code", TOKEN + OPERATOR)
def test_what_the_operator_must_mend_is_asked_once_an_hour_and_said_once(world, code):
    world.sandbox.faults.fail("chat.postMessage", code, times=99)
    world.live(world.one, 0, 60, 600, 1800, 1100)
    assert world.asked_to_post() == 1
    # A token that is refused is not tried for anything else either.
    notice = code not in TOKEN
    assert len(world.sandbox.called("chat.postMessage")) == 1 + notice
    world.live(world.one, 60, 600)
    assert world.asked_to_post() == 2
    assert (channel(world).state, world.round().state) == ("active", "due")
    assert world.round().last_error
    world.sandbox.faults.clear()
    world.live(world.one, HOUR, HOUR)
    assert world.questions() == [world.round().ts]
    assert len(world.notices()) == 1


@pytest.mark.parametrize("code", LIMITED)
def test_a_limit_without_a_wait_is_waited_for_and_no_doubt(world, code):
    world.sandbox.faults.fail("chat.postMessage", code)
    world.one.tick()
    assert (world.round().state, world.round().send_started_at) == ("due", None)
    assert world.waits() >= timedelta(seconds=30)
    world.live(world.one, world.waits().total_seconds())
    assert world.questions() == [world.round().ts]
    assert not world.sandbox.called("conversations.history")


@pytest.mark.parametrize("code", TOO_MUCH)
def test_too_much_for_slack_goes_as_plain_text_at_once(world, code, caplog):
    world.sandbox.faults.fail("chat.postMessage", code)
    world.one.tick()
    assert world.asked_to_post() == 2
    [posted] = [m for m in world.messages() if m["ts"] == world.round().ts]
    assert not [b for b in posted.get("blocks") or [] if b["type"] == "actions"]
    assert world.round().question["prompt"][:40] in posted["text"]
    assert "blocks.refused" in caplog.text
    world.settle(world.one)
    assert world.asked_to_post() == 2


def test_too_much_even_as_plain_text_is_no_loop(world):
    world.sandbox.faults.fail("chat.postMessage", "msg_too_long", times=200)
    world.live(world.one, 0, 60, 600, *[HOUR] * 8)
    assert world.asked_to_post() <= 4


def test_a_window_whose_trigger_has_expired_is_said_privately(story):
    story.sandbox.faults.fail("views.open", "expired_trigger_id")
    story.click(DANIEL, story.question(), ids.ANSWER_PRIVATELY)
    until(
        lambda: [m for m in story.whispers(DANIEL) if "press the button again" in m["text"]],
        what="the words",
    )
    story.click(DANIEL, story.question(), ids.ANSWER_PRIVATELY)
    assert story.modal(DANIEL)["title"]["text"] == "Your answer"


@pytest.mark.parametrize("code", NOBODY_THERE)
def test_a_message_to_somebody_who_left_is_given_up_and_holds_up_nobody(world, code):
    world.one.tick()
    world.put(world.one, "first")
    world.sandbox.faults.fail("chat.postMessage", code)
    for _ in range(4):
        world.live(world.one, 600)
    assert len(world.sandbox.called("chat.postMessage")) == 2
    world.put(world.one, "second")
    world.one.tick()
    assert len(world.notices()) == 1
