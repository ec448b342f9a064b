"""Which figures an edition shows: decided once, for all its tables and all that was published before."""

import json
from itertools import product

import numpy as np
import pytest

from analysis.derived import protection
from analysis.disclosure import document as documents
from analysis.disclosure import solving
from analysis.disclosure.attack import attack
from analysis.disclosure.solving import solve
from analysis.disclosure.tabulation import TOTAL
from analysis.errors import InputError

from .random_systems import seeds
from .small_releases import VICTIMS, cells, counts, policy, random_counts, release, tabulation

QUARTERS = tuple(f"{year}-Q{number}" for year in (2024, 2025, 2026) for number in (1, 2, 3, 4))
BY_DISTRICT = release(tabulation("by_district", ["district"]))
LINKED = release(
    tabulation("by_district", ["district"], periods="quarter", last=2),
    tabulation("by_offence_and_district", ["offence_group", "district"]),
    tabulation("by_sex_and_district", ["sex", "district"]),
)


def rows(**by_quarter):
    """Return counts by district: rows(Q2_2025={"East": 3}) and so on."""
    return counts(
        [
            (f"{quarter[3:]}-{quarter[:2]}", district, "Theft", "Female", "no", number)
            for quarter, numbers in by_quarter.items()
            for district, number in numbers.items()
        ]
    )


def solved(frame, edition, ledger=(), listed=BY_DISTRICT, quarters=QUARTERS, policies=None, **rules):
    """Return the document of an edition, under `rules` or under several `policies`."""
    held = [quarter for quarter in quarters if quarter <= edition]
    policies = policies or {"victims": policy(**rules)}
    return solve("sampleshire", edition, edition, frame, held, list(ledger), listed, policies, VICTIMS)


def test_a_margin_is_hidden_after_a_cell_that_would_do_as_well(monkeypatch):
    frame = rows(Q1_2026={"East": 3, "West": 40, "North": 50})
    shown = cells(solved(frame, "2026-Q1"))
    hidden = {labels for (_, labels), value in shown.items() if value == "[c]"}
    assert ("Total",) not in hidden and ("East",) in hidden and len(hidden) == 2
    monkeypatch.setattr(solving, "MARGIN", -1.0)
    hidden = {labels for (_, labels), value in cells(solved(frame, "2026-Q1")).items() if value == "[c]"}
    assert hidden == {("East",), ("Total",)}


def values(document):
    return [value for entry in document["tabulations"].values() for _, _, value in entry["cells"]]


@pytest.mark.parametrize(("victims", "shown"), [(0, True), (1, False), (4, False), (5, True)])
def test_both_sides_of_the_threshold(victims, shown):
    listed = release(tabulation("by_district", ["district"], periods="quarter"))
    frame = rows(Q1_2025={"East": victims, "North": 30, "West": 40})
    found = cells(solved(frame, "2025-Q1", listed=listed))
    # A label that no quarter in use counts is not listed at all.
    assert (found.get(("2025-Q1", ("East",)), 0) == victims) is shown
    assert 1 <= list(found.values()).count("[c]") <= 3 or shown


def test_next_quarter_minus_this_quarter_gives_nothing_away():
    """The trap: East falls from 33 to 30, and 3 went with the quarter that dropped out."""
    steady = {"East": 10, "North": 30, "West": 40}
    frame = rows(
        Q1_2025={"East": 3, "North": 30, "West": 40},
        Q2_2025=steady,
        Q3_2025=steady,
        Q4_2025=steady,
        Q1_2026={"North": 30, "West": 40},
    )
    first = solved(frame, "2025-Q4")
    key = ("year ending 2025-Q4", ("East",))
    assert cells(first)[key] == 33, "safe alone"
    second = solved(frame, "2026-Q1", [first])
    assert cells(second)["year ending 2026-Q1", ("East",)] == "[c]"
    assert attack([first, second]).safe
    # Told all the same, it would say that the quarter that dropped out held at least 3.
    alone = solved(frame, "2026-Q1")
    assert cells(alone)["year ending 2026-Q1", ("East",)] == 30


