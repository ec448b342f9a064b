"""Risk items: who said what, when, of whom; the official ones with their words, the office's own beside."""

import shutil

import pandas as pd
import pytest

from analysis import tables
from analysis.errors import InputError
from analysis.tables.languages.risks import FILE, OFFICE, official
from tests.sources.refusals import refusal
from tests.tables.edits import rewritten

HEAD = "kind,language,nationality,date,source,said_by,strength,official_count\n"
ROW = "advisory group,Pashto,,10/03/2026,Minutes,advisory group,strong,no\n"


def test_the_first_item_of_warwickshire_is_the_response_that_names_a_community():
    found = tables.languages.risk_items("warwickshire")
    first = found.iloc[0]
    assert (first["reason"], first["language"], first["about"]) == ("RISK_NAMED", "Albanian", "here")
    assert first["date"] == pd.Timestamp("2021-11-29")
    assert "for example, the Albanian community" in first["quote"]
    assert "super-complaint" in first["source"] and first["said_by"]


def test_what_was_said_of_a_real_county_is_said_of_no_other(sampleshire_folder, reads):
    assert "RISK_NAMED" not in set(tables.languages.risk_items("west-midlands")["reason"])
    assert set(tables.languages.risk_items("west-midlands")["about"]) == {"everywhere"}
    reads(sampleshire_folder)
    found = tables.languages.risk_items("sampleshire")
    assert set(found["recorded_in"]) == {OFFICE} and len(found) == 8


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"language": "Albanain"}, 'language: "Albanain" is not a language .* Nearest: "albanian"'),
        ({"language": "", "nationality": "Albanain"}, 'the nationality "Albanain".* Nearest: "Albanian"'),
        ({"language": "", "nationality": "Unknown"}, "is not a nationality with a known language"),
        ({"nationality": "Albanian"}, "a language or a nationality, one of the two"),
        ({"date": "29/11/2021"}, 'found "29/11/2021": date needs a day as 2026-05-20'),
        ({"kind": "rumour"}, "column \"kind\": found 'rumour'"),
        ({"area": "warwickshre"}, 'the short name of an area. Nearest: "warwickshire"'),
        ({"strength": "certain"}, "column \"strength\": found 'certain'"),
        ({"source": ""}, 'risk_items.csv, row 2: an item without "source"'),
        ({"date": ""}, 'risk_items.csv, row 2: an item without "date"'),
    ],
)
def test_an_official_item_that_cannot_be_placed_is_refused(tmp_path, change, said):
    with pytest.raises(InputError, match=said):
        official(rewritten(tmp_path, FILE, lambda rows: rows[0].update(change)))


@pytest.fixture
def office(office_folder):
    """Return a function that makes rows the office's own log of Warwickshire."""

    def make(text):
        (office_folder / FILE).write_text(HEAD + text, encoding="utf-8")
        return tables.languages.risk_items("warwickshire")

    return make


def test_the_offices_own_items_stand_beside_the_official_ones(office):
    found = office(ROW)
    own = found[found["recorded_in"] == OFFICE].iloc[0]
    assert (own["reason"], own["language"], own["about"]) == ("RISK_IAG", "Pashto", "here")
    assert own["date"] == pd.Timestamp("2026-03-10") and not own["official_count"]
    assert "RISK_NAMED" in set(found["reason"])


SECRET = "Zyxwvut"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (f"advisory group,{SECRET},,10/03/2026,Minutes", "needs: a language"),
        (f"advisory group,,{SECRET},10/03/2026,Minutes", "the nationality is none from which"),
        (f"{SECRET},Pashto,,10/03/2026,Minutes", "column kind needs"),
        ("advisory group,Pashto,Afghan,10/03/2026,Minutes", "one of the two"),
        (f"advisory group,Pashto,,10/03/2026,{SECRET} 07700 900123", "never let in"),
        ("advisory group,,Vietnamse,10/03/2026,Minutes", 'Nearest: "Vietnamese"'),
    ],
)
def test_no_message_about_the_offices_items_holds_what_a_cell_says(office, cells, said):
    message = refusal(office, f"{cells},council,strong,no\n")
    assert said in message and SECRET not in message and "Vietnamse" not in message


DECISIONS = "language,verdict,decided_by,decided_on,reason,proposed,need\n"


MONITOR = "Polish,MONITOR,Head of policy,0{}/06/2026,,,\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MONITOR.format(1) * 2, "a second row for the same language"),
        ("Polish,TRANSLATE,Head of policy,01/06/2026,,,\n", "column verdict needs"),
        ("Polish,MONITOR,,01/06/2026,,,\n", "column decided_by needs"),
        ("Polish,MONITOR,Jane Smith,01/06/2026,too few,,\n", "is not what the column decided_by needs"),
        (
            "Polish,MONITOR,Head of policy,01/06/2026,Jane Smith asked,,\n",
            "is not what the column reason needs",
        ),
    ],
)
def test_a_log_of_decisions_that_does_not_hold_or_holds_a_name_is_refused(office_folder, text, said):
    (office_folder / "language_decisions.csv").write_text(DECISIONS + text, encoding="utf-8")
    message = refusal(tables.office.language_decisions, "warwickshire")
    assert said in message and "Jane" not in message


def test_decisions_are_read_and_without_a_log_there_are_none(office_folder, sampleshire_folder):
    assert tables.office.language_decisions("warwickshire").empty
    shutil.copy(sampleshire_folder.with_name("sampleshire-local") / "language_decisions.csv", office_folder)
    found = tables.office.language_decisions("warwickshire").set_index("language")
    assert found.loc["Tigrinya", "verdict"] == "AUDIO_VIDEO" and found.loc["Polish", "reason"] == ""


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("3 women in the refuge at Rugby", "a number may count people"),
        ("Return of a woman", "a word for a person"),
        ("Visit to the refuge", "lives or is kept safe"),
        ("Minutes by Zyxwvut", "may begin a name"),
    ],
)
def test_a_source_that_could_point_at_somebody_is_refused_by_cell_and_rule(office, source, rule):
    with pytest.raises(InputError, match=f"risk_items.csv, cell E2: the column source .*{rule}") as fault:
        office(ROW.replace("Minutes", source))
    assert source not in str(fault.value) and "Zyxwvut" not in str(fault.value)


def test_a_source_may_say_when(office):
    for source in ("Minutes", "Minutes of March 2026", "Return, Q1 2026", "Returns, 2025/26"):
        assert source in set(office(ROW.replace("Minutes", f'"{source}"'))["source"])


def test_an_item_dated_after_the_day_of_decision_is_refused(office):
    office(ROW)
    assert OFFICE in set(tables.languages.risk_items("warwickshire", until="2026-03-10")["recorded_in"])
    with pytest.raises(InputError, match="row 2: the date is after the day of decision, 09 March 2026"):
        tables.languages.risk_items("warwickshire", until="2026-03-09")
    office(ROW.replace("10/03/2026", "10/03/2999"))
    with pytest.raises(InputError, match="the date is after the day of decision"):
        tables.languages.evidence("warwickshire")
