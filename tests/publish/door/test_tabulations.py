"""Figures of local sources: looked up in what was solved, worked out anew, drawn with gaps marked."""

import importlib
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis import measures, publish, settings
from analysis.disclosure import policy
from analysis.errors import InputError
from analysis.publish.pieces import look
from analysis.publish.wording import quarters_in_words

TABLE, BY_QUARTER, BY_AGE = "victims_by_offence_and_district", "victims_by_district", "victims_by_age_and_sex"


@pytest.fixture(autouse=True)
def door(local_door):
    return local_door


@pytest.fixture
def rates(quarters):
    return measures.rate(quarters.assign(residents=100_000), "victims", "residents")


# What is looked up


def test_counts_and_statuses_are_those_of_the_solved_tabulation(victims):
    rows = publish.control(victims, table=TABLE).rows
    assert rows["status"].value_counts().to_dict() == {"shown": 5, "suppressed": 4}
    assert rows.loc[rows["status"].eq("shown"), "victims"].tolist() == [12, 25, 20, 0, 40]


def test_a_row_that_the_measure_hides_stays_hidden(victims):
    victims.loc[victims["offence_group"].eq("Robbery"), "status"] = "suppressed"
    rows = publish.control(victims, table=TABLE).rows
    assert rows.loc[rows["offence_group"].eq("Robbery"), "victims"].isna().all()


def test_a_tabulation_without_counts_is_a_gap_with_its_reason():
    groups = pd.DataFrame({"ethnic_group": ["Asian", "Black"], "victims": [30, 3], "status": "shown"})
    safe = publish.control(groups, table="domestic_abuse_victims_by_ethnic_group")
    assert safe.missing[0].startswith("Not everything that it needs is there") and safe.rows.empty
    assert publish.table(safe, title="Abuse").kind == "gap"


def test_a_field_that_the_extract_has_no_column_for_is_a_gap_and_not_a_fault():
    groups = pd.DataFrame({"ethnic_group": ["Not supplied"], "victims": [33], "status": "shown"})
    safe = publish.control(groups, table="domestic_abuse_victims_by_ethnic_group")
    assert safe.missing and safe.rows.empty
    assert publish.bar(safe, "ethnic_group", "victims", title="Abuse").kind == "gap"


def test_a_measure_without_rows_is_a_gap(victims):
    assert publish.control(victims.iloc[:0], table=TABLE).missing == ("The files read hold no row about it.",)


def test_a_missing_denominator_is_a_gap(rates, door, monkeypatch):
    monkeypatch.setattr(door, "missing_now", lambda uses: [f"{one} is not there" for one in uses])
    assert publish.control(rates, table=BY_QUARTER, uses=["residents"]).missing == ("residents is not there",)


def test_an_unlisted_tabulation_and_one_that_was_not_solved_are_refused_by_name(victims, solved):
    with pytest.raises(
        InputError, match=r'"victims_by_street" is not listed.*Nearest: "victims_by_district"'
    ):
        publish.control(victims, table="victims_by_street")
    del solved["tabulations"][TABLE]
    with pytest.raises(InputError, match=f'"{TABLE}" is not listed .* or this edition was solved without it'):
        publish.control(victims, table=TABLE)


def test_a_card_that_is_not_open_is_refused_beside_a_tabulation_too(victims):
    with pytest.raises(InputError, match=r"restricted, not open"):
        publish.control(victims, table=TABLE, uses=["victims"])


def test_periods_are_wanted_where_there_are_several(quarters):
    with pytest.raises(InputError, match='no column "period"'):
        publish.control(quarters.drop(columns="period"), table=BY_QUARTER)


@pytest.mark.parametrize(
    ("periods", "words"),
    [
        (["2026-Q1"], "January to March 2026"),
        (["2025-Q4", "2026-Q1"], "October 2025 to March 2026"),
        (["year ending 2026-Q1"], "year ending March 2026"),
        (["year ending 2025-Q4", "year ending 2026-Q1"], "year ending December 2025 to March 2026"),
        (["three years ending 2026-Q1"], "three years ending March 2026"),
    ],
)
def test_periods_are_said_as_a_reader_says_them(periods, words):
    assert quarters_in_words(periods) == words


