"""The stored back-test as the methods chapter reads it."""

import pytest

from analysis import tables
from analysis.sources import backtests


@pytest.mark.parametrize("area", ["warwickshire", "sampleshire"])
def test_the_stored_result_is_read_and_nothing_is_run(area, monkeypatch, tmp_path, sampleshire_folder):
    from analysis import measures

    # Any folder of the right kind will do: what is read is stored in the project.
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    monkeypatch.setenv("VNA_INPUTS", str(tmp_path if area == "warwickshire" else sampleshire_folder))
    monkeypatch.setattr(measures, "backtest", lambda **given: pytest.fail("a build does not run the test"))
    rows = tables.languages.language_backtest(area)
    assert rows["made_on"].nunique() == 1
    assert {"districts, ten random folds"} <= set(rows["test"])
    assert ("small areas, learnt from all districts" in set(rows["test"])) == (area == "sampleshire")
    _, inputs = backtests.stored(area == "sampleshire")
    assert inputs["sha256"].str.fullmatch("[0-9a-f]{64}").all()
