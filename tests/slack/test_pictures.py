"""Pictures: a card that any eye can read, and its numbers in words for who sees no picture.

With ROUNDS_PICTURES naming a folder, the README's are left there: `make pictures`.
"""

import io
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from bot.rules.streak import Day, Streak, What
from bot.rules.weakness import State
from bot.slack import pictures
from bot.slack.views import samples
from bot.slack.views.streak import mark
from tests.conftest import TOP

PICTURES = os.environ.get("ROUNDS_PICTURES")
MONDAY = date(2026, 8, 31)
WIDE = 1000


def streak_of(*whats, first=MONDAY):
    days = [Day(first + timedelta(n), None, str(what), what) for n, what in enumerate(whats)]
    return Streak(3, 9, 20, 1, tuple(days))


def drawn(picture):
    assert picture is not None
    return picture


def opened(picture):
    image = Image.open(io.BytesIO(picture.content))
    image.load()
    return image.convert("RGB")


def test_the_calendar_says_in_words_what_it_draws():
    picture = drawn(pictures.streak_calendar(samples.progress_after_many().streak))
    assert picture.described == (
        "Streak: 13 days · best 13 days · 12 of the last 30 days practised. Since 2 Nov: kept "
        "2 Nov, 3 Nov, 4 Nov, 5 Nov, 6 Nov, 9 Nov, 10 Nov, 13 Nov, 16 Nov, 17 Nov, 18 Nov, 19 Nov; "
        "mended 12 Nov; freeze spent 11 Nov; still open 20 Nov; does not count 7 Nov, 8 Nov, "
        "14 Nov, 15 Nov."
    )


@pytest.mark.parametrize("days", [1, 7, 36, 730])
def test_the_calendar_shows_five_weeks_at_most_on_a_card_as_wide_as_a_phone(days):
    whats = [list(What)[n % len(What)] for n in range(days)]
    picture = drawn(pictures.streak_calendar(streak_of(*whats)))
    wide, tall = opened(picture).size
    assert wide == WIDE
    assert tall <= 1.3 * WIDE
    assert len(picture.described) <= pictures.LONGEST_DESCRIPTION
    assert "…" not in picture.described


def test_the_chart_says_in_words_what_it_draws():
    picture = drawn(
        pictures.weakness_chart(samples.progress_after_many().weaknesses, samples.RUBRIC)
    )
    assert picture.described.startswith("What to work on, the weakest first. How it breaks, shaky:")
    for each in samples.progress_after_many().weaknesses:
        counts = f"asked {each.asked}, shown {each.shown}, only named {each.mentioned}"
        assert (counts in picture.described) == each.enough
    assert opened(picture).width == WIDE


def test_the_chart_of_a_person_with_many_answers_fits_its_card_and_its_words():
    [known] = samples.progress_all_strong().weaknesses
    much = replace(known, asked=500, shown=1, mentioned=0, missed=499, state=State.SHAKY)
    picture = drawn(pictures.weakness_chart([much] * 44, samples.RUBRIC))
    assert picture.described.count("asked 500") == pictures.POINTS
    assert len(picture.described) <= pictures.LONGEST_DESCRIPTION
    wide, tall = opened(picture).size
    assert tall <= 1.4 * wide


def of_the_readme():
    person = samples.progress_after_many()
    return [
        drawn(pictures.streak_calendar(person.streak)),
        drawn(pictures.weakness_chart(person.weaknesses, samples.RUBRIC)),
    ]


def test_the_readme_shows_what_people_get():
    for picture in of_the_readme():
        if PICTURES:
            (Path(PICTURES) / picture.name).write_bytes(picture.content)
            continue
        shown = Image.open(TOP / "docs" / picture.name).convert("RGB")
        assert shown.size == opened(picture).size, "make pictures"
        apart = ImageStat.Stat(ImageChops.difference(shown, opened(picture)))
        assert max(apart.mean) < 1, "make pictures"


def test_the_week_counts_people_and_names_nobody():
    week = [(MONDAY + timedelta(n), people) for n, people in enumerate((5, 7, 0))]
    picture = drawn(pictures.week_chart(week))
    assert picture.described == (
        "Who took part: people with an answer, by day. Mon 31 Aug 5, Tue 1 Sep 7, Wed 2 Sep 0."
    )
    assert opened(picture).width == WIDE


def test_what_is_too_little_for_a_picture_gives_none():
    assert pictures.streak_calendar(samples.progress().streak) is None
    one = samples.progress_after_one()
    assert pictures.weakness_chart(one.weaknesses, samples.RUBRIC) is None
    assert pictures.week_chart([]) is None


def test_a_card_brings_its_own_ground_for_slack_in_light_and_in_dark():
    picture = drawn(pictures.streak_calendar(streak_of(What.ANSWER)))
    assert Image.open(io.BytesIO(picture.content)).convert("RGBA").getchannel("A").getextrema() == (
        255,
        255,
    )
    assert opened(picture).getpixel((2, 2)) == (0xFB, 0xFA, 0xF7)


def test_every_word_stands_out_from_what_is_under_it():
    """The contrast that WCAG 2 asks of small text is 4.5 to 1."""
    pairs = {(cell.ink, cell.fill) for cell in pictures._LEGEND}
    pairs |= {(pictures._SOFT, pictures._GROUND), (pictures._INK, pictures._ORANGE)}
    for pair in pairs:
        darker, lighter = sorted(map(luminance, pair))
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, pair


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_no_two_kinds_of_day_differ_by_colour_alone():
    signs = {
        cell: {
            mark(Day(MONDAY, None, "", what)) for what, c in pictures._CELLS.items() if c == cell
        }
        for cell in pictures._CELLS.values()
    }
    assert all(len(each) == 1 for each in signs.values())
    assert len({next(iter(each)) for each in signs.values()}) == len(signs)


def test_starting_loads_nothing_of_the_plotting_library():
    code = "import sys, bot.app, bot.cli; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
