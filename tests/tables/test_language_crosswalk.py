"""From nationality to languages: many to many, weights that add up, and what the census can contradict."""

import csv

import pytest

from analysis import settings, tables
from analysis.errors import InputError
from analysis.sources import nationalities as listed
from analysis.tables.languages.reference import CROSSWALK as FILE
from analysis.tables.languages.reference import NO_NATIONALITY, by_label, nationalities
from analysis.tables.languages.reference import read_crosswalk as read


def test_the_weights_of_every_nationality_add_up_to_one_and_lie_in_their_range():
    table = tables.languages.language_crosswalk()
    assert (table.groupby("nationality")["weight"].sum() - 1).abs().max() < 1e-9
    assert table["weight"].between(table["lower"], table["upper"]).all()
    assert (table["source"].str.len() > 20).all()


def test_every_range_is_as_wide_as_the_rules_of_the_project_make_it():
    table = tables.languages.language_crosswalk()
    weight, rest = table["weight"], 1 - table["weight"]
    lower = weight * (weight >= 0.85).map({True: 0.6, False: 0.4})
    upper = (
        (weight + rest * 2 / 3).where(weight >= 0.5, 2 * weight).where(weight < 0.85, weight + rest * 3 / 4)
    )
    for wanted, column in ((lower, "lower"), (upper, "upper")):
        assert (table[column] - wanted).abs().max() < 0.001, column  # weights and ends have three decimals


def test_every_nationality_that_the_home_office_may_write_has_languages():
    known = set(tables.languages.language_crosswalk()["nationality"])
    assert set(listed.listed()) - known == set(NO_NATIONALITY)


def changed(tmp_path, change):
    with settings.data("reference", FILE).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    change(rows)
    path = tmp_path / FILE
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows[0].update(weight="0.45", lower="0.1"), r"the weights of Afghan add up to 0\.95"),
        (lambda rows: rows[0].update(weight="half"), 'column "weight", row 0: found nan'),
        (lambda rows: rows[0].update(lower="0.9"), "Afghan, Dari: the weight 0.5 lies outside its range"),
        (
            lambda rows: rows[0].update(language="Dary"),
            r'Afghan: "Dary" is not a language .* Nearest: "Dari"',
        ),
        (lambda rows: rows[0].update(source=""), 'column "source", row 0'),
        (lambda rows: rows.append(dict(rows[0])), "LanguageCrosswalk"),
    ],
)
def test_a_crosswalk_that_does_not_hold_is_refused(tmp_path, change, said):
    with pytest.raises(InputError, match=said):
        read(changed(tmp_path, change))


def test_weights_may_be_a_rounding_off_and_no_more(tmp_path):
    read(changed(tmp_path, lambda rows: rows[0].update(weight="0.5004")))
    with pytest.raises(InputError, match="add up to"):
        read(changed(tmp_path, lambda rows: rows[0].update(weight="0.5006")))


def test_people_of_two_nationalities_may_speak_the_languages_of_either():
    assert nationalities("Albanian Italian") == ("Albanian", "Italian")
    found = by_label(["Albanian Italian"]).set_index("language")
    alone = tables.languages.language_crosswalk()
    alone = alone[alone["nationality"] == "Albanian"].set_index("language")
    assert found.loc["Albanian", "weight"] == pytest.approx(alone.loc["Albanian", "weight"] / 2)
    assert found.loc["Albanian", "lower"] == 0
    assert found.loc["Albanian", "upper"] == alone.loc["Albanian", "upper"]
    assert found["weight"].sum() == pytest.approx(1)


def test_the_unknown_have_no_language_and_a_misspelt_nationality_is_named():
    assert nationalities("Unknown") == () and nationalities("Afghan Unknown") == ("Afghan",)
    assert by_label(["Unknown"]).empty
    with pytest.raises(InputError, match=r'The nationality "Albanain"\. .*Nearest: "Albanian"'):
        nationalities("Albanain")


# Passports that TS005 counts by themselves, by the nationality of who holds them.
PASSPORTS = {
    "French": "France",
    "German": "Germany",
    "Italian": "Italy",
    "Lithuanian": "Lithuania",
    "Polish": "Poland",
    "Portuguese": "Portugal",
    "Romanian": "Romania",
    "Spanish": "Spain",
    "Turkish": "Turkey",
}


@pytest.mark.real
def test_the_census_of_england_and_wales_contradicts_none_of_the_nine_that_it_can_tell(warwickshire):
    passports, languages = (
        load("warwickshire", by="every district")
        for load in (tables.census.passports, tables.census.language)
    )
    held = passports.groupby("passport")["residents"].sum()
    spoken = languages.groupby("language")["residents_3_plus"].sum()
    crosswalk = tables.languages.language_crosswalk()
    for nationality, passport in PASSPORTS.items():
        rows = crosswalk[crosswalk["nationality"] == nationality]
        main = rows.loc[rows["weight"].idxmax()]
        # All who speak a language are at least those with the passport who do: 611,831 speakers for 760,147
        # Polish passports say that at most 80 % of those who hold one have the language.
        assert main["lower"] <= spoken[main["language"]] / held[passport], nationality
