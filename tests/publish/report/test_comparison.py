"""What changed between two editions: figures by more than chance, revisions, what is hidden, inputs."""

import json

import pytest

from analysis.errors import InputError
from analysis.publish.report import comparison
from analysis.publish.report.comparison import compared, told
from tests.commands import ran, refused

PRINTED = {"district": "District", "victims": "Victims"}
CSV = "district,victims\nNortham,12\n"


def edition(folder, tables, area="kent", inputs=(), extracts=(), revisions=()):
    """Write an edition's manifest and the CSV of each table: (chapter, name, csv, printed)."""
    (folder / "data").mkdir(parents=True)
    entries = []
    for chapter, name, csv, printed in tables:
        (folder / "data" / f"{name}.csv").write_text(csv)
        kind = "table" if "table" in name else "figure"
        entries.append(
            {"chapter": chapter, "name": name, "kind": kind, "title": f"Of {name}", "printed": printed}
            | {"files": [f"data/{name}.csv"]}
        )
    manifest = {"area": area, "figures": entries, "inputs": list(inputs), "extracts": list(extracts)}
    (folder / "manifest.json").write_text(json.dumps(manifest | {"revisions": list(revisions)}))
    return folder


def victims(tmp_path, name, csv, printed=PRINTED, **more):
    return edition(tmp_path / name, [("04_victims", "04-01", csv, printed)], **more)


def both(tmp_path, old, new, printed=PRINTED):
    return compared(victims(tmp_path, "old", old, printed), victims(tmp_path, "new", new, printed))[0]


@pytest.mark.parametrize(("now", "verdict"), [(457, "within its uncertainty"), (458, "changed")])
def test_a_count_that_changed_beyond_chance_is_told_from_one_that_did_not(tmp_path, now, verdict):
    """1.96 times the root of 400 + 457 is 57.4. Limits of another figure of the row say nothing of it."""
    heads = "district,victims,lower,upper,p_value,method,status"
    old = f"{heads}\nNortham,400,41,50,0.5,exact,shown\nWick,12,1,2,0.5,exact,shown\n"
    rows = both(tmp_path, old, f"{heads}\nNortham,{now},42,51,0.1,Byar,shown\nWick,12,1,2,0.1,Byar,shown\n")
    assert rows[["figure", "of", "measure", "before", "now", "change", "verdict"]].values.tolist() == [
        ["Figure 4.1", "Northam", "Victims", 400.0, now, now - 400, verdict]
    ], "Wick's count is as it was, and what is not printed is not compared"
    same = both(tmp_path / "same", old, old)
    assert same.empty and told(same, []) == ["No figure changed."]


NOT_KNOWN = "changed, uncertainty not known"


@pytest.mark.parametrize(
    ("name", "limits", "verdict"),
    [
        ("share_pct", ("49.9", 60), "within its uncertainty"),
        ("share_pct", ("50.2", 60), "changed"),
        *((name, None, NOT_KNOWN) for name in ("mean", "share_pct", "places_of_few")),
    ],
)
def test_what_is_no_count_changed_where_its_limits_part(tmp_path, name, limits, verdict):
    def rows(figure, ends):
        heads, cells = (",lower,upper", f",{ends[0]},{ends[1]}") if limits else ("", "")
        return f"district,{name}{heads}\nNortham,{figure}{cells}\n"

    printed = {"district": "District", name: "What", "lower": "Lower limit"}
    found = both(tmp_path, rows(45.5, (41, 50)), rows(55.5, limits), printed)
    assert found[["measure", "verdict"]].values.tolist() == [["What", verdict]]
    if verdict == NOT_KNOWN:
        assert told(found, []) == ["Figures that changed, with no uncertainty known to judge them by: 1"]


