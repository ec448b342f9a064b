"""Sampleshire's campaigns: one worked, one did not, one is too small to tell, and the logs about them."""

import pandas as pd
import pytest

import sampleshire
from analysis import settings, tables
from analysis.disclosure import policy
from analysis.measures.plans.campaigns import did_it_work, may_be_told, smallest_rise
from analysis.measures.plans.pieces import pieces_now
from analysis.release import people
from sampleshire import campaigns, places

NAMES = ("campaigns", "contacts", "piece_tests", "outreach", "channels")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return a folder that holds the logs alone, written again."""
    folder = tmp_path_factory.mktemp("office")
    campaigns.write(
        sampleshire._stream(sampleshire.SEED, 12), folder, sampleshire._world(sampleshire.SEED).where
    )
    return folder


@pytest.fixture
def office(county, written, monkeypatch):
    county("ruc21_lsoa21.csv")
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(written))
    loaded = {name: people if name in people.__all__ else tables.office for name in NAMES}
    return {name: getattr(room, name)("sampleshire") for name, room in loaded.items()}


@pytest.fixture(scope="module")
def threshold():
    return policy.read()["victims"].hide_below


def test_the_folder_holds_the_logs_the_same_bytes_each_time(sampleshire_folder, written):
    for name in NAMES:
        first = (sampleshire_folder.with_name("sampleshire-local") / f"{name}.csv").read_bytes()
        assert (written / f"{name}.csv").read_bytes() == first
        assert first.startswith(b"# Sampleshire is invented: ")


def test_each_campaign_is_told_for_what_it_is(office):
    found = did_it_work(office["campaigns"], office["contacts"])
    assert list(found["answer"]) == ["worked", "did not", "too small to tell"]
    truth = campaigns.CAMPAIGNS
    assert list(found["campaign"]) == list(truth["campaign"])
    assert ((found["lower"] < truth["rate_ratio"]) & (truth["rate_ratio"] < found["upper"])).all()


def test_the_truth_is_as_the_answers_say():
    worked, did_not, small = campaigns.CAMPAIGNS.itertuples(index=False)
    assert worked.rate_ratio > 1 + worked.hoped_for_pct / 100
    assert did_not.rate_ratio == 1 and small.rate_ratio > 1


def test_power_said_before_the_start_foretold_which_could_be_seen(office):
    found = smallest_rise(office["campaigns"], office["contacts"])
    assert list(found["verdict"]) == ["could be seen", "could be seen", "could not be seen"]


def test_the_result_of_the_small_campaign_may_not_be_told(office, threshold):
    told = [may_be_told(row, office["contacts"], threshold) for _, row in office["campaigns"].iterrows()]
    assert told == [True, True, False]


def test_the_month_that_nobody_counted_has_no_row(office):
    route, area, month = campaigns.NOT_COUNTED
    rows = office["contacts"]
    held = rows[(rows["route"] == route) & (rows["area"] == area)]["period_start"]
    assert pd.Timestamp(month) not in set(held) and len(held) == 41
    found = did_it_work(office["campaigns"], rows)
    assert list(found["method"].str.contains("1 month without a figure left out")) == [False, True, False]


def test_the_test_log_has_every_stage_and_a_stale_piece(office):
    found = pieces_now(office["piece_tests"], "2026-06-30")
    assert set(found["stage"]) == {"planned", "translated", "in test", "published", "withdrawn"}
    assert list(found.loc[found["stale"], "language"]) == ["Romanian"]


def test_one_team_logs_nothing_and_another_month_is_a_true_zero(office):
    wards = sampleshire._world(sampleshire.SEED).where.wards
    assert len(set(wards["team"]) - set(office["outreach"]["neighbourhood_team"])) == 1
    assert (office["outreach"]["events"] == 0).any()


def test_no_organisation_place_or_route_is_a_real_ones():
    districts = {name for name, _, _ in places.DISTRICTS.values()}
    assert set(campaigns.CAMPAIGNS["area"]) <= districts
    assert set(campaigns.CAMPAIGNS["route"]) == {
        campaigns.LANTERN,
        campaigns.COUNTER,
        campaigns.MEADOW,
    }
    known = set(tables.people.safe_reporting_routes("sampleshire")["route"])
    assert {campaigns.LANTERN, campaigns.COUNTER, campaigns.MEADOW} < known
    assert not known & set(tables.people.safe_reporting_routes("warwickshire")["route"])


def test_another_seed_gives_other_contacts_and_the_same_campaigns(written, tmp_path):
    campaigns.write(sampleshire._stream(1, 12), tmp_path, sampleshire._world(sampleshire.SEED).where)
    assert (tmp_path / "contacts.csv").read_bytes() != (written / "contacts.csv").read_bytes()
    assert (tmp_path / "campaigns.csv").read_bytes() == (written / "campaigns.csv").read_bytes()
