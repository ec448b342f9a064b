"""Counts from the files that the office is given: declared, true, and refused without a value."""

import re
import shutil

import pandas as pd
import pytest

import sampleshire
from analysis import tables
from analysis.errors import InputError
from analysis.extracts import counts, fields, stored_counts
from analysis.release import people, tabulations
from analysis.tables.declaration import columns
from analysis.tables.people.own import SupportDefinitions, declaration
from sampleshire import mapping, sharing
from tests.sources.refusals import refusal

MODELS = {name: declaration(name) for name in ("support", "needs", "safe_accommodation", "survey")}


@pytest.fixture
def office(county, sampleshire_folder, office_folder):
    """Return a folder with Sampleshire's newest returns, which tables read."""
    county("ruc21_lsoa21.csv")
    for pattern in ("columns.toml", "*_2026-Q[12].csv", "*_2026-Q[12].xlsx"):
        for path in (sampleshire_folder.with_name("sampleshire-local")).glob(pattern):
            if not path.name.startswith("victims"):
                shutil.copy(path, office_folder / path.name)
    return office_folder


@pytest.mark.parametrize("name", MODELS)
def test_a_table_counts_what_is_true(office, name):
    found = getattr(people, name)("sampleshire")
    assert list(found.columns) == columns(MODELS[name]) and set(found["status"]) == {"shown"}
    true = sampleshire.truth()[name]
    names, unit = list(true.columns[:-1]), true.columns[-1]
    true = true[true["quarter"].isin(set(found["quarter"]))]
    assert found.groupby(names)[unit].sum().equals(true.groupby(names)[unit].sum())


def test_a_published_quarter_is_as_it_was_published(office):
    first = people.needs("sampleshire")
    unit = columns(MODELS["needs"])[-2]
    quarter = min(first["quarter"])
    earlier = first[first["quarter"] == quarter].drop(columns="status").head(3).assign(**{unit: 9})
    stored_counts.keep(counts.kept_as("needs"), "sampleshire", quarter, earlier, quarters=[quarter])
    found = pd.DataFrame(people.needs("sampleshire"))
    assert found.loc[found["quarter"] == quarter, unit].tolist() == [9, 9, 9]


CLOSED = {"support": "stage", "needs": "need_state", "safe_accommodation": "result", "survey": "asked"}


@pytest.mark.parametrize(("name", "field"), CLOSED.items())
def test_counts_that_are_not_as_declared_name_no_row(office, name, field):
    first = getattr(people, name)("sampleshire")
    wrong = first.drop(columns="status").head(3).assign(**{field: "Notaperson"})
    quarter = wrong["quarter"].iloc[0]
    stored_counts.keep(
        counts.kept_as(name), "sampleshire", quarter, wrong.drop_duplicates(), quarters=[quarter]
    )
    with pytest.raises(InputError, match=f"the counts of {name} do not keep what is declared") as caught:
        getattr(people, name)("sampleshire")
    assert "Notaperson" not in str(caught.value)


def test_what_a_provider_means_by_a_stage_is_a_table_that_counts_nobody(office):
    found = tables.people.support_definitions("sampleshire")
    assert list(found.columns) == columns(SupportDefinitions)
    said = found.set_index(["provider", "stage"])["definition"]
    assert said["Lantern Service", "Contacted safely"] == "Asked whether it was safe to talk"
    assert set(said.index.get_level_values("provider")) == {"Harbour Support", "Lantern Service"}


def test_a_quarter_that_one_provider_has_not_sent_has_what_the_others_sent(office):
    (office / "support_lantern_2026-Q2.xlsx").unlink()
    found = people.support("sampleshire").groupby("quarter")["provider"].agg(set)
    assert set(found.index) == {"2026-Q1", "2026-Q2"}
    assert found["2026-Q1"] - found["2026-Q2"] == {"Lantern Service"}
    assert set(people.needs("sampleshire")["quarter"]) == {"2026-Q1", "2026-Q2"}


# Decisions to share


ROW = {
    "person": "Victim",
    "kind_of_crime": "Domestic abuse",
    "considered_or_shared": "Shared",
    "believed_to_be": "Both",
    "ground": "To keep the person safe",
    "recorded_decision": "yes",
    "linked_to_third_party": "yes",
    "told_beforehand": "yes",
    "consent": "Declined",
    "interpreter_there": "yes",
    "exception_used": "Risk to life or of serious harm",
}


@pytest.fixture
def shared(county, office_folder):
    county()
    (office_folder / "columns.toml").write_text(mapping.columns_toml(), encoding="utf-8")

    def write(*rows):
        frame = pd.DataFrame([{"quarter": "2026-Q1", **ROW, **row, "sharing_decisions": 12} for row in rows])
        sharing.write(office_folder, frame)
        return people.information_sharing("sampleshire")

    return write


def test_a_row_that_contradicts_itself_is_refused_and_the_unknown_is_not(shared):
    for wrong in (
        {"ground": "Not shared"},
        {"told_beforehand": "Not shared"},
        {"exception_used": "Not shared"},
        {"considered_or_shared": "Considered, not shared"},
    ):
        with pytest.raises(InputError, match="2026-Q1 has 1 rows in which considered_or_shared and"):
            shared(wrong)
    assert len(shared({"ground": "Unknown"}, {"told_beforehand": "Unknown"})) == 2


