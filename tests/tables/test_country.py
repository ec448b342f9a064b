"""What differs between England and Wales in the same sources."""

import pytest

from analysis import areas, tables
from analysis.release import statements
from analysis.tables.languages.decision import RISK

WELSH = ("dyfed-powys", "gwent", "north-wales", "south-wales")


def test_the_four_welsh_forces_are_in_wales_and_every_other_area_is_in_england():
    for area in areas.all_areas() + areas.all_areas(invented=True):
        row = tables.places.country(area.slug).loc[0]
        assert row["country"] == ("Wales" if area.slug in WELSH else "England"), area.slug
        assert row[["both_official", "other_index"]].notna().all() == (area.slug in WELSH)


@pytest.mark.parametrize(("area", "name"), [("gwent", "English or Welsh"), ("sampleshire", "English")])
def test_the_main_language_is_called_as_the_census_counts_it(area, name):
    assert tables.places.main_language(area) == name


@pytest.mark.real
def test_the_decision_in_wales_says_that_the_index_is_englands(warwickshire):
    absent = tables.languages.evidence("gwent", counted=statements.one(RISK, "gwent"))["absent"]
    assert absent["which small areas are deprived"] == (
        "the index that is read covers England alone, and the Welsh Index of Multiple Deprivation is not read"
    )
    assert "deprivation_2025" not in tables.languages.sources("gwent")
    counted = statements.one(RISK, "warwickshire")
    absent = tables.languages.evidence("warwickshire", counted=counted)["absent"]
    assert "which small areas are deprived" not in absent
    assert "deprivation_2025" in tables.languages.sources("warwickshire")