def test_the_newest_periods_are_set_side_by_side_and_earlier_are_revisions(tmp_path):
    old = "period,district,victims\n2025-Q3,Northam,300\n2025-Q4,Northam,310\n"
    new = "period,district,victims\n2025-Q3,Northam,301\n2025-Q4,Northam,310\n2026-Q1,Northam,500\n"
    rows = both(tmp_path, old, new)
    assert rows[["period_before", "period", "before", "now", "verdict"]].values.tolist() == [
        ["2025-Q3", "2025-Q3", 300.0, 301.0, "revised"],
        ["2025-Q4", "2026-Q1", 310.0, 500.0, "changed"],
    ]
    assert told(rows, [])[-1] == "Figure 4.1, Northam, Victims: 310 before (2025-Q4), 500 now (2026-Q1)"


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        ("Crimes, July 2023 to March 2026", "Crimes, July 2023 to June 2026", "of a longer period"),
        ("Victims, January to March 2026", "Victims, January to June 2026", "of a longer period"),
        ("Victims, January to March 2026", "Victims, April to June 2026", "changed"),
        ("Victims, July 2024 to June 2025", "Victims, October 2024 to September 2025", "changed"),
        ("Victims, January to March 2026", "Victims, January to March 2026", "changed"),
    ],
)
def test_a_sum_that_goes_on_from_the_same_beginning_is_no_change(tmp_path, before, now, verdict):
    folders = []
    for name, subtitle, number in (("old", before, 400), ("new", now, 800)):
        folders.append(victims(tmp_path, name, f"district,victims\nNortham,{number}\n"))
        manifest = json.loads((folders[-1] / "manifest.json").read_text())
        manifest["figures"][0]["subtitle"] = subtitle
        (folders[-1] / "manifest.json").write_text(json.dumps(manifest))
    assert list(compared(*folders)[0]["verdict"]) == [verdict]


def test_the_largest_changes_are_those_furthest_beyond_chance_one_of_each_chart(tmp_path):
    few, many = "district,victims\nNortham,{}\nWick,{}\n", "sex,victims\nFemale,{}\nMale,{}\n"
    sexes = {"sex": "Sex", "victims": "Victims"}
    folders = [
        edition(
            tmp_path / name,
            [
                ("04_victims", "04-01", few.format(*places), PRINTED),
                ("04_victims", "04-02", many.format(*people), sexes),
            ],
        )
        for name, places, people in (("old", (10, 100), (1000, 400)), ("new", (30, 190), (1500, 401)))
    ]
    rows, _ = compared(*folders)
    assert rows["verdict"].tolist() == ["changed", "changed", "changed", "within its uncertainty"]
    # 500 of 2,500 is 5.1 times chance, 90 of 290 2.7 times, and 20 of 40 1.6 times.
    found = comparison.largest(rows, 10)
    assert found["of"].tolist() == ["Female", "Wick"]
    assert found["times_its_uncertainty"].round(1).tolist() == [5.1, 2.7]
    assert comparison.largest(rows, 1)["of"].tolist() == ["Female"]


def test_what_is_hidden_or_shown_now_is_told_without_a_change_or_a_code(tmp_path):
    rows = both(
        tmp_path,
        "district,victims\nNortham,12\nWick,[c]\nEast,[x]\nWest,9\n",
        "district,victims\nNortham,[c]\nWick,14\nEast,7\nWest,9\n",
    )
    assert rows[["of", "before", "now", "verdict"]].values.tolist() == [
        ["Northam", 12.0, "[c]", "hidden now"],
        ["Wick", "[c]", 14.0, "shown now"],
    ]
    assert rows["change"].isna().all()
    printed = {"code": "Code", "area": "Area", "sex": "Sex", "victims": "Victims"}
    old = "code,area,sex,victims\nE02900065,Larkmere,Total,10\n,Total,Total,10\nE02900066,,Total,10\n"
    rows = both(tmp_path / "codes", old, old.replace(",10", ",90"), printed)
    assert rows["of"].tolist() == ["Larkmere", "Total", "E02900066, Total"]


def test_charts_that_are_new_or_gone_are_told_and_a_moved_one_is_the_same(
    tmp_path,
):
    of_sex, by_sex = "sex,victims\nFemale,12\n", {"sex": "Sex", "victims": "Victims"}
    old = [("04_victims", "04-01", CSV, PRINTED), ("05_reach", "05-01", CSV, PRINTED)]
    new = [("04_victims", "04-01", of_sex, by_sex), ("04_victims", "04-02", CSV.replace("12", "90"), PRINTED)]
    new += [("06_domestic_abuse", "06-table-01", of_sex, by_sex)]
    old += [("00_summary", "00-table-01", CSV, PRINTED)]
    new += [("00_summary", "00-table-01", CSV.replace("12", "90"), PRINTED)]
    rows, _ = compared(edition(tmp_path / "old", old), edition(tmp_path / "new", new))
    assert rows[["figure", "of", "verdict"]].values.tolist() == [
        ["Figure 4.1", "Of 04-01", "new"],
        ["Figure 4.2", "Northam", "changed"],
        ["Table 6.1", "Of 06-table-01", "new"],
        ["Figure 5.1", "Of 05-01", "gone"],
    ]