def test_what_was_shared_with_a_consent_that_was_not_given_is_refused(shared):
    """A refusal beside "Shared with consent" is a wrong row, or a person put in danger."""
    for answer in ("Declined", "Withdrawn after it was given", "Not asked for"):
        with pytest.raises(InputError, match='2026-Q1 has 1 rows with "Shared with consent"'):
            shared({"consent": answer, "exception_used": "Shared with consent"})
    for answer in ("Given", "Unknown"):
        assert len(shared({"consent": answer, "exception_used": "Shared with consent"})) == 1


def test_no_field_holds_a_status_a_nationality_a_reference_or_a_place():
    held = set(fields.kinds()["information_sharing"].fields)
    assert held == set(ROW)
    words = " ".join(
        [*held, *(one for name in held for one in fields.known_labels(name, "information_sharing"))]
    )
    for word in ("nationality", "visa", "leave to remain", "reference", "district", "refugee", "asylum"):
        assert word not in words.lower()


def test_victims_and_witnesses_are_told_apart_and_what_each_was_believed_to_be(shared):
    not_shared = {"considered_or_shared": "Considered, not shared"}
    not_shared |= dict.fromkeys(("ground", "told_beforehand", "exception_used"), "Not shared")
    found = pd.DataFrame(shared({}, {"person": "Witness", "believed_to_be": "Neither"}, not_shared))
    assert list(found.columns) == columns(declaration("information_sharing")) and len(found) == 3
    assert set(zip(found["person"], found["believed_to_be"], strict=True)) == {
        ("Victim", "Both"), ("Witness", "Neither"),
    }  # fmt: skip
    assert fields.known_labels("believed_to_be", "information_sharing")[:3] == ("Victim", "Offender", "Both")


def test_a_file_and_mapping_from_before_it_asked_are_read_as_not_supplied(shared, tmp_path):
    shared({})
    path, mapping = (
        tmp_path / "office" / name for name in ("information_sharing_2026-Q1.csv", "columns.toml")
    )
    section = (
        r"\[information_sharing\.police\.fields\.(?:person|kind_of_crime|believed_to_be)\]\n(?:[^\[\n].*\n)*"
    )
    mapping.write_text(re.sub(section, "", mapping.read_text(encoding="utf-8")), encoding="utf-8")
    rows = pd.read_csv(path, comment="#")
    rows.drop(columns=["Victim or witness", "Kind of crime", "Believed to be"]).to_csv(path, index=False)
    found = pd.DataFrame(people.information_sharing("sampleshire"))
    assert set(found[["person", "kind_of_crime", "believed_to_be"]].to_numpy().ravel()) == {"Not supplied"}


def test_every_table_of_decisions_is_under_the_policy_for_immigration_status():
    ours = [one for one in tabulations.listed().values() if one.source == "information_sharing"]
    assert {one.policy for one in ours} == {"immigration_status"}
    crossed = {one.name: one.by for one in ours}
    assert crossed["sharing_by_person"] == ("person", "considered_or_shared")
    assert crossed["sharing_by_crime"] == ("kind_of_crime", "considered_or_shared")
    assert crossed["sharing_by_belief"] == ("believed_to_be",)
    (link,) = (one for one in ours if one.name == "sharing_by_link")
    assert dict(link.where) == {"kind_of_crime": "Domestic abuse", "person": "Victim"}


# Capture lists


AREA = "sampleshire"
SOUND = "police,council,charity,people\n1,0,0,30\n0,1,0,20\n0,0,1,25\n1,1,0,9\n0,1,1,7\n1,0,1,5\n"


@pytest.fixture
def given_lists(county, office_folder):
    """Return a function that writes the office's capture lists and reads them."""
    county()

    def read(text):
        (office_folder / "capture_lists.csv").write_text(text, encoding="utf-8")
        return people.capture_lists(AREA)

    return read


def test_lists_are_read_as_they_were_counted(everywhere):
    found = people.capture_lists(AREA)
    lists = ["police", "council", "charity", "health service", "outreach team"]
    assert list(found.columns) == [*lists, "people"]
    assert not found.duplicated(lists).any() and found[lists].isin([0, 1]).all(axis=None)
    assert found[lists].any(axis=1).all() and found["people"].gt(0).all()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("police,", "Police Surname,", "stands for a name"),
        ("police,", "polise,", "is not a list that data/reference/capture_lists.toml names"),
        ("police,", "polise,", 'Nearest: "police".'),
        (",people", ",police", "the heading appears twice, first in column A"),
        (",people\n", "\n", "Is it a file of persons"),
        ("1,0,0,30", "2,0,0,30", "cell A2: is not 0 or 1; 1 such"),
        ("1,0,0,30", "1,0,0,c", "cell D2: is not a whole number, 0 or more"),
        ("1,0,0,30", "1,0,0,", "cell D2"),
        ("0,1,0,20", "1,0,0,1", "row 3: this combination of lists appears in an earlier row too"),
    ],
)
def test_what_is_no_table_of_counts_is_refused_without_a_value(given_lists, old, new, says):
    text = SOUND.replace(old, new, 1)
    if new == "\n":
        text = "\n".join(line.rsplit(",", 1)[0] for line in SOUND.splitlines()) + "\n"
    message = refusal(given_lists, text)
    assert says in message
    assert "30" not in message and "2.5" not in message
