"""A sample of the month of reviews: some days that hold, and a broken rule that is found out."""

from unittest import mock

from tests.simulation.review_month import GROUPS, run

OF_FIVE, OF_THREE = GROUPS.index(5), GROUPS.index(3)


def test_five_people_review_each_other_for_three_days_and_nobody_is_asked_amiss():
    outcome = run(OF_FIVE, days=3)
    assert outcome.problems == []
    assert outcome.counts["reviews sent"] > 0


def test_a_rule_that_offers_people_their_own_answer_is_found_out():
    with mock.patch("bot.rules.reviewers._Board.may", return_value=True):
        problems = run(OF_THREE, days=2).problems
    assert any("their own answer" in each for each in problems), problems
