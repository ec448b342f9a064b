"""Decisions to share as a table: what contradicts itself is refused, and no field says who anybody is."""

import pandas as pd
import pytest

from analysis import settings, tables
from analysis.errors import InputError
from analysis.sources import sampleshire
from analysis.sources.local import fields
from analysis.sources.sampleshire import sharing, victim_layout
from analysis.tables.declaration import columns
from analysis.tables.information_sharing import InformationSharing

ROW = {
    "considered_or_shared": "Shared",
    "ground": "To keep the victim safe",
    "recorded_decision": "yes",
    "linked_to_third_party": "yes",
    "told_beforehand": "yes",
}


@pytest.fixture
def office(county, tmp_path, monkeypatch):
    county()
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "columns.toml").write_text(victim_layout.columns_toml(), encoding="utf-8")
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(folder))

    def write(*rows):
        frame = pd.DataFrame([{"quarter": "2026-Q1", **ROW, **row, "sharing_decisions": 12} for row in rows])
        sharing.write(folder, frame)
        return tables.information_sharing("sampleshire", kept={})

    return write


def test_the_table_is_guarded_and_whole(office):
    found = office({}, {"considered_or_shared": "Considered, not shared", "ground": "Not shared",
                        "told_beforehand": "Not shared"})  # fmt: skip
    assert list(found.columns) == columns(InformationSharing) and len(found) == 2
    assert "To keep the victim safe" not in repr(found)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ground": "Not shared"},
        {"told_beforehand": "Not shared"},
        {"considered_or_shared": "Considered, not shared"},
    ],
)
def test_a_row_that_contradicts_itself_is_refused(office, wrong):
    with pytest.raises(InputError, match="2026-Q1 has 1 rows in which considered_or_shared and"):
        office(wrong)


@pytest.mark.parametrize("name", ["ground", "told_beforehand"])
def test_what_nobody_knows_contradicts_nothing(office, name):
    assert len(office({name: "Unknown"})) == 1


def test_without_any_file_the_table_has_no_rows(county, tmp_path, monkeypatch):
    county()
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path / "nothing"))
    assert not len(tables.information_sharing("sampleshire"))


def test_no_field_holds_a_status_a_nationality_a_reference_or_a_place():
    held = set(fields.names("information_sharing"))
    assert held == set(ROW)
    words = " ".join(
        [*held, *(one for name in held for one in fields.known_labels(name, "information_sharing"))]
    )
    for word in ("nationality", "visa", "leave to remain", "reference", "district", "refugee", "asylum"):
        assert word not in words.lower()


def test_sampleshire_counts_more_decisions_than_the_policy_hides():
    made = sharing.build(sampleshire._stream(sampleshire.SEED, 61))
    assert made["sharing_decisions"].sum() > 200
