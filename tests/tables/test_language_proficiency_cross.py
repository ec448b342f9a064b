"""The cross-table of language and proficiency: a group's counts, in the districts that are open."""

import shutil

import pytest

import sampleshire
from analysis import tables
from analysis.errors import InputError
from analysis.sources import inventory
from sampleshire.census_exports import BLOCKED
from sampleshire.census_exports import BY_PROFICIENCY as FILE


def test_open_districts_have_22_groups_and_blocked_ones_no_row(county):
    county(FILE)
    found = tables.languages.decision.language_proficiency_cross("sampleshire")
    assert set(found["grouping"]) == {"group_23"} and found["group"].nunique() == 22
    assert not set(BLOCKED) & set(found["area_code"])
    assert found["area_code"].nunique() == 65 - len(BLOCKED)
    assert (found["people_not_proficient"] <= found["people"]).all()


def test_it_counts_the_people_who_truly_cannot_speak_english_well_but_for_the_publishers_noise(county):
    county(FILE)
    found = tables.languages.decision.language_proficiency_cross("sampleshire")
    truth = sampleshire.truth()["ts029_ltla"]
    worse = truth[[name for name in truth.columns if ": Cannot speak English" in name]].sum(axis=1)
    by_district = found.groupby("area_code")["people_not_proficient"].sum()
    assert (by_district - worse[by_district.index]).abs().max() <= 44  # two cells a group, each moved by two


def test_without_the_file_the_table_is_empty(county):
    county("census2021-ts024-ltla.csv")
    assert tables.languages.decision.language_proficiency_cross("sampleshire").empty


def test_a_folder_tells_it_from_a_dataset_of_one_variable_even_when_renamed(county):
    folder = county(FILE)
    (folder / FILE).rename(folder / "download.csv")
    found = inventory.scan(folder)
    assert [item.card_id for item in found.files] == ["census_language_by_proficiency"]


def rewritten(folder, old, new):
    path = folder / FILE
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_categories_that_are_of_no_known_grouping_are_refused(county):
    rewritten(county(FILE), "Main language (23 categories)", "Main language (11 categories)")
    with pytest.raises(InputError, match="is a category of neither the 26, the 23 nor the detailed"):
        tables.languages.decision.language_proficiency_cross("sampleshire")


def test_a_district_in_two_exports_of_one_combination_is_refused(county):
    folder = county(FILE)
    shutil.copy(folder / FILE, folder / "custom-dataset-again.csv")
    with pytest.raises(InputError, match="appears in two exports of one combination"):
        tables.languages.decision.language_proficiency_cross("sampleshire")
