"""The list of languages, and which of them people of a nationality may speak."""

import shutil
from pathlib import Path

import pytest

from analysis import settings, tables
from analysis.errors import InputError
from analysis.sources import nationalities as listed
from analysis.sources import nomis
from analysis.tables.languages.reference import (
    CROSSWALK,
    LANGUAGES,
    NO_NATIONALITY,
    by_label,
    named,
    nationalities,
    read_crosswalk,
    read_languages,
)
from tests.tables.edits import replace, rewritten


def languages():
    return tables.languages.reference.language_reference()


def test_the_94_leaves_are_the_publishers_and_languages_without_a_leaf_say_why():
    leaves = {name for name, kind in nomis.vocabulary("TS024").items() if kind == "leaf"}
    table = languages()
    assert set(table["leaf"]) - {""} == leaves and len(leaves) == 94
    without = table[table["leaf"] == ""]
    assert {"Dari", "Georgian", "Sylheti", "Sorani", "Oromo"} <= set(without["language"])
    assert set(without["limit"]) == {"NO_LEAF", "MERGED_LEAF"}


def test_a_language_is_known_by_what_users_call_it_and_any_other_text_is_refused():
    known = {"Farsi": "Persian or Farsi", "Punjabi": "Panjabi", "nepali": "Nepalese", "Polish": "Polish"}
    assert {text: named(text, "here") for text in known} == known
    with pytest.raises(InputError, match=r'row 3 is not a language .* Nearest: "polish"'):
        named("Polihs", "row 3")


def test_languages_have_what_a_brief_needs_and_those_from_right_to_left_say_so():
    table = languages()
    for column in ("iso639_3", "autonym", "scripts", "direction", "machine_translation"):
        assert (table.loc[table["kind"] == "written", column] != "").all(), column
    direction = table.set_index("language")["direction"]
    written = ["Arabic", "Persian or Farsi", "Dari", "Pashto", "Urdu", "Sorani", "Hebrew", "Yiddish"]
    assert set(direction[written]) == {"right to left"} and direction["Polish"] == "left to right"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",Kurdish,MERGED_LEAF,", ",Kurdsh,MERGED_LEAF,", 'counted in "Kurdsh".* Nearest: "Kurdish"'),
        (",Nepali,", ",Punjabi,", 'the other name "Punjabi" belongs to'),
        (
            "West or Central Asian language: Pashto",
            "",
            "has a leaf of TS024 or is counted in other languages",
        ),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(tmp_path, old, new, said):
    path = Path(shutil.copy(settings.data("reference", LANGUAGES), tmp_path))
    replace(path, old, new, 1)
    with pytest.raises(InputError, match=said):
        read_languages(path)


# From nationality to languages


def test_weights_add_up_to_one_in_ranges_as_wide_as_the_rules_say():
    table = tables.languages.language_crosswalk()
    assert (table.groupby("nationality")["weight"].sum() - 1).abs().max() < 1e-9
    assert table["weight"].between(table["lower"], table["upper"]).all()
    assert (table["source"].str.len() > 20).all()
    known = set(tables.languages.language_crosswalk()["nationality"])
    assert set(listed.listed()) - known == set(NO_NATIONALITY)
    weight, rest = table["weight"], 1 - table["weight"]
    lower = weight * (weight >= 0.85).map({True: 0.6, False: 0.4})
    upper = (
        (weight + rest * 2 / 3).where(weight >= 0.5, 2 * weight).where(weight < 0.85, weight + rest * 3 / 4)
    )
    for wanted, column in ((lower, "lower"), (upper, "upper")):
        assert (table[column] - wanted).abs().max() < 0.001, column  # weights and ends have three decimals


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows[0].update(weight="0.45", lower="0.1"), r"the weights of Afghan add up to 0\.95"),
        (lambda rows: rows[0].update(weight="half"), 'column "weight", row 1: found a blank'),
        (lambda rows: rows[0].update(lower="0.9"), "Afghan, Dari: the weight 0.5 lies outside its range"),
        (
            lambda rows: rows[0].update(language="Dary"),
            r'Afghan: "Dary" is not a language .* Nearest: "Dari"',
        ),
        (
            lambda rows: rows[0].update(source=""),
            'column "source", row 1: found a blank, and text that is not blank',
        ),
        (lambda rows: rows.append(dict(rows[0])), "LanguageCrosswalk"),
    ],
)
def test_a_crosswalk_that_does_not_hold_is_refused(tmp_path, change, said):
    with pytest.raises(InputError, match=said):
        read_crosswalk(rewritten(tmp_path, CROSSWALK, change))


def test_weights_may_be_a_rounding_off_and_no_more(tmp_path):
    read_crosswalk(rewritten(tmp_path, CROSSWALK, lambda rows: rows[0].update(weight="0.5004")))
    with pytest.raises(InputError, match="add up to"):
        read_crosswalk(rewritten(tmp_path, CROSSWALK, lambda rows: rows[0].update(weight="0.5006")))


def test_people_of_two_nationalities_may_speak_either_and_the_unknown_none():
    assert nationalities("Albanian Italian") == ("Albanian", "Italian")
    found = by_label(["Albanian Italian"]).set_index("language")
    alone = tables.languages.language_crosswalk()
    alone = alone[alone["nationality"] == "Albanian"].set_index("language")
    assert found.loc["Albanian", "weight"] == pytest.approx(alone.loc["Albanian", "weight"] / 2)
    assert found.loc["Albanian", "lower"] == 0
    assert found.loc["Albanian", "upper"] == alone.loc["Albanian", "upper"]
    assert found["weight"].sum() == pytest.approx(1)
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
def test_the_census_contradicts_none_of_the_nine_that_it_can_tell(warwickshire):
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
