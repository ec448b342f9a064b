"""People against records: by the key of the extract, or between what the repeat bands allow."""

import pandas as pd
import pytest

from analysis import measures

BANDS = {"1": 700, "2": 120, "3": 30, "4 or more": 40, "Unknown": 10}


def records(bands=BANDS, victim_is="A person"):
    rows = pd.DataFrame({"offences_in_12_months": list(bands), "victims": list(bands.values())})
    return rows.assign(victim_is=victim_is, status="shown")


def found(*parts, counted=None):
    return measures.victims.people_recorded(pd.concat(parts, ignore_index=True), counted).iloc[0]


def by_key(people, without=0, status="shown"):
    return pd.DataFrame({"people": [people], "records_without_key": [without], "status": [status]})


def test_without_a_key_a_record_of_two_crimes_is_between_half_and_one_person():
    row = found(records())
    # 700, 60 of two, 10 of three, and one who met all forty; those who are not known may be one of these.
    assert (row["people_least"], row["people_most"], row["records"]) == (771, 900, 900)


def test_every_number_of_people_behind_the_records_lies_between_the_ends():
    for crimes, people in ((2, 60), (3, 10)):
        row = found(records({str(crimes): crimes * people}))
        assert row["people_least"] <= people <= row["people_most"]


def test_businesses_and_the_state_are_left_out_and_counted():
    business = records({"Unknown": 55}, "A business or other body")
    row = found(records(), business, records({"1": 5}, "The state or the public"))
    assert (row["records"], row["records_of_others"], row["people_most"]) == (900, 60, 900)
    nobody = found(business)
    assert nobody["status"] == "not available" and nobody["records_of_others"] == 55


@pytest.mark.parametrize(("without", "most"), [(0, 810), (20, 830)])
def test_a_key_decides_and_a_record_without_one_is_nobody_new_or_somebody_else(without, most):
    row = found(records(), counted=by_key(810, without))
    assert (row["people_least"], row["people_most"]) == (810, most)
    assert found(records(), counted=by_key(None, None, "suppressed"))["people_least"] == 771


def test_a_hidden_band_hides_it_and_without_records_there_is_no_row():
    rows = records()
    assert found(rows.assign(status=["suppressed"] + ["shown"] * 4))["status"] == "suppressed"
    assert measures.victims.people_recorded(rows.iloc[:0]).empty
