"""The assurance log as a table: of the area's commitments, with counts that fit."""

import pytest

from analysis import tables
from analysis.errors import InputError
from analysis.tables.declaration import columns, empty
from analysis.tables.office import declaration
from analysis.tables.registers import Commitments
from sampleshire import assurance as sampleshire_log

GOOD = {"commitment": "1", "kind": "briefing", "audience": "Response teams", "reached": "212", "of": "260",
        "day": "11/02/2026", "next_day": "11/02/2027", "said_by": "Training unit",
        "verified_by": "Audit unit"}  # fmt: skip


@pytest.fixture
def office(county, office_folder):
    """Return a function that writes the log of rows, each the good one with changes, and loads its table."""
    county("ruc21_lsoa21.csv")

    def load(*changes):
        rows = [GOOD | change for change in changes or [{}]]
        lines = [",".join(GOOD), *(",".join(row.values()) for row in rows)]
        (office_folder / "assurance.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return tables.office.assurance("sampleshire")

    return load


def test_a_good_row_is_declared(office):
    found = office()
    assert list(found.columns) == columns(declaration("assurance"))
    assert found.loc[:, ["commitment", "reached", "of"]].to_numpy().tolist() == [[1, 212, 260]]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"commitment": "99"},
            "the commitment is not in data/reference/commitments.toml. They are numbered 1",
        ),
        ({"reached": "261"}, "reached and of do not fit"),
        ({"reached": ""}, "reached and of do not fit"),
        ({"reached": "0", "of": "0"}, "reached and of do not fit"),
        ({"next_day": "11/02/2026"}, "next_day is no later than day"),
        ({"verified_by": "TRAINING unit"}, "verified_by is the one that said it"),
        ({"kind": "speech"}, "one of: policy version; force order; briefing; meeting; review"),
    ],
)
def test_a_row_that_cannot_stand_is_refused_without_its_words(office, change, says):
    with pytest.raises(InputError) as caught:
        office({"day": "10/02/2026"}, change)
    assert says in str(caught.value) and str(caught.value).startswith("assurance.csv")
    assert "Response teams" not in str(caught.value) and "otaperson" not in str(caught.value)


def test_a_second_row_of_one_thing_is_refused_and_another_day_is_not(office):
    with pytest.raises(
        InputError, match="row 3: a second row for the same commitment, kind, audience and day"
    ):
        office({}, {"reached": "5"})
    assert len(office({}, {"day": "12/02/2026"}, {"audience": "Control room"}, {"kind": "meeting"})) == 4


@pytest.mark.parametrize(
    "change",
    [
        {"reached": "260"},
        {"reached": "0"},
        {"of": ""},
        {"reached": "", "of": ""},
        {"next_day": "12/02/2026"},
        {"verified_by": ""},
    ],
)
def test_what_nobody_counted_or_verified_may_be_blank(office, change):
    assert len(office(change)) == 1


def test_an_area_of_which_no_commitment_is_known_can_have_no_row(office, monkeypatch):
    monkeypatch.setattr(tables.office, "commitments", lambda area: empty(Commitments))
    with pytest.raises(InputError, match="None of this area is listed there"):
        office()


def test_sampleshires_log_is_read_and_leaves_one_commitment_that_only_it_could_show_without_a_row(
    office, tmp_path
):
    sampleshire_log.write(tmp_path / "office")
    found = tables.office.assurance("sampleshire")
    assert len(found) == len(sampleshire_log.ROWS) and found["verified_by"].notna().sum() == 2
    made = tables.registers.commitments("sampleshire").query("evidence == 'assurance'")
    assert set(made["number"]) - set(found["commitment"]) == {9}
