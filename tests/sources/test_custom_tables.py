"""ONS custom datasets of two variables, and what is done with one that was cut or edited."""

import pytest

from analysis.errors import InputError
from analysis.sources import custom_tables
from analysis.sources.files import SourceFile

HEAD = (
    "Lower tier local authorities Code,Lower tier local authorities,Main language (1 categories) Code,"
    "Main language (1 categories),Proficiency in English language (2 categories) Code,"
    "Proficiency in English language (2 categories),Observation\n"
)
ROWS = [
    "E07000001,Aston,4,French,3,Can speak English well,10\n",
    "E07000001,Aston,4,French,4,Cannot speak English well,2\n",
    "E07000002,Brook,4,French,3,Can speak English well,0\n",
    "E07000002,Brook,4,French,4,Cannot speak English well,1\n",
]


@pytest.fixture
def read(tmp_path):
    def make(text):
        path = tmp_path / "custom-dataset-x.csv"
        path.write_text(text, encoding="utf-8")
        return custom_tables.crossed(SourceFile(path))

    return make


def test_every_combination_is_a_row(read):
    found = read(HEAD + "".join(ROWS))
    assert found.variables == (
        "Main language (1 categories)",
        "Proficiency in English language (2 categories)",
    )
    assert found.cells["count"].tolist() == [10, 2, 0, 1]
    assert found.cells.iloc[0].tolist() == [
        "E07000001", "Aston", "4", "French", "3", "Can speak English well", 10,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "".join(ROWS[:3]), "E07000002 has 1 combinations where 2 are known; 1 such area"),
        (HEAD + "".join([*ROWS, ROWS[0]]), 'row 6: "French" by "Can speak English well" is repeated'),
        (HEAD + ROWS[0].replace(",10", ",ten"), 'column "Observation", row 2: found "ten"'),
        (HEAD + ROWS[0].replace("E07000001", "Aston"), "an ONS code"),
        (HEAD.replace(",Observation", ",Count") + ROWS[0], "not those of a custom dataset of two variables"),
        ("Area Code,Area,A Code,A,Observation\nE07000001,Aston,1,x,1\n", "custom dataset of two variables"),
    ],
)
def test_a_file_that_was_cut_or_is_another_is_refused(read, text, said):
    with pytest.raises(InputError, match=said):
        read(text)
