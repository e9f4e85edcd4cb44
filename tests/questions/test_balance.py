"""What the bank is made of is counted right, and what it is short of is said."""

from dataclasses import replace

from questions.balance import FEWEST, count, short
from questions.load import SHIPPED, load_questions, load_rubric
from questions.model import STAGES, TOPICS, Format

RUBRIC = load_rubric()
BANK = load_questions([SHIPPED], RUBRIC).questions


def test_every_question_counts_once_for_each_name_it_has():
    counts = count(BANK, RUBRIC)
    assert counts.total == len(BANK)
    for kind in ("track", "category", "stage", "format", "difficulty", "seniority", "setting"):
        assert sum(counts.by[kind].values()) == len(BANK), kind
    assert sum(counts.by["criterion"].values()) == sum(len(each.criteria) for each in BANK)
    assert sum(counts.by["topic"].values()) == sum(len(each.topics) for each in BANK)


def test_the_days_of_supply_are_the_questions_of_all_tracks_and_of_each():
    days = count(BANK, RUBRIC).as_dict()["days"]
    assert days.pop("all") == sum(days.values()) == len(BANK)


def test_a_criterion_is_outside_if_the_category_does_not_usually_ask_it():
    usual = replace(BANK[0], category="metrics", criteria=RUBRIC.categories["metrics"][:4])
    beyond = replace(usual, criteria=(*usual.criteria, "consent"))
    counts = count([usual, beyond, beyond], RUBRIC)
    assert counts.outside["metrics"] == 2
    assert round(counts.share_outside("metrics"), 2) == 0.67
    assert counts.share_outside("privacy") == 0


def test_an_empty_bank_is_short_of_everything_that_is_wanted():
    told = list(short(count([], RUBRIC)))
    assert "0 questions, not 366" in told
    assert "topic 'imaging': 0 questions, not 3" in told
    wanted = (*RUBRIC.categories, *RUBRIC.criteria, *STAGES, *Format, *TOPICS)
    assert sum("questions, not" in each for each in told) == 1 + len(wanted)


def test_a_bank_that_has_enough_of_all_is_short_of_nothing():
    counts = count(BANK, RUBRIC)
    plenty = {kind: dict.fromkeys(found, 122) for kind, found in counts.by.items()}
    enough = replace(counts, total=366, by=plenty, outside=dict.fromkeys(counts.outside, 61))
    assert list(short(enough)) == []
    few = {**plenty, "difficulty": {"easy": 73, "medium": 220, "hard": 74}}
    assert list(short(replace(enough, by=few))) == ["difficulty 'easy': 73 questions, under 20%"]
    usual = {**enough.outside, "privacy": 60}
    [told] = short(replace(enough, outside=usual))
    assert "category 'privacy': 49% of its questions" in told


def test_every_topic_has_a_wanted_number():
    assert isinstance(FEWEST["topic"], dict)
    assert set(FEWEST["topic"]) == set(TOPICS)
