"""The bank gives back what was put in, by id and by what fits."""

import pytest

from questions.bank import load_bank
from questions.problem import nearest

BANK = load_bank().bank
ALL = BANK.matching()


def test_every_question_is_found_by_its_id_and_no_other_is():
    assert [BANK.get(name) for name in BANK.ids] == list(ALL)
    assert BANK.get("no-such-question") is None


@pytest.mark.parametrize("category", BANK.categories)
def test_what_matches_is_all_that_fits_and_nothing_else(category):
    found = BANK.matching(tracks=["pm", "mle"], difficulties=["medium"], category=category)
    fits = [
        question
        for question in ALL
        if question.track in {"pm", "mle"}
        and question.difficulty == "medium"
        and question.category == category
    ]
    assert list(found) == fits


def test_asking_for_no_track_at_all_finds_nothing():
    assert BANK.matching(tracks=[]) == ()


def test_a_mistyped_id_or_word_finds_its_neighbour_first():
    wanted = BANK.ids[0]
    assert nearest(wanted[:-2] + wanted[-1], BANK.ids)[0] == wanted
    assert nearest("privcy", (*BANK.categories, *BANK.ids))[0] == "privacy"
    assert nearest("x" * 5000, BANK.ids) == ()
