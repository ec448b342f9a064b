"""What people on asylum support and people resettled share: districts, quarters, and not a row shown."""

import importlib

import pandas as pd
import pytest

from analysis.tables.asylum_support import AsylumSupport
from analysis.tables.declaration import columns
from analysis.tables.resettlement import Resettlement

# The package gives the verb `load` the module's name, so that the module is asked for by its own.
support = importlib.import_module("analysis.tables.asylum_support")
arrivals = importlib.import_module("analysis.tables.resettlement")
SUPPORT_FIELDS, ARRIVAL_FIELDS = ["district", "support_type", "accommodation_type"], ["district", "scheme"]
FILES = {
    support: "asylum_support_local_authority_Asy_D11.csv",
    arrivals: "resettlement_local_authority_Res_D01.csv",
}


@pytest.fixture(params=[support, arrivals], ids=["asylum support", "resettlement"])
def module(request):
    return request.param


@pytest.fixture
def held(county, module):
    """Return the folder that holds the file of the table."""
    return county(FILES[module])


@pytest.mark.parametrize(
    ("module", "fields", "count"),
    [(support, SUPPORT_FIELDS, "people_supported"), (arrivals, ARRIVAL_FIELDS, "people_resettled")],
)
def test_counts_name_the_district_so_that_a_floor_can_see_it(held, module, fields, count):
    found = pd.DataFrame(module.counts("sampleshire"))
    assert list(found.columns) == ["quarter", *fields, count]
    assert (found.drop(columns=count).dtypes == "str").all()
    assert found[count].dtype == "int64" and found[count].min() >= 1


def test_quarters_after_the_latest_are_not_read(held, module, monkeypatch):
    assert module.quarters("sampleshire")[-1] == "2026-Q2"
    monkeypatch.setenv("VNA_AS_OF", "2025-Q4")
    assert module.quarters("sampleshire")[-1] == "2025-Q4"
    assert pd.DataFrame(module.load("sampleshire"))["quarter"].max() <= "2025-Q4"


@pytest.mark.parametrize(("module", "model"), [(support, AsylumSupport), (arrivals, Resettlement)])
def test_without_a_file_the_table_is_empty_with_its_columns(county, module, model):
    county("ruc21_lsoa21.csv")
    found = module.load("sampleshire")
    assert list(found.columns) == columns(model) and not len(found)
    assert module.quarters("sampleshire") == ()
