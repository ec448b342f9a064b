"""What the office's files leave open: the analyst is told how many rows, a reader only of what."""

from types import SimpleNamespace

from analysis.publish.edition import supplied
from analysis.sources.local.extracts import Explained

TITLES = {"victims": "Victims of recorded crime", "support": "Returns of support"}
FILE = "victims_2026-Q2.csv"


def counts(unmapped, first, waiting=None):
    return SimpleNamespace(explained=(Explained(FILE, 900, 899, {}, unmapped, first),), waiting=waiting or {})


def test_the_analyst_is_told_file_field_rows_and_first_cell():
    first = {"ethnic_group": "H12", "sex": "F3", "quarter": "A7"}
    held = {"victims": counts({"ethnic_group": 1040, "sex": 2, "quarter": 1}, first), "needs": counts({}, {})}
    assert supplied.for_the_analyst(held) == [
        f"{FILE}: 1,042 values in 2 columns not in columns.toml, first in H12; 1 row without a date, left "
        "out, first in A7."
    ]
    one = {"victims": counts({"sex": 2}, {"sex": "F3"})}
    assert supplied.for_the_analyst(one) == [f"{FILE}: 2 values in sex not in columns.toml, first in F3."]


def test_a_reader_is_told_of_the_fields_without_any_number_of_rows():
    held = {"victims": counts({"ethnic_group": 40, "age_band": 3, "sex": 2, "quarter": 1}, {})}
    assert supplied.for_readers(held, TITLES)["victims"] == [
        "Victims of recorded crime.",
        "Some entries for ethnic group, age band and sex are not among the known values, and are counted as "
        "Unknown.",
        "Some records have no date that can be read, and are left out.",
    ]


def test_a_chapter_is_told_of_the_fields_that_its_tables_use():
    held = {"victims": counts({"ethnic_group": 40, "sex": 2}, {}), "support": counts({"stage": 1}, {})}
    assert supplied.for_readers(held, TITLES, {"victims": {"sex", "age_band"}}) == {
        "victims": [
            "Victims of recorded crime.",
            "Some entries for sex are not among the known values, and are counted as Unknown.",
        ]
    }
    assert supplied.for_readers(held, TITLES, {"victims": {"district"}}) == {}


def test_a_quarter_that_one_provider_has_not_sent_is_named_with_the_provider():
    held = {"support": counts({}, {}, {"2026-Q2": ("Harbour Support", "Lantern Service")})}
    late = "Not sent yet by Harbour Support and Lantern Service."
    assert supplied.for_the_analyst(held) == [f"2026-Q2 is left out. {late}"]
    assert supplied.for_readers(held, TITLES) == {
        "support": ["Returns of support.", f"April to June 2026 is left out. {late}"]
    }
