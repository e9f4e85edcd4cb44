"""Members and their drills."""

from datetime import date

from storage.members import DayClock
from storage.store import Store
from tests.storage.rows import DAY, MINUTE, MONDAY, answer, drill, post_round


def test_a_member_joins_once_and_is_welcomed_once(store: Store):
    with store.begin("T1") as books:
        first = books.members.ensure("U1", "Europe/Berlin", MONDAY)
        assert books.members.ensure("U1", "Asia/Tokyo", MONDAY + DAY) == first
        assert [books.members.welcome("U1"), books.members.welcome("U1")] == [True, False]
        assert not books.members.welcome("U2")


def test_changing_one_setting_keeps_the_others(store: Store):
    with store.begin("T1") as books:
        books.members.ensure("U1", "UTC", MONDAY)
        books.members.change("U1", settings={"reminders": "18:00", "hidden": False})
        books.members.change("U1", zone="Asia/Tokyo", settings={"hidden": True})
        books.members.change("U2", zone="Asia/Tokyo")
        (member,) = books.members.all()
    assert member.settings == {"reminders": "18:00", "hidden": True}
    assert member.zone == "Asia/Tokyo"


def test_the_clocks_of_a_persons_days_are_kept_from_the_first_on(store: Store):
    with store.begin("T1") as books:
        books.members.ensure("U1", "Europe/Berlin", MONDAY)
        books.members.ensure("U1", "UTC", MONDAY + DAY)
        books.members.follow("U1", DayClock(MONDAY + DAY, "Europe/Berlin"))
        books.members.follow("U1", DayClock(MONDAY + 2 * DAY, "Asia/Tokyo"))
        books.members.follow("U1", DayClock(MONDAY + 2 * DAY, "Asia/Tokyo", "06:00"))
        assert books.members.clocks("U1") == [
            DayClock(MONDAY, "Europe/Berlin", "04:00"),
            DayClock(MONDAY + 2 * DAY, "Asia/Tokyo", "06:00"),
        ]
        assert books.members.clocks("U2") == []


def test_own_leave_is_written_down_as_a_whole(store: Store):
    days = [(date(2026, 3, 9), date(2026, 3, 13)), (date(2026, 3, 3), date(2026, 3, 3))]
    with store.begin("T1") as books:
        books.members.set_leaves("U1", days)
        assert books.members.leaves("U1") == days[::-1]
        books.members.set_leaves("U2", days)
        books.members.set_leaves("U1", days[:1])
        assert books.members.leaves("U1") == days[:1]
        assert len(books.members.leaves("U2")) == 2


def test_a_drill_moves_only_from_where_it_is_expected(store: Store):
    with store.begin("T1") as books:
        assert books.drills.put(drill())
        assert not books.drills.put(drill(question_id="other"))
        assert books.drills.move("d1", "answered", ["open"])
        assert not books.drills.move("d1", "replaced", ["open"])
        assert books.drills.get("d1") == drill(state="answered")


def test_a_drills_clock_is_started_anew_each_time(store: Store):
    with store.begin("T1") as books:
        books.drills.put(drill(point="metrics", example="pm-2"))
        for started in (MONDAY, MONDAY + MINUTE):
            books.drills.time("d1", started)
            known = drill(point="metrics", example="pm-2", timed_from=started)
            assert books.drills.get("d1") == known


def test_questions_seen_come_from_drills_and_rounds_the_latest_last(store: Store):
    with store.begin("T1") as books:
        day = post_round(books)
        for n, question in enumerate(["q0", "q1", "q3"]):
            books.drills.put(drill(id=question, question_id=question, at=MONDAY + (n * 2) * MINUTE))
        books.answers.put(answer(round_id=day.id, question_id="q2", at=MONDAY + 3 * MINUTE), MONDAY)
        books.drills.put(drill(id="again", question_id="q1", at=MONDAY + 9 * MINUTE))
        assert books.drills.seen("U1") == ["q0", "q2", "q3", "q1"]
        assert books.drills.seen("U2") == []
        assert [each.id for each in books.drills.of_user("U1", 2)] == ["again", "q3"]
