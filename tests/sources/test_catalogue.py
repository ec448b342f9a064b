"""The catalogue: every card is whole, and one that is not is refused with card, field, found and wanted."""

import re

import pytest

from analysis import settings
from analysis.sources.catalogue import card, catalogue, read_catalogue
from tests.sources.refusals import refusal

# Official figures about people in small numbers: published under disclosure control alone.
SENSITIVE = (
    "homes_for_ukraine",
    "asylum_support",
    "duty_to_notify",
    "duty_to_notify_by_quarter",
    "nrm_referrals",
    "nrm_referrals_by_quarter",
    "nrm_workbook",
    "resettlement",
)
FIELDS = {
    "title": '"A table"',
    "publisher": '"A publisher"',
    "page": '"https://example.org"',
    "address": '"https://example.org/table.csv"',
    "period": '"2021"',
    "geography": '"Districts"',
    "vintage": '"2021"',
    "licence_received": '"Open Government Licence v3.0"',
    "licence_published": '"Open Government Licence v3.0"',
    "attribution": '"Source: a publisher."',
    "sensitivity": '"open"',
    "kind": '"csv"',
    "pattern": '["table-{part}.csv"]',
    "identified_by": '[["Heading"]]',
    "cadence": '"quarterly"',
    "published_after": "2",
    "quality": '"Good."',
    "suitability": '"Tests."',
}


def written(folder, **changes):
    lines = [f"{name} = {value}" for name, value in (FIELDS | changes).items() if value is not None]
    path = folder / "catalogue.toml"
    path.write_text("[a_table]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_card_reads_with_every_field_and_without_a_rhythm_never_goes_stale(tmp_path):
    found = read_catalogue(written(tmp_path))["a_table"]
    assert (found.pattern, found.identified_by) == (("table-{part}.csv",), (("Heading",),))
    assert (found.id, found.period_from, found.current_for, found.late_for) == ("a_table", "fixed", 5, 11)
    assert read_catalogue(written(tmp_path, cadence='"irregular"'))["a_table"].late_for is None


@pytest.mark.parametrize(
    ("changes", "field", "found", "wanted"),
    [
        ({"sensitivity": '"secret"'}, "sensitivity", "'secret'", "'open', 'aggregate' or 'restricted'"),
        ({"pattern": "[]"}, "pattern", "[]", "a list of at least 1"),
        ({"period": "2021"}, "period", "2021", "text in quotation marks"),
        ({"period_from": '"name"', "period_match": '"(20"'}, "period_match", "'(20'", "in brackets"),
    ],
)
def test_a_malformed_card_is_refused_with_card_field_found_and_wanted(
    tmp_path, changes, field, found, wanted
):
    message = refusal(lambda: read_catalogue(written(tmp_path, **changes)))
    assert message.startswith(f'catalogue.toml, [a_table], field "{field}": found {found}, expected ')
    assert wanted in message


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"licence_received": None}, 'catalogue.toml, [a_table]: the field "licence_received" is missing.'),
        ({"licence_publishd": '"x"'}, 'unknown field "licence_publishd". Nearest: "licence_published".'),
        ({"id": '"other"'}, 'unknown field "id"'),  # a card has its name from its table
    ],
)
def test_a_field_or_a_card_that_is_missing_or_unknown_is_named(tmp_path, changes, said):
    assert said in refusal(read_catalogue, written(tmp_path, **changes))
    assert 'Nearest: "census_ts024".' in refusal(lambda: card("census_ts24"))


def test_every_card_of_the_project_says_who_publishes_it_where_and_on_what_terms():
    found = read_catalogue(settings.data("catalogue.toml"))
    assert len(found) >= 33
    for one in found.values():
        assert {one.page[:8], one.address[:8]} == {"https://"}, one.id
        assert one.attribution and one.quality and one.suitability, one.id
    held_back = {one.id: one.sensitivity for one in found.values() if one.sensitivity != "open"}
    own = ("victims", "support", "needs", "safe_accommodation", "survey", "contacts", "information_sharing")
    own += ("pathway_ledger", "pathway_waiting", "capture_lists")
    restricted = dict.fromkeys(own, "restricted")
    assert held_back == {**restricted, **dict.fromkeys(SENSITIVE, "aggregate")}


def test_every_period_that_is_read_from_a_name_is_caught_by_its_expression():
    for one in catalogue().values():
        assert (one.period_from == "fixed") == (not one.period_match), one.id
        if one.period_match:
            # A quarter, a month or a financial year has two parts, the day of a week three.
            assert re.compile(one.period_match).groups == (3 if one.period == "week" else 2), one.id


def test_a_cards_routes_are_read_in_their_order(tmp_path):
    routes = '[{ by = "nomis_zip" }, { by = "geography_export", item = "b9ca", name = "table.csv" }]'
    found = read_catalogue(written(tmp_path, routes=routes))["a_table"].routes
    assert [route.by for route in found] == ["nomis_zip", "geography_export"]
    assert found[1].says == {"item": "b9ca", "name": "table.csv"}


@pytest.mark.parametrize(
    ("routes", "wanted"),
    [
        ('[{ by = "carrier_pigeon" }]', "one of 'file', 'landing_page'"),
        ('[{ by = "geography_export", item = "b9ca" }]', "item, name and perhaps nothing"),
    ],
)
def test_a_route_that_is_none_is_refused(tmp_path, routes, wanted):
    message = refusal(lambda: read_catalogue(written(tmp_path, routes=routes)))
    assert message.startswith("catalogue.toml, [a_table") and "routes" in message
    assert wanted in message
