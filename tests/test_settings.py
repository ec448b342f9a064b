"""Where things lie, and what one run reads."""

import datetime
from pathlib import Path

import pytest

from analysis import settings
from analysis.settings import Run


@pytest.fixture(autouse=True)
def _no_run(monkeypatch):
    for variable in (settings.INPUTS_VARIABLE, settings.AS_OF_VARIABLE):
        monkeypatch.setenv(variable, "")


def test_the_project_is_the_folder_that_holds_the_catalogue():
    assert (settings.project() / "data" / "catalogue.toml").is_file()
    assert settings.data("catalogue.toml").is_file()
    assert settings.reports() == settings.project() / "reports"
    assert settings.notebooks() == settings.project() / "notebooks"


def test_outside_a_project_the_message_says_what_is_looked_for(monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "__file__", str(tmp_path / "a" / "b" / "c" / "settings.py"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match="run this inside the project"):
        settings.project()


def test_a_project_is_found_from_a_folder_inside_it_when_the_package_lies_elsewhere(monkeypatch, tmp_path):
    inside = tmp_path / "project" / "notebooks"
    inside.mkdir(parents=True)
    (tmp_path / "project" / "data").mkdir()
    (tmp_path / "project" / "data" / "catalogue.toml").write_text("")
    monkeypatch.setattr(settings, "__file__", str(tmp_path / "lib" / "x" / "analysis" / "settings.py"))
    monkeypatch.chdir(inside)
    assert settings.project() == tmp_path / "project"


def test_without_a_word_sampleshire_reads_its_own_files_and_a_real_area_the_raw_folder():
    assert settings.inputs_for("sampleshire") == settings.data("raw", "sampleshire")
    assert settings.inputs_for("warwickshire") == settings.data("raw")


def test_a_run_travels_in_the_environment_and_comes_back_the_same(monkeypatch):
    run = Run(Path("/some/folder"), "2026-Q3")
    for variable, value in run.environment().items():
        monkeypatch.setenv(variable, value)
    assert settings.current_run() == run
    assert settings.inputs_for("sampleshire") == Path("/some/folder")


def test_a_quarter_is_a_year_and_one_of_four_and_is_told_by_its_last_day():
    last = {"2026-Q1": (2026, 3, 31), "2026-Q2": (2026, 6, 30), "2018-Q3": (2018, 9, 30)}
    for text, day in (last | {"2024-Q4": (2024, 12, 31)}).items():
        assert settings.is_quarter(text) and settings.as_of_date(text) == datetime.date(*day)
    for text in ("2026-Q5", "2026-Q0", "2026Q3", "2026-q3", "Q3-2026", "2026-Q33", "", "1926-Q1"):
        assert not settings.is_quarter(text), text


def test_a_run_is_handed_on_whole_and_the_one_before_comes_back(monkeypatch, tmp_path):
    monkeypatch.setenv(settings.LOCAL_VARIABLE, "before")
    run = Run(tmp_path / "inputs", "2026-Q1", tmp_path / "local", tmp_path / "tabulations.json")
    with settings.serving(run):
        assert settings.current_run() == run
        with settings.serving(Run()):
            assert settings.current_run() == Run()
        assert settings.current_run() == run
    assert settings.current_run() == Run(local=Path("before"))


def test_which_counts_were_kept_is_known_within_a_build_alone(tmp_path):
    assert settings.kept_counts("victims") is None
    (tmp_path / settings.KEPT).write_text('{"victims": {"2026-Q1": "2026-Q1.csv"}}')
    with settings.serving(Run(solved=tmp_path / "tabulations.json")):
        assert settings.kept_counts("victims") == {"2026-Q1": "2026-Q1.csv"}
        assert settings.kept_counts("nrm_referrals") == {}
