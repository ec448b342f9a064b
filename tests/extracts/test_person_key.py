"""A person's key: counted by in release alone, never written, and nothing but a key."""

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.extracts import extracts, fields, mapping
from analysis.release import statements

from .office import COLUMNS, HEADINGS

KEYED = (
    COLUMNS
    + """
[victims.our_police.fields.person_key]
headings = ["Nominal URN"]
unknown = ["NULL", ""]

[victims.our_police.fields.victim_is]
headings = ["Victim type"]
values = { "P" = "A person", "B" = "A business or other body" }
"""
)
WITH_KEY = [*HEADINGS, "Nominal URN", "Victim type"]
# Person, day, type: 4 people in 7 records of persons with a key, one record without, one of a business
ROWS = [
    ("N100001", "03/01/2026", "P"), ("n100001", "04/02/2026", "P"), ("N100002", "05/01/2026", "P"),
    ("N100003", "31/12/2025", "P"), ("N100003", "06/01/2026", "P"), ("N100003", "07/01/2026", "P"),
    ("N100004", "08/01/2026", "P"), ("NULL", "09/01/2026", "P"), ("N100009", "10/01/2026", "B"),
]  # fmt: skip


@pytest.fixture
def keyed(office):
    """Return a function that writes an extract with keys and gives its counts."""
    office.map(KEYED)

    def give(rows=ROWS, headings=None):
        table = [[day, "Quarrowby", "W1", "Y", "Beat 4", person, kind] for person, day, kind in rows]
        office.csv(table, headings or WITH_KEY)
        return office.counts()

    return give


def test_distinct_people_and_repeats_are_counted_without_businesses(keyed):
    people = keyed().people
    told = statements.persons(people, "year ending 2026-Q1", below=0, rounding=1).iloc[0]
    assert (told["people"], told["people_again"], told["records_without_key"]) == (4, 2, 1)
    assert people["records"].sum() == 8


def test_the_key_is_in_no_count_and_no_number_is_the_same_in_another_run(keyed, monkeypatch):
    counts = keyed()
    assert fields.PERSON_KEY not in counts.frame.columns
    numbers = set(counts.people["person"])
    assert "N100001" not in counts.people.to_csv() + counts.frame.to_csv()
    monkeypatch.setattr(extracts, "_KEY_OF_THIS_RUN", b"another run")
    extracts._read.cache_clear()
    again = set(keyed().people["person"])
    assert len(numbers) == len(again) and numbers & again == {extracts.NO_KEY}


def test_what_is_published_is_rounded_and_a_few_people_are_hidden(keyed):
    people = pd.DataFrame({"person": range(1, 38), "records": [1] * 30 + [2] * 7, "quarter": "2026-Q1"})
    told = statements.persons(people, "year", below=5, rounding=10).iloc[0]
    assert (told["people"], told["people_again"], told["status"]) == (40, 10, "shown")
    few = statements.persons(people.iloc[:32], "year", below=5, rounding=10).iloc[0]
    assert few["status"] == "suppressed" and pd.isna(few["people"]) and pd.isna(few["people_again"])


def test_an_extract_without_a_mapped_key_has_no_people(office):
    office.csv(office.rows(3))
    assert office.counts().people is None


@pytest.mark.parametrize("value", ["Notaperson Surname", "SMITH", "03/01/1980", "x" * 41 + "1"])
def test_a_key_that_could_be_a_name_a_day_or_a_text_is_refused_by_its_cell_alone(keyed, value):
    with pytest.raises(InputError, match=r"cell F3.*is not a key of a person") as refused:
        keyed([ROWS[0], (value, "04/01/2026", "P")])
    assert value not in str(refused.value)


def test_a_key_under_the_heading_of_a_name_is_refused(keyed, office):
    office.map(KEYED.replace("Nominal URN", "Victim surname"))
    with pytest.raises(InputError, match="stands for a name, which is never let in"):
        keyed(headings=[*HEADINGS, "Victim surname", "Victim type"])


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ('values = { "N1" = "yes" }', "a key has no values to map"),
        (
            '\n[victims.our_police.fields.count]\nheadings = ["Victims"]',
            "table of counts has no row of one person",
        ),
    ],
)
def test_a_mapping_that_makes_a_key_more_than_a_key_is_refused(office, more, says):
    office.map(COLUMNS + '[victims.our_police.fields.person_key]\nheadings = ["Nominal URN"]\n' + more)
    with pytest.raises(InputError, match=says):
        mapping.read(office.folder, "sampleshire")


def test_no_other_kind_of_file_has_a_key(office):
    office.map("""
[support.harbour]
files = ["support_{quarter}.csv"]
supplier = "Harbour"
[support.harbour.fields.quarter]
headings = ["Quarter"]
[support.harbour.fields.stage]
headings = ["Stage"]
[support.harbour.fields.person_key]
headings = ["Client URN"]
""")
    with pytest.raises(InputError, match="person_key"):
        mapping.read(office.folder, "sampleshire", "support")
