"""What a table promises, and what is said when it does not keep it."""

import re
import subprocess
import sys

import pandas as pd
import pandera.pandas as pa
import pytest

from analysis import settings, tables
from analysis.tables.declaration import Declaration, checked, columns, empty, reconciled, same_members
from tests.sources.refusals import refusal


class Counted(Declaration, unique=["code"]):
    """A table of counts."""

    code: str = pa.Field(str_matches=r"^E\d$")
    people: int = pa.Field(ge=0)


def rows(**changes):
    return pd.DataFrame({"code": ["E1", "E2"], "people": [3, 4], "status": ["shown", "shown"]} | changes)


def test_a_table_that_keeps_its_promise_passes_with_its_own_columns_alone():
    found = checked(Counted, rows(extra=[1, 2], code=["E2", "E1"]).set_index(pd.Index([7, 9])), "a.csv")
    assert list(found.columns) == columns(Counted) == ["code", "people", "status"]
    assert list(found.index) == [0, 1]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"people": [3, -1]},
            'a.csv: Counted, column "people", row 2: found "-1", and 0 or more belongs there',
        ),
        ({"code": ["E1", "W1"]}, 'column "code", row 2: found "W1", and text of the form'),
        ({"status": ["shown", "hidden"]}, 'column "status", row 2: found "hidden", and one of'),
        ({"people": ["3", "4"]}, 'column "people", row 1: found "3", and a whole number belongs there'),
        ({"people": [3, 4.5]}, 'column "people", row 2: found "4.5", and a whole number belongs there'),
        ({"people": ["3", "many"]}, 'column "people", row 2: found "many", and a whole number belongs there'),
        ({"code": ["E1", None]}, 'column "code", row 2: found a blank, and a value belongs there'),
    ],
)
def test_a_value_outside_the_promise_is_named_with_its_place(changes, says):
    message = refusal(lambda: checked(Counted, rows(**changes), "a.csv"))
    assert says in message
    assert "\n" not in message


def test_a_key_that_appears_twice_and_a_column_that_is_not_there_are_named():
    message = refusal(lambda: checked(Counted, rows(code=["E1", "E1"]), "a.csv"))
    assert message.startswith("a.csv: Counted") and "E1" in message
    message = refusal(lambda: checked(Counted, rows().drop(columns="people"), "a.csv"))
    assert "a.csv: Counted needs a column that is not there" in message and "people" in message


def test_a_table_without_rows_has_the_columns_and_types_of_one_with_rows():
    nothing = empty(Counted)
    assert list(nothing.columns) == columns(Counted)
    assert nothing.empty
    assert nothing["people"].dtype == "int64"
    assert checked(Counted, nothing, "a.csv").empty


def test_a_member_that_is_absent_or_unexpected_is_named():
    message = refusal(lambda: same_members(["a"], ["a", "b", "c"], "district", "a.csv"))
    assert message.startswith("a.csv: district b, c are missing") and "2 in all" in message
    message = refusal(lambda: same_members(["a", "z"], ["a"], "district", "a.csv"))
    assert message.startswith("a.csv: district z ") and "1 in all" in message


@pytest.mark.parametrize(("whole", "difference"), [(1_000, 60), (200_000, 200), (0, 60)])
def test_a_difference_that_disclosure_control_explains_passes(whole, difference):
    reconciled(pd.Series({"x": whole + difference}), pd.Series({"x": whole}), "a.csv")
    reconciled(pd.Series({"x": whole - difference}), pd.Series({"x": whole}), "a.csv")


@pytest.mark.parametrize(("whole", "difference"), [(1_000, 61), (200_000, 201), (0, 61)])
def test_a_greater_difference_is_refused_with_both_figures(whole, difference):
    parts = pd.Series({"y": 5, "x": whole + difference})
    message = refusal(lambda: reconciled(parts, pd.Series({"y": 5, "x": whole}), "a.csv"))
    assert f"a.csv: x adds to {whole + difference:,} where the publisher's total is {whole:,}" in message


def test_a_notebook_may_import_pandera_before_our_tables(county):
    county("census2021-ts024-ltla.csv")
    code = "import pandera.pandas\nfrom analysis import tables\n"
    code += "print(len(tables.census.language('sampleshire')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0 and int(done.stdout) > 100, done.stderr


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (r"^(.*,)1545,", r"\1many,", 'column "cases", row 1: found "many", and a whole number belongs there'),
        (r"^(.*,)0\.0674,", r"\1,", 'column "measured", row 1: found a blank, and a number belongs there'),
        (r"^(.*,)0\.0674,", r"\1-2,", 'column "measured", row 1: found "-2.0", and 0 or more belongs there'),
        (r"settings_met", "met_in", 'Promises needs a column that is not there: "settings_met".'),
        (r"^(need under.*\n)", r"\1\1", 'row 2: found "need under the wrong language"'),
    ],
)
def test_a_stored_result_that_somebody_broke_is_named_without_words_of_pandas(
    old, new, says, monkeypatch, tmp_path
):
    content = settings.data("reference", "promises.csv").read_text(encoding="utf-8")
    (tmp_path / "promises.csv").write_text(
        re.sub(old, new, content, count=1, flags=re.MULTILINE), encoding="utf-8"
    )
    where = settings.data
    broken = tmp_path / "promises.csv"
    monkeypatch.setattr(settings, "data", lambda *parts: broken if broken.name in parts else where(*parts))
    message = refusal(tables.registers.promises, "sampleshire")
    assert message.startswith("promises.csv: Promises") and says in message
    assert "Put it right in the file" in message
    assert not re.search("dtype|index|int64|uniqueness|pandas", message)