def test_inputs_and_revisions_are_told(tmp_path):
    def entry(period, content):
        return {"card": "crime", "part": "", "period": period, "sha256": content}

    revision = {"source": "victims", "edition": "2026-Q1", "reason": "Records were merged."}
    old = victims(tmp_path, "old", CSV, inputs=[entry("2024", "a"), entry("2025", "b")])
    new = victims(tmp_path, "new", CSV, inputs=[entry("2025", "c"), entry("2026", "d")], revisions=[revision])
    _, lines = compared(old, new)
    assert lines[:3] == [
        "Input no longer read: crime 2024",
        "Input of the same period with other content: crime 2025",
        "New input: crime 2026",
    ]
    assert "Records were merged." in lines[3]


def test_counts_that_are_kept_of_a_published_quarter_are_no_input_that_is_gone(tmp_path):
    def extract(file, first, last, mark, card="victims"):
        return {"card": card, "file": file, "mark": mark, "first": first, "last": last}

    own = [extract("victims_2026-Q1.csv", "2025-Q4", "2026-Q1", "a"),
           extract("support_2026-Q1.csv", "2026-Q1", "2026-Q1", "b", "support")]  # fmt: skip
    later = [extract("2026-Q1.csv", "2025-Q4", "2026-Q1", "c"),
             extract("victims_2026-Q2.csv", "2026-Q2", "2026-Q2", "d")]  # fmt: skip
    _, lines = compared(
        victims(tmp_path, "old", CSV, extracts=own), victims(tmp_path, "new", CSV, extracts=later)
    )
    assert "Input no longer read: extract victims_2026-Q1.csv" not in lines
    assert "New input: extract 2026-Q1.csv" not in lines
    assert [one for one in lines if "victims_2026-Q1.csv" in one and "2026-Q1.csv: counts" in one]
    # Of what is gone and of what is new in truth it is said.
    assert "Input no longer read: extract support_2026-Q1.csv" in lines
    assert "New input: extract victims_2026-Q2.csv" in lines


def rewritten(name, text):
    return lambda folder: (folder / name).write_text(text)


def of_surrey(folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"area": "surrey"}))


def elsewhere(folder):
    (folder.parent / "private.csv").write_text(CSV)
    manifest = (folder / "manifest.json").read_text()
    (folder / "manifest.json").write_text(manifest.replace("data/04-01.csv", "../private.csv"))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), "no such file"),
        (rewritten("manifest.json", '{"area": '), "line 1: is not JSON"),
        (rewritten("manifest.json", '{"area": "kent"}'), "is not the manifest"),
        (of_surrey, r'is of "kent" and .* of "surrey"'),
        (lambda folder: (folder / "data" / "04-01.csv").unlink(), "cannot be read"),
        (rewritten("data/04-01.csv", "a,b\n1\n"), "fewer cells than headings"),
        (elsewhere, "names a file that is not in its folder"),
    ],
)
def test_an_edition_of_another_area_or_that_is_not_whole_is_not_compared(tmp_path, spoil, said):
    old, new = victims(tmp_path, "old", CSV), victims(tmp_path, "new", CSV)
    spoil(new)
    with pytest.raises(InputError, match=said):
        compared(old, new)


def test_the_command_takes_names_and_writes_a_file(tmp_path):
    home, file = tmp_path / "sampleshire", tmp_path / "a.csv"
    victims(home, "2025-Q4", CSV, area="sampleshire")
    victims(home, "2026-Q1", "district,victims\nNortham,90\n", area="sampleshire")
    said = ran("compare", "2025-Q4", "2026-Q1", "--out", tmp_path, "--csv", file)
    assert "Figures that changed by more than their uncertainty: 1" in said
    assert "Figure 4.1, Northam, Victims: 12 before, 90 now" in said
    assert file.read_text().splitlines()[1].startswith("04_victims,Figure 4.1,Northam")
    gone = refused("compare", "2025-Q1", "2026-Q1", "--out", tmp_path)
    assert "holds no edition 2025-Q1" in gone
    assert "There are: 2025-Q4 of sampleshire, 2026-Q1 of sampleshire." in gone


def test_without_an_area_it_is_the_one_that_has_both_editions(tmp_path):
    asked = ["compare", "2025-Q4", "2026-Q1", "--out", tmp_path]
    for area, name in (("kent", "2025-Q4"), ("kent", "2026-Q1"), ("surrey", "2026-Q1")):
        victims(tmp_path / area, name, CSV, area=area)
    assert ran(*asked) == "No figure changed.\n"
    said = refused(*asked, "--area", "surrey")
    assert "holds no edition 2025-Q4 of surrey. There is: 2026" in said
    victims(tmp_path / "surrey", "2025-Q4", CSV, area="surrey")
    assert "kent and surrey have both editions" in refused(*asked)
