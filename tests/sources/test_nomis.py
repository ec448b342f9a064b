"""Topic summaries of Census 2021: what is read, told by name, and every file that is refused."""

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.sources import nomis, workbooks
from analysis.sources.files import SourceFile

KEYS = ["date", "geography", "geography code"]
PROFICIENCY = "Proficiency in English language: "
NOT_ENGLISH = PROFICIENCY + "Main language is not English (English or Welsh in Wales)"
TS029 = {
    PROFICIENCY + "Total: All usual residents aged 3 years and over": (200, 75),
    PROFICIENCY + "Main language is English (English or Welsh in Wales)": (150, 70),
    NOT_ENGLISH: (50, 5),
    NOT_ENGLISH + ": Can speak English very well": (20, 3),
    NOT_ENGLISH + ": Can speak English well": (15, 1),
    NOT_ENGLISH + ": Cannot speak English well": (12, 1),
    NOT_ENGLISH + ": Cannot speak English": (3, 0),
}
AREAS = (("2021", "North Larkmere", "E07000901"), ("2021", "Tindlebury and Ossage", "E07000902"))


def written(folder, columns, areas=AREAS, name="census2021-ts029-ltla.csv", suffix=""):
    """Return a file of `columns`: heading to a value per area, each heading quoted and ended by `suffix`."""
    lines = [KEYS + [heading + suffix for heading in columns]]
    for place, area in enumerate(areas):
        lines.append([*area, *(str(values[place]) for values in columns.values())])
    quoted = ["".join(f'"{cell}",' for cell in line)[:-1] + "\n" for line in lines]
    (folder / name).write_text("".join(quoted), encoding="utf-8")
    return SourceFile(folder / name)


def zeros(table, leave_out=()):
    """Return the columns of `table` as published, with a zero in every cell."""
    total = nomis.TOTALS[table]
    variable = total.split(": Total")[0]
    names = [total, *(f"{variable}: {category}" for category in nomis.vocabulary(table))]
    return {name: (0, 0) for name in names if name not in leave_out}


def exchanged(columns, one, other):
    """Return the headings of `columns` with those at two places exchanged."""
    headings = list(columns)
    headings[one], headings[other] = headings[other], headings[one]
    return headings


def refusal(file, table="TS029"):
    with pytest.raises(InputError) as caught:
        nomis.topic_summary(file, table)
    return str(caught.value)


def counts(topic, code):
    cells = topic.cells()[topic.cells()["area_code"] == code]
    return dict(zip(cells["label"], cells["count"], strict=True))


# What is read


def test_a_table_is_its_totals_and_finest_cells_in_both_dialects(tmp_path):
    topic = nomis.topic_summary(written(tmp_path, TS029), "TS029")
    expected = [["E07000901", "North Larkmere", 200], ["E07000902", "Tindlebury and Ossage", 75]]
    assert topic.totals.values.tolist() == expected
    assert list(topic.cells().columns) == ["area_code", "category", "label", "count"]
    assert topic.cells()["category"].iloc[4] == CANNOT.removeprefix(PROFICIENCY)
    labels = ["Main language is English (English or Welsh in Wales)"]
    labels += [heading.rpartition(": ")[2] for heading in list(TS029)[3:]]
    assert counts(topic, "E07000901") == dict(zip(labels, (150, 20, 15, 12, 3), strict=True))
    older = nomis.topic_summary(written(tmp_path, TS029, suffix="; measures: Value"), "TS029")
    broken = {heading.replace(": ", ":\n", 1): figures for heading, figures in TS029.items()}
    for same in (older, nomis.topic_summary(written(tmp_path, broken), "TS029")):
        pd.testing.assert_frame_equal(topic.totals, same.totals)
        pd.testing.assert_frame_equal(topic.cells(), same.cells())


