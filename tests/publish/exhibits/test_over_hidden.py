"""A number that was worked out over hidden counts is refused where it would be published."""

import pytest

from analysis import settings, tables
from analysis.errors import InputError
from analysis.publish.exhibits import say, tabulate, values
from analysis.release import handover

ENTRY = {
    "card": "victims",
    "by": ["offence_group", "district"],
    "unit": "victims",
    "periods": {"2026-Q1": ["2026-Q1"]},
    "cells": [
        ["2026-Q1", ["Burglary", "East"], 31],
        ["2026-Q1", ["Burglary", "West"], 47],
        ["2026-Q1", ["Burglary", "Total"], 78],
        ["2026-Q1", ["Robbery", "East"], "[c]"],
        ["2026-Q1", ["Robbery", "West"], "[c]"],
        ["2026-Q1", ["Robbery", "Total"], 44],
        ["2026-Q1", ["Other crime", "East"], 359],
        ["2026-Q1", ["Other crime", "West"], "[c]"],
        ["2026-Q1", ["Other crime", "Total"], 383],
        ["2026-Q1", ["Total", "East"], "[c]"],
        ["2026-Q1", ["Total", "West"], "[c]"],
        ["2026-Q1", ["Total", "Total"], 505],
    ],
}
NAME = "by_offence"


@pytest.fixture
def victims(tmp_path, monkeypatch, sampleshire_folder):
    """Return what a chapter reads of a released table in which some counts are hidden."""
    handover.put(tmp_path / "tabulations.json", {"area": "sampleshire", "tabulations": {NAME: ENTRY}})
    monkeypatch.setenv(settings.SOLVED_VARIABLE, str(tmp_path / "tabulations.json"))
    monkeypatch.setenv(settings.INPUTS_VARIABLE, str(sampleshire_folder))
    return tables.released(NAME, "sampleshire")


def published(frame):
    return tabulate.table(frame, sources=tables.cards("sampleshire")(NAME), title="Victims by offence")


def summed(frame, by):
    """Return sums as pandas gives them, where somebody has said that they are all shown."""
    return frame.groupby(by, as_index=False)["victims"].sum().assign(status="shown")


def test_a_released_table_adds_up_to_no_more_than_there_are(victims):
    assert "Total" not in {*victims["offence_group"], *victims["district"]}


def test_a_sum_over_hidden_counts_whose_status_was_lost_is_refused(victims):
    with pytest.raises(InputError, match="Other crime: victims is 359 here and the released table has 383"):
        published(summed(victims.query("offence_group == 'Other crime'"), "offence_group"))
    with pytest.raises(InputError, match="Robbery: victims is 0 here"):
        published(summed(victims.query("offence_group == 'Robbery'"), ["offence_group"]))
    with pytest.raises(InputError, match="is 0 here"):
        published(victims.assign(victims=victims["victims"].fillna(0), status="shown"))


def test_what_is_right_is_published(victims):
    assert published(summed(victims.query("offence_group == 'Burglary'"), "offence_group")).kind == "table"
    assert published(victims).kind == "table"
    assert published(tables.released(NAME, "sampleshire", margins=True)).kind == "table"
    worst = victims.groupby("offence_group", as_index=False)["victims"].sum()
    worst["status"] = ["shown", "suppressed", "suppressed"]
    assert published(worst).kind == "table"
    # Labels in other words are not held to anything.
    assert published(victims.query("victims > 0").replace({"East": "The east", "West": "The west"}))


def test_a_figure_in_words_and_a_bare_number_are_held_to_the_same(victims):
    wrong = summed(victims.query("offence_group != 'Robbery'"), "offence_group")
    with pytest.raises(InputError, match="359 here"):
        values.value(wrong, "victims", offence_group="Other crime")
    with pytest.raises(InputError, match="359 here"):
        values.total(wrong, "victims")
    with pytest.raises(InputError, match=r'has no "status".*what of it is hidden'):
        values.total(victims.drop(columns="status"), "victims")
    for number in (victims["victims"].sum(), 31 + 359):
        with pytest.raises(InputError, match="add up to without the hidden ones"):
            say.say("{n} victims", n=int(number), otherwise="Victims of crime")
    for number in (505, 383, 12, 2):
        assert say.say("{n} victims", n=number, otherwise="Victims of crime").startswith(str(number))
