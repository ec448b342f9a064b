"""Decisions to share as a table: what contradicts itself is refused, and no field says who anybody is."""

import re

import pandas as pd
import pytest

import sampleshire
from analysis import settings
from analysis.disclosure import release
from analysis.errors import InputError
from analysis.extracts import fields
from analysis.release import people
from analysis.tables.declaration import columns
from analysis.tables.people.own import declaration
from sampleshire import mapping, sharing

ROW = {
    "person": "Victim",
    "kind_of_crime": "Domestic abuse",
    "considered_or_shared": "Shared",
    "believed_to_be": "Both",
    "ground": "To keep the person safe",
    "recorded_decision": "yes",
    "linked_to_third_party": "yes",
    "told_beforehand": "yes",
}


@pytest.fixture
def office(county, tmp_path, monkeypatch):
    county()
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "columns.toml").write_text(mapping.columns_toml(), encoding="utf-8")
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(folder))

    def write(*rows):
        frame = pd.DataFrame([{"quarter": "2026-Q1", **ROW, **row, "sharing_decisions": 12} for row in rows])
        sharing.write(folder, frame)
        return people.information_sharing("sampleshire", kept={})

    return write


def test_the_table_is_whole(office):
    found = office({}, {"considered_or_shared": "Considered, not shared", "ground": "Not shared",
                        "told_beforehand": "Not shared"})  # fmt: skip
    assert list(found.columns) == columns(declaration("information_sharing")) and len(found) == 2


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
    assert not len(people.information_sharing("sampleshire"))


def test_no_field_holds_a_status_a_nationality_a_reference_or_a_place():
    held = set(fields.names("information_sharing"))
    assert held == set(ROW)
    words = " ".join(
        [*held, *(one for name in held for one in fields.known_labels(name, "information_sharing"))]
    )
    for word in ("nationality", "visa", "leave to remain", "reference", "district", "refugee", "asylum"):
        assert word not in words.lower()


def test_victims_and_witnesses_are_told_apart_and_so_is_what_each_was_believed_to_be(office):
    found = pd.DataFrame(office({}, {"person": "Witness", "believed_to_be": "Neither"}))
    assert set(zip(found["person"], found["believed_to_be"], strict=True)) == {
        ("Victim", "Both"), ("Witness", "Neither"),
    }  # fmt: skip
    assert fields.known_labels("believed_to_be", "information_sharing")[:3] == ("Victim", "Offender", "Both")


def test_a_file_and_mapping_from_before_it_asked_who_are_read_with_what_they_did_not_supply(office, tmp_path):
    office({})
    path, mapping = (
        tmp_path / "office" / name for name in ("information_sharing_2026-Q1.csv", "columns.toml")
    )
    section = (
        r"\[information_sharing\.police\.fields\.(?:person|kind_of_crime|believed_to_be)\]\n(?:[^\[\n].*\n)*"
    )
    mapping.write_text(re.sub(section, "", mapping.read_text(encoding="utf-8")), encoding="utf-8")
    rows = pd.read_csv(path, comment="#")
    rows.drop(columns=["Victim or witness", "Kind of crime", "Believed to be"]).to_csv(path, index=False)
    found = pd.DataFrame(people.information_sharing("sampleshire", kept={}))
    assert set(found[["person", "kind_of_crime", "believed_to_be"]].to_numpy().ravel()) == {"Not supplied"}


def test_every_table_of_decisions_is_published_under_the_policy_for_immigration_status():
    ours = [one for one in release.listed().values() if one.source == "information_sharing"]
    assert {one.policy for one in ours} == {"immigration_status"}
    crossed = {one.name: one.by for one in ours}
    assert crossed["sharing_by_person"] == ("person", "considered_or_shared")
    assert crossed["sharing_by_crime"] == ("kind_of_crime", "considered_or_shared")
    assert crossed["sharing_by_belief"] == ("believed_to_be",)
    (link,) = (one for one in ours if one.name == "sharing_by_link")
    assert dict(link.where) == {"kind_of_crime": "Domestic abuse", "person": "Victim"}


def test_sampleshire_counts_more_decisions_than_the_policy_hides():
    made = sharing.build(sampleshire._stream(sampleshire.SEED, 61))
    assert made["sharing_decisions"].sum() > 200
