"""Where things lie, and what one run reads."""

import datetime
import os
from pathlib import Path

import pytest

from analysis import settings
from analysis.settings import Run


@pytest.fixture(autouse=True)
def _no_run(monkeypatch):
    for variable in (settings.INPUTS_VARIABLE, settings.AS_OF_VARIABLE):
        monkeypatch.setenv(variable, "")


def test_a_project_is_the_folder_with_the_catalogue_wherever_the_package_lies(monkeypatch, tmp_path):
    assert settings.data("catalogue.toml").is_file()
    assert settings.reports() == settings.project() / "reports"
    assert settings.notebooks() == settings.project() / "notebooks"
    inside = tmp_path / "project" / "notebooks"
    inside.mkdir(parents=True)
    monkeypatch.setattr(settings, "__file__", str(tmp_path / "lib" / "x" / "analysis" / "settings.py"))
    monkeypatch.chdir(inside)
    with pytest.raises(FileNotFoundError, match="run this inside the project"):
        settings.project()
    (tmp_path / "project" / "data").mkdir()
    (tmp_path / "project" / "data" / "catalogue.toml").write_text("")
    assert settings.project() == tmp_path / "project"


def test_by_default_sampleshire_reads_its_own_files_and_a_real_area_the_raw():
    assert settings.inputs_for("sampleshire") == settings.data("raw", "sampleshire")
    assert settings.inputs_for("warwickshire") == settings.data("raw")


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
        assert settings.current_run() == run and settings.inputs_for("sampleshire") == tmp_path / "inputs"
        assert run.environment().items() <= os.environ.items()
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
