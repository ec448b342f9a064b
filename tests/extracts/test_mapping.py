"""columns.toml: what it may say, and the error for everything else."""

import re

import pytest

from analysis.errors import InputError, MissingSourceError
from analysis.extracts import fields, mapping

QUARTER, DISTRICT = "[victims.our_police.fields.quarter]", "[victims.our_police.fields.district]"


def test_a_mapping_says_which_files_headings_and_values_mean_what(office):
    (one,) = mapping.read(office.folder, "sampleshire")
    assert (one.supplier, one.unmapped_share, one.quarters) == ("Our Police", 0.25, None)
    assert one.quarter_of("victims_2026-Q1.csv") == one.quarter_of("Victims_2026-Q1.XLSX") == "2026-Q1"
    assert one.quarter_of("victims_2026-Q1.csv.bak") is None
    assert one.headings["da flag"] == "domestic_abuse"
    assert one.headings["beat team"] is None and "surname" not in one.headings
    ethnic = one.fields["ethnic_group"]
    assert ethnic.label("W1") == ("White", True)
    assert ethnic.label("w1 - British") == ("White", False)
    assert ethnic.label("a1 - indian") == ("Asian", True)
    assert ethnic.label("Asian") == ("Asian", True)
    assert ethnic.label("Declined") == ("Refused", True)
    assert ethnic.label("Not asked by officer") == ("Not asked", True)
    assert ethnic.label("W2 - Irish") == ethnic.label("W12") == (None, False)


def test_districts_are_those_of_the_area(office):
    assert mapping.read(office.folder, "sampleshire")[0].fields["district"].label("larkmere")[0] == "Larkmere"
    office.map(office.columns, area='area = "warwickshire"\n')
    assert mapping.read(office.folder, "warwickshire")[0].fields["district"].label("larkmere")[0] is None


def test_the_extracts_of_one_area_are_not_published_as_anothers(office):
    """With Warwickshire's returns a build of the West Midlands once said "6,950 declined"."""
    office.map(office.columns, area='area = "E23000017"\n')
    assert mapping.read(office.folder, "warwickshire")
    with pytest.raises(InputError, match="the extracts are of Warwickshire, and this is about West Midlands"):
        mapping.read(office.folder, "west-midlands")
    assert office.refusal().startswith("columns.toml: the extracts are of Warwickshire, and this is about S")


@pytest.mark.parametrize(
    ("area", "says"),
    [
        ("", 'does not say whose extracts these are. Write area = "sampleshire" at the top'),
        ('area = "warwikshire"\n', 'columns.toml, area: "warwikshire"'),
    ],
)
def test_a_mapping_says_of_which_area_it_is(office, area, says):
    office.map(office.columns, area)
    said = office.refusal()
    assert said.startswith("columns.toml") and says in said and "\n" not in said


def test_every_field_of_the_contract_is_known_and_none_of_a_persons_status():
    asked = (
        "district offence_group age_band sex ethnic_group disability domestic_abuse hate_crime interpreter "
        "language_group relationship religion sexual_orientation referral_source outcome_type "
        "offences_in_12_months"
    )
    known = fields.kinds()["victims"].fields
    assert set(asked.split()) <= set(known)
    assert not re.search("status|nation|immigr", " ".join(known))


def test_no_mapping_is_a_missing_source(office):
    (office.folder / "columns.toml").unlink()
    with pytest.raises(MissingSourceError, match=r"columns.toml: no such file"):
        office.counts()
    office.map("")
    with pytest.raises(MissingSourceError, match=r"has no section such as \[victims.our_police\]"):
        office.counts()


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("[victims.our_police", "[victim.our_police", 'unknown kind "victim". Nearest: "victims".'),
        ("supplier =", "suplier =", 'unknown field "suplier". Nearest: "supplier".'),
        ('supplier = "Our Police"', "supplier = 3", "found 3, expected text in quotation marks"),
        ('supplier = "Our Police"', "", 'the field "supplier" is missing'),
        ('files = ["victims_{quarter}.xlsx", "victims_{quarter}.csv"]', "", 'the field "files" is missing'),
        ("victims_{quarter}.csv", "victims.csv", 'found "victims.csv", expected a bare file name'),
        ("victims_{quarter}.csv", "x/{quarter}.csv", "expected a bare file name"),
        ("victims_{quarter}.csv", "victims_{quarter}.txt", "that ends in .csv or .xlsx"),
        ("unmapped_share = 0.25", "unmapped_share = 2", "found 2, expected a number below 1"),
        ("unmapped_share = 0.25", "quarters = 0", "found 0, expected 1 or more"),
        ('"Remand"]', '"DA flag"]', 'the heading "DA flag" appears twice'),
        ('"Remand"]', '""]', "a heading is blank"),
        (QUARTER, "[victims.our_police.fields.district_name]", 'Nearest: "district".'),
        (QUARTER, "[victims.our_police.fields.nationality]", "is not a field of a victim extract"),
        (QUARTER, "[victims.our_police.fields.age_band]", '"dates" belongs to the field quarter alone'),
        ('headings = ["DA flag"]', 'heading = ["DA flag"]', 'unknown field "heading". Nearest: "headings".'),
        ('dates = ["%d/%m/%Y"]', 'dates = ["dd/mm/yyyy"]', "expected a format with day, month and year"),
        ('headings = ["DA flag"]', 'headings = ["DA flag"]\nsince = "2026"', 'as "2026-Q1"'),
        ('dates = ["%d/%m/%Y"]', 'dates = ["%d/%m/%Y"]\nsince = "2026-Q1"', "field that is counted by"),
        ('"W1" = "White"', '"W1" = "Whyte"', '"Whyte" is not a label of ethnic_group. Nearest: "White".'),
        ('"W1" = "White"', '"W1" = "White", "w1" = "Asian"', 'the value "w1" has two labels'),
        ('refused = ["Declined"]', 'refused = ["NULL"]', 'the value "NULL" has two labels'),
        ('"Out of force" = "Outside the area"', '"Out" = "Elsewhere"', '"Elsewhere" is not a label'),
        (DISTRICT, "[victims.our_police.fields.count]", "a count has no values"),
    ],
)  # fmt: skip
def test_a_mapping_that_says_something_else_is_refused_with_its_place(office, before, after, says):
    assert before in office.columns
    office.map(office.columns.replace(before, after))
    said = office.refusal()
    assert said.startswith(("columns.toml: ", "columns.toml, [")) and says in said


def test_a_mapping_wants_a_date_and_one_field_more(office):
    office.map(office.columns[: office.columns.index(DISTRICT)])
    assert "map the field quarter and at least one other" in office.refusal()


def test_a_label_that_the_office_chooses_names_a_group(office):
    for label in ("", "Mr Smith", "07700 900123", "x" * 61, "Total", "Not supplied"):
        section = '[victims.our_police.fields.language_group]\nheadings = ["Language"]\n'
        office.map(office.columns + section + f'values = {{ "pl" = "{label}" }}\n')
        assert "columns.toml, [victims.our_police.fields.language_group]" in office.refusal(), label