def test_the_citation_names_the_supplier_and_the_period(victims, solved):
    solved["supplier"] = "Sampleshire Police"
    safe = publish.control(victims, table=TABLE)
    assert safe.source.endswith("in the layout of Sampleshire Police: Victims (year ending March 2026).")
    assert safe.tabulation == TABLE and safe.cards == ("victims",) and safe.invented


def test_quarters_may_be_called_so_and_are_a_time_axis(quarters):
    safe = publish.control(quarters.rename(columns={"period": "quarter"}), table=BY_QUARTER)
    assert safe.columns[0] == "quarter"
    drawn = publish.line(safe, "quarter", "victims", group="district", title="Victims")
    assert drawn.csv.splitlines()[1].startswith("2025-Q2,") and drawn.grid.rows[0][0] == "Apr to Jun 2025"


def test_quarters_before_the_first_are_left_out_and_later_ones_refused(quarters):
    earlier = quarters.iloc[[0]].assign(period="2024-Q4")
    assert len(publish.control(pd.concat([earlier, quarters]), table=BY_QUARTER).rows) == len(quarters)
    with pytest.raises(InputError, match=r'Row 13 .* is not a cell .* by its "period"'):
        publish.control(pd.concat([quarters, earlier.assign(period="2026-Q2")]), table=BY_QUARTER)


# Policies


