"""The release file: which tabulations may be published, and what is refused with its reason."""

import pytest

from analysis import sensitivity
from analysis.disclosure import policy as policies
from analysis.disclosure import release, series
from analysis.errors import InputError
from analysis.extracts import fields

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
    assert {one.unit for one in held.values() if one.source == "victims"} == {"victims"}
    assert held["referrals_by_adult_or_child"].unit == "referrals"


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
        ({"source": "3"}, "one of 'victims'"),
        ({"source": '"nrm_referals"'}, 'Nearest: "nrm_referrals"'),
        ({"periods": '"three years"', "last": "2"}, "a quarter apart would tell the one quarter"),
        ({"periods": '"up to three years"', "last": "2"}, "a quarter apart would tell the one quarter"),
        ({"source": '"victms"'}, "victims"),
        ({"title": "3"}, "text in quotation marks"),
        ({"by": "[]"}, "a list of at least 1"),
        ({"by": '"district"'}, "a list"),
        ({"by": '["district", "district"]'}, "names a field twice"),
        ({"by": '["distrct"]'}, 'Nearest: "district"'),
        ({"by": '["postcode"]'}, "fields of a victim extract"),
        ({"by": '["nationality"]'}, "fields of a victim extract"),
        ({"periods": '"month"'}, "'quarter', 'year', 'three years'"),
        ({"last": "0"}, "1 or more"),
        ({"last": "true"}, "a whole number"),
        ({"last": '"6"'}, "a whole number"),
        ({"policy": '"victim"'}, 'Nearest: "victims"'),
        ({"where": '{ sexx = "Male" }'}, 'Nearest: "sex"'),
        ({"where": "{ sex = 1 }"}, "text in quotation marks"),
        ({"where": '{ sex = "Total" }'}, "Name one that is counted"),
        ({"where": '{ district = "Quarrowby" }'}, "Take it out of one"),
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


REFERRALS = {"source": '"nrm_referrals"', "policy": '"modern_slavery"', "periods": '"up to three years"'}
SUPPORT = {"source": '"asylum_support"', "policy": '"as_published"', "periods": '"quarter"'}
TEN = [f"{year}-Q{number}" for year in (2023, 2024, 2025) for number in (1, 2, 3, 4)][2:]


@pytest.mark.parametrize(
    ("held", "called", "first"),
    [
        (TEN, "ten quarters ending 2025-Q4", "2023-Q3"),
        (TEN[-4:], "four quarters ending 2025-Q4", "2025-Q1"),
        (TEN[:4] + TEN[5:], "five quarters ending 2025-Q4", "2024-Q4"),
        # Fewer than four are no pool: three years are asked for, and are not there.
        (TEN[-3:], "three years ending 2025-Q4", "2023-Q1"),
        (["2022-Q4", "2023-Q1", "2023-Q2", *TEN], "three years ending 2025-Q4", "2023-Q1"),
    ],
)
def test_a_pool_is_of_three_years_or_of_what_there_is_without_a_gap(written, held, called, first):
    made = written(**REFERRALS, by='["nationality"]')
    ((label, quarters),) = made.period_labels("2025-Q4", held).items()
    assert (label, quarters[0], quarters[-1]) == (called, first, "2025-Q4")


@pytest.mark.parametrize(
    ("as_of", "ends"), [("2026-Q1", "2025-Q4"), ("2026-Q3", "2025-Q4"), ("2026-Q4", "2026-Q4")]
)
def test_the_next_pool_ends_a_year_after_the_one_that_was_published(written, as_of, ends):
    made = written(**REFERRALS, by='["nationality"]')
    printed = ("ten quarters ending 2025-Q4", TEN)
    ((label, quarters),) = made.period_labels(
        as_of, [*TEN, *(f"2026-Q{n}" for n in (1, 2, 3, 4))], printed
    ).items()
    assert quarters[-1] == ends
    assert (label, quarters) == printed or ends == as_of


def test_an_open_series_has_fields_of_its_own(written):
    assert written(**REFERRALS, by='["exploitation", "age_group"]').by == ("exploitation", "age_group")
    with pytest.raises(InputError, match=r'fields of the table of NRM referrals\. Nearest: "age_group"'):
        written(**REFERRALS, by='["age_grup"]')


def test_the_referrals_of_a_force_by_nationality_are_crossed_with_nothing(written):
    assert written(**REFERRALS, by='["nationality"]')
    with pytest.raises(InputError, match="by nationality or by another field"):
        written(**REFERRALS, by='["nationality", "exploitation"]')


def test_a_stock_is_never_added_up(written):
    made = written(**SUPPORT, by='["district"]')
    assert made.period_labels("2026-Q2") == {"2026-Q2": ["2026-Q2"]}
    for periods in ('"year"', '"three years"', '"up to three years"'):
        with pytest.raises(InputError, match="the same people are there in the next"):
            written(**SUPPORT | {"periods": periods}, by='["district"]')


def test_a_flow_under_a_policy_that_pools_is_pooled(written):
    for periods in ('"quarter"', '"year"'):
        with pytest.raises(InputError, match="adds three years up"):
            written(**REFERRALS | {"periods": periods}, by='["nationality"]')


def test_domestic_abuse_by_a_characteristic_goes_under_its_own_policy(written):
    with pytest.raises(InputError, match="domestic_abuse_by_characteristic"):
        written(by='["ethnic_group"]', where='{ domestic_abuse = "yes" }')
    assert written(by='["district"]', where='{ domestic_abuse = "yes" }')


