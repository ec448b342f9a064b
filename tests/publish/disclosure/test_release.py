"""The release file: which tabulations may be published, and what is refused with its reason."""

import pytest

from analysis.errors import InputError
from analysis.publish.disclosure import policy as policies
from analysis.publish.disclosure import release

ENTRY = {
    "source": '"victims"',
    "title": '"Victims by district"',
    "by": '["district"]',
    "periods": '"year"',
    "last": "1",
    "policy": '"victims"',
}


@pytest.fixture
def written(tmp_path):
    """Return a function that reads a release file with one tabulation, some fields of it changed."""

    def read(**changes):
        entry = {key: value for key, value in {**ENTRY, **changes}.items() if value is not None}
        path = tmp_path / "release.toml"
        lines = [f"{key} = {value}" for key, value in entry.items()]
        path.write_text("\n".join(["[by_district]", *lines, ""]), encoding="utf-8")
        return release.read(path)["by_district"]

    return read


def test_the_projects_own_list_can_be_read_and_keeps_to_its_policies():
    held = release.read()
    assert "victims_by_offence_and_district" in held
    assert held["domestic_abuse_victims_by_ethnic_group"].where == (("domestic_abuse", "yes"),)
    assert all(one.unit == "victims" for one in held.values())


def test_periods_end_with_the_editions_quarter_and_step_back_a_quarter_at_a_time(written):
    made = written(last="2")
    assert made.period_labels("2026-Q1") == {
        "year ending 2025-Q4": ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"],
        "year ending 2026-Q1": ["2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"],
    }
    made = written(periods='"quarter"', last="3")
    assert list(made.period_labels("2026-Q2")) == ["2025-Q4", "2026-Q1", "2026-Q2"]
    pooled = written(periods='"three years"').period_labels("2026-Q1")
    assert list(pooled) == ["three years ending 2026-Q1"]
    assert pooled["three years ending 2026-Q1"][0] == "2023-Q2"
    assert len(pooled["three years ending 2026-Q1"]) == 12


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"source": None}, '"source" is missing'),
        ({"policy": None}, '"policy" is missing'),
        ({"source": "3"}, "one of victims"),
        ({"source": '"victms"'}, "victims"),
        ({"title": "3"}, "text in quotation marks"),
        ({"by": "[]"}, "at least one field"),
        ({"by": '"district"'}, "a list"),
        ({"by": '["district", "district"]'}, "each field once"),
        ({"by": '["distrct"]'}, 'Nearest: "district"'),
        ({"by": '["postcode"]'}, "fields of a victim extract"),
        ({"by": '["nationality"]'}, "fields of a victim extract"),
        ({"periods": '"month"'}, "quarter, year, three years"),
        ({"last": "0"}, "1 or more"),
        ({"last": "true"}, "1 or more"),
        ({"last": '"6"'}, "1 or more"),
        ({"policy": '"victim"'}, 'Nearest: "victims"'),
        ({"where": '{ sexx = "Male" }'}, 'Nearest: "sex"'),
        ({"where": "{ sex = 1 }"}, "values in quotation marks"),
        ({"where": '{ sex = "Total" }'}, "values in quotation marks"),
        ({"where": '{ district = "Quarrowby" }'}, "not in both"),
        ({"whre": "{}"}, 'Nearest: "where"'),
    ],
)
def test_an_entry_that_cannot_be_is_refused_by_name(written, changes, told):
    with pytest.raises(InputError, match="by_district") as fault:
        written(**changes)
    assert told in str(fault.value)


@pytest.mark.parametrize(
    ("by", "where"), [('["district"]', "{}"), ('["sex"]', '{ district = "Quarrowby" }'), ('["msoa"]', "{}")]
)
def test_a_table_below_its_floor_is_refused_with_the_floor_named(written, by, where):
    with pytest.raises(InputError, match="force, the floor of the policy"):
        written(by=by, where=where, policy='"modern_slavery"', periods='"three years"')


def test_a_policy_that_pools_three_years_wants_three_years(written):
    with pytest.raises(InputError, match="three years"):
        written(by='["sex"]', policy='"modern_slavery"', periods='"year"')
    assert written(by='["sex"]', policy='"modern_slavery"', periods='"three years"')


def test_domestic_abuse_by_a_characteristic_goes_under_its_own_policy(written):
    with pytest.raises(InputError, match="domestic_abuse_by_characteristic"):
        written(by='["ethnic_group"]', where='{ domestic_abuse = "yes" }')
    assert written(by='["district"]', where='{ domestic_abuse = "yes" }')


def test_domestic_abuse_is_not_published_below_the_district(written):
    with pytest.raises(InputError, match="district and above"):
        written(by='["msoa"]', where='{ domestic_abuse = "yes" }')


def test_languages_of_victims_are_published_for_the_force_area_alone(written):
    with pytest.raises(InputError, match="force area alone"):
        written(by='["language_group", "district"]')
    assert written(by='["language_group"]')


def test_a_tabulation_that_is_not_listed_is_refused_by_name():
    with pytest.raises(InputError, match="victims_by_street"):
        release.tabulation("victims_by_street")
    with pytest.raises(InputError, match='Nearest: "victims_by_district"'):
        release.tabulation("victims_by_distrct")
    assert release.tabulation("victims_by_district").periods == "quarter"


def test_a_file_that_is_no_toml_or_not_there_is_named(tmp_path):
    path = tmp_path / "release.toml"
    with pytest.raises(InputError, match="no such file"):
        release.read(path, policies.read())
    path.write_text("[by_district\n", encoding="utf-8")
    with pytest.raises(InputError, match="not TOML"):
        release.read(path, policies.read())
    path.write_text("by_district = 3\n", encoding="utf-8")
    with pytest.raises(InputError, match="not a table"):
        release.read(path, policies.read())