@pytest.mark.parametrize(("shown", "refused"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_shown_cell_below_the_threshold_is_refused_at_the_door_as_a_number(solved, victims, shown, refused):
    cells = solved["tabulations"][TABLE]["cells"]
    place = next(cell for cell in cells if cell[1] == ["Robbery", "Quarrowby"])
    place[2] = shown
    victims.loc[victims["offence_group"].eq("Robbery") & victims["district"].eq("Quarrowby"), "victims"] = (
        shown
    )
    if refused:
        with pytest.raises(InputError, match="looser policy than the one in force, which hides 1 to 4"):
            publish.control(victims, table=TABLE)
    else:
        assert len(publish.control(victims, table=TABLE).rows) == 9


def test_a_policy_that_became_stricter_holds_at_once(victims, door, monkeypatch):
    stricter = {name: replace(one, hide_below=15) for name, one in policy.read().items()}
    monkeypatch.setattr(door, "policies_now", lambda: stricter)
    with pytest.raises(InputError, match="hides 1 to 14"):
        publish.control(victims, table=TABLE)


def test_a_tabulation_below_its_floor_is_refused_with_the_floor_named(victims, solved):
    solved["policies"]["victims"]["floor"] = "force"
    with pytest.raises(
        InputError, match='is by "district", which is finer than force, the floor of the policy'
    ):
        publish.control(victims, table=TABLE)


def test_a_column_of_places_below_the_floor_is_refused_with_the_floor_named(victims):
    with pytest.raises(InputError, match='"lsoa21_code" is finer than msoa, the floor'):
        publish.control(victims.assign(lsoa21_code="E01000001"), table=TABLE)


def test_the_controls_say_in_words_what_was_done(victims):
    said = publish.control(victims, table=TABLE).controls
    assert said[0] == "Counts of 1 to 4 victims are hidden."
    assert said[-1] == "Decided by: project default, to be confirmed by the office."


# What is worked out anew


def test_shares_of_a_shown_margin_are_worked_out_and_others_are_hidden(victims):
    shares = measures.share(victims, "offence_group", "victims", within="district")
    rows = publish.control(shares, table=TABLE).rows
    shown = rows[rows["status"].eq("shown")]
    assert (shown["share_pct"] - shown["victims"] / shown["total_victims"] * 100).abs().max() < 1e-9
    assert rows.loc[rows["status"].eq("suppressed"), ["share_pct", "total_victims"]].isna().all(axis=None)


def test_a_share_of_a_hidden_margin_takes_its_row_with_it(victims, solved):
    for cell in solved["tabulations"][TABLE]["cells"]:
        if cell[1] == ["Total", "Larkmere"]:
            cell[2] = "[c]"
    rows = publish.control(
        measures.share(victims, "offence_group", "victims", within="district"), table=TABLE
    ).rows
    assert rows.loc[rows["district"].eq("Larkmere"), "status"].eq("suppressed").all()


def test_a_share_of_a_part_that_is_no_margin_is_refused(victims):
    part = victims[victims["offence_group"].ne("Theft")]
    with pytest.raises(InputError, match=r'"(total_victims|share_pct)" cannot be recomputed'):
        publish.control(measures.share(part, "offence_group", "victims", within="district"), table=TABLE)


def test_rates_and_their_limits_are_worked_out_from_open_denominators(rates):
    rows = publish.control(rates, table=BY_QUARTER, uses=["residents"]).rows
    hidden = rows["status"].eq("suppressed")
    assert rows.loc[hidden, ["victims", "rate_per_1000", "lower", "upper", "residents"]].isna().all(axis=None)
    again = measures.rate(rows[~hidden][["victims", "residents"]], "victims", "residents")
    assert np.allclose(again["upper"], rows.loc[~hidden, "upper"].astype(float))


def test_a_denominator_without_its_card_is_refused(rates):
    with pytest.raises(InputError, match=r'"residents" cannot be recomputed.*open card'):
        publish.control(rates, table=BY_QUARTER)


@pytest.mark.parametrize("people", [3, 40, 99.5])
def test_a_denominator_is_a_whole_number_of_more_people_than_were_counted(quarters, people):
    rate = measures.rate(quarters.assign(residents=people), "victims", "residents")
    with pytest.raises(InputError, match="whole number of people"):
        publish.control(rate, table=BY_QUARTER, uses=["residents"])


def test_ranks_are_told_only_where_nothing_is_hidden(victims, solved):
    ages = pd.DataFrame(
        [cell[1] + [cell[2]] for cell in solved["tabulations"][BY_AGE]["cells"] if "Total" not in cell[1]],
        columns=["age_band", "sex", "victims"],
    )
    ranked = measures.largest(ages.assign(status="shown"), "victims", 4)
    assert publish.control(ranked, table=BY_AGE).rows["rank"].tolist() == [1, 2, 3, 4]
    ranked = measures.largest(victims, "victims", 9)
    assert publish.control(ranked, table=TABLE).rows["rank"].isna().all()


@pytest.mark.parametrize(
    ("counted", "mean", "told"), [(57, 58 / 57, 1.0), (400, 1.26, 1.3), (20_000, 1.26, 1.26)]
)
def test_a_mean_is_too_coarse_to_give_one_person_away(solved, counted, mean, told):
    for cell in solved["tabulations"][BY_AGE]["cells"]:
        if cell[1] == ["0-17", "Male"]:
            cell[2] = counted
    ages = pd.DataFrame({"age_band": ["0-17"], "sex": ["Male"], "victims": [counted], "status": ["shown"]})
    rows = publish.control(ages.assign(mean_offences=mean), table=BY_AGE).rows
    assert rows["mean_offences"].tolist() == [told]


def test_the_mean_of_a_whole_with_a_hidden_part_is_hidden(with_totals):
    rows = publish.control(with_totals.assign(mean_age=30.0), table=TABLE).rows
    wholes = rows["offence_group"].eq("Total") | rows["district"].eq("Total")
    assert rows.loc[wholes, "status"].eq("suppressed").all()


# Which rows, in which order


@pytest.mark.parametrize("ascending", [True, False])
def test_a_hidden_row_does_not_stand_between_two_numbers(victims, ascending):
    theft = victims[victims["offence_group"].eq("Theft")].sort_values("victims", ascending=ascending)
    rows = publish.control(theft, table=TABLE).rows
    assert rows["district"].tolist() == ["Quarrowby", "Hethering-on-Wend", "Larkmere"]


def test_a_hidden_row_does_not_stand_by_its_size_where_that_is_the_order_of_the_labels_too(victims):
    # 4 and 8 are hidden, 12 is shown: by size they stand as by their labels, and who knows that the smallest
    # comes first would know that both are smaller than 12.
    burglary = victims[victims["offence_group"].eq("Burglary")].sort_values("victims")
    rows = publish.control(burglary, table=TABLE).rows
    assert burglary["district"].tolist() == ["Hethering-on-Wend", "Larkmere", "Quarrowby"]
    assert rows["district"].tolist() == ["Quarrowby", "Hethering-on-Wend", "Larkmere"]


def test_rows_by_their_labels_keep_their_places(quarters):
    by_district = quarters.sort_values(["district", "period"])
    rows = publish.control(by_district, table=BY_QUARTER).rows
    assert rows["district"].tolist() == by_district["district"].tolist()


def test_hidden_rows_that_were_chosen_among_others_are_left_out(victims):
    safe = publish.control(victims[victims["victims"].ge(10)], table=TABLE)
    assert safe.rows["status"].eq("shown").all() and len(safe.rows) == 4
    assert "some of them were chosen" in " ".join(safe.controls)


def test_a_window_of_periods_is_no_choice(quarters):
    rows = publish.control(quarters[quarters["period"].ge("2025-Q4")], table=BY_QUARTER).rows
    assert rows["status"].eq("suppressed").sum() == 2


# What is drawn


def words_drawn(monkeypatch, draw):
    from matplotlib.text import Text

    seen, pictures = [], look.picture

    def spy(figure):
        seen.extend(text.get_text() for text in figure.findobj(Text))
        return pictures(figure)

    monkeypatch.setattr(look, "picture", spy)
    return draw(), seen


@pytest.mark.parametrize("direction", ["across", "up"])
def test_a_hidden_bar_is_a_marked_gap_and_never_a_bar_of_nought(victims, monkeypatch, direction):
    from matplotlib.patches import Rectangle

    bars, pictures = [], look.picture

    def spy(figure):
        bars.extend(patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle))
        return pictures(figure)

    monkeypatch.setattr(look, "picture", spy)
    theft = publish.control(victims[victims["offence_group"].eq("Theft")], table=TABLE)
    drawn, words = words_drawn(
        monkeypatch, lambda: publish.bar(theft, "district", "victims", title="Theft", direction=direction)
    )
    assert len(bars) == 1 and words.count("[c]") == 2 and words.count("hidden") == 2
    assert drawn.legend.startswith("[c] suppressed")


@pytest.mark.parametrize("verb", ["dot", "line", "funnel"])
def test_what_is_hidden_is_marked_in_every_chart(quarters, rates, monkeypatch, verb):
    if verb == "line":
        safe = publish.control(quarters.assign(period_start=""), table=BY_QUARTER)
        _, words = words_drawn(
            monkeypatch,
            lambda: publish.line(safe, "period_start", "victims", group="district", title="Victims"),
        )
        assert "[c]" in words
        assert "Larkmere in October 2025 (hidden); Quarrowby in October 2025 (hidden)" in " ".join(words)
        return
    one = quarters[quarters["period"].eq("2025-Q4")].assign(residents=[100_000, 200_000, 300_000])
    if verb == "dot":
        safe = publish.control(
            measures.rate(one, "victims", "residents"), table=BY_QUARTER, uses=["residents"]
        )
        _, words = words_drawn(
            monkeypatch, lambda: publish.dot(safe, "district", "rate_per_1000", title="Rates")
        )
        assert words.count("[c]") == 2
    else:
        judged = measures.funnel_of_rates(one, "victims", "residents")
        safe = publish.control(judged, table=BY_QUARTER, uses=["residents"])
        funnel = {"population": "residents", "highlight": ["Hethering-on-Wend"], "title": "Rates"}
        _, words = words_drawn(
            monkeypatch, lambda: publish.funnel(safe, "district", "rate_per_1000", **funnel)
        )
        assert "Not drawn: 2 hidden." in words and "Larkmere" not in words


def test_a_map_has_a_class_for_what_is_hidden_and_another_for_what_is_not_there(victims, monkeypatch):
    import geopandas
    from shapely.geometry import box

    names = ["Hethering-on-Wend", "Larkmere", "Quarrowby", "North Larkmere"]
    squares = [box(place * 1000, 0, place * 1000 + 1000, 1000) for place in range(4)]
    shapes = geopandas.GeoDataFrame({"district": names}, geometry=squares, crs=27700)
    theft = publish.control(victims[victims["offence_group"].eq("Theft")], table=TABLE)

    def draw(unit="Victims"):
        return publish.map(theft, shapes, "district", "victims", unit=unit, title="Theft")

    _, words = words_drawn(monkeypatch, draw)
    assert {"hidden", "not available"} <= set(words)
    with pytest.raises(InputError, match="unit holds the digit"):
        draw("Victims, of whom 3 are hidden")


def test_the_alt_text_says_that_some_are_hidden_and_only_then(victims):
    for group, hidden in (("Theft", True), ("Robbery", False)):
        safe = publish.control(victims[victims["offence_group"].eq(group)], table=TABLE)
        alt = publish.table(safe, title=group, alt="Table of victims").alt
        assert ("Some figures are hidden" in alt) is hidden


def test_a_piece_says_for_the_build_which_figures_it_may_show(victims):
    safe = publish.control(victims[victims["offence_group"].ne("Theft")], table=TABLE)
    title = publish.say("{n} robberies", "Some", n=safe.total("victims", offence_group="Robbery"))
    drawn = publish.bar(safe, "district", "victims", group="offence_group", direction="up", title=title)
    held = json.loads(json.dumps(drawn.for_the_build()))
    whole = {figure for figure in held["figures"] if figure.replace(",", "").isdigit()}
    assert whole == {"0", "12", "20", "25", "45"} and held["figures"] == sorted(held["figures"])
    assert {"0", "5", "10"} <= set(held["scale"]) and "Quarrowby" not in held["scale"]
    assert held["tabulation"] == TABLE


def test_a_sentence_says_for_the_build_which_figures_it_holds(victims):
    safe = publish.control(victims, table=TABLE)
    said = publish.say(
        "{n} in Quarrowby", "Some", n=safe.value("victims", offence_group="Theft", district="Quarrowby")
    )
    held = said._repr_mimebundle_()["application/vnd.victim-needs+json"]
    assert held["tabulation"] == TABLE and "40" in held["figures"] and held["scale"] == []
    hidden = publish.say("{n}", "Some", n=safe.value("victims", offence_group="Theft", district="Larkmere"))
    held = hidden._repr_mimebundle_()["application/vnd.victim-needs+json"]
    assert not [figure for figure in held["figures"] if figure.isdigit()]


def test_losses_are_told_by_tabulation_without_saying_why_a_cell_is_hidden():
    rows = publish.losses("sampleshire").rows
    assert rows.columns.tolist() == ["table", "cells", "hidden", "hidden_share_pct", "closest", "status"]
    # The fourth has no file, and so no cell that could be lost.
    assert rows["cells"].tolist() == [16, 16, 9] and rows["hidden"].tolist() == [4, 2, 0]
    made = publish.table(publish.losses("sampleshire"), title="What was lost")
    assert "counted in each of them" in made.note
    with pytest.raises(InputError, match="load its tables first"):
        publish.losses("warwickshire")


def test_changes_tell_which_quarters_are_new_and_no_figure(monkeypatch):
    monkeypatch.setattr(settings, "kept_counts", lambda source: {"2025-Q3": "a", "2025-Q4": "b"})
    (row,) = publish.changes("sampleshire").rows.to_dict("records")
    assert (row["newest_before"], row["newest_now"]) == ("October to December 2025", "January to March 2026")
    assert (row["new_quarters"], row["counted_anew"], row["status"]) == ("1", "no", "shown")
    monkeypatch.setattr(settings, "kept_counts", lambda source: {"2026-Q1": "a"})
    assert publish.changes("sampleshire").rows["new_quarters"].tolist() == ["none"]


def test_a_series_that_this_edition_counts_anew_is_told_as_such_and_an_earlier_one_is_not(
    monkeypatch, solved
):
    door = importlib.import_module("analysis.publish.door.control")
    monkeypatch.setattr(settings, "kept_counts", lambda source: {})
    for edition, counted in (("2026-Q1", [("counted anew, whole", "yes")]), ("2025-Q4", [])):
        told = solved | {"revisions": [{"source": "victims", "edition": edition, "reason": "Corrected"}]}
        monkeypatch.setattr(door, "document_now", lambda area=None, told=told: told)
        rows = publish.changes("sampleshire").rows
        assert list(zip(rows["newest_before"], rows["counted_anew"], strict=True)) == counted


def test_without_an_edition_before_it_nothing_has_changed(monkeypatch):
    monkeypatch.setattr(settings, "kept_counts", lambda source: None)
    assert publish.changes("sampleshire").missing[0].startswith("No edition was published before this one")


def test_a_table_across_has_a_column_for_each_label_the_margin_last(with_totals, local_door):
    safe = publish.control(with_totals, table="victims_by_offence_and_district")
    made = publish.table(
        safe, ["offence_group", "victims"], across="district", title="Victims by offence and district"
    )
    assert made.grid.headings[0] == "Offence group" and made.grid.headings[-1] == "Total"
    assert [row[0] for row in made.grid.rows][-1] == "Total"
    assert "[c]" in {cell for row in made.grid.rows for cell in row}
    long = {(row["offence_group"], row["district"]): row for _, row in safe.rows.iterrows()}
    for place, *cells in made.grid.rows:
        for label, cell in zip(made.grid.headings[1:], cells, strict=True):
            row = long[place, label]
            assert cell == ("[c]" if row["status"] == "suppressed" else f"{row['victims']:,}")


def test_a_table_across_refuses_two_rows_for_one_place(quarters, local_door):
    safe = publish.control(quarters, table="victims_by_district")
    with pytest.raises(InputError, match="have one place in a table across"):
        publish.table(safe, ["victims"], across="district", title="Victims by district")


def test_the_rules_say_which_counts_are_hidden_and_who_decided(solved):
    rows = publish.rules("sampleshire").rows.set_index("figures_about")
    controlled = {name: rules for name, rules in solved["policies"].items() if name != "as_published"}
    assert "modern_slavery" in controlled, "of a force's referrals by nationality, of which no table is made"
    for name, rules in controlled.items():
        row = rows.loc[name.replace("_", " ").capitalize().replace("ukraine", "Ukraine")]
        assert row["counts_hidden"] == f"1 to {rules['hide_below'] - 1}"
        assert row["decided_by"] == rules["decided_by"]
    assert publish.table(publish.rules("sampleshire"), title="What is hidden").kind == "table"
    with pytest.raises(InputError, match="not of warwickshire"):
        publish.rules("warwickshire")


@pytest.mark.parametrize(("most", "first"), [(31, "not available"), (32, "shown"), (200, "shown")])
def test_the_largest_is_told_where_anybody_can_see_that_no_hidden_one_is_larger(solved, most, first):
    cells = {"Theft": most, "Robbery": 30, "Burglary": "[c]", "Arson": "[c]", "Total": most + 30 + 31}
    period = "2026-Q1"
    entry = solved["tabulations"]["victims_by_district"]
    solved["tabulations"]["victims_by_district"] = entry | {
        "periods": {period: [period]},
        "cells": [[period, [label], value] for label, value in cells.items()],
    }
    rows = pd.DataFrame({"district": list(cells)[:-1], "period": period, "victims": [most, 30, 30, 1]})
    safe = publish.control(rows.assign(status="shown"), table="victims_by_district")
    # The hidden two are 31 together: as far as the margin tells, one of them could be 31.
    told = safe.largest(2, "victims", "district")
    assert (told["first"].status, told["second"].status) == (first, "not available")
    assert {one.status for one in safe.smallest(2, "victims", "district").values()} == {"not available"}
