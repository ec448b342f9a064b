"""What the office's files leave open: the analyst is told how many rows, a reader only of what."""

from types import SimpleNamespace

from analysis.extracts.extracts import UNLISTED, Explained
from analysis.publish.report import left_open

TITLES = {"victims": "Victims of recorded crime", "support": "Returns of support"}
FILE = "victims_2026-Q2.csv"


def counts(unmapped, cells, waiting=None, rows=0):
    left_out = {UNLISTED: rows} if rows else {}
    sheet = Explained(FILE, 900, 900 - rows, left_out, unmapped, cells)
    return SimpleNamespace(explained=(sheet,), waiting=waiting or {})


def test_the_analyst_is_told_file_field_rows_and_cells():
    cells = {"ethnic_group": "H12, H14", "sex": "F3", "quarter": "A7"}
    held = {
        "victims": counts({"ethnic_group": 1040, "sex": 2, "quarter": 1}, cells, rows=1_041),
        "needs": counts({}, {}),
    }
    assert left_open.for_the_analyst(held) == [
        f"{FILE}: 1,041 rows left out for a value that columns.toml does not list (ethnic_group, H12, H14; "
        "sex, F3); 1 row left out without a date that can be read (A7)."
    ]
    one = {"victims": counts({"sex": 1}, {"sex": "F3"}, rows=1)}
    assert left_open.for_the_analyst(one) == [
        f"{FILE}: 1 row left out for a value that columns.toml does not list (sex, F3)."
    ]
    many = counts({name: 1 for name in "abcde"}, {name: f"{name}1" for name in "abcde"}, rows=5)
    assert "(a, a1; b, b1; c, c1 and 2 more columns)" in left_open.for_the_analyst({"victims": many})[0]


def test_a_reader_is_told_of_the_fields_without_any_number_of_rows():
    held = {"victims": counts({"ethnic_group": 40, "age_band": 3, "sex": 2, "quarter": 1}, {}, rows=44)}
    assert left_open.for_readers(held, TITLES)["victims"] == [
        "Victims of recorded crime.",
        "Some records are left out: their entry for ethnic group, age band or sex is not among the known "
        "values.",
        "Some records have no date that can be read, and are left out.",
    ]


def test_a_chapter_is_told_of_the_sources_that_its_tables_are_of():
    held = {
        "victims": counts({"sex": 2}, {"sex": "F3"}, rows=2),
        "support": counts({"stage": 1}, {"stage": "B2"}, rows=1),
    }
    assert left_open.for_readers(held, TITLES, {"victims"}) == {
        "victims": [
            "Victims of recorded crime.",
            "Some records are left out: their entry for sex is not among the known values.",
        ]
    }
    assert left_open.for_readers(held, TITLES, set()) == {}


def test_a_quarter_that_one_provider_has_not_sent_is_named_with_the_provider():
    held = {"support": counts({}, {}, {"2026-Q2": ("Harbour Support", "Lantern Service")})}
    late = "Not sent yet by Harbour Support and Lantern Service."
    assert left_open.for_the_analyst(held) == [f"2026-Q2 is left out. {late}"]
    assert left_open.for_readers(held, TITLES) == {
        "support": ["Returns of support.", f"April to June 2026 is left out. {late}"]
    }