def test_two_headings_exchanged_are_refused_though_every_sum_holds(tmp_path):
    columns = dict(zip(exchanged(TS029, 3, 5), TS029.values(), strict=True))
    message = refusal(written(tmp_path, columns))
    assert message.startswith("census2021-ts029-ltla.csv: heading")
    assert 'Cannot speak English well" appears where TS029 has' in message
    assert "2 headings are not in the publisher's order" in message
    assert "publisher's order" in refusal(written(tmp_path, dict(reversed(TS029.items()))))


@pytest.mark.parametrize("table", nomis.MAY_LEAVE_OUT_CATEGORIES)
def test_a_long_table_may_leave_categories_out_and_has_the_others_in_their_order(tmp_path, table):
    last, name = list(zeros(table))[-1], f"census2021-{table.lower()}-ltla.csv"
    kept = zeros(table, leave_out=[last])
    topic = nomis.topic_summary(written(tmp_path, kept, name=name), table)
    assert last.split(": ", 1)[1] not in set(topic.cells()["category"])
    turned = dict.fromkeys(exchanged(kept, -1, -2), (0, 0))
    assert "publisher's order" in refusal(written(tmp_path, turned, name=name), table)


@pytest.mark.parametrize("table", nomis.TOTALS)
def test_the_rule_by_name_and_the_publishers_list_agree_on_leaves(tmp_path, table):
    name = f"census2021-{table.lower()}-ltla.csv"
    topic = nomis.topic_summary(written(tmp_path, zeros(table), name=name), table)
    listed = [
        workbooks.tidy(category) for category, kind in nomis.vocabulary(table).items() if kind == "leaf"
    ]
    assert topic.cells()["category"].head(len(listed)).tolist() == listed
    assert len(topic.cells()) == 2 * len(listed)
    # Where a label would repeat it is the whole category.
    assert topic.cells()["label"].head(len(listed)).is_unique


def test_of_the_twins_in_national_identity_the_one_that_ends_blank_is_the_leaf(tmp_path):
    columns = zeros("TS027")
    twin = "National identity: Any other combination of only UK identities"
    columns["National identity: Total: All usual residents"] = (9, 0)
    columns[twin] = (9, 0)
    columns["National identity: Cornish only identity"] = (5, 0)
    columns[twin + " "] = (4, 0)
    topic = nomis.topic_summary(written(tmp_path, columns, name="census2021-ts027-ltla.csv"), "TS027")
    identities = counts(topic, "E07000901")
    assert identities["Any other combination of only UK identities"] == 4
    assert sum(identities.values()) == 9
    assert not {"Non-UK identity only", "UK identity and non-UK identity"} & set(identities)


@pytest.mark.parametrize(
    ("codes", "level"),
    [
        (("E01900001", "W01900002"), "lsoa"),
        (("E07000901", "W06000901"), "ltla"),
        (("E10000901", "E06000901"), "utla"),
        (("E12000901", "W92000901"), "rgn"),
        (("E99000901", "E07000901"), ""),
    ],
)
def test_the_level_is_told_by_the_codes(tmp_path, codes, level):
    areas = [("2021", "Somewhere", code) for code in codes]
    assert nomis.level_of(written(tmp_path, TS029, areas=areas, name="renamed.csv")) == level
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    assert nomis.level_of(SourceFile(tmp_path / "other.csv")) == ""


# What is refused


def without(columns, *headings):
    return {name: values for name, values in columns.items() if name not in headings}


def renamed(columns, heading, to):
    return {to if name == heading else name: values for name, values in columns.items()}


TOTAL = nomis.TOTALS["TS029"]
CANNOT = NOT_ENGLISH + ": Cannot speak English"
POLISH = "Main language (detailed): Other European language (EU): Polish"
WHITE = "Ethnic group (detailed): White: Polish"
SEX = {"Sex: Total": (5, 5), "Sex: Female": (3, 2), "Sex: Male": (2, 3)}


