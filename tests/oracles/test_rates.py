"""PHEindicatormethods 2.1.0 (UK Health Security Agency): rates, shares, standardised rates, funnels."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.errors import InputError
from analysis.measures import funnel

EXACTLY = 1e-9
CONFIDENCE = {"95_0": 0.95, "99_8": 0.998}


def close(found, expected, rel=EXACTLY):
    np.testing.assert_allclose(np.asarray(found, dtype=float), np.asarray(expected, dtype=float), rtol=rel)


def test_byar_and_wilson_limits(oracle):
    table = pd.read_csv(oracle("01_rates/byar_wilson.csv"))
    assert len(table) == 13
    for row in table.itertuples():
        confidence = float(row.confidence.rstrip("%")) / 100
        if row.method == "Byars":
            found = measures.byar_limits(row.x, confidence)
        else:
            found = measures.wilson_limits(row.x, row.n, confidence)
        close(found, [row.lowercl, row.uppercl])


@pytest.mark.parametrize("level", CONFIDENCE)
@pytest.mark.parametrize("per", [100, 100_000])
def test_crude_rates_with_exact_limits_below_ten_events_and_byar_from_ten(oracle, level, per):
    expected = pd.read_csv(oracle("01_rates/crude_rate.csv")).query("multiplier == @per")
    found = measures.rate(expected, "Numerator", "Denominator", per=per, confidence=CONFIDENCE[level])
    close(found[f"rate_per_{per}"], expected["value"])
    close(found["lower"], expected[f"lower{level}cl"])
    close(found["upper"], expected[f"upper{level}cl"])
    shown = expected["value"].notna()
    assert (
        found.loc[shown, "method"].str.lower() == expected.loc[shown, "method"].str.lower().str.rstrip("s")
    ).all()
    assert (found["status"] == np.where(shown, "shown", "not available")).all()


@pytest.mark.parametrize("level", CONFIDENCE)
@pytest.mark.parametrize(("multiplier", "column"), [(1, "share"), (100, "share_pct")])
def test_proportions_with_wilson_limits(oracle, level, multiplier, column):
    expected = pd.read_csv(oracle("01_rates/proportion.csv")).query("multiplier == @multiplier")
    found = measures.proportion(
        expected, "Numerator", "Denominator", as_percent=multiplier == 100, confidence=CONFIDENCE[level]
    )
    for name, wanted in ((column, "value"), ("lower", f"lower{level}cl"), ("upper", f"upper{level}cl")):
        large = expected["Area"] == "Area6"  # 7,776,456 of 7.6 billion: the reference rounds earlier
        close(found.loc[~large, name], expected.loc[~large, wanted])
        close(found.loc[large, name], expected.loc[large, wanted], rel=1e-7)


def in_standard_bands(table, areas):
    """Name the bands by their order: the reference's own "55-69" is a slip for "55-59"."""
    names = list(measures.EUROPEAN_STANDARD_POPULATION_2013)
    return table.assign(age_group=table.groupby(areas).cumcount().map(dict(enumerate(names))))


def test_the_european_standard_population_has_19_bands_and_100_000_people():
    standard = measures.EUROPEAN_STANDARD_POPULATION_2013
    assert (len(standard), sum(standard.values())) == (19, 100_000)


@pytest.mark.parametrize("level", CONFIDENCE)
@pytest.mark.parametrize("per", [10_000, 100_000])
def test_directly_standardised_rates_with_dobson_limits(oracle, level, per):
    table = in_standard_bands(pd.read_csv(oracle("01_rates/dsr_multiarea_input.csv")), "area")
    expected = pd.read_csv(oracle("01_rates/dsr_multiarea_expected.csv"))
    expected = expected[expected["statistic"].isin([f"dsr per {per}", "dsr NA for total count < 10"])]
    expected = expected.drop_duplicates("area").set_index("area")
    found = measures.standardised_rate(
        table, "count", "pop", by="area", band="age_group", per=per, confidence=CONFIDENCE[level]
    )
    expected = expected.loc[found["area"]].reset_index()
    close(found["count"], expected["total_count"])
    close(found["pop"], expected["total_pop"])
    close(found[f"rate_per_{per}"], expected["value"])
    close(found["lower"], expected[f"lower{level}cl"])
    close(found["upper"], expected[f"upper{level}cl"])
    tiny = found.set_index("area").loc["testdata_tiny"]
    assert (tiny["status"], tiny["method"]) == ("not available", "not given: fewer than 10 events")


def test_a_negative_count_is_refused(oracle):
    table = pd.read_csv(oracle("01_rates/dsr_invalid_negative_count.csv")).assign(area="A")
    with pytest.raises(InputError, match='"count" is negative in row 5'):
        measures.standardised_rate(in_standard_bands(table, "area"), "count", "pop", "area", "age_group")


