"""Who left a channel, or came back to it: in whatever order Slack tells of it."""

import pytest

from storage.moves import Move
from storage.store import Books, Store
from tests.storage.rows import DAY, MINUTE, MONDAY, answer

LEFT = Move("U1", "C1", MONDAY + DAY, present=False)
JOINED = Move("U1", "C1", MONDAY + 2 * DAY, present=True)


@pytest.fixture
def books(store: Store):
    with store.begin("T1") as open_books:
        for n, (user, channel) in enumerate((("U1", "C1"), ("U1", "C2"), ("U2", "C1"))):
            given = answer(id=f"a{n}", user=user, channel=channel, ts=f"{n}.1")
            open_books.answers.put(given, MONDAY)
        yield open_books


def test_who_left_a_channel_has_no_part_in_it_and_their_other_channels_stay(books: Books):
    assert books.moves.gone("C1") == set()
    books.moves.put(LEFT)
    assert books.moves.gone("C1") == {"U1"}
    assert books.moves.gone("C2") == set()
    assert books.answers.known_channels("U1") == {"C2"}
    assert books.answers.known_channels("U2") == {"C1"}


@pytest.mark.parametrize("told", [[LEFT, JOINED], [JOINED, LEFT], [JOINED, LEFT, JOINED, LEFT]])
def test_who_joined_again_is_in_it_however_late_or_often_slack_tells(books: Books, told):
    for move in told:
        books.moves.put(move)
    assert books.moves.gone("C1") == set()
    assert books.answers.known_channels("U1") == {"C1", "C2"}


def test_who_answers_there_after_leaving_is_in_it_again(books: Books):
    books.moves.put(LEFT)
    books.answers.put(answer(id="late", channel="C2", at=LEFT.at + MINUTE), MONDAY)
    assert books.moves.gone("C1") == {"U1"}  # that was another channel
    books.answers.put(answer(id="again", channel="C1", at=LEFT.at + MINUTE), MONDAY)
    assert books.moves.gone("C1") == set()
    assert books.answers.known_channels("U1") == {"C1", "C2"}
    books.answers.withdraw("again")
    assert books.moves.gone("C1") == {"U1"}


def test_who_left_the_workspace_left_its_channels(books: Books):
    books.leavers.put("U2", MONDAY)
    assert books.moves.gone("C1") == {"U2"}
