"""Six quarterly editions of the chapters on people, each published before the next: nothing comes out."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from analysis.cli import app

QUARTERS = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2")
CHAPTERS = "03,04,05,06,07,08,09,10,13,14"
# The oldest extract that Sampleshire has is of this quarter. Earlier ones are the same file here, of which a
# reader as of an earlier quarter reads no further than that quarter.
OLDEST = "2025-Q4"


def ran(*arguments):
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def published(sampleshire_folder, tmp_path_factory):
    """Return the folder of reports with six published editions, and what the attack on them said."""
    home = tmp_path_factory.mktemp("six")
    reports, local = home / "reports", home / "local"
    shutil.copytree(sampleshire_folder.with_name("sampleshire-local"), local)
    for quarter in QUARTERS[: QUARTERS.index(OLDEST)]:
        shutil.copy(local / f"victims_{OLDEST}.xlsx", local / f"victims_{quarter}.xlsx")
    for quarter in QUARTERS:
        common = ["--inputs", sampleshire_folder, "--out", reports, "--as-of", quarter, "--local", local]
        ran("build", "--edition", quarter, "--chapters", CHAPTERS, *common)
        ran("publish", quarter, *common)
    return reports, ran("attack", reports)


@pytest.mark.slow
def test_the_attack_looked_at_six_editions_and_narrowed_nothing(published):
    assert "6 editions" in published[1] and "0 of them narrowed" in published[1]


@pytest.mark.slow
def test_every_series_was_published_and_something_of_it_was_hidden(published):
    last = published[0] / "sampleshire" / QUARTERS[-1] / "tabulations.json"
    held = json.loads(last.read_text(encoding="utf-8"))["tabulations"].values()
    for source in ("victims", "needs", "survey", "pathway_ledger"):
        cells = [value for one in held if one["source"] == source for _, _, value in one["cells"]]
        assert "[c]" in cells and any(isinstance(value, int) for value in cells), source
