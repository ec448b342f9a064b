"""ONS's custom tables: too many rows, areas that are blocked, and tables that are not open at all."""

import pytest

HOST = "api.beta.ons.gov.uk"
USUAL = "/v1/population-types/UR"
CROSSED = "main_language_23a,english_proficiency"


@pytest.fixture
def observations(ask):
    """Return a function from areas and variables to the answer."""

    def get(areas, dimensions):
        return ask(HOST, f"{USUAL}/census-observations?area-type={areas}&dimensions={dimensions}")

    return get


def test_an_observation_names_its_area_and_its_options(observations):
    content = observations("ltla,E07000902,E07000905", CROSSED).json()
    assert content["areas_returned"] == 2 and content["blocked_areas"] == 0
    assert content["total_observations"] == len(content["observations"]) == 2 * 23 * 6
    first = content["observations"][0]
    assert [part["dimension_id"] for part in first["dimensions"]] == ["ltla", *CROSSED.split(",")]
    assert [part["option_id"] for part in first["dimensions"]] == ["E07000902", "-8", "-8"]


def test_blocked_areas_are_a_number_and_have_no_rows(observations, ask):
    content = observations("ltla,E07000901,E07000902,E07000904", CROSSED).json()
    assert (content["blocked_areas"], content["areas_returned"], content["total_areas"]) == (2, 1, 3)
    assert {one["dimensions"][0]["option_id"] for one in content["observations"]} == {"E07000902"}
    counted = ask(
        HOST, f"{USUAL}/blocked-areas-count?area-type=ltla,E07000901,E07000902&dimensions={CROSSED}"
    )
    assert counted.json() == {"passed": 1, "blocked": 1, "total": 2}


@pytest.mark.parametrize(
    "language", ["main_language_detailed", "main_language_detailed_26a", "main_language_11a"]
)
def test_of_the_tables_of_language_by_proficiency_one_is_open(observations, language):
    content = observations("ltla,E07000902", f"{language},english_proficiency").json()
    assert content["observations"] is None and content["blocked_areas"] == 1


def test_too_many_rows_are_refused(observations, publishers):
    publishers.limits.custom_rows = 200
    refused = observations("ltla,E07000902,E07000905", CROSSED)
    assert refused.status_code == 403 and "too many rows" in refused.json()["errors"][0]
    assert observations("ltla,E07000902", CROSSED).status_code == 200


@pytest.mark.parametrize(
    ("areas", "dimensions", "status"),
    [("ltla,E07999999", CROSSED, 404), ("pfa", CROSSED, 400), ("ltla", "star_sign", 400), ("ltla", "", 400)],
)
def test_wrong_questions(observations, areas, dimensions, status):
    answer = observations(areas, dimensions)
    assert answer.status_code == status and answer.json()["errors"]


def test_lists_come_in_pages_of_twenty(ask):
    place = f"{USUAL}/area-types/ltla/areas"
    first = ask(HOST, place).json()
    assert (first["count"], first["total_count"], len(first["items"])) == (20, 65, 20)
    assert ask(HOST, f"{place}?limit=500").json()["count"] == 65
    assert ask(HOST, f"{place}?limit=501").status_code == 400


def test_the_lowest_geography_of_a_table_is_in_its_version(ask):
    for table, lowest in (("TS024", "ltla"), ("TS029", "oa")):
        assert (
            ask(HOST, f"/v1/datasets/{table}/editions/2021/versions/1").json()["lowest_geography"] == lowest
        )
