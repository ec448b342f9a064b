"""What an edition shows already is taken from its tabulations as it stands."""

import pytest

from analysis import measures, publish
from analysis.errors import InputError


def test_each_cell_has_the_figure_or_the_marker_of_the_edition(local_door, solved):
    safe = publish.look_up("victims_by_offence_and_district", district=["Larkmere", "Total"])
    cells = {
        (labels[0], labels[1]): value
        for _, labels, value in solved["tabulations"]["victims_by_offence_and_district"]["cells"]
        if labels[1] in ("Larkmere", "Total")
    }
    found = safe.rows.set_index(["offence_group", "district"])
    assert set(found.index) == set(cells)
    hidden = {key for key, value in cells.items() if value == "[c]"}
    assert set(found.index[found["status"] == "suppressed"]) == hidden and hidden
    assert found["victims"].dropna().to_dict() == {
        key: value for key, value in cells.items() if key not in hidden
    }


def test_one_cell_alone_may_be_looked_up_shown_or_hidden(local_door):
    where = {"offence_group": "Theft", "district": "Larkmere"}
    assert publish.look_up("victims_by_offence_and_district", **where).rows["status"].tolist() == [
        "suppressed"
    ]
    shown = publish.look_up("victims_by_offence_and_district", offence_group="Theft", district="Quarrowby")
    assert shown.rows["victims"].tolist() == [40]


def test_the_newest_period_alone(local_door):
    safe = publish.look_up("victims_by_district", newest=True, district="Quarrowby")
    assert safe.rows[["period", "victims"]].values.tolist() == [["2026-Q1", 77]]
    assert len(publish.look_up("victims_by_district", district="Quarrowby").rows) == 4


def test_a_table_that_the_edition_was_built_without_is_not_there(local_door, solved):
    del solved["tabulations"]["victims_by_district"]
    safe = publish.look_up("victims_by_district", district="Quarrowby")
    assert safe.missing == ("This edition was built without a table of it.",) and safe.tabulation == ""
    beside = publish.work_out(measures.counted_here, safe, what="Here", value="victims")
    assert beside.missing == safe.missing


def test_a_place_that_no_cell_has_is_missing_and_no_nought(local_door):
    assert publish.look_up("victims_by_district", district="Atlantis").missing


@pytest.mark.parametrize(
    ("table", "labels", "wanted"),
    [
        ("victims_by_distrikt", {}, 'Nearest: "victims_by_district"'),
        ("victims_by_district", {"distrikt": "Larkmere"}, 'is not by "distrikt". Nearest: "district"'),
    ],
)
def test_what_is_not_listed_is_refused(local_door, table, labels, wanted):
    with pytest.raises(InputError, match=wanted):
        publish.look_up(table, **labels)
