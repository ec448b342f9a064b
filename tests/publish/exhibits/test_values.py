"""Figures and names as words: each by its kind, and a marker for what is hidden or missing."""

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.publish.exhibits import values
from analysis.publish.wording import rounded

ROWS = [("Polish", 8464, 1.45, 14.5, "shown"), ("Romanian", 5638, 0.95, 9.55, "shown")]
ROWS += [("Panjabi", None, None, None, "not available"), ("Welsh", 3, 0.04, 0.04, "suppressed")]
SPOKEN = pd.DataFrame(ROWS, columns=["language", "people", "share_pct", "rate_per_1000", "status"])
NOTHING = SPOKEN.iloc[:0]
NONE_KNOWN = SPOKEN[SPOKEN["status"] == "not available"]


def rows(status="shown", **columns):
    return pd.DataFrame(columns).assign(status=status)


# One value


@pytest.mark.parametrize(
    ("column", "language", "words"),
    [
        *(
            ("people", "Polish", "8,464"),
            ("share_pct", "Polish", "1.5%"),
            ("rate_per_1000", "Polish", "14.5"),
        ),
        *(("share_pct", "Latin", "less than 0.1%"), ("share_pct", "Greek", "0%"), ("people", "Greek", "[x]")),
        # What a hidden row holds is not told even where the measure left it.
        *(("people", "Welsh", "[c]"), ("share_pct", "Welsh", "[c]")),
    ],
)
def test_figures_are_written_by_their_kind_and_rounding_makes_no_zero(column, language, words):
    small = rows(language=["Latin", "Greek"], people=[7, None], share_pct=[0.04, 0.0])
    assert values.value(pd.concat([SPOKEN, small]), column, language=language) == words


@pytest.mark.parametrize(("language", "marker"), [("Welsh", "[c]"), ("Panjabi", "[x]"), ("Cornish", "[x]")])
def test_a_figure_that_is_not_shown_is_its_marker(language, marker):
    assert values.value(SPOKEN, "people", language=language) == marker
    assert values.span(SPOKEN, "people", "share_pct", language=language) == marker
    assert values.total(SPOKEN, "people", language=language) == marker


@pytest.mark.parametrize("frame", [NOTHING, NONE_KNOWN, pd.DataFrame()])
def test_of_a_table_without_any_figure_everything_is_missing(frame):
    assert values.value(frame, "people", language="Polish") == "[x]"
    assert values.text(frame, "language") == "[x]"
    assert values.total(frame, "people") == values.count(frame) == "[x]"
    assert values.span(frame, "people", "share_pct") == "[x]"
    assert values.largest(frame, 2, "people", "language") == {"first": "[x]", "second": "[x]"}


@pytest.mark.parametrize(
    ("figure", "places", "to"),
    [(0.25, 1, "0.3"), (0.35, 1, "0.4"), (2.5, 0, "3"), (-2.5, 0, "-3"), (2.4, 0, "2")],
)
def test_halves_round_away_from_zero(figure, places, to):
    assert str(rounded(figure, places)) == to


def test_dates_are_written_as_months_and_pick_rows():
    frame = rows(period_start=[pd.Timestamp("2018-10-01")], offences=[4903])
    assert values.value(frame, "period_start") == "October 2018"
    assert values.value(frame, "offences", period_start="2018-10-01") == "4,903"


@pytest.mark.parametrize(
    ("column", "where", "says"),
    [
        ("people", {}, r"and nothing picks 4\. Name more columns out of: language, people"),
        ("people", {"language": ["Polish", "Welsh"]}, r"language=\['Polish', 'Welsh'\] picks 2"),
        ("peple", {"language": "Polish"}, 'no column "peple". Nearest: "people"'),
        ("people", {"langage": "Polish"}, 'no column "langage". Nearest: "language"'),
    ],
)
def test_a_value_picks_one_row_of_columns_that_are_there(column, where, says):
    with pytest.raises(InputError, match=says):
        values.value(SPOKEN, column, **where)


@pytest.mark.parametrize(
    ("lower", "upper", "words"),
    [
        *((2.14, 2.44, "2.1% to 2.4%"), (2.11, 2.14, "2.11% to 2.14%"), (2, 2, "2%")),
        *((-0.44, 0.2, "−0.4% to 0.2%"), (1.0, None, "[x]")),
    ],
)
def test_the_ends_of_a_range_do_not_read_alike_and_one_with_one_end_has_none(lower, upper, words):
    frame = rows(lower_pct=[lower], upper_pct=[upper])
    assert values.span(frame, "lower_pct", "upper_pct") == words


# Names


def test_a_name_is_known_where_its_figures_are_hidden_is_one_and_is_no_figure():
    assert values.text(SPOKEN, "language", language="Welsh") == "Welsh"
    assert values.text(SPOKEN, "language", language="Cornish") == "[x]"
    assert values.text(rows(who=[None], people=[5]), "who") == "[x]"
    assert values.text(rows(area=["Wick", "Wick"], people=[1, 2]), "area") == "Wick"
    with pytest.raises(InputError, match="picks one name, and 4 fit"):
        values.text(SPOKEN, "language")
    with pytest.raises(InputError, match=r'"people" holds numbers: take it with value\('):
        values.text(SPOKEN, "people", language="Polish")


