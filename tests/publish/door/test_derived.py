"""What is worked out from published figures: from rows that passed the door and open tables alone."""

import importlib
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis import measures, publish
from analysis.errors import InputError
from analysis.publish.door import derived

door = importlib.import_module("analysis.publish.door.control")


@pytest.fixture(autouse=True)
def catalogue(monkeypatch):
    def card(name, sensitivity="open"):
        return SimpleNamespace(
            id=name,
            title=f"Table {name}",
            publisher="Office for National Statistics",
            period="2021",
            licence="OGL-UK-3.0",
            sensitivity=sensitivity,
            attribution="",
        )

    cards = [card("crimes"), card("residents"), card("extract", "restricted")]
    missing = set()
    monkeypatch.setattr(door, "cards_now", lambda: {each.id: each for each in cards})
    monkeypatch.setattr(door, "period_now", lambda card: card.period)
    monkeypatch.setattr(door, "missing_now", lambda uses: [f"No {one}." for one in uses if one in missing])
    monkeypatch.setattr(door, "too_old_now", lambda cards, period=None: ())
    monkeypatch.setattr(door, "invented_now", lambda: False)
    return missing


@pytest.fixture
def crimes():
    return pd.DataFrame(
        {
            "district": ["Larkmere", "Quarrowby", "Netherby"],
            "offences": [40, 7, 90],
            "residents": [1000, 900, 2000],
            "status": ["shown", "suppressed", "shown"],
        }
    )


def rates(crimes):
    return publish.work_out(
        measures.rate, publish.control(crimes, uses=["crimes"]), numerator="offences", denominator="residents"
    )


def test_a_measure_of_published_rows_is_controlled_and_cites_them(crimes):
    made = rates(crimes)
    assert made.rows["rate_per_1000"].round(1).tolist()[::2] == [40.0, 45.0]
    assert made.cards == ("crimes",)
    assert "Worked out from published figures" in made.controls[-1]


def test_nothing_of_a_hidden_row_reaches_the_measure(crimes):
    hidden = rates(crimes).rows.iloc[1]
    assert hidden[["offences", "rate_per_1000", "lower", "upper"]].isna().all()
    other = rates(crimes.assign(offences=[40, 1, 90])).rows
    pd.testing.assert_frame_equal(other, rates(crimes).rows)


def test_open_tables_come_in_with_their_cards(crimes):
    safe = publish.control(crimes, uses=["crimes"])
    table = pd.DataFrame({"district": ["Larkmere"], "residents": [1000]})
    with pytest.raises(InputError, match="name its card in uses"):
        publish.work_out(measures.pool, safe, by=table, value="offences")
    made = publish.work_out(measures.pool, safe, by="district", value="offences", uses=["residents"])
    assert made.cards == ("crimes", "residents")
    with pytest.raises(InputError, match="is restricted, not open"):
        publish.work_out(measures.pool, safe, by="district", value="offences", uses=["extract"])


def test_counts_of_people_do_not_come_in_beside_the_door(crimes):
    safe = publish.control(crimes, uses=["crimes"])
    for table, says in (
        (pd.DataFrame({"victims": [3]}), 'The column "victims" counts people'),
        (pd.DataFrame({"clients_met": [3]}), 'The column "clients_met" counts people'),
    ):
        with pytest.raises(InputError, match=says):
            publish.work_out(measures.pool, safe, by=table, value="offences", uses=["residents"])
    with pytest.raises(TypeError, match="not a function"):
        publish.work_out(measures.pool, safe, by="district", value=lambda: 3)


def test_only_verbs_of_measures_work_anything_out(crimes):
    def share(table):
        return table

    safe = publish.control(crimes, uses=["crimes"])
    with pytest.raises(TypeError, match="takes a verb of analysis"):
        publish.work_out(share, safe)
    with pytest.raises(TypeError, match=r"takes what publish.control\(\) returns, not a DataFrame"):
        publish.work_out(measures.rate, crimes)
    with pytest.raises(TypeError, match=r"takes what publish.control\(\) returns"):
        publish.work_out(measures.rate)


def test_where_a_source_is_missing_so_is_the_answer(crimes, catalogue):
    safe = publish.control(crimes, uses=["crimes"])
    catalogue.add("residents")
    made = publish.work_out(measures.pool, safe, by="district", value="offences", uses=["residents"])
    assert made.missing == ("No residents.",) and not len(made.rows)
    again = publish.work_out(measures.pool, made, by="district", value="offences")
    assert again.missing == ("No residents.",)


def test_what_counts_people_is_called_counted_for_a_sum_of_cells_is_no_cell():
    columns = {
        "victims": "counted",
        "victims_known": "counted_known",
        "total_victims": "total_counted",
        "client_needs_met": "counted_met",
        "referred_households_unknown": "counted_unknown",
        "clientele": "clientele",
        "share_pct": "share_pct",
    }
    assert {name: derived.without_unit(name) for name in columns} == columns


def test_tables_stand_one_beneath_the_other_without_those_that_are_missing(crimes, catalogue):
    north = publish.control(crimes, uses=["crimes"])
    south = publish.control(crimes.assign(district=["A", "B", "C"]), uses=["residents"])
    both = publish.stack(north, south)
    assert both.rows["district"].tolist() == ["Larkmere", "Quarrowby", "Netherby", "A", "B", "C"]
    assert both.cards == ("crimes", "residents") and not both.missing
    catalogue.add("residents")
    gone = publish.control(crimes, uses=["residents"])
    assert publish.stack(north, gone).cards == ("crimes",)
    assert publish.stack(gone, gone).missing == ("No residents.",)
    with pytest.raises(TypeError, match=r"publish\.stack takes what publish\.control\(\) returns"):
        publish.stack(north, crimes)


def test_the_periods_of_a_table_are_those_that_the_edition_was_solved_for(monkeypatch):
    pool = {"eight quarters ending 2026-Q2": ["2026-Q1", "2026-Q2"]}
    held = {"tabulations": {"victims_by_district": {"periods": pool}}}
    monkeypatch.setattr(door, "document_now", lambda: held)
    assert publish.periods("victims_by_district") == pool
    with pytest.raises(InputError, match='"victims_by_districts" is not listed'):
        publish.periods("victims_by_districts")