@pytest.mark.parametrize(
    ("east", "other"),
    [
        # A year minus its last quarter.
        ({("2025-Q1", "no"): 1, ("2025-Q4", "no"): 8}, {"periods": "quarter"}),
        # Everybody minus those of a filter: all others.
        ({("2025-Q4", "yes"): 20, ("2025-Q4", "no"): 2}, {"where": [("domestic_abuse", "yes")]}),
    ],
)
def test_one_table_minus_another_gives_nothing_away(east, other):
    rows = [(quarter, "East", "Theft", "Female", flag, number) for (quarter, flag), number in east.items()]
    rows += [(quarter, "West", "Theft", "Female", flag, 30) for quarter, flag in east]
    listed = release(tabulation("year", ["district"]), tabulation("other", ["district"], **other))
    made = solved(counts(rows), "2025-Q4", listed=listed)
    shown = [*cells(made, "year").items(), *cells(made, "other").items()]
    assert "[c]" in [value for (_, labels), value in shown if labels == ("East",)]
    assert attack([made]).safe


@pytest.mark.parametrize("seed", seeds(2, 4))
def test_three_editions_in_a_row_give_nothing_away(seed):
    frame, ledger = random_counts(seed, QUARTERS[:7]), []
    for edition in ("2025-Q1", "2025-Q2", "2025-Q3"):
        ledger.append(solved(frame, edition, ledger, LINKED))
        found = attack(ledger)
        assert found.safe, str(found)
    assert found.editions == 3 and found.hidden
    seen = {}
    for made in ledger:
        for name in LINKED:
            for key, value in cells(made, name).items():
                assert seen.setdefault((name, key), value) == value
    # Something is still said.
    assert sum(isinstance(value, int) for value in values(ledger[-1])) > 10


@pytest.mark.parametrize(
    "rules",
    [
        {"protection_width": 2},
        {"show_zeros": False},
        {"criterion": "interval"},
        {"criterion": "exact"},
        {"rounding": 5},
        {"hide_below": 10},
    ],
)
def test_every_rule_of_a_policy_is_kept(rules):
    frame, ledger = random_counts(11, QUARTERS[:6]), []
    for edition in ("2025-Q1", "2025-Q2"):
        ledger.append(solved(frame, edition, ledger, LINKED, **rules))
    found = attack(ledger)
    assert found.safe, str(found)
    numbers = [value for made in ledger for value in values(made) if isinstance(value, int)]
    limit = rules.get("hide_below", 5)
    assert not [value for value in numbers if 0 < value < limit]
    assert (0 in numbers) is rules.get("show_zeros", True) or 0 not in numbers
    if "rounding" in rules:
        assert not [value for value in numbers if value % 5]


def test_a_count_that_is_as_small_as_all_markers_together_allow_is_no_reason_to_leave_a_table_out():
    """Two quarters of robbery are marked and all of it was in East, so that East's year is 2 at the least."""
    every = (("East", "Theft", 30), ("East", "Burglary", 9), ("West", "Theft", 40), ("West", "Burglary", 8))
    rows = [(quarter, *labels, "Female", "no", n) for quarter in QUARTERS[4:8] for *labels, n in every]
    rows += [(quarter, "East", "Robbery", "Female", "no", 1) for quarter in QUARTERS[4:6]]
    listed = release(
        tabulation("quarters", ["offence_group"], periods="quarter", last=4),
        tabulation("year", ["offence_group", "district"]),
    )
    made = solved(counts(rows), "2025-Q4", listed=listed)
    found = cells(made, "year")
    assert found["year ending 2025-Q4", ("Robbery", "East")] == "[c]"
    assert found["year ending 2025-Q4", ("Robbery", "West")] == 0
    assert "[x]" not in values(made) and attack([made]).safe


def test_two_tables_that_share_a_cell_keep_to_the_stricter_policy():
    frame = rows(Q1_2025={"East": 7, "North": 30, "West": 40})
    listed = release(
        tabulation("lax", ["district"], periods="quarter"),
        tabulation("strict", ["district"], periods="quarter", policy="strict"),
    )
    policies = {"victims": policy(), "strict": policy("strict", hide_below=10)}
    made = solved(frame, "2025-Q1", listed=listed, policies=policies)
    for name in ("lax", "strict"):
        assert cells(made, name)["2025-Q1", ("East",)] == "[c]"


@pytest.mark.parametrize(("rule", "other"), [("rounding", 5), ("show_zeros", False)])
def test_two_policies_that_would_print_one_sum_in_two_ways_are_refused(rule, other):
    """Found by random systems: the other would print what the first rounds or hides."""
    frame = rows(Q1_2025={"East": 149, "North": 150})
    listed = release(
        tabulation("first", ["district"], periods="quarter"),
        tabulation("second", ["sex"], periods="quarter", policy="other"),
    )
    policies = {"victims": policy(), "other": policy("other", **{rule: other})}
    with pytest.raises(InputError, match=f"one sum in two ways: {rule} is .* for one and {other} for"):
        solved(frame, "2025-Q1", listed=listed, policies=policies)