# Rankings


def ranked(verb, *given, **how):
    """Return what a verb ranks, in its order."""
    return list(verb(*given, **how).values())


def test_the_largest_are_ranked_among_what_is_shown_and_no_margin():
    shown, of = SPOKEN[:3], ("people", "language")
    found = values.largest(shown, 3, *of)
    assert found == {"first": "Polish", "second": "Romanian", "third": "[x]"}
    assert ranked(values.largest, shown, 1, "people", "share_pct") == ["1.5%"]
    assert ranked(values.largest, shown, 1, "people", "share_pct", as_="whole percentage") == ["1%"]
    assert ranked(values.smallest, shown, 1, *of) == ["Romanian"]
    assert ranked(values.largest, shown, 1, *of, language=["Romanian", "Panjabi"]) == ["Romanian"]
    frame = rows(area=["a", "b", "Total"], sex="Total", people=[20, 10, 30])
    assert ranked(values.largest, frame, 1, "people", "area") == ["a"]


@pytest.mark.parametrize(
    ("areas", "people", "first_two"),
    [("abc", [30, 20, 20], ["a", "[x]"]), ("abc", [30, 20, 19], ["a", "b"]), ("cab", [9, 9, 5], ["a", "c"])],
)
def test_a_tie_stands_in_order_of_names_and_over_the_lists_end_is_undecided(areas, people, first_two):
    assert ranked(values.largest, rows(area=list(areas), people=people), 2, "people", "area") == first_two


@pytest.mark.parametrize(("total", "first"), [(49, "a"), (50, "[x]"), (51, "[x]")])
def test_beside_a_hidden_row_the_first_is_named_where_the_margin_leaves_less(total, first):
    """What is hidden can be as large as what the margin leaves over: `total` less 20 and 10."""
    frame = rows(
        ["shown", "shown", "suppressed", "shown"], area=["a", "b", "c", "Total"], people=[20, 10, 0, total]
    )
    frame["people"] = frame["people"].astype("Int64").mask(frame["status"].eq("suppressed"))
    assert ranked(values.largest, frame, 1, "people", "area") == [first]


def test_beside_a_hidden_row_without_a_margin_or_for_shares_nobody_ranks():
    frame = rows(["shown", "suppressed"], area=["a", "b"], people=[20, None], share_pct=[80.0, None])
    assert ranked(values.largest, frame, 1, "people", "area") == ["[x]"]
    whole = pd.concat([frame, rows(area=["Total"], people=[21], share_pct=[100.0])], ignore_index=True)
    assert ranked(values.largest, whole, 1, "people", "area") == ["a"]
    assert ranked(values.largest, whole, 1, "share_pct", "area") == ["[x]"]
    assert ranked(values.smallest, whole, 1, "people", "area") == ["[x]"]


@pytest.mark.parametrize(("upper", "first"), [(24.9, "a"), (25, "[x]"), (None, "[x]")])
def test_the_first_is_named_beyond_chance_where_no_other_may_be_as_large(upper, first):
    frame = rows(area=["a", "b"], people=[30, 20], lower=[25, 15], upper=[35, upper])
    assert ranked(values.largest, frame, 1, "people", "area") == ["a"]
    assert ranked(values.largest, frame, 1, "people", "area", beyond_chance=True) == [first]
    smallest = "b" if first == "a" else "[x]"
    assert ranked(values.smallest, frame, 1, "people", "area", beyond_chance=True) == [smallest]


@pytest.mark.parametrize(("n", "fits"), [(0, False), (1, True), (10, True), (11, False)])
def test_a_sentence_names_one_to_ten(n, fits):
    frame = rows(area=list("abcdefghijkl"), people=range(12))
    if fits:
        assert len(values.largest(frame, n, "people", "area")) == n
    else:
        with pytest.raises(InputError, match=f"the first one to 10, not {n}"):
            values.largest(frame, n, "people", "area")


# Totals and counts


def test_a_total_over_a_hidden_row_is_hidden_and_over_a_missing_one_missing():
    assert values.total(SPOKEN, "people") == "[c]"
    assert values.total(SPOKEN, "people", language=["Polish", "Romanian"]) == "14,102"
    assert values.total(SPOKEN, "people", language=["Polish", "Panjabi"]) == "[x]"
    assert values.total(SPOKEN, "people", language="Cornish") == "[x]"


@pytest.mark.parametrize("column", ["share_pct", "rate_per_1000", "language"])
def test_only_counts_have_a_total(column):
    with pytest.raises(InputError, match=f'"{column}" does not add up'):
        values.total(SPOKEN, column)


def test_rows_are_counted():
    assert values.count(SPOKEN) == "4"
    assert values.count(SPOKEN, status="suppressed") == "1"
    assert values.count(SPOKEN, language=["Polish", "Welsh", "Cornish"]) == "2"
    assert values.count(SPOKEN, language="Cornish") == "0"