@pytest.mark.parametrize("field", ["language_group", "interpreter", "hate_crime", "sexual_orientation"])
@pytest.mark.parametrize("abuse", ["domestic_abuse", "relationship"])
def test_so_does_what_tells_of_a_characteristic_and_who_is_known_by_a_relationship(written, field, abuse):
    with pytest.raises(InputError, match='goes under "domestic_abuse_by_characteristic"'):
        written(by=f'["{field}", "{abuse}"]')
    kept = {"policy": '"domestic_abuse_by_characteristic"', "periods": '"three years"'}
    assert written(by=f'["{field}", "{abuse}"]', **kept).policy == "domestic_abuse_by_characteristic"


SENSITIVE = {
    "modern_slavery": ("nrm_referrals", ["nationality"], "three years"),
    "refugees": ("asylum_support", ["district", "support_type"], "quarter"),
    "pathway": ("pathway_ledger", ["from_state"], "three years"),
    "immigration_status": ("information_sharing", ["recorded_decision"], "three years"),
}


@pytest.mark.parametrize("policy", SENSITIVE)
def test_a_sensitive_series_goes_under_no_looser_policy_than_its_own(written, policy):
    source, fields, periods = SENSITIVE[policy]
    entry = {"source": f'"{source}"', "by": str(fields).replace("'", '"'), "periods": f'"{periods}"'}
    with pytest.raises(InputError, match=f'goes under "{policy}" or a stricter policy, and "victims" is'):
        written(**entry)
    assert written(**entry, policy=f'"{policy}"').policy == policy


def test_every_series_that_is_not_of_victims_and_their_support_says_what_it_is_held_to():
    own = {"victims", "support", "needs", "safe_accommodation", "survey"}
    assert {one.card for one in series.ALL.values() if not one.held_to} == own
    assert {one.held_to for one in series.ALL.values() if one.held_to} == set(SENSITIVE)


PRINTED = {
    "source": '"nrm_referrals"',
    "by": '["gender"]',
    "policy": '"as_published"',
    "periods": '"quarter"',
}


def test_what_its_publisher_prints_by_one_listed_field_is_shown_as_published(written):
    assert written(**PRINTED).policy == "as_published"
    with pytest.raises(InputError, match="lists nrm_referrals by gender, which is shown as its publisher"):
        written(**PRINTED | {"policy": '"modern_slavery"', "periods": '"three years"'})


@pytest.mark.parametrize("by", ['["nationality"]', '["gender", "age_group"]', '["exploitation"]'])
def test_what_is_not_listed_is_controlled_as_before(written, by):
    with pytest.raises(InputError, match=r"does not list nrm_referrals by .* Such figures are controlled"):
        written(**PRINTED | {"by": by})
    assert written(**REFERRALS, by=by).policy == "modern_slavery"


def test_a_listed_field_with_a_filter_is_of_two_fields_and_controlled(written):
    with pytest.raises(InputError, match="does not list nrm_referrals by gender and age_group"):
        written(**PRINTED, where='{ age_group = "Child (17 or under)" }')


def test_the_offices_own_counts_are_never_shown_as_published(written):
    with pytest.raises(InputError, match="does not list victims by district"):
        written(policy='"as_published"')


def test_without_the_policy_that_a_series_is_held_to_no_table_of_it_is_read(tmp_path):
    path = tmp_path / "release.toml"
    lines = [f"{key} = {value}" for key, value in {**ENTRY, "source": '"nrm_referrals"'}.items()]
    path.write_text(
        "\n".join(["[referrals]", *lines]).replace('"district"', '"nationality"'), encoding="utf-8"
    )
    held = {name: rules for name, rules in policies.read().items() if name != "modern_slavery"}
    with pytest.raises(InputError, match='under "modern_slavery", which policy'):
        release.read(path, held)


OWN_POLICY = {"policy": '"domestic_abuse_by_characteristic"', "periods": '"three years"'}


def test_every_field_of_every_series_says_how_sensitive_it_is():
    for one in series.ALL.values():
        assert one.fields and set(one.sensitivities.values()) <= set(sensitivity.MEANS), one.card
    with pytest.raises(
        InputError, match="series reports, field visa: \"sensitivity\" is '', expected one of"
    ):
        series.Series("reports", "reports", "a table", "reports", {"visa": ""})


@pytest.mark.parametrize(
    ("source", "by"), [("support", "language_need"), ("survey", "answer"), ("victims", "age_band")]
)
def test_a_field_that_is_described_as_a_characteristic_goes_under_the_policy_of_domestic_abuse(
    written, source, by
):
    entry = {"source": f'"{source}"', "by": f'["{by}"]', "where": '{ domestic_abuse = "yes" }'}
    with pytest.raises(InputError, match='goes under "domestic_abuse_by_characteristic"'):
        written(**entry)
    periods = '"quarter"' if series.ALL[source].stock else '"three years"'
    assert written(**entry, **OWN_POLICY | {"periods": periods})


def test_so_does_any_field_that_is_added_to_a_series_of_victims_of_domestic_abuse(written, monkeypatch):
    entry = {"source": '"safe_accommodation"', "by": '["came_from"]'}
    assert written(**entry)
    monkeypatch.setitem(
        fields._listed()["safe_accommodation"]["fields"]["came_from"], "sensitivity", "characteristic"
    )
    with pytest.raises(InputError, match='goes under "domestic_abuse_by_characteristic"'):
        written(**entry)
    assert written(**entry, **OWN_POLICY)


def test_a_field_described_as_a_place_is_held_to_the_floor_whatever_it_is_called(written, monkeypatch):
    monkeypatch.setitem(fields._listed()["victims"]["fields"]["referral_source"], "sensitivity", "msoa")
    with pytest.raises(InputError, match='"referral_source" is finer than force, the floor'):
        written(by='["referral_source"]', policy='"modern_slavery"', periods='"three years"')


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
    with pytest.raises(InputError, match="expected a table of fields"):
        release.read(path, policies.read())
