"""The custom export of main language in 26 categories: read where it is, refused where it is wrong."""

import pytest

import sampleshire
from analysis import tables
from analysis.errors import InputError
from analysis.measures.languages.small_areas.estimate import estimate_languages
from analysis.sources import nomis
from analysis.tables.languages import estimates
from sampleshire.census_exports import IN_26

LOOKUP = "LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv"


def test_every_language_of_ts024_has_a_category_and_every_category_a_language():
    found = estimates.category_of_language()
    assert len(found) == 94
    assert set(found.values()) == set(estimates.CATEGORIES.values())
    leaves = [name.rpartition(": ")[2] for name, kind in nomis.vocabulary("TS024").items() if kind == "leaf"]
    assert sorted(found) == sorted(leaves)


@pytest.mark.parametrize(
    ("language", "category"),
    [
        ("Polish", "Polish"),
        ("Romanian", "Any other EU language"),
        ("Albanian", "Non-EU European language"),
        ("Bosnian, Croatian, Serbian, and Montenegrin", "Non-EU European language"),
        ("Welsh or Cymraeg (in England only)", "Other UK language"),
        ("Cantonese Chinese", "Chinese"),
        ("Somali", "African language"),
        ("English-based Caribbean Creole", "Any other language"),
    ],
)
def test_languages_go_where_the_publisher_puts_them(language, category):
    assert estimates.category_of_language()[language] == category


def test_a_county_without_an_export_has_no_rows(county):
    county("census2021-ts024-ltla.csv", LOOKUP)
    assert estimates.language_categories("sampleshire").empty


def test_the_export_is_read_for_the_lsoas_that_it_holds(county):
    county(IN_26, LOOKUP)
    found = estimates.language_categories("sampleshire")
    lsoas = found["lsoa21_code"].unique()
    assert found.groupby("lsoa21_code").size().eq(25).all()
    assert 0 < len(lsoas) < 350
    true = sampleshire.truth()["ts024_lsoa"].loc[lsoas]
    counted = found[found["category_26"] == "Polish"].set_index("lsoa21_code")["residents_3_plus"]
    polish = true["Other European language (EU): Polish"]
    assert (counted - polish).abs().max() <= 2


def rewrite(folder, change):
    path = folder / IN_26
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def test_an_unknown_category_is_named(county):
    folder = county(IN_26, LOOKUP)
    rewrite(folder, lambda text: text.replace(",6,Other European language (EU): Polish", ",66,Polisch"))
    with pytest.raises(InputError, match=r'category "Polisch" \(code 66\) is not one of the 26'):
        estimates.language_categories("sampleshire")


def test_an_lsoa_in_two_exports_is_refused(county):
    folder = county(IN_26, LOOKUP)
    (folder / "custom-dataset-again.csv").write_bytes((folder / IN_26).read_bytes())
    with pytest.raises(InputError, match="is in another export of main language too"):
        estimates.language_categories("sampleshire")


def test_the_export_by_proficiency_is_not_taken_for_it(county):
    county("custom-dataset-main-language-by-proficiency.csv", LOOKUP)
    assert estimates.language_categories("sampleshire").empty


def test_the_estimates_of_sampleshire_are_bound_where_it_was_counted(county):

    county("census2021-ts0*.csv", IN_26, LOOKUP)
    evidence = tables.languages.estimates.small_area_evidence("sampleshire")
    rows = estimate_languages(**evidence)
    assert set(rows["method"]) == {"observed", "derived", "modelled"}
    counted = evidence["observed_26"]
    polish = counted[counted["category_26"] == "Polish"].set_index("lsoa21_code")["residents_3_plus"]
    shown = rows[(rows["method"] == "observed") & (rows["language"] == "Polish")].set_index("lsoa21_code")
    assert (shown["speakers"] == polish[shown.index]).all()
    assert len(shown) == len(polish)
