"""What providers and a survey return, as a chapter has it: counted and declared, never shown."""

import shutil

import pandas as pd
import pytest

import sampleshire
from analysis import extracts, settings, tables
from analysis.errors import InputError
from analysis.release import people
from analysis.tables.declaration import columns
from analysis.tables.people.own import SupportDefinitions, declaration

MODELS = {name: declaration(name) for name in ("support", "needs", "safe_accommodation", "survey")}


@pytest.fixture
def office(county, sampleshire_folder, tmp_path, monkeypatch):
    """Return a folder with Sampleshire's newest returns, which tables read."""
    county("ruc21_lsoa21.csv")
    folder = tmp_path / "office"
    folder.mkdir()
    for pattern in ("columns.toml", "*_2026-Q[12].csv", "*_2026-Q[12].xlsx"):
        for path in (sampleshire_folder.with_name("sampleshire-local")).glob(pattern):
            if not path.name.startswith("victims"):
                shutil.copy(path, folder / path.name)
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(folder))
    return folder


@pytest.mark.parametrize("name", MODELS)
def test_returns_are_declared_counts(office, name):
    found = getattr(people, name)("sampleshire")
    assert list(found.columns) == columns(MODELS[name]) and set(found["status"]) == {"shown"}
    assert set(found["quarter"]) == ({"2026-Q2"} if name == "survey" else {"2026-Q1", "2026-Q2"})


@pytest.mark.parametrize("name", MODELS)
def test_a_table_counts_what_is_true(office, name):
    found = pd.DataFrame(getattr(people, name)("sampleshire"))
    true = sampleshire.truth()[name]
    names, unit = list(true.columns[:-1]), true.columns[-1]
    true = true[true["quarter"].isin(set(found["quarter"]))]
    assert found.groupby(names)[unit].sum().equals(true.groupby(names)[unit].sum())


@pytest.mark.parametrize("name", ["support"])
def test_without_returns_a_table_has_no_rows(office, name):
    for path in office.glob(f"{name}_*"):
        path.unlink()
    found = getattr(people, name)("sampleshire")
    assert not len(found) and list(found.columns) == columns(MODELS[name])


@pytest.mark.parametrize("name", ["needs"])
def test_a_published_quarter_is_as_it_was_published(office, name):
    first = getattr(people, name)("sampleshire")
    unit = columns(MODELS[name])[-2]
    quarter = min(first["quarter"])
    earlier = first[first["quarter"] == quarter].drop(columns="status").head(3).assign(**{unit: 9})
    extracts.keep("sampleshire", quarter, earlier, quarters=[quarter], kind=name)
    found = pd.DataFrame(getattr(people, name)("sampleshire"))
    assert found.loc[found["quarter"] == quarter, unit].tolist() == [9, 9, 9]


CLOSED = {"support": "stage", "needs": "need_state", "safe_accommodation": "result", "survey": "asked"}


@pytest.mark.parametrize(("name", "field"), CLOSED.items())
def test_counts_that_are_not_as_declared_name_no_row(office, name, field):
    first = getattr(people, name)("sampleshire")
    wrong = first.drop(columns="status").head(3).assign(**{field: "Notaperson"})
    quarter = wrong["quarter"].iloc[0]
    extracts.keep("sampleshire", quarter, wrong.drop_duplicates(), quarters=[quarter], kind=name)
    with pytest.raises(InputError, match=f"the counts of {name} do not keep what is declared") as caught:
        getattr(people, name)("sampleshire")
    assert "Notaperson" not in str(caught.value)


def test_what_a_provider_means_by_a_stage_is_a_table_that_counts_nobody(office):
    found = tables.people.support_definitions("sampleshire")
    assert list(found.columns) == columns(SupportDefinitions)
    said = found.set_index(["provider", "stage"])["definition"]
    assert said["Lantern Service", "Contacted safely"] == "Asked whether it was safe to talk"
    assert set(said.index.get_level_values("provider")) == {"Harbour Support", "Lantern Service"}
    (office / "columns.toml").unlink()
    none = tables.people.support_definitions("sampleshire")
    assert not len(none) and list(none.columns) == columns(SupportDefinitions)


def test_a_quarter_that_one_provider_has_not_sent_is_in_no_table(office):
    (office / "support_lantern_2026-Q2.xlsx").unlink()
    assert set(people.support("sampleshire")["quarter"]) == {"2026-Q1"}
    assert set(people.needs("sampleshire")["quarter"]) == {"2026-Q1", "2026-Q2"}
