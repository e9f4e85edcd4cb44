"""What was prepared for a quick start says the same as the YAML, or is passed over."""

from pathlib import Path
from shutil import copyfile, copytree

import pytest

from questions import load, prepare, prepared
from questions.load import (
    PREPARED_RUBRIC,
    SHIPPED,
    RubricError,
    load_questions,
    load_rubric,
    parse_rubric,
)


def test_the_prepared_files_are_up_to_date():
    texts, _ = prepare.prepare()
    assert prepare.stale(texts) == [], "Run: python -m questions.prepare"


def test_prepared_and_parsed_are_the_same(monkeypatch, tmp_path):
    rubric = load_rubric()
    quick = load_questions([SHIPPED], rubric)
    monkeypatch.setattr(prepared, "FOLDER", tmp_path / "none")
    assert parse_rubric() == rubric
    assert load_questions([SHIPPED], rubric) == quick


def test_the_bank_starts_without_reading_yaml(monkeypatch):
    def refuse(_raw: bytes) -> None:
        pytest.fail("YAML was read; run: python -m questions.prepare")

    monkeypatch.setattr(load, "read", refuse)
    assert load_questions([SHIPPED], load_rubric()).questions


def test_an_edited_file_counts_at_once_though_its_prepared_twin_is_older(monkeypatch, tmp_path):
    tracks = tmp_path / "tracks"
    copytree(SHIPPED, tracks)
    monkeypatch.setattr(load, "SHIPPED", tracks)
    file = next(tracks.rglob("*.yaml"))
    file.write_text(file.read_text().replace("minutes: ", "minutes: 1000", 1))
    loaded = load_questions([tracks], load_rubric())
    assert [problem.file for problem in loaded.problems] == [str(file)]
    assert len(loaded.questions) == len(load_questions([SHIPPED], load_rubric()).questions) - 1


@pytest.mark.parametrize("rubbish", ["", "[]", '{"from": 1}', "\x00"])
def test_a_spoilt_prepared_file_is_passed_over(monkeypatch, tmp_path, rubbish):
    (tmp_path / PREPARED_RUBRIC).write_text(rubbish)
    rubric = load_rubric()
    monkeypatch.setattr(prepared, "FOLDER", tmp_path)
    assert load_rubric() == rubric


def test_a_broken_rubric_stops_the_start_with_every_file_and_line(monkeypatch, tmp_path):
    copytree(load.RUBRIC, tmp_path / "rubric")
    monkeypatch.setattr(load, "RUBRIC", tmp_path / "rubric")
    product = tmp_path / "rubric" / "product.yaml"
    product.write_text(product.read_text().replace("id: tradeoffs", "id: trade-ofs"))
    (tmp_path / "rubric" / "mistakes.yaml").unlink()
    with pytest.raises(RubricError) as raised:
        load_rubric()
    told = str(raised.value)
    assert "no such criterion 'trade-ofs'. Did you mean 'tradeoffs'?" in told
    assert "mistakes.yaml: cannot be read: No such file or directory" in told


def one_file_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A bank of one file, which is quick to prepare."""
    tracks = tmp_path / "tracks"
    (tracks / "pm").mkdir(parents=True)
    copyfile(SHIPPED / "pm" / "metrics.yaml", tracks / "pm" / "metrics.yaml")
    monkeypatch.setattr(load, "SHIPPED", tracks)
    monkeypatch.setattr(prepare, "SHIPPED", tracks)
    return tracks


def test_preparing_writes_what_is_stale_and_removes_what_is_gone(monkeypatch, tmp_path, capsys):
    one_file_only(monkeypatch, tmp_path)
    ready = tmp_path / "ready"
    ready.mkdir()
    monkeypatch.setattr(prepared, "FOLDER", ready)
    (ready / "gone.json").write_text("{}")
    assert prepare.main() == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "removed",
        "wrote",
        "wrote",
    ]
    assert prepare.main() == 0
    assert capsys.readouterr().out == ""


def test_a_question_file_in_the_wrong_place_is_told_where_it_belongs(monkeypatch, tmp_path):
    tracks = tmp_path / "tracks"
    copytree(SHIPPED, tracks)
    monkeypatch.setattr(load, "SHIPPED", tracks)
    (tracks / "pm" / "metrics.yaml").rename(tracks / "mle" / "coding-data.yaml")
    loaded = load_questions([tracks], load_rubric())
    reason = f"track and category belong to {tracks / 'pm' / 'metrics.yaml'}"
    assert [(each.line, each.reason) for each in loaded.problems] == [(1, reason)]


def test_preparing_leaves_a_broken_file_out_and_names_its_problems(monkeypatch, tmp_path, capsys):
    tracks = one_file_only(monkeypatch, tmp_path)
    monkeypatch.setattr(prepared, "FOLDER", tmp_path / "prepared")
    (tracks / "pm" / "metrics.yaml").write_text("track: pm\n")
    assert prepare.main() == 1
    assert "metrics.yaml:1: 'questions' is missing" in capsys.readouterr().out
    assert not (tmp_path / "prepared" / "pm" / "metrics.json").exists()
