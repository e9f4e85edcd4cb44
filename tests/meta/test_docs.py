"""What the documents say is what the code does."""

import re
from pathlib import Path

import pytest

from bot.cli import SUBCOMMANDS as SHELL
from bot.cli import main
from bot.config import SETTINGS
from bot.slack.commands.table import SUBCOMMANDS

TOP = Path(__file__).parents[2]
README = (TOP / "README.md").read_text()
FOLDERS = sorted(
    path
    for top in ("bot", "questions", "storage", "tests")
    for path in [TOP / top, *(p for p in (TOP / top).iterdir() if p.is_dir() and top != "tests")]
    if not path.name.startswith((".", "__"))
)


@pytest.mark.parametrize("setting", [each.name for each in SETTINGS])
def test_each_setting_is_in_the_readme_and_the_example(setting):
    assert f"`{setting}`" in README
    assert re.search(rf"^#? ?{setting}=", (TOP / ".env.example").read_text(), re.MULTILINE)


def test_the_help_says_what_each_setting_is_for(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    words = capsys.readouterr().out
    assert [each.name for each in SETTINGS if f"{each.name} " not in words] == []
    assert [each.meaning for each in SETTINGS if each.meaning not in words] == []


def test_the_example_names_no_setting_that_does_not_exist():
    named = re.findall(r"^#? ?([A-Z_]+)=", (TOP / ".env.example").read_text(), re.MULTILINE)
    assert set(named) == {each.name for each in SETTINGS}


@pytest.mark.parametrize("name", [each.name for each in SUBCOMMANDS])
def test_each_subcommand_is_in_the_readme(name):
    assert f"`/rounds {name}`" in README


@pytest.mark.parametrize("name", [name for name, _, _ in SHELL])
def test_each_shell_command_is_in_the_readme(name):
    assert f"`rounds {name}" in README


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: str(path.relative_to(TOP)))
def test_each_folder_explains_itself_in_forty_lines(folder):
    lines = (folder / "README.md").read_text().splitlines()
    assert 0 < len(lines) <= 40


def test_every_make_target_the_readme_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (TOP / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"make ([a-z-]+)", README)) <= targets
    assert {"sandbox", "test"} <= set(re.findall(r"make ([a-z-]+)", README))
