"""Words may be printed where their speaker agreed and somebody checked them, and nowhere else."""

import pandas as pd
import pytest

from analysis import measures


def said(**columns):
    row = {"quotation": "They rang", "said_by": "a victim", "consented": "yes", "checked_on": "2026-06-22"}
    return pd.DataFrame([row | columns])


def test_the_words_are_given_with_who_said_them_and_nothing_else():
    found = measures.printable(pd.concat([said(), said(quotation="Nobody did", said_by="a professional")]))
    assert found.values.tolist() == [
        ["They rang", "a victim", "shown"],
        ["Nobody did", "a professional", "shown"],
    ]


@pytest.mark.parametrize("column", [{"consented": "no"}, {"consented": None}, {"checked_on": None}])
def test_without_consent_or_a_check_no_word_is_given(column):
    assert measures.printable(said(**column)).empty
    assert measures.printable(pd.concat([said(**column), said()]))["quotation"].tolist() == ["They rang"]
