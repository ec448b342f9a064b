"""The licensed microdata: counted and let go, a few fields at a time, and never a value in a message."""

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.sources import nrm_microdata

# Invented rows in an invented layout.
ROWS = (
    "case_quarter\tage\texploit\tnat\n2026-Q1\tAdult\tLabour\tMartian\n2026-Q1\tAdult\t\tMartian\n"
    "2026-Q1\tChild\tCriminal\tVenusian\n"
)
COLUMNS = {"quarter": "case_quarter", "age_group": "age"}


@pytest.fixture
def held(tmp_path):
    path = tmp_path / "nrm.tab"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_rows_are_counted_and_nothing_is_stored(held):
    before = sorted(held.parent.iterdir())
    found = nrm_microdata.counted(held, COLUMNS)
    assert pd.DataFrame(found).values.tolist() == [["2026-Q1", "Adult", 2], ["2026-Q1", "Child", 1]]
    assert sorted(held.parent.iterdir()) == before


def test_a_blank_is_a_category_of_its_own(held):
    found = pd.DataFrame(nrm_microdata.counted(held, {"exploitation": "exploit"}))
    assert found.set_index("exploitation")["referrals"].to_dict() == {
        "Criminal": 1, "Labour": 1, "Not specified or unknown": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({}, "Count by one to 3 fields"),
        (dict.fromkeys(("quarter", "age_group", "gender", "location"), "age"), "Count by one to 3 fields"),
        ({"nationality": "nat", "exploitation": "exploit"}, "never counted together"),
        ({"nationality": "nat", "first_responder_type": "age"}, "never counted together"),
        ({"immigration_status": "age"}, 'There is no field "immigration_status"'),
        ({"age_group": "agee"}, 'has no column "agee". Nearest: "age".'),
    ],
)
def test_what_would_single_people_out_is_refused(held, columns, says):
    with pytest.raises(InputError) as refused:
        nrm_microdata.counted(held, columns)
    assert says in str(refused.value) and "Martian" not in str(refused.value)


def test_another_kind_of_file_is_refused(tmp_path):
    path = tmp_path / "nrm.sav"
    path.write_bytes(b"$FL2")
    with pytest.raises(InputError, match="Take the TAB or CSV edition"):
        nrm_microdata.counted(path, COLUMNS)


def test_no_card_names_it_so_that_no_folder_of_files_is_searched_for_it():
    from analysis.sources.catalogue import catalogue

    assert not any("8910" in one.title or "microdata" in one.title.lower() for one in catalogue().values())
