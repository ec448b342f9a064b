"""The safe-harbour rule of 67 FR 41455 (US Department of Justice, 2002), eleven cases at its edges."""

import pandas as pd
import pytest

from analysis.measures.languages.decisions import presets
from analysis.tables.languages.policy import language_policy


@pytest.fixture(scope="module")
def cases(oracle):
    return pd.read_csv(oracle("05_language/doj_safe_harbor.csv"))


def test_the_rule_and_the_preset_of_the_policy_decide_every_case_as_published(cases):
    preset = presets.rules(language_policy()).presets["safe_harbour"]
    numbers = preset["people"], preset["share_pct"], preset["notice_below"]
    assert len(cases) == 11
    for case in cases.itertuples():
        wanted = (case.reaches_trigger, case.written_notice_only, case.vital_documents)
        assert presets.safe_harbour(case.lep, case.eligible_pop) == wanted
        assert presets.safe_harbour(case.lep, case.eligible_pop, *numbers) == wanted