def test_a_quarter_whose_counts_are_gone_is_not_available_but_for_what_was_published():
    frame, gone = random_counts(5, QUARTERS[:7]), [one for one in QUARTERS[:6] if one != "2024-Q3"]
    made = solved(frame, "2025-Q2", listed=LINKED, quarters=gone)
    assert set(cells(made, "by_offence_and_district").values()) == {"[x]"}
    assert "2024-Q3" in made["tabulations"]["by_offence_and_district"]["reason"]
    assert "[x]" not in cells(made, "by_district").values()
    assert attack([made]).safe
    first = solved(frame, "2025-Q2", listed=LINKED)
    held = [quarter for quarter in QUARTERS[:7] if quarter != "2025-Q2"]
    second = solved(frame, "2025-Q3", [first], LINKED, quarters=held)
    before, after = cells(first), cells(second)
    assert all(after[key] == before[key] for key in after if key[0] == "2025-Q2")
    assert set(cells(second, "by_offence_and_district").values()) == {"[x]"}
    assert attack([first, second]).safe


def test_a_field_that_an_extract_does_not_have_is_not_available():
    frame = random_counts(5, QUARTERS[:5])
    frame.loc[frame["quarter"] == "2024-Q4", "sex"] = "Not supplied"
    made = solved(frame, "2025-Q1", listed=LINKED)
    assert set(cells(made, "by_sex_and_district").values()) == {"[x]"}
    assert made["tabulations"]["by_sex_and_district"]["reason"] == "sex was not supplied for 2024-Q4"
    assert "[x]" not in cells(made).values()
    nothing = solved(counts([]), "2025-Q1", listed=LINKED, quarters=())
    assert set(values(nothing)) == {"[x]"} and attack([nothing]).safe


def test_counts_that_are_not_those_that_were_published_are_refused():
    frame = random_counts(5, QUARTERS[:7], mean=20)
    first = solved(frame, "2025-Q2", listed=LINKED)
    changed = frame.assign(victims=frame["victims"] + (frame["quarter"] == "2025-Q2"))
    with pytest.raises(InputError, match="counted once"):
        solved(changed, "2025-Q3", [first], LINKED)


@pytest.mark.parametrize(
    ("was", "now", "rule"),
    [
        ({"hide_below": 10}, {"hide_below": 5}, "hide_below"),
        ({}, {"criterion": "interval"}, "criterion"),
    ],
)
def test_a_policy_looser_than_a_published_editions_is_refused_with_the_reason(was, now, rule):
    frame = random_counts(5, QUARTERS[:7])
    first = solved(frame, "2025-Q2", **was)
    with pytest.raises(InputError, match=rule) as fault:
        solved(frame, "2025-Q3", [first], **now)
    assert "2025-Q2" in str(fault.value)
    solved(frame, "2025-Q3", [first], **was)


def test_neither_a_new_table_nor_a_new_policy_is_a_way_round_that():
    frame = random_counts(5, QUARTERS[:7])
    first = solved(frame, "2025-Q2")
    policies = {"victims": policy(), "loose": policy("loose", hide_below=3)}

    def by_sex(under):
        listed = release(tabulation("by_sex", ["sex"], policy=under))
        return solved(frame, "2025-Q3", [first], listed, policies=policies)

    assert by_sex("victims")["tabulations"].keys() == {"by_sex"}
    with pytest.raises(InputError, match="policy loose of by_sex is looser than in edition 2025-Q2"):
        by_sex("loose")


def test_a_stricter_policy_is_taken_and_what_was_shown_stays_shown():
    frame = random_counts(5, QUARTERS[:7])
    listed = release(tabulation("by_district", ["district"], periods="quarter", last=2))
    first = solved(frame, "2025-Q2", listed=listed)
    second = solved(frame, "2025-Q3", [first], listed, hide_below=10)
    for key, value in cells(second).items():
        assert value == cells(first).get(key, value)
        if key[0] == "2025-Q3" and isinstance(value, int):
            assert value == 0 or value >= 10
    assert attack([first, second]).safe


