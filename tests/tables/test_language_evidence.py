"""The evidence for the choice of languages."""

import importlib

import pandas as pd
import pytest

from analysis import settings, tables
from analysis.errors import InputError
from analysis.release import counted_risk
from analysis.tables.people.referrals import by_nationality


@pytest.fixture
def released(sampleshire_folder, released_file, reads, monkeypatch):
    """Make Sampleshire's files what is read, and what was released of them what chapters are given."""
    reads(sampleshire_folder)
    monkeypatch.setenv(settings.SOLVED_VARIABLE, str(released_file))


def test_no_count_of_referrals_or_reports_is_handed_over(released, monkeypatch):
    """Fourteen nationalities with counts of one to seven once came out of a build by printing them."""
    evidence = tables.languages.evidence("sampleshire")
    with pytest.raises(InputError, match="Counts of people are released before chapters run"):
        by_nationality("sampleshire")
    monkeypatch.delenv(settings.SOLVED_VARIABLE)
    of_people = pd.DataFrame(by_nationality("sampleshire")).groupby("nationality")["referrals"].sum()
    small = set(of_people.index[of_people.between(1, 7)])
    assert len(small) > 5
    for name, held in evidence.items():
        if isinstance(held, pd.DataFrame):
            assert not {"referrals", "reports", "quarter"} & set(held.columns), name
    items = evidence["risk_items"]
    assert not items.select_dtypes("number").columns.size
    official = items[items["recorded_in"] == "official counts"]
    assert set(official["about"]) == {"here", "everywhere"}
    assert not small & set(official.loc[official["about"] == "here", "nationality"])


def test_what_the_counts_are_of_is_said_and_that_small_ones_are_kept_back(released):
    evidence = tables.languages.evidence("sampleshire")
    assert evidence["kept_back"]
    assert [text.rsplit(" ", 3)[0] for text in evidence["counted"]] == [
        "referrals by the force",
        "referrals by all police",
        "Duty to Notify reports",
    ]


def test_without_a_release_it_says_what_to_run(everywhere, tmp_path, monkeypatch):
    monkeypatch.setenv(settings.SOLVED_VARIABLE, str(tmp_path / "nothing.json"))
    with pytest.raises(InputError, match="Run: vna release --area sampleshire"):
        tables.languages.evidence("sampleshire")


def test_a_chapter_that_has_the_evidence_has_not_looked_into_the_counts(released, monkeypatch):
    def counted(*args):
        raise AssertionError("a count by nationality was read")

    for name in ("referrals", "duty_to_notify"):
        module = importlib.import_module(f"analysis.tables.people.{name}")
        monkeypatch.setattr(module, "_known", counted)
    assert len(tables.languages.evidence("sampleshire")["risk_items"])
    assert tables.languages.sources("sampleshire", "risk") == ["nrm_referrals", "duty_to_notify"]


def test_without_files_of_counts_nothing_is_kept_back_and_what_is_missing_is_named(county):
    county("ruc21_lsoa21.csv")
    found = counted_risk.load("sampleshire", 10)
    assert (len(found.items), found.periods, found.of_the_force) == (0, (), False)
    assert set(found.absent.values()) == {"the folder holds no file of them"}
