"""Reminders: one for a person and day; and a person's own answers, page by page."""

from datetime import date, timedelta

from storage.reminders import Reminder
from storage.store import Store
from tests.storage.rows import DAY, MINUTE, MONDAY, answer, post_round

MON, TUE = date(2026, 3, 2), date(2026, 3, 3)


def test_a_day_has_one_reminder_whatever_it_is_about(store: Store):
    first = Reminder("U1", MON, "question", MONDAY)
    with store.begin("T1") as books:
        assert books.reminders.spend(first)
        assert not books.reminders.spend(Reminder("U1", MON, "review", MONDAY + MINUTE))
        assert books.reminders.spend(Reminder("U1", TUE, "review", MONDAY + DAY))
        assert books.reminders.spend(Reminder("U2", MON, "question", MONDAY))
    with store.begin("T2") as books:
        assert books.reminders.spend(first)
    with store.read("T1") as books:
        assert books.reminders.on("U1", MON) == first
        assert books.reminders.on("U2", TUE) is None
        assert [each.local_date for each in books.reminders.latest("U1", 5)] == [TUE, MON]


def test_only_those_are_reminded_who_asked(store: Store):
    with store.begin("T1") as books:
        for user in ("U1", "U2", "U3"):
            books.members.ensure(user, "UTC", MONDAY)
        books.members.change("U2", settings={"remind_at": "18:00"})
        books.members.change("U3", settings={"remind_at": ""})
        assert [each.user for each in books.reminders.wanted()] == ["U2"]


def test_a_persons_answers_are_paged_without_the_deleted_ones(store: Store):
    with store.begin("T1") as books:
        day = post_round(books)
        for n in range(6):
            at = MONDAY + timedelta(minutes=n // 2)  # two at the same moment each
            books.answers.put(answer(id=f"a{n}", round_id=day.id, ts=f"{n}.1", at=at), at)
        books.answers.withdraw("a3")
        newest = books.answers.beside("U1", None, 2)
        assert [each.id for each in newest] == ["a5", "a4"]
        assert [each.id for each in books.answers.beside("U1", newest[-1], 2)] == ["a2", "a1"]
        back = books.answers.beside("U1", books.answers.get("a1"), 2, newer=True)
        assert [each.id for each in back] == ["a2", "a4"]
        assert books.answers.last_at("U1") == MONDAY + timedelta(minutes=2)
        assert books.answers.practised_on("U1", newest[0].local_date, MONDAY)
        assert not books.answers.practised_on("U1", newest[0].local_date, MONDAY + DAY)
        assert not books.answers.practised_on(
            "U1", newest[0].local_date + timedelta(days=1), MONDAY
        )
        assert not books.answers.practised_on("U2", newest[0].local_date, MONDAY)
        assert [each.id for each in books.answers.of_rounds([day.id])] == [
            *("a0", "a1", "a2", "a4", "a5")
        ]
