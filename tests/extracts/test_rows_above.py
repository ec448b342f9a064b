"""A row of the table above its headings would be lost: it is refused, and a title is not."""

import pytest

from analysis.errors import InputError
from analysis.extracts import cells

HEADINGS = "number,text,owner,state,due,role,day,note"
ROWS = [
    "1,,Head of service,done,,Head of policy,12/06/2026,",
    "2,,,open,31/05/2026,Head of policy,12/06/2026,",
]


def read(folder, *lines):
    path = folder / "log.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return cells.sheets(path, lambda text: text in HEADINGS.split(","))[0]


def test_a_row_with_many_blanks_above_the_headings_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"log\.csv, row 1: appears above the headings and has 5 cells"):
        read(tmp_path, "3,,Head of service,done,,Head of policy,12/06/2026,", HEADINGS, *ROWS)


@pytest.mark.parametrize(
    "title", ["# Of the county: its bodies, what they own, decide", "From,1 April,To,30 June"]
)
def test_a_title_of_several_cells_is_not(tmp_path, title):
    assert read(tmp_path, title, HEADINGS, *ROWS).rows == 2