@pytest.mark.parametrize(
    "changed",
    [
        tabulation("by_district", ["sex"]),
        tabulation("by_district", ["district", "sex"]),
        tabulation("by_district", ["district"], where=[("sex", "Female")]),
    ],
)
def test_a_name_that_means_something_else_is_refused(changed):
    frame = random_counts(5, QUARTERS[:7])
    first = solved(frame, "2025-Q2")
    with pytest.raises(InputError, match="name of its own"):
        solved(frame, "2025-Q3", [first], release(changed))


def test_a_table_that_is_listed_no_more_stays_in_the_system():
    frame, both = random_counts(7, QUARTERS[:6]), LINKED
    first = solved(frame, "2025-Q1", listed=both)
    fewer = release(both["by_offence_and_district"])
    second = solved(frame, "2025-Q2", [first], fewer)
    assert set(second["tabulations"]) == {"by_offence_and_district"}
    assert attack([first, second]).safe


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("district", "Total", "kept for sums"),
        ("district", None, "not every label"),
        ("district", "", "not every label"),
        ("victims", -1, "whole numbers"),
        ("victims", 1.5, "whole numbers"),
        ("quarter", "2025", "quarter such as"),
    ],
)
def test_counts_that_are_none_are_refused_without_their_values(column, value, told):
    frame = random_counts(5, QUARTERS[:5]).astype({column: "object"})
    frame.loc[0, column] = value
    if column == "victims" and value != 1.5:
        frame = frame.astype({"victims": "int64"})
    with pytest.raises(InputError, match=told):
        solved(frame, "2025-Q1")


def losses(monkeypatch, made):
    monkeypatch.setattr(protection, "_released", lambda area: made)
    return protection.losses("sampleshire")


def test_a_document_is_read_whole_and_what_was_lost_is_counted_without_telling_small_cells_from_others(
    tmp_path, monkeypatch
):
    made = solved(random_counts(5, QUARTERS[:5]), "2025-Q1", listed=LINKED)
    path = tmp_path / documents.FILE
    path.write_text(documents.text(made), encoding="utf-8")
    assert documents.read(path) == made == json.loads(documents.text(made))
    lost = losses(monkeypatch, made)
    assert list(lost) == ["table", "cells", "hidden", "hidden_share_pct", "closest", "status"]
    assert list(lost["hidden"]) == [list(cells(made, name).values()).count("[c]") for name in LINKED]


# How closely the hidden count that is protected least can be told ------------------------------

BY_QUARTER = release(tabulation("by_district", ["district"], periods="quarter"))


def told(**districts):
    made = solved(rows(Q1_2025=districts), "2025-Q1", listed=BY_QUARTER)
    return made["tabulations"]["by_district"].get("narrowest"), made


@pytest.mark.parametrize(
    ("east", "west", "narrowest", "closest"),
    [(2, 2, [1, 3, 2], "1 to 3"), (20, 40, None, "nothing is hidden")],
)
def test_how_closely_a_count_is_told_is_said_in_words(monkeypatch, east, west, narrowest, closest):
    found, made = told(East=east, West=west, North=30)
    assert found == narrowest and losses(monkeypatch, made)["closest"].iloc[0] == closest


def by_hand(found, limit=5):
    """Return [lower, upper, how many] from every world of one table of three districts."""
    labels = [label for label in found if label != TOTAL]
    hidden = [label for label in labels if found[label] == "[c]"]
    rest = found[TOTAL] - sum(value for label, value in found.items() if label not in (TOTAL, *hidden))
    worlds = [one for one in product(range(1, found[TOTAL]), repeat=len(hidden)) if sum(one) == rest]
    ranges = [(min(column), max(column)) for column in zip(*worlds, strict=True)]
    small = [ends for ends in ranges if ends[0] < limit]
    if not small:
        return None
    closest = min(small, key=lambda ends: (ends[1] - ends[0], ends[0]))
    return [*closest, small.count(closest)]


def test_it_is_what_every_possible_world_says():
    compared = []
    for seed in range(40):
        chance = np.random.default_rng(seed)
        numbers = {name: int(chance.integers(0, 14)) for name in ("East", "North", "West")}
        found, made = told(**numbers)
        shown = {labels[0]: value for (_, labels), value in cells(made).items()}
        if isinstance(shown.get(TOTAL), int) and "[c]" in shown.values():
            compared.append((found, by_hand(shown)))
    assert len(compared) > 10
    assert [one for one, _ in compared] == [other for _, other in compared]
