"""Counts of official tables as editions published them: a later correction changes no quarter that is out."""

import importlib
import json

import pandas as pd
import pytest

from analysis import settings, tables
from analysis.errors import InputError
from analysis.sources.local import guarded, kept

support = importlib.import_module("analysis.tables.asylum_support")
TABLE, SLUG, CARD = "asylum_support_local_authority_Asy_D11.csv", "sampleshire", "asylum_support"
QUARTER, OTHER = "2025-Q4", "2026-Q1"


@pytest.fixture
def stored(county, tmp_path, monkeypatch):
    """Store the counts of a quarter, each one person more than the file has, as an edition would."""
    county(TABLE)
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path / "office"))
    fresh = pd.DataFrame(support.counts(SLUG))
    was = fresh.assign(people_supported=fresh["people_supported"] + 1)
    return kept.keep(kept.Kind(CARD, tuple(fresh.columns)), SLUG, "first", was, [QUARTER])


def people(quarter):
    rows = pd.DataFrame(tables.official_counts(SLUG, CARD))
    return rows.loc[rows["quarter"] == quarter, "people_supported"].sum(), len(
        rows[rows["quarter"] == quarter]
    )


def fresh(quarter):
    rows = pd.DataFrame(support.counts(SLUG))
    return rows.loc[rows["quarter"] == quarter, "people_supported"].sum()


def test_a_published_quarter_is_counted_as_it_was_and_any_other_as_it_is(stored):
    found, rows = people(QUARTER)
    assert found == fresh(QUARTER) + rows
    assert people(OTHER)[0] == fresh(OTHER)
    assert isinstance(tables.official_counts(SLUG, CARD), guarded.Guarded)


@pytest.mark.parametrize(("found_published", "as_it_was"), [({}, False), ({QUARTER: "first.csv"}, True)])
def test_within_a_build_its_own_finding_decides(stored, tmp_path, monkeypatch, found_published, as_it_was):
    solved = tmp_path / "solved.json"
    (tmp_path / settings.KEPT).write_text(json.dumps({CARD: found_published}), encoding="utf-8")
    monkeypatch.setenv(settings.SOLVED_VARIABLE, str(solved))
    assert stored == "first.csv"
    found, rows = people(QUARTER)
    assert found == fresh(QUARTER) + (rows if as_it_was else 0)


def test_a_quarter_whose_stored_counts_are_gone_is_not_known(stored, tmp_path, monkeypatch):
    (tmp_path / settings.KEPT).write_text(json.dumps({CARD: {QUARTER: "lost.csv"}}), encoding="utf-8")
    monkeypatch.setenv(settings.SOLVED_VARIABLE, str(tmp_path / "solved.json"))
    assert people(QUARTER) == (0, 0) and people(OTHER)[1] > 0


def test_a_quarter_in_which_nobody_came_has_a_row_of_nought(county):
    county("resettlement_local_authority_Res_D01.csv")
    rows = pd.DataFrame(tables.official_counts(SLUG, "resettlement"))
    every = importlib.import_module("analysis.tables.resettlement").quarters(SLUG)
    assert set(rows["quarter"]) == set(every)
    assert (rows["people_resettled"] == 0).sum() == len(every) - rows.query("people_resettled > 0")[
        "quarter"
    ].nunique()


def test_nothing_later_than_the_edition_is_counted(county, monkeypatch):
    county(TABLE)
    monkeypatch.setenv(settings.AS_OF_VARIABLE, QUARTER)
    assert pd.DataFrame(tables.official_counts(SLUG, CARD))["quarter"].max() == QUARTER


def test_a_series_that_is_none_is_refused_with_the_nearest(county):
    county(TABLE)
    with pytest.raises(InputError, match=r'No official counts of "asylum_suport".*Nearest: "asylum_support"'):
        tables.official_counts(SLUG, "asylum_suport")


def test_each_route_of_a_scheme_stands_as_the_publisher_names_it(county):
    county("resettlement_local_authority_Res_D01.csv")
    module = importlib.import_module("analysis.tables.resettlement")
    published, counted = (pd.DataFrame(made(SLUG)) for made in (module.load, module.counts))
    by_scheme = [
        found.groupby("scheme")["people_resettled"].sum().to_dict() for found in (published, counted)
    ]
    assert by_scheme[0] == by_scheme[1]
    assert {"UK Resettlement Scheme", "UK Resettlement Scheme - Community Sponsorship Scheme"} < {
        *by_scheme[1]
    }


def test_the_day_of_an_edition_is_the_last_of_its_quarter_and_of_an_invented_draft_its_files(monkeypatch):
    monkeypatch.delenv(settings.AS_OF_VARIABLE, raising=False)
    assert tables.day_of_edition(SLUG) == pd.Timestamp("2026-06-30")
    assert tables.day_of_edition("warwickshire") == pd.Timestamp.today().normalize()
    monkeypatch.setenv(settings.AS_OF_VARIABLE, QUARTER)
    assert tables.day_of_edition(SLUG) == tables.day_of_edition("warwickshire") == pd.Timestamp("2025-12-31")
