"""The catalogue: every card is whole, and one that is not is refused with card, field, found and wanted."""

import re

import pytest

from analysis import settings
from analysis.sources.catalogue import Card, card, catalogue, read_catalogue
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
    assert isinstance(found, Card)
    assert found.id == "a_table"
    assert (found.pattern, found.identified_by) == (("table-{part}.csv",), (("Heading",),))
    assert found.licence_published == "Open Government Licence v3.0"
    assert found.stale_after_months == 6
    assert found.period_from == "fixed"
    assert read_catalogue(written(tmp_path, cadence='"irregular"'))["a_table"].stale_after_months is None


@pytest.mark.parametrize(
    ("changes", "field", "found", "wanted"),
    [
        ({"sensitivity": '"secret"'}, "sensitivity", "'secret'", "'open', 'aggregate' or 'restricted'"),
        ({"kind": '"pdf"'}, "kind", "'pdf'", "'csv', 'geojson', 'workbook'"),
        ({"cadence": '"weekly"'}, "cadence", "'weekly'", "'monthly', 'quarterly'"),
        ({"period_from": '"guess"'}, "period_from", "'guess'", "'fixed', 'name', 'title'"),
        ({"pattern": '"table.csv"'}, "pattern", "'table.csv'", "a list"),
        ({"pattern": "[]"}, "pattern", "[]", "a list of at least 1"),
        ({"pattern": "[7]"}, "pattern", "7", "text in quotation marks"),
        ({"identified_by": "[]"}, "identified_by", "[]", "a list of at least 1"),
        ({"identified_by": '["Heading"]'}, "identified_by", "'Heading'", "a list"),
        ({"identified_by": "[[]]"}, "identified_by", "[]", "a list of at least 1"),
        ({"identified_by": "[[7]]"}, "identified_by", "7", "text in quotation marks"),
        ({"period": "2021"}, "period", "2021", "text in quotation marks"),
        ({"period_from": '"name"'}, "period_match", "''", "in brackets"),
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
def test_a_field_that_is_missing_or_unknown_is_named(tmp_path, changes, said):
    assert said in refusal(lambda: read_catalogue(written(tmp_path, **changes)))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a_table = 'text'\n", "field \"a_table\": found 'text', expected a table of fields"),
        (b"[a_table\n", "catalogue.toml: is not TOML that can be read"),
        (b"[a]\ntitle = '\xff'\n", "catalogue.toml: is not TOML that can be read"),
        (None, "no such file"),
    ],
)
def test_what_is_no_catalogue_is_refused(tmp_path, content, said):
    path = tmp_path / "catalogue.toml"
    if content is not None:
        path.write_bytes(content)
    assert said in refusal(lambda: read_catalogue(path))


def test_asking_for_a_card_that_does_not_exist_names_the_nearest():
    assert 'Nearest: "census_ts024".' in refusal(lambda: card("census_ts24"))


def test_every_card_of_the_project_says_who_publishes_it_where_and_on_what_terms():
    found = read_catalogue(settings.data("catalogue.toml"))
    assert len(found) >= 33
    for one in found.values():
        assert one.page.startswith("https://"), one.id
        assert one.address.startswith("https://"), one.id
        assert one.attribution and one.quality and one.suitability, one.id
    held_back = {one.id: one.sensitivity for one in found.values() if one.sensitivity != "open"}
    own = ("victims", "support", "needs", "safe_accommodation", "survey", "contacts", "information_sharing")
    own += ("pathway_ledger", "pathway_waiting", "capture_lists")
    restricted = dict.fromkeys(own, "restricted")
    assert held_back == {**restricted, **dict.fromkeys(SENSITIVE, "aggregate")}


def test_every_period_of_the_project_that_is_read_from_a_name_is_caught_by_its_expression():
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
        ('["nomis_zip"]', "expected a table of fields"),
        ('[{ by = "geography_export", item = "b9ca" }]', "item, name and perhaps nothing"),
        ('[{ by = "nomis_zip", speed = 3 }]', "nothing and perhaps nothing"),
    ],
)
def test_a_route_that_is_none_is_refused(tmp_path, routes, wanted):
    message = refusal(lambda: read_catalogue(written(tmp_path, routes=routes)))
    assert message.startswith("catalogue.toml, [a_table") and "routes" in message
    assert wanted in message


def test_a_force_table_that_came_out_on_the_twentieth_is_not_taken_for_one_of_a_year():
    assert re.search(card("recorded_crime").period_match, "prc-pfa-mar2013-onwards-tables-200726.ods") is None
