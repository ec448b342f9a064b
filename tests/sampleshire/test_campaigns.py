"""Sampleshire's campaigns: one worked, one cannot be told, one is too small, and the logs about them."""

import pandas as pd
import pytest

import sampleshire
from analysis import tables
from analysis.measures.plans.campaigns import did_it_work, may_be_told, smallest_rise
from analysis.measures.plans.pieces import pieces_now
from analysis.release import people, policies
from sampleshire import campaigns, places

NAMES = ("campaigns", "contacts", "piece_tests", "outreach", "channels")


@pytest.fixture
def office(sampleshire_folder, reads):
    reads(sampleshire_folder)
    loaded = {name: people if name in people.__all__ else tables.office for name in NAMES}
    return {name: getattr(room, name)("sampleshire") for name, room in loaded.items()}


def test_each_campaign_is_told_as_its_power_foretold_and_the_small_one_not(office):
    found = did_it_work(office["campaigns"], office["contacts"])
    assert list(found["answer"]) == ["worked", "cannot be told", "too small to tell"]
    truth = campaigns.CAMPAIGNS
    assert list(found["campaign"]) == list(truth["campaign"])
    assert ((found["lower"] < truth["rate_ratio"]) & (truth["rate_ratio"] < found["upper"])).all()
    foretold = smallest_rise(office["campaigns"], office["contacts"])
    assert list(foretold["verdict"]) == ["could be seen", "could not be seen", "could not be seen"]
    least = policies.read()["victims"].hide_below
    told = [may_be_told(row, office["contacts"], least) for _, row in office["campaigns"].iterrows()]
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


@pytest.mark.usefixtures("office")
def test_no_organisation_place_or_route_is_a_real_ones():
    districts = {name for name, _, _ in places.DISTRICTS.values()}
    assert set(campaigns.CAMPAIGNS["area"]) <= districts
    routes = {campaigns.LANTERN, campaigns.COUNTER, campaigns.MEADOW}
    known = set(tables.people.safe_reporting_routes("sampleshire")["route"])
    assert set(campaigns.CAMPAIGNS["route"]) == routes < known
    assert not known & set(tables.people.safe_reporting_routes("warwickshire")["route"])


def test_another_seed_gives_other_contacts_and_the_same_campaigns(sampleshire_folder, tmp_path):
    campaigns.write(sampleshire._stream(1, 12), tmp_path, sampleshire._world(sampleshire.SEED).where)
    own = sampleshire_folder.with_name("sampleshire-local")
    assert (tmp_path / "contacts.csv").read_bytes() != (own / "contacts.csv").read_bytes()
    assert (tmp_path / "campaigns.csv").read_bytes() == (own / "campaigns.csv").read_bytes()
