"""The list of languages: the 94 of the census, those it does not distinguish, and what users call them."""

import pytest

from analysis import settings, tables
from analysis.errors import InputError
from analysis.sources import nomis
from analysis.tables.languages.reference import LANGUAGES as FILE
from analysis.tables.languages.reference import named
from analysis.tables.languages.reference import read_languages as read


def listed():
    return tables.languages.reference.language_reference()


def test_the_94_leaves_are_the_publishers_to_the_letter():
    leaves = {name for name, kind in nomis.vocabulary("TS024").items() if kind == "leaf"}
    assert set(listed()["leaf"]) - {""} == leaves and len(leaves) == 94


def test_92_are_decided_on_by_the_census_and_languages_without_a_leaf_besides():
    table = listed()
    not_decided = ("English (English or Welsh in Wales)", "Welsh or Cymraeg (in England only)")
    assert len(table[(table["leaf"] != "") & ~table["language"].isin(not_decided)]) == 92
    without = set(table.loc[table["leaf"] == "", "language"])
    assert {"Dari", "Georgian", "Sylheti", "Sorani", "Oromo"} <= without
    assert set(table.loc[table["leaf"] == "", "limit"]) == {"NO_LEAF", "MERGED_LEAF"}


def test_a_language_is_known_by_what_users_call_it():
    known = {"Farsi": "Persian or Farsi", "Punjabi": "Panjabi", "nepali": "Nepalese", "Polish": "Polish"}
    assert {text: named(text, "here") for text in known} == known


def test_a_text_that_is_no_language_is_refused_with_the_nearest():
    with pytest.raises(InputError, match=r'row 3 is not a language .* Nearest: "polish"'):
        named("Polihs", "row 3")


def test_languages_written_from_right_to_left_say_so():
    table = listed().set_index("language")["direction"]
    written = ["Arabic", "Persian or Farsi", "Dari", "Pashto", "Urdu", "Sorani", "Hebrew", "Yiddish"]
    assert set(table[written]) == {"right to left"} and table["Polish"] == "left to right"


def test_panjabi_and_kurdish_have_two_scripts_each_and_dari_its_false_substitution():
    table = listed().set_index("language")
    assert table.loc["Panjabi", "scripts"] == "Gurmukhi;Shahmukhi"
    assert table.loc["Kurdish", "scripts"] == "Latin;Arabic"
    assert "Persian of Iran" in table.loc["Dari", "false_substitutions"]
    assert table.loc["Dari", "machine_translation"] == "no"


def test_every_language_that_can_be_written_has_what_a_brief_needs():
    table = listed()
    written = table[table["kind"] == "written"]
    for column in ("iso639_3", "autonym", "scripts", "direction", "machine_translation"):
        assert (written[column] != "").all(), column


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
    text = settings.data("reference", FILE).read_text(encoding="utf-8")
    assert old in text
    changed = tmp_path / FILE
    changed.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read(changed)
