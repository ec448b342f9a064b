"""What is hidden could be any other count: no byte of an edition, in any form, would be another."""

import os
import sys

import pytest

from analysis.publish.edition import editions

QUARTER = "2026-Q2"
CHANGED = "changed.log"
# Python runs a file called sitecustomize first in every process, those that run the chapters among them.
# There a chapter that counts gets, in place of each count that is hidden, another one.
OTHERS = """
import json, os
if os.environ.get("VNA_SOLVED") or "forked" in " ".join(__import__("sys").orig_argv):
    import pandas as pd
    from analysis import measures

    tabulate = measures.tabulate

    def others(table, by=(), value="victims", *args, **kwargs):
        made = tabulate(table, by, value, *args, **kwargs).reset_index(drop=True)
        if "VNA_SOLVED" not in os.environ or not len(made):
            return made
        with open(os.environ["VNA_SOLVED"], encoding="utf-8") as stream:
            document = json.load(stream)
        by, known = [by] if isinstance(by, str) else list(by), {}
        for entry in document["tabulations"].values():
            if entry["unit"] == value and set(entry["by"]) == set(by):
                order = [entry["by"].index(one) for one in by]
                for period, labels, figure in entry["cells"]:
                    known.setdefault((period, *(labels[at] for at in order)), set()).add(figure)
        keys = zip(*(made[one] for one in ("period", *by)))
        hidden = [at for at, key in enumerate(keys) if known.get(key) == {"[c]"}]
        counts = made[value].astype(object)
        for at in hidden:
            counts[at] = counts[at] * 5 + 2 + at * 7 % 11
        with open(os.environ["VNA_CHANGED"], "a", encoding="utf-8") as stream:
            stream.write(f"{value} {len(hidden)}\\n")
        return made.assign(**{value: pd.array(counts.tolist(), dtype="Int64")})

    measures.tabulate = others
"""


def written(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere chapters run in kernels, which start otherwise"
)
def test_no_byte_of_an_edition_rests_on_a_hidden_count(sampleshire_folder, tmp_path, monkeypatch):
    build = {"inputs": sampleshire_folder, "edition": QUARTER, "as_of": QUARTER}
    as_it_is = written(editions.build("sampleshire", out=tmp_path / "as it is", **build))
    first, log = tmp_path / "first", tmp_path / CHANGED
    first.mkdir()
    (first / "sitecustomize.py").write_text(OTHERS, encoding="utf-8")
    above = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(first), *([above] if above else [])]))
    monkeypatch.setenv("VNA_CHANGED", str(log))
    otherwise = written(editions.build("sampleshire", out=tmp_path / "otherwise", **build))
    changed = [line.split() for line in log.read_text(encoding="utf-8").splitlines()]
    units = {unit for unit, number in changed if int(number)}
    assert units >= {"victims", "client_needs", "referrals", "moves", "answers"}
    assert set(as_it_is) == set(otherwise)
    assert not [name for name, content in as_it_is.items() if content != otherwise[name]]