@pytest.mark.parametrize(
    ("table", "columns", "said"),
    [
        ("TS029", without(TS029, CANNOT), f'heading "{CANNOT}" is missing.'),
        ("TS024", renamed(zeros("TS024"), POLISH, POLISH.replace("Polish", "Polihs")),
         f'heading "{POLISH}" is missing. Nearest: "{POLISH.replace("Polish", "Polihs")}".'),
        ("TS030", without(zeros("TS030"), "Religion: Sikh", "Religion: Hindu"),
         'heading "Religion: Hindu" is missing. 1 more missing.'),
        ("TS029", without(TS029, TOTAL), f'heading "{TOTAL}" is missing.'),
        ("TS024", without(zeros("TS024"), "Main language (detailed): South Asian language"),
         'South Asian language" is missing.'),
        ("TS029", {**TS029, PROFICIENCY + "Prefers not to say": (0, 0)},
         f'heading "{PROFICIENCY}Prefers not to say" is not one of TS029.'),
        ("TS022", renamed(zeros("TS022"), WHITE, WHITE.replace("Polish", "Polihs")),
         f'heading "{WHITE.replace("Polish", "Polihs")}" is not one of TS022. Nearest: "{WHITE}".'),
        ("TS029", {f"{heading}; measures: Percent": counts for heading, counts in TS029.items()},
         "; measures: Percent"),
        ("TS029", zeros("TS024"), 'holds TS024, "Main language (detailed)", not TS029, "Proficiency in'),
        ("TS007", zeros("TS007A"), 'holds TS007A, "Age", not TS007, "Age".'),
        ("TS029", SEX, 'holds "Sex", not TS029,'),
        ("TS029", {**TS029, PROFICIENCY + "Main language is English (English or Welsh in Wales)": (150, 71)},
         'row 3 (E07000902): the 5 categories of "Total: All usual residents aged 3 years and over" '
         "add to 76, the column says 75; 1 such"),
        ("TS029", {**TS029, NOT_ENGLISH: (49, 5)}, "add to 50, the column says 49"),
        *(("TS029", {**TS029, CANNOT: (3, wrong)},
           f'column "{CANNOT}", row 3: found "{wrong}", expected a whole number, 0 or more; 1 in all.')
          for wrong in ("-3", "3.5", "three", "")),
    ],
)  # fmt: skip
def test_headings_and_counts_that_are_not_the_tables_are_refused(tmp_path, table, columns, said):
    name = f"census2021-{table.lower()}-ltla.csv"
    message = refusal(written(tmp_path, columns, name=name), table)
    assert message.startswith(f"{name}") and said in message


SMALL = [("2021", "North Larkmere 001A", "E01900001"), ("2021", "North Larkmere 001B", "E01900002")]


@pytest.mark.parametrize(
    ("name", "areas", "said"),
    [
        ("census2021-ts029-ltla.csv", [AREAS[0], AREAS[0]], "row 3: E07000901 appears in row 2 too"),
        *(("census2021-ts029-ltla.csv", [AREAS[0], ("2021", "Tindlebury and Ossage", code)],
           f'column "geography code", row 3: found "{code}", expected an ONS code')
          for code in ("North Larkmere", "E0700090", "E070009011", "S12000033", "")),
        ("census2021-ts029-ltla.csv", SMALL,
         'row 2: found "E01900001", expected a code of ltla level, as the file\'s name says; 2 in all.'),
        ("renamed.csv", [AREAS[0], SMALL[0]],
         'row 3: found "E01900001", expected a code of ltla level, as in the first row; 1 in all.'),
        ("renamed.csv", [("2021", "Somewhere", "E99000901"), ("2021", "Elsewhere", "E99000902")],
         'row 2: found "E99000901", expected the code of a census area; 2 in all.'),
        ("census2021-ts029-ltla.csv", [("2011", "North Larkmere", "E07000901"), AREAS[1]],
         'column "date", row 2: found "2011", expected 2021: it is not a table of Census 2021; 1 in all.'),
    ],
)  # fmt: skip
def test_areas_that_are_not_those_of_the_file_are_refused(tmp_path, name, areas, said):
    assert said in refusal(written(tmp_path, TS029, areas=areas, name=name))