def test_a_population_of_zero_is_refused(oracle):
    table = in_standard_bands(pd.read_csv(oracle("01_rates/dsr_invalid_zero_population.csv")), "area")
    with pytest.raises(InputError, match='"pop" is zero or negative in row 1'):
        measures.standardised_rate(table, "count", "pop", "area", "age_group")


def test_the_300_significance_labels_of_a_funnel(oracle):
    table = pd.read_csv(oracle("01_rates/funnel_ratio_input.csv"))
    words = {
        "High (0.001)": funnel.ABOVE_OUTER,
        "High (0.025)": funnel.ABOVE_INNER,
        "Not significant": funnel.WITHIN,
        "Low (0.025)": funnel.BELOW_INNER,
        "Low (0.001)": funnel.BELOW_OUTER,
    }
    found = measures.funnel_limits(table, "observed", "expected")
    assert list(found["position"]) == list(table["significance"].map(words))
    assert (found["comparisons"] == 300).all()


@pytest.mark.parametrize(("side", "limit"), [("lower", "lower"), ("upper", "upper")])
@pytest.mark.parametrize(("tail", "name"), [("2s", "inner"), ("3s", "outer")])
def test_the_limits_of_the_ratio_for_100_event_counts(oracle, side, limit, tail, name):
    expected = pd.read_csv(oracle("01_rates/funnel_ratio_expected.csv"))
    assert len(expected) == 100
    found = measures.funnel_limits(expected, "observed_events", f"{side}_{tail}_exp_events")
    # At the expected number that the reference gives, the observed count is just significant, so it is the
    # limit. The reference stops its bisection early at small counts.
    close(found[f"{name}_{limit}"] * 100, expected[f"{side}_{tail}_isr"], rel=1e-4)
    close(found["ratio"] * 100, expected[f"{side}_{tail}_isr"], rel=1e-4)


def in_persons_and_events(table):
    """Split each count of events into persons with one event and persons with three, as evenly as it goes."""
    thrice = table["count"] // 4
    rows = [(1, table["count"] - 3 * thrice), (3, thrice)]
    return pd.concat([table.assign(each=each, persons=persons) for each, persons in rows], ignore_index=True)


@pytest.mark.parametrize("level", CONFIDENCE)
def test_events_that_are_not_independent_by_the_references_definition(oracle, level):
    """Var r = sum of f squared times the variance of the x_f persons with f events; the rate counts all."""
    table = in_standard_bands(pd.read_csv(oracle("01_rates/dsr_multiarea_input.csv")), "area")
    table = table[table["area"] != "testdata_tiny"].reset_index(drop=True)
    table["count"] = table["count"].where(
        table["count"].notna(), 0
    )  # a blank count is zero, the reference says
    split = in_persons_and_events(table)
    found = measures.standardised_rate(
        split, "persons", "pop", "area", "age_group", events_each="each", confidence=CONFIDENCE[level]
    ).set_index("area")
    plain = measures.standardised_rate(
        table, "count", "pop", "area", "age_group", confidence=CONFIDENCE[level]
    ).set_index("area")
    close(found["rate_per_100000"], plain["rate_per_100000"])
    standard = pd.Series(measures.EUROPEAN_STANDARD_POPULATION_2013, dtype=float)
    for area, rows in split.groupby("area"):
        weight = rows["age_group"].map(standard) / rows["pop"]
        variance = (rows["each"] ** 2 * rows["persons"] * weight**2).sum() / standard.sum() ** 2
        events = (rows["each"] * rows["persons"]).sum()
        rate = (rows["each"] * rows["persons"] * weight).sum() / standard.sum()
        limits = np.array(measures.byar_limits(events, CONFIDENCE[level]), dtype=float)
        wanted = rate + np.sqrt(variance / events) * (limits - events)
        close(found.loc[area, ["lower", "upper"]], wanted * 100_000)


@pytest.mark.parametrize("level", CONFIDENCE)
def test_a_crude_rate_of_persons_with_one_event_each_is_the_references_crude_rate(oracle, level):
    expected = pd.read_csv(oracle("01_rates/crude_rate.csv")).query("multiplier == 100000").dropna()
    found = measures.rate_of_repeated_events(
        expected.assign(each="1"), "Numerator", "each", "Denominator", by="Area", per=100_000,
        confidence=CONFIDENCE[level],
    )  # fmt: skip
    close(found["rate_per_100000"], expected["value"])
    close(found["lower"], expected[f"lower{level}cl"])
    close(found["upper"], expected[f"upper{level}cl"])
