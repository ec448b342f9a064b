"""The release file: which tabulations may be published, and what is refused with its reason."""

import re

import pytest

from analysis import sensitivity
from analysis.errors import InputError
from analysis.extracts import fields
from analysis.release import policies, series, tabulations

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
        return tabulations.read(path)["by_district"]

    return read


def test_the_projects_own_list_can_be_read_and_keeps_to_its_policies():
    held = tabulations.read()
    assert "victims_by_offence_and_district" in held
    assert held["domestic_abuse_victims_by_ethnic_group"].where == (("domestic_abuse", "yes"),)
    assert {one.unit for one in held.values() if one.source == "victims"} == {"victims"}
    assert held["referrals_by_adult_or_child"].unit == "referrals"
    printed = policies.listed_as_published()
    assert "nationality" not in printed["nrm_referrals"] and "nationality" in printed["duty_to_notify"]


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
        ({"source": '"nrm_referals"'}, 'Nearest: "nrm_referrals"'),
        ({"periods": '"three years"', "last": "2"}, "a quarter apart would tell the one quarter"),
        ({"periods": '"up to three years"', "last": "2"}, "a quarter apart would tell the one quarter"),
        ({"title": "3"}, "text in quotation marks"),
        ({"by": "[]"}, "a list of at least 1"),
        ({"by": '"district"'}, "a list"),
        ({"by": '["district", "district"]'}, "names a field twice"),
        ({"by": '["distrct"]'}, 'Nearest: "district"'),
        ({"by": '["postcode"]'}, "fields of a victim extract"),
        ({"by": '["nationality"]'}, "fields of a victim extract"),
        ({"periods": '"month"'}, "'quarter', 'year', 'three years'"),
        ({"last": "0"}, "1 or more"),
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


def of(source, by, policy, periods, **more):
    """Return the fields of an entry, `by` and `where` as TOML holds them."""
    texts = {"source": source, "policy": policy, "periods": periods}
    columns = ", ".join(f'"{one}"' for one in by.split())
    return {name: f'"{text}"' for name, text in texts.items()} | {"by": f"[{columns}]"} | more


THREE, ABUSED = "three years", {"where": '{ domestic_abuse = "yes" }'}
SLAVERY, OWN_POLICY = "modern_slavery", "domestic_abuse_by_characteristic"
REFERRALS = of("nrm_referrals", "nationality", SLAVERY, "up to three years")
UNDER_OWN = f'goes under "{OWN_POLICY}"'


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        *((of("victims", by, SLAVERY, THREE), "the floor of the policy") for by in ("district", "msoa")),
        (of("victims", "sex", SLAVERY, THREE, where='{ district = "Wick" }'), "the floor of the policy"),
        (of("victims", "sex", SLAVERY, "year"), "adds three years up"),
        (of("nrm_referrals", "nationality", SLAVERY, "quarter"), "adds three years up"),
        (REFERRALS | {"by": '["age_grup"]'}, 'fields of the table of NRM referrals. Nearest: "age_group"'),
        (REFERRALS | {"by": '["nationality", "exploitation"]'}, "by nationality or by another field"),
        *(
            (of("asylum_support", "district", "as_published", periods), "the same people are there in the")
            for periods in ("year", THREE, "up to three years")
        ),
        # Sensitive series go under no looser policy than their own.
        (of("nrm_referrals", "nationality", "victims", THREE), 'goes under "modern_slavery" or'),
        (of("asylum_support", "district support_type", "victims", "quarter"), 'goes under "refugees"'),
        (of("pathway_ledger", "from_state", "victims", THREE), 'goes under "pathway" or a stricter'),
        (of("information_sharing", "recorded_decision", "victims", THREE), 'goes under "immigration_status"'),
        # Victims of domestic abuse by a characteristic, or by what tells of one.
        (of("victims", "ethnic_group", "victims", "year", **ABUSED), UNDER_OWN),
        (of("victims", "age_band", "victims", "year", **ABUSED), UNDER_OWN),
        (of("support", "language_need", "victims", "year", **ABUSED), UNDER_OWN),
        (of("survey", "answer", "victims", "quarter", **ABUSED), UNDER_OWN),
        *(
            (of("victims", f"{field} {abuse}", "victims", "year"), UNDER_OWN)
            for field in ("language_group", "interpreter", "hate_crime", "sexual_orientation")
            for abuse in ("domestic_abuse", "relationship")
        ),
        (of("victims", "msoa", "victims", "year", **ABUSED), "by district and above"),
        (of("victims", "language_group district", "victims", "year"), "for the force area alone"),
        # What is as published, and what is not.
        (of("nrm_referrals", "gender", SLAVERY, THREE), "lists nrm_referrals by gender, which is shown as"),
        *(
            (of("nrm_referrals", by, "as_published", "quarter"), "does not list nrm_referrals by")
            for by in ("nationality", "gender age_group", "exploitation")
        ),
        (
            of("nrm_referrals", "gender", "as_published", "quarter", where='{ age_group = "Child" }'),
            "does not list nrm_referrals by gender and age_group. Such figures are controlled",
        ),
        (of("victims", "district", "as_published", "year"), "does not list victims by district"),
    ],
)
def test_a_table_that_its_rules_do_not_allow_is_refused_with_the_rule(written, entry, told):
    with pytest.raises(InputError, match=re.escape(told)):
        written(**entry)