# The real files

DISTRICTS = ["E07000218", "E07000219", "E07000220", "E07000221", "E07000222"]


@pytest.fixture(scope="module")
def read(real):
    kept = {}

    def topic(table, level):
        if (table, level) not in kept:
            path = real(f"census2021/census2021-{table.lower()}-{level}.csv")
            kept[table, level] = nomis.topic_summary(SourceFile(path), table)
        return kept[table, level]

    return topic


def of_districts(topic, label):
    cells = topic.cells()[topic.cells()["label"] == label].set_index("area_code")["count"]
    return cells[DISTRICTS].tolist()


@pytest.mark.real
@pytest.mark.parametrize(
    ("language", "speakers"),
    [
        ("English (English or Welsh in Wales)", [61_897, 120_055, 97_906, 126_693, 131_957]),
        ("Panjabi", [72, 1_281, 373, 116, 2_009]),
        ("Ukrainian", [3, 14, 12, 3, 13]),
    ],
)
def test_main_languages_of_the_real_districts(read, language, speakers):
    assert of_districts(read("TS024", "ltla"), language) == speakers


@pytest.mark.real
@pytest.mark.parametrize(
    ("table", "label", "people"),
    [
        ("TS024", "English (English or Welsh in Wales)", 52_569_816),
        ("TS024", "Polish", 611_845),
        ("TS024", "Panjabi", 290_745),
        ("TS024", "British Sign Language", 21_635),
        ("TS024", "Ukrainian", 14_088),
        ("TS029", "Can speak English very well", 2_255_542),
        ("TS029", "Can speak English well", 1_838_559),
        ("TS029", "Cannot speak English well", 879_782),
        ("TS029", "Cannot speak English", 160_564),
    ],
)
def test_districts_add_to_england_and_wales_but_for_perturbation(read, table, label, people):
    cells = read(table, "ltla").cells()
    assert cells.loc[cells["label"] == label, "count"].sum() == pytest.approx(people, rel=0.002)
    totals = {name: read(name, "ltla").totals["total"].sum() for name in ("TS024", "TS029")}
    assert totals == pytest.approx({"TS024": 57_704_270, "TS029": 57_704_263}, rel=0.0001)


RESIDENTS = {
    ("TS001", "ltla"): [65_035, 134_197, 114_363, 134_725, 148_453],
    ("TS007", "ltla"): [65_035, 134_204, 114_366, 134_727, 148_452],
    ("TS022", "ltla"): [65_045, 134_199, 114_355, 134_722, 148_462],
    ("TS028", "ltla"): [65_026, 134_196, 114_356, 134_727, 148_449],
    ("TS024", "ltla"): [63_160, 129_607, 110_654, 131_141, 144_044],  # aged 3 and over
    ("TS025", "ltla"): [27_580, 56_586, 47_013, 59_464, 62_619],  # households
    ("TS030", "ltla"): [65_039, 134_196, 114_363, 134_724, 148_453],
    ("TS007A", "lsoa"): [65_049, 134_207, 114_393, 134_723, 148_479],
    ("TS030", "lsoa"): [65_029, 134_192, 114_373, 134_734, 148_460],
}


@pytest.mark.real
@pytest.mark.parametrize(("table", "level"), RESIDENTS)
def test_residents_of_the_real_districts_by_table_and_level(read, by_district, table, level):
    topic = read(table, level)
    assert len(topic.totals) == {"ltla": 331, "lsoa": 35_672}[level]
    totals = topic.totals.set_index("area_code")["total"]
    sums = totals if level == "ltla" else totals.groupby(by_district).sum()
    assert sums[DISTRICTS].tolist() == RESIDENTS[table, level]
    added = topic.cells().groupby("area_code")["count"].sum()
    assert (added == totals.reindex(added.index)).all()
