"""Unmet need by group, by person: beside others of the same offence, age and provider."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.measures.rates import limits
from analysis.measures.victims import unmet

LANGUAGE = {"Interpreter needed": "language_need"}


def people(*rows, field="language_need"):
    """Return counts of assessed people from (label, unmet, met) or (label, unmet, met, {other fields})."""
    made = []
    for label, not_met, met, *more in rows:
        given = {"offence_group": "Robbery", "age_band": "25-34", "provider": "A", field: label}
        given |= more[0] if more else {}
        made.append(given | {"stage": "Needs assessed", "state": "Need not met", "clients": not_met})
        made.append(given | {"stage": "Needs met", "state": "Need met", "clients": met})
    return pd.DataFrame(made)


def row_of(table, groups=LANGUAGE):
    (row,) = measures.victims.unmet_need(table, groups).itertuples()
    return row


def test_with_nothing_to_make_alike_it_is_the_difference_of_two_shares():
    row = row_of(people(("yes", 90, 60), ("no", 300, 700)))
    assert (row.group, row.people, row.unmet, row.fewest) == ("yes", 150, 90, 60)
    assert (row.share_pct, row.expected_pct, row.points) == pytest.approx((60, 30, 30))
    lower, upper = (100 * float(end) for end in limits.wilson_limits(90, 150))
    of_others = 100 * unmet.Z * np.sqrt(0.3 * 0.7 / 1_000)
    assert row.lower == pytest.approx(30 - np.hypot(60 - lower, of_others))
    assert row.upper == pytest.approx(30 + np.hypot(upper - 60, of_others))
    assert (row.verdict, row.status) == ("higher", "shown")
    assert row.finding == "higher, whatever group the people are of of whom it is not known"


def test_a_group_that_goes_to_a_harder_provider_is_not_called_higher():
    """At A three in ten have a need unmet and at B six, whoever they are; the group is mostly at B."""
    rows = [
        ("yes", 30, 70),
        ("no", 300, 700),
        ("yes", 240, 160, {"provider": "B"}),
        ("no", 120, 80, {"provider": "B"}),
    ]
    row = row_of(people(*rows))
    assert row.share_pct == pytest.approx(54) and row.points == pytest.approx(0, abs=1e-6)
    assert (row.verdict, row.finding) == ("cannot be told", unmet.CHANCE)


def test_a_group_is_not_made_alike_in_what_it_is_defined_by():
    found = measures.victims.unmet_need(
        people(("18-24", 50, 50), ("25-34", 50, 50), field="age_band"), {"Age": "age_band"}
    )
    assert set(found["made_alike_in"]) == {"offence group, provider"}


def test_who_waits_is_in_no_share_and_is_counted():
    waits = people(("yes", 40, 0)).iloc[:1].assign(state="Waiting")
    silent = waits.assign(state="Unknown", clients=3)
    early = waits.assign(stage="Contacted safely", clients=500)
    row = row_of(pd.concat([people(("yes", 90, 60), ("no", 300, 700)), waits, silent, early]))
    assert (row.people, row.waiting, row.fewest) == (150, 43, 43) and row.share_pct == pytest.approx(60)


def test_people_whose_group_is_not_known_decide_only_where_they_end_otherwise():
    known = ("yes", 90, 60), ("no", 300, 700)
    alike = row_of(people(*known, ("Unknown", 60, 130)))
    assert (alike.verdict, alike.not_known) == ("higher", 190)
    assert alike.finding == "higher; people whose group is not known end as the others do"
    # Were the group recorded only of people with a need unmet, those of whom it is not would have none.
    apart = row_of(people(*known, ("Not asked", 0, 190)))
    assert (apart.verdict, apart.finding) == ("cannot be told", unmet.COULD_CHANGE)
    assert apart.points == pytest.approx(alike.points)


@pytest.mark.parametrize(("few", "status"), [(9, "not available"), (10, "shown")])
@pytest.mark.parametrize("place", range(4))
def test_both_sides_of_the_fewest_people_that_are_compared(few, status, place):
    counts = [100, 100, 150, 150]
    counts[place] = few
    row = row_of(people(("yes", *counts[:2]), ("no", *counts[2:])))
    assert row.status == status and pd.isna(row.points) == (status != "shown")
    if status != "shown":
        assert (row.verdict, row.finding) == ("cannot be told", unmet.TOO_FEW)


def test_a_group_that_has_a_provider_to_itself_has_nobody_to_be_compared_with():
    rows = ("yes", 40, 60, {"provider": "B"}), ("no", 40, 60, {"provider": "A"})
    row = row_of(people(*rows))
    # B has nobody of the others: it is joined with A, and the two are compared as one.
    assert row.points == pytest.approx(0, abs=1e-6)
    tangled = [
        ("no", 40, 60, {"provider": "A", "offence_group": "Robbery"}),
        ("no", 60, 40, {"provider": "B", "offence_group": "Theft"}),
        ("yes", 40, 60, {"provider": "B", "offence_group": "Robbery"}),
    ]
    row = row_of(people(*tangled))
    assert (row.status, row.finding) == ("not available", unmet.NOBODY_ALIKE)


def test_strata_in_which_all_end_alike_do_not_stop_it():
    rows = [("no", 300, 700), ("yes", 60, 90)]
    rows += [("no", 0, 12, {"offence_group": f"Rare {n}"}) for n in range(6)]
    rows += [("yes", 5, 0, {"age_band": f"{n}"}) for n in range(3)]
    rows += [("no", 4, 0, {"provider": "C"}), ("yes", 0, 4, {"provider": "D"})]
    row = row_of(people(*rows))
    assert row.status == "shown" and row.lower < row.points < row.upper


def test_a_field_that_no_return_has_is_said_and_not_made_alike():
    table = people(("yes", 90, 60), ("no", 300, 700)).assign(age_band="Not supplied", sex="Not supplied")
    found = measures.victims.unmet_need(table, LANGUAGE | {"Sex": "sex"})
    assert list(found["made_alike_in"]) == ["offence group, provider"] * 2
    assert list(found["status"]) == ["shown", "not available"]
    assert found["finding"].iloc[1] == unmet.NOT_SUPPLIED_BY_ANY
    words = measures.victims.unmet_in_words(found).iloc[0]
    assert words["says"].endswith("interpreter needed, yes (30 points more)")
    assert words["alike"].endswith("The returns do not give ages.")


def test_without_rows_or_with_hidden_counts_nothing_is_said():
    table = people(("yes", 90, 60), ("no", 300, 700))
    assert not len(measures.victims.unmet_need(table.assign(status="suppressed"), LANGUAGE))
    none = measures.victims.unmet_need(table.iloc[:0], LANGUAGE)
    assert list(none["status"]) == ["not available"]
    assert measures.victims.unmet_in_words(none)["says"].isna().all()


def test_of_many_groups_that_do_not_differ_none_is_called_so():
    """One of seven ages lies 2.2 standard errors off: alone it would be called higher."""
    rows = [("18-24", 110, 190)] + [(f"{age}", 300, 700) for age in range(6)]
    found = measures.victims.unmet_need(people(*rows, field="age_band"), {"Age": "age_band"})
    row = found.set_index("group").loc["18-24"]
    assert row["lower"] > 0 and row["verdict"] == "cannot be told"
