"""What people on asylum support and people resettled share: districts, quarters, and not a row shown."""

import pandas as pd
import pytest

from analysis.tables.declaration import columns
from analysis.tables.people import asylum_support, resettlement
from analysis.tables.people.asylum_support import AsylumSupport
from analysis.tables.people.resettlement import Resettlement

SUPPORT_FIELDS, ARRIVAL_FIELDS = ["district", "support_type", "accommodation_type"], ["district", "scheme"]
FILES = {
    asylum_support: "asylum_support_local_authority_Asy_D11.csv",
    resettlement: "resettlement_local_authority_Res_D01.csv",
}


@pytest.fixture(params=[asylum_support, resettlement], ids=["asylum support", "resettlement"])
def module(request):
    return request.param


@pytest.fixture
def held(county, module):
    """Return the folder that holds the file of the table."""
    return county(FILES[module])


@pytest.mark.parametrize(
    ("module", "fields", "count"),
    [
        (asylum_support, SUPPORT_FIELDS, "people_supported"),
        (resettlement, ARRIVAL_FIELDS, "people_resettled"),
    ],
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
    assert pd.DataFrame(getattr(module, module.CARD)("sampleshire"))["quarter"].max() <= "2025-Q4"


@pytest.mark.parametrize(("module", "model"), [(asylum_support, AsylumSupport), (resettlement, Resettlement)])
def test_without_a_file_the_table_is_empty_with_its_columns(county, module, model):
    county("ruc21_lsoa21.csv")
    found = getattr(module, module.CARD)("sampleshire")
    assert list(found.columns) == columns(model) and not len(found)
    assert module.quarters("sampleshire") == ()