@pytest.mark.parametrize(
    "entry",
    [
        REFERRALS,
        REFERRALS | {"by": '["exploitation", "age_group"]'},
        of("victims", "sex", SLAVERY, THREE),
        of("victims", "district", "victims", "year", **ABUSED),
        of("victims", "ethnic_group", OWN_POLICY, THREE, **ABUSED),
        of("survey", "answer", OWN_POLICY, "quarter", **ABUSED),
        of("victims", "language_group", "victims", "year"),
        of("nrm_referrals", "gender", "as_published", "quarter"),
        of("asylum_support", "district", "as_published", "quarter"),
        of("pathway_ledger", "from_state", "pathway", THREE),
    ],
)
def test_a_table_that_keeps_to_them_is_read(written, entry):
    assert f'"{written(**entry).policy}"' == entry["policy"]


def test_every_series_but_of_victims_and_their_support_is_held_to_a_policy_and_every_field_is_described():
    own = {"victims", "support", "needs", "safe_accommodation", "survey"}
    assert {one.card for one in series.ALL.values() if not one.held_to} == own
    for one in series.ALL.values():
        assert one.fields and set(one.sensitivities.values()) <= set(sensitivity.MEANS), one.card
    with pytest.raises(InputError, match="series reports, field visa: \"sensitivity\" is ''"):
        series.Series("reports", "reports", "a table", "reports", {"visa": ""})


@pytest.mark.parametrize(
    ("source", "field", "described", "policy", "told"),
    [
        ("safe_accommodation", "came_from", "characteristic", "victims", UNDER_OWN),
        ("victims", "referral_source", "msoa", SLAVERY, '"referral_source" is finer than force, the floor'),
    ],
)
def test_a_field_is_held_to_what_it_is_described_as(
    written, monkeypatch, source, field, described, policy, told
):
    entry = of(source, field, policy, THREE)
    assert written(**entry)
    monkeypatch.setitem(fields.kinds()[source].listed[field], "sensitivity", described)
    with pytest.raises(InputError, match=told):
        written(**entry)


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
    made = written(**REFERRALS)
    ((label, quarters),) = made.period_labels("2025-Q4", held).items()
    assert (label, quarters[0], quarters[-1]) == (called, first, "2025-Q4")


@pytest.mark.parametrize(
    ("as_of", "ends"), [("2026-Q1", "2025-Q4"), ("2026-Q3", "2025-Q4"), ("2026-Q4", "2026-Q4")]
)
def test_the_next_pool_ends_a_year_after_the_one_that_was_published(written, as_of, ends):
    printed, held = ("ten quarters ending 2025-Q4", TEN), [*TEN, *(f"2026-Q{n}" for n in (1, 2, 3, 4))]
    ((label, quarters),) = written(**REFERRALS).period_labels(as_of, held, printed).items()
    assert quarters[-1] == ends
    assert (label, quarters) == printed or ends == as_of


def test_without_the_policy_that_a_series_is_held_to_no_table_of_it_is_read(written, tmp_path):
    written(**REFERRALS)
    held = {name: rules for name, rules in policies.read().items() if name != "modern_slavery"}
    held["victims"] = held["victims"].model_copy(update={"pooled_years": 3})
    path = tmp_path / "release.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"modern_slavery"', '"victims"'), "utf-8")
    with pytest.raises(InputError, match='under "modern_slavery", which policy'):
        tabulations.read(path, held)
