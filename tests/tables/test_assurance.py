"""The assurance log as a table: of the area's commitments, with counts that fit."""

import pytest

from analysis import settings, tables
from analysis.errors import InputError
from analysis.tables.declaration import columns, empty
from analysis.tables.office import declaration
from analysis.tables.registers import Commitments
from sampleshire import office_logs as sampleshire_log

GOOD = {"commitment": "1", "kind": "briefing", "audience": "Response teams", "reached": "212", "of": "260",
        "day": "11/02/2026", "next_day": "11/02/2027", "said_by": "Training unit",
        "verified_by": "Audit unit"}  # fmt: skip


@pytest.fixture
def office(county, tmp_path, monkeypatch):
    """Return a function that writes the log of rows, each the good one with changes, and loads its table."""
    county("ruc21_lsoa21.csv")
    folder = tmp_path / "office"
    folder.mkdir()
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(folder))

    def load(*changes):
        rows = [GOOD | change for change in changes or [{}]]
        lines = [",".join(GOOD), *(",".join(row.values()) for row in rows)]
        (folder / "assurance.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return tables.office.assurance("sampleshire")

    return load


def test_a_good_row_is_declared(office):
    found = office()
    assert list(found.columns) == columns(declaration("assurance"))
    assert found.loc[:, ["commitment", "reached", "of"]].to_numpy().tolist() == [[1, 212, 260]]


def test_without_the_log_or_its_rows_there_are_none(office, tmp_path, monkeypatch):
    office()
    path = tmp_path / "office" / "assurance.csv"
    path.write_text(",".join(GOOD) + "\n", encoding="utf-8")
    assert not len(tables.office.assurance("sampleshire"))
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path / "none"))
    assert not len(tables.office.assurance("sampleshire"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"commitment": "99"},
            "the commitment is not in data/reference/commitments.toml. They are numbered 1",
        ),
        ({"commitment": "0"}, "the commitment is not in"),
        ({"reached": "261"}, "reached and of do not fit"),
        ({"reached": ""}, "reached and of do not fit"),
        ({"reached": "0", "of": "0"}, "reached and of do not fit"),
        ({"next_day": "11/02/2026"}, "next_day is no later than day"),
        ({"verified_by": "TRAINING unit"}, "verified_by is the one that said it"),
        ({"kind": "speech"}, "one of: policy version; force order; briefing; meeting; review"),
        ({"said_by": "Mrs Notaperson"}, "holds what looks like a person's name"),
        ({"audience": "me@notaperson.invalid"}, "holds what looks like an e-mail address"),
        ({"day": ""}, "is blank, and the column day needs"),
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


def test_an_edition_knows_nothing_that_was_done_after_its_quarter(office, monkeypatch):
    rows = ({"day": "31/03/2026"}, {"day": "01/04/2026"})
    assert len(office(*rows)) == 2
    monkeypatch.setenv(settings.AS_OF_VARIABLE, "2026-Q1")
    assert len(office(*rows)) == 1


def test_sampleshires_log_is_read_and_leaves_one_commitment_that_only_it_could_show_without_a_row(
    office, tmp_path
):
    sampleshire_log.write(tmp_path / "office")
    found = tables.office.assurance("sampleshire")
    assert len(found) == len(sampleshire_log.ASSURANCE) and found["verified_by"].notna().sum() == 2
    made = tables.registers.commitments("sampleshire").query("evidence == 'assurance'")
    assert set(made["number"]) - set(found["commitment"]) == {9}
