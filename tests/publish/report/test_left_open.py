"""What the office's files leave open: the analyst is told how many rows, a reader only of what."""

from types import SimpleNamespace

from analysis.extracts.extracts import UNLISTED, Explained
from analysis.publish.report import left_open

TITLES = {"victims": "Victims of recorded crime", "support": "Returns of support"}
FILE = "victims_2026-Q2.csv"


def counts(unmapped, cells, waiting=None, rows=0):
    left_out = {UNLISTED: rows} if rows else {}
    sheet = Explained(FILE, 900, 900 - rows, left_out, unmapped, cells)
    return SimpleNamespace(explained=(sheet,), waiting=waiting or {}, quarters=("2026-Q1",))


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


def test_a_reader_is_told_of_fields_without_numbers_of_rows():
    late = {"2026-Q2": ("Harbour Support", "Lantern Service")}
    held = {
        "victims": counts({"ethnic_group": 40, "age_band": 3, "sex": 2, "quarter": 1}, {}, rows=44),
        "support": counts({}, {}, late),
    }
    of_victims = [
        "Victims of recorded crime.",
        "Some records are left out: their entry for ethnic group, age band or sex is not among the known "
        "values.",
        "Some records have no date that can be read, and are left out.",
    ]
    waiting = "is left out. Not sent yet by Harbour Support and Lantern Service."
    of_support = ["Returns of support.", f"April to June 2026 {waiting}"]
    assert left_open.for_readers(held, TITLES) == {"victims": of_victims, "support": of_support}
    assert left_open.for_readers(held, TITLES, {"victims"}) == {"victims": of_victims}
    assert left_open.for_readers(held, TITLES, set()) == {}
    assert left_open.for_the_analyst({"support": held["support"]}) == [f"2026-Q2 {waiting}"]
    counted = counts({}, {}, {"2026-Q1": ("Lantern Service",)})
    said = "2026-Q1 is counted without Lantern Service: not sent yet when it was counted."
    assert left_open.for_the_analyst({"support": counted}) == [said]
