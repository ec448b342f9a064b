"""Safe reporting routes: each with who said so and when, none invented for a real place."""

import pandas as pd
import pytest

from analysis import settings, tables
from analysis.errors import InputError
from analysis.tables.declaration import columns
from analysis.tables.safe_reporting_routes import FILE, SafeReportingRoutes, _read


def test_every_route_has_its_source_and_the_day_on_which_it_was_said():
    found = tables.safe_reporting_routes("warwickshire")
    assert list(found.columns) == columns(SafeReportingRoutes)
    assert found["source"].str.len().gt(20).all() and found["stated_on"].notna().all()
    assert not (found["verified_on"] < found["stated_on"]).any()


def test_the_countys_own_come_from_the_response_and_nobody_checked_them_since():
    found = tables.safe_reporting_routes("warwickshire")
    own = found[found["reach"] == "local"]
    assert own["source"].str.contains("super-complaint").all() and own["verified_on"].isna().all()
    assert list(own.loc[own["kind"] == "no such route", "route"].str.contains("insecure")) == [True]
    assert list(own.loc[own["kind"] == "anonymous report", "route"].str.contains("SARC")) == [True]


def test_another_area_has_the_national_ones_alone():
    assert set(tables.safe_reporting_routes("kent")["reach"]) == {"national"}


def test_sampleshire_has_invented_routes_alone():
    found = tables.safe_reporting_routes("sampleshire")
    assert set(found["source"]) == {"Invented for Sampleshire"} and set(found["reach"]) == {"local"}
    everything = pd.read_csv(settings.data("reference", FILE))
    assert set(everything.loc[everything["source"].str.contains("Invented"), "area"]) == {"sampleshire"}


def test_no_route_bears_a_number_or_an_address():
    """Numbers change: whoever makes the material looks them up on the day."""
    everything = pd.read_csv(settings.data("reference", FILE))
    assert not everything["offers"].str.contains(r"\d{3}|@|www|http", regex=True).any()


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("kent,The counter,partner who reports,It can.,A report,yesterday,", 'stated_on: found "yesterday"'),
        ("kent,The counter,partner who reports,It can.,A report,,", "stated_on"),
        (
            "kent,The counter,partner who reports,It can.,A report,2026-01-01,soon",
            'verified_on: found "soon"',
        ),
        ("kent,The counter,partner who reports,It can.,,2026-01-01,", 'route "The counter": has no source'),
    ],
)
def test_a_route_without_source_or_date_is_refused(tmp_path, row, says):
    path = tmp_path / "routes.csv"
    path.write_text(f"area,route,kind,offers,source,stated_on,verified_on\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        _read(path)
    assert says in str(caught.value)


def test_every_part_of_the_system_that_the_response_names_has_its_row():
    """Councils, the domestic abuse service, the hub, the SARC, outreach, the region, and what is wanting."""
    found = tables.safe_reporting_routes("warwickshire")
    own = found[found["reach"] == "local"]
    assert own["kind"].value_counts().to_dict() == {
        "partner who reports": 3, "anonymous report": 1, "outreach": 1, "help without a report": 1,
        "no such route": 1,
    }  # fmt: skip
    assert len(own) == 7
