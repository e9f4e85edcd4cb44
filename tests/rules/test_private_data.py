"""Text that looks like a patient's data is seen, and ordinary answers are left alone."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import private_data
from bot.rules.private_data import Kind
from questions.bank import load_bank

LABELLED = Path(__file__).parents[1] / "labelled"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("The chart says DOB 03/04/1961 and stage II.", {Kind.BIRTH}),
        ("Date of birth: 4 March 1961", {Kind.BIRTH}),
        ("She was born on March 4th, 1961.", {Kind.BIRTH}),
        ("Mrs Alvarez (1961-03-04) came back", {Kind.BIRTH}),
        ("Jane Doe, 03/04/1961, was admitted", {Kind.BIRTH}),
        ("patient name: Doe, Jane 03.04.61", {Kind.BIRTH}),
        ("MRN 00482913 shows both", {Kind.RECORD}),
        ("MRN: AB-4829131", {Kind.RECORD}),
        ("medical record number is 482 9131", {Kind.RECORD}),
        ("NHS number 943 476 5919", {Kind.RECORD}),
        ("her SSN is 219-09-9999", {Kind.RECORD}),
        ("call her at (212) 664-7665 today", {Kind.PHONE}),
        ("phone 212 664 7665", {Kind.PHONE}),
        ("+44 20 7946 0958 is the daughter", {Kind.PHONE}),
        ("Jane Doe, DOB 03/04/1961, MRN 4829131", {Kind.BIRTH, Kind.RECORD}),
    ],
)
def test_a_patients_data_is_seen(text: str, kinds: set[Kind]):
    assert set(private_data.kinds(text)) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "Match on name, date of birth and MRN, and keep the medical record number out of the log.",
        "+25000 patients a year, +12345 rows, the +2 10 20 30 percent",
        "Meaningful Use 01/01/2011 and Lung Cancer, 03/04/2015; due 10/11/2024 born from the pilot",
        "The MRN is 8 digits; DOB is a date; phone numbers are hashed.",
        "A patient born in 1961 is over sixty, and 20% of 12,400 patients have no date of birth.",
        "The trial ran from 2019-03-04 to 2021-05-06 at 12 sites, NCT04012345.",
        "I would ship Product Alpha on 03/04/2026, after Memorial Day.",
        "p < 0.05, 95% CI 1.2-3.4, HR 0.71, n = 1234567890, port 8080, 10.0.0.127",
        "SELECT id FROM t WHERE at > '2024-01-01' AND code = '1-800' LIMIT 100000",
        "On 1 June 2026 the vendor, Acme Health, moved 250-300 of 1,000-2,000 charts.",
        "ICD-10 C50.911, LOINC 85319-2, RxNorm 1657992, NPI checks, version 1.2.3.4",
    ],
)
def test_what_answers_say_every_day_is_left_alone(text: str):
    assert private_data.kinds(text) == ()


def test_no_example_of_the_bank_raises_an_alarm():
    examples = [
        (question.id, example.answer)
        for question in load_bank().bank.matching()
        for example in (question.strong, question.weak)
    ]
    assert len(examples) >= 732
    assert [id_ for id_, text in examples if private_data.seems_private(text)] == []


def test_no_labelled_answer_raises_an_alarm():
    texts = [
        json.loads(line)["answer"]
        for path in LABELLED.glob("*.jsonl")
        for line in path.read_text().splitlines()
    ]
    assert texts
    assert [text for text in texts if private_data.seems_private(text)] == []


@given(st.text(st.sampled_from("1 -./()+:'AaZz\nMRNdobornpatient"), max_size=400))
def test_any_text_gets_an_answer(text: str):
    assert private_data.seems_private(text) == bool(private_data.kinds(text))
