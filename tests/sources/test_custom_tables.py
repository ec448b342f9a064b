"""ONS custom datasets of one and two variables, and what is done with one that was cut or edited."""

import pytest

from analysis.sources import custom_tables
from analysis.sources.files import SourceFile
from tests.sources.refusals import refusal

AREAS = "Lower tier local authorities Code,Lower tier local authorities,"
TENURE = f"{AREAS}Tenure (2 categories) Code,Tenure (2 categories),Observation\n"
OWNED = [
    "E07000901,North Larkmere,-8,Does not apply,0\n",
    "E07000901,North Larkmere,1,Owned,30\n",
    'E07000902,"Tindlebury and Ossage",-8,Does not apply,0\n',
    'E07000902,"Tindlebury and Ossage",1,Owned,12\n',
]
LANGUAGE, PROFICIENCY = "Main language (1 categories)", "Proficiency in English language (2 categories)"
HEAD = f"{AREAS}{LANGUAGE} Code,{LANGUAGE},{PROFICIENCY} Code,{PROFICIENCY},Observation\n"
ROWS = [
    "E07000001,Aston,4,French,3,Can speak English well,10\n",
    "E07000001,Aston,4,French,4,Cannot speak English well,2\n",
    "E07000002,Brook,4,French,3,Can speak English well,0\n",
    "E07000002,Brook,4,French,4,Cannot speak English well,1\n",
]


def test_one_variable_is_read_as_it_is(given):
    long = custom_tables.custom_dataset(given(TENURE + "".join(OWNED)))
    assert list(long.columns) == ["area_code", "area_name", "category_code", "category", "count"]
    assert long.iloc[3].tolist() == ["E07000902", "Tindlebury and Ossage", "1", "Owned", 12]
    assert long["category_code"].tolist() == ["-8", "1", "-8", "1"]


def test_every_combination_of_two_variables_is_a_row(given):
    found = custom_tables.crossed(given(HEAD + "".join(ROWS)))
    assert found.variables == (LANGUAGE, PROFICIENCY)
    assert found.cells["count"].tolist() == [10, 2, 0, 1]
    first = ["E07000001", "Aston", "4", "French", "3", "Can speak English well", 10]
    assert found.cells.iloc[0].tolist() == first


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        ("custom_dataset", TENURE.replace("Observation", "Count") + OWNED[0], "not those of a custom data"),
        ("custom_dataset", "a,b\n1,2\n", 'headings "a, b" are not those of a custom dataset'),
        ("custom_dataset", HEAD + ROWS[0], "crosses 2 variables; 1 expected"),
        ("crossed", TENURE + OWNED[0], "are not those of a custom dataset of 2 variable"),
        ("custom_dataset", TENURE + OWNED[0] * 2, "row 3: E07000901, -8 appears in row 2 too"),
        ("crossed", HEAD + "".join([*ROWS, ROWS[0]]), "row 6: E07000001, 4, 3 appears in row 2 too"),
        ("crossed", HEAD + "".join(ROWS[:3]), "E07000002 has 1 categories or combinations where 2 are known"),
        ("crossed", HEAD + ROWS[0].replace(",10", ",ten"), 'column "Observation", row 2: found "ten"'),
        ("crossed", HEAD + ROWS[0].replace("E07000001", "Aston"), 'row 2: found "Aston", expected an ONS'),
    ],
)
def test_a_file_that_was_cut_or_is_another_is_refused(given, read, text, said):
    assert said in refusal(getattr(custom_tables, read), given(text))


@pytest.mark.real
def test_the_real_custom_dataset_holds_every_district_and_category(real):
    long = custom_tables.custom_dataset(SourceFile(real("census2021/custom-dataset-layout-sample.csv")))
    assert len(long) == 1_986 == 331 * 6
    assert (long.loc[long["category_code"] == "-8", "count"] == 0).all()
