"""The safe-harbour rule of 67 FR 41455 (US Department of Justice, 2002), eleven cases at its edges."""

import pandas as pd
import pytest

from analysis.measures.languages.decisions import presets


@pytest.fixture(scope="module")
def cases(oracle):
    return pd.read_csv(oracle("05_language/doj_safe_harbor.csv"))


def test_the_rule_decides_every_case_as_published_exactly(cases):
    assert len(cases) == 11
    reaches, notice, documents = presets.safe_harbour(
        cases["lep"].to_numpy(), cases["eligible_pop"].to_numpy()
    )
    assert list(reaches) == list(cases["reaches_trigger"])
    assert list(notice) == list(cases["written_notice_only"])
    assert list(documents) == list(cases["vital_documents"])


def test_the_preset_of_the_policy_file_is_that_rule(cases):
    from analysis.measures.languages.decisions.presets import rules
    from analysis.tables.languages.policy import language_policy

    preset = rules(language_policy()).presets["safe_harbour"]
    for case in cases.itertuples():
        found = presets.safe_harbour(
            case.lep, case.eligible_pop, preset["people"], preset["share_pct"], preset["notice_below"]
        )
        assert found == (case.reaches_trigger, case.written_notice_only, case.vital_documents)
