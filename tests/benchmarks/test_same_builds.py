"""What the comparison of two builds notices, and what may differ."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMPARES = Path(__file__).parent / "same_builds.py"
PAGE = """# Victims

::: {{.finding}}
{said}
:::

{around}::: {{#{name} .table}}
::: {{.title}}
[Table {number}]{{.label}} **By age**
:::
:::
{after}
"""
ANNEX = '::::: {.details .annex kind="In annex A: tables"}\n'


def edition(
    folder, name="04-table-01", said="Half are met.", annex=False, table="age,people\n0-17,5\n", **more
):
    """Write an edition of one exhibit and one sentence."""
    folder.mkdir(parents=True)
    entry = {"name": name, "chapter": "04_victims", "kind": "table", "title": "By age", "alt": "A table."}
    entry |= {"source": "The office.", "tabulations": ["victims"], "files": [f"data/{name}.csv"]} | more
    (folder / "manifest.json").write_text(json.dumps({"figures": [entry]}), encoding="utf-8")
    (folder / "data").mkdir()
    (folder / "data" / f"{name}.csv").write_text(table, encoding="utf-8")
    number = name[:2].lstrip("0") + "." + name[-2:].lstrip("0")
    around, after = (ANNEX, ":::::") if annex else ("", "")
    page = PAGE.format(said=said, name=name, number=number, around=around, after=after)
    (folder / "04_victims.md").write_text(page, encoding="utf-8")


def compared(folder):
    places = [str(folder / one) for one in ("before", "after")]
    ran = subprocess.run([sys.executable, COMPARES, "compare", *places], capture_output=True, text=True)
    assert ran.returncode in (0, 1), ran.stderr
    return ran.returncode, ran.stdout.splitlines()


def test_numbers_of_exhibits_and_the_order_of_rows_may_move(tmp_path):
    edition(tmp_path / "before" / "area" / "draft", table="age,people\n0-17,5\n18-24,7\n")
    edition(tmp_path / "after" / "area" / "draft", name="04-table-03", table="age,people\n18-24,7\n0-17,5\n")
    assert compared(tmp_path) == (0, ["Nothing differs."])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"table": "age,people\n0-17,6\n"}, "row only after: 0-17 | 6"),
        ({"table": "age,victims\n0-17,5\n"}, "columns only before: people"),
        ({"title": "By sex"}, "04_victims / table / By sex: only after"),
        ({"alt": "Another."}, "alt was 'A table.' and is 'Another.'"),
        ({"source": "The force."}, "source was 'The office.' and is 'The force.'"),
        ({"tabulations": []}, "tabulations was ['victims'] and is []"),
        ({"annex": True}, "in main was True and is False"),
        ({"said": "All are met."}, "04_victims: only after: All are met."),
    ],
)
def test_what_differs_is_told(tmp_path, change, says):
    edition(tmp_path / "before" / "area" / "draft")
    edition(tmp_path / "after" / "area" / "draft", **change)
    code, lines = compared(tmp_path)
    assert code == 1 and any(says in line for line in lines), lines


def test_an_edition_that_is_in_one_alone_is_told(tmp_path):
    edition(tmp_path / "before" / "area" / "draft")
    (tmp_path / "after").mkdir()
    assert compared(tmp_path) == (1, ["area/draft: only before"])
