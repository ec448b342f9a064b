"""The registers as data: eight and five items, three fields a claim, and no row that leads nowhere."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import derived, measures, settings, tables
from analysis.errors import InputError
from analysis.tables.registers.measure_list import measure_list
from tests.sources.refusals import refusal

REGISTERS = (tables.registers.recommendations, tables.registers.terms_of_reference)
ORACLES = Path(__file__).parents[1] / "oracles"
RESPONSE = settings.project().parent / "shared" / "super-complaint-response.txt"


SURVEY = """
area = "sampleshire"

[survey.team]
files = ["survey_{quarter}.csv"]
supplier = "Survey team"

[survey.team.fields.quarter]
headings = ["Wave"]

[survey.team.fields.question]
headings = ["Question"]
values = { "How old are you?" = "Age band" }
"""


@pytest.fixture
def changed(in_reference):
    """Return a function that changes one text of one file of data/reference, in a copy."""

    def make(file, old, new):
        text = settings.data("reference", file).read_text(encoding="utf-8")
        assert old in text
        return in_reference(file, text.replace(old, new, 1))

    return make


@pytest.mark.parametrize(("area", "terms"), [("warwickshire", 5), ("sampleshire", 5), ("gwent", 0)])
def test_every_area_has_eight_recommendations_and_its_own_terms(area, terms):
    for load, kind, number in zip(
        REGISTERS, ("recommendation", "terms of reference"), (8, terms), strict=True
    ):
        assert load(area)["item"].tolist() == [f"{kind} {n}" for n in range(1, number + 1)]


def test_terms_of_no_area_and_claims_of_one_without_terms_are_refused(changed):
    changed("terms_of_reference.toml", '"warwickshire", "sampleshire"]', '"warwikshire", "sampleshire"]')
    with pytest.raises(InputError, match=r"found 'warwikshire'.* Nearest: \"warwickshire\""):
        tables.registers.terms_of_reference("gwent")
    changed("terms_of_reference.toml", '"warwikshire", "sampleshire"]', '"gwent"]')
    with pytest.raises(InputError, match="item 1: warwickshire claims something of it, and is not among"):
        tables.registers.terms_of_reference("warwickshire")


def test_an_area_of_which_nothing_is_known_claims_nothing():
    found = tables.registers.recommendations("gwent")
    assert (found["status"] == "not available").all() and found["claim"].isna().all()
    assert found["asks"].str.len().min() > 20 and found["method"].str.contains("no claim").all()
    national, invented = (tables.registers.policy_timeline(area) for area in ("gwent", "sampleshire"))
    assert national["date"].is_monotonic_increasing and len(invented) == len(national) + 2
    assert not national["source"].str.startswith("Invented").any()
    with settings.serving(settings.Run(Path("no folder"), "2025-Q4")):
        early = tables.registers.policy_timeline("gwent")["date"]
    assert early.max() < pd.Timestamp("2026-01-01") < national["date"].max(), "none of an edition's future"
    real, invented, national = (
        set(tables.registers.standing_gaps(area)["item"]) for area in ("warwickshire", "sampleshire", "gwent")
    )
    assert national < real and invented and not real & invented


@pytest.mark.parametrize("load", REGISTERS)
def test_sampleshires_claims_are_invented_and_the_real_ones_are_not(load):
    invented, real = (load(area).dropna(subset="claim") for area in ("sampleshire", "warwickshire"))
    assert invented["source"].eq("Invented for Sampleshire").all()
    assert real["source"].str.startswith("Response of the Warwickshire").all()
    assert not real["owner"].isin(set(invented["owner"])).any()
    # No text makes the victim a woman.
    words = set(" ".join(load("warwickshire")[["asks", "question"]].to_numpy().ravel()).lower().split())
    assert not words & {"she", "her", "hers", "he", "his", "him"}


def test_completed_stands_beside_no_organisation_commissioned():
    first = tables.registers.recommendations("warwickshire").set_index("item").loc["recommendation 1"]
    assert first["claim"] == "Completed" and first["also_said"].startswith("No organisation is commissioned")
    assert pd.isna(first["independent_view"])
    now = measures.office.register_now(tables.registers.recommendations("warwickshire"), "2026-09-30")
    claims = measures.office.claims_in_words(now).dropna(subset="also_said").set_index("item")["claim"]
    assert {"recommendation 1", "recommendation 4"} <= set(claims.index)
    assert claims["recommendation 1"] == "Completed (claimed, not verified)"


def test_claims_are_those_of_the_response():
    said = RESPONSE
    if not said.is_file():
        pytest.skip("the response is not beside the project: its claims were not held against it")
    text = said.read_text(encoding="utf-8").split("\nRecommendation ")[1:]
    found = tables.registers.recommendations("warwickshire").set_index("item")["claim"]
    assert len(text) == 8
    for part in text:
        number, lines = part[0], [line.strip() for line in part.splitlines() if line.strip()]
        claim = found[f"recommendation {number}"]
        if "Status" not in lines:
            assert claim is None or claim != claim
            continue
        status = lines[lines.index("Status") + 1]
        assert claim.casefold().replace(",", "").split() == status.casefold().replace("–", "").split()


def test_the_count_of_one_is_in_no_register():
    for file in ("policy_timeline.toml", *LOADERS):
        text = settings.data("reference", file).read_text(encoding="utf-8").lower()
        assert "recently shared" not in text and "operational necessity" not in text, file


def test_every_heading_of_the_response_has_commitments():
    found = tables.registers.commitments("warwickshire")
    under = {number for text in found["recommendations"] for number in text.split(", ")}
    assert under == {"1", "4", "5", "6", "8"} and len(found) == 40
    words = " ".join(found["says"])
    for one in ("significant", "critical friend", "Albanian", "working group", "outreach", "anonymously",
                "refugees", "intranet", "platforms", "police and crime plan"):  # fmt: skip
        assert one in words, one


def test_every_measure_of_the_list_is_whole_and_its_verbs_exist():
    found = measure_list("sampleshire")
    assert found["measure"].tolist() == [f"M{number}" for number in range(1, len(found) + 1)]
    index = tables.registers.measure_index("sampleshire")
    for verb in index.loc[index["link"] == "verb", "name"]:
        stage, *room, name = verb.split(".")
        face = {"measures": measures, "derived": derived}[stage]
        assert hasattr(getattr(face, room[0]) if room else face, name), verb


def test_every_chapter_that_is_named_is_the_notebook_of_its_number():
    """A chapter that nobody has written yet bears one name wherever it is named."""
    index = tables.registers.measure_index("sampleshire")
    named = set(index.loc[index["link"] == "chapter", "name"])
    named |= {
        name
        for area in ("warwickshire", "sampleshire")
        for name in tables.registers.commitments(area)["chapter"]
    }
    numbers = {name[:2]: name for name in named}
    assert len(numbers) == len(named) and set(numbers) <= {f"{number:02}" for number in range(17)}
    stand = {path.stem[:2]: path.stem for path in settings.notebooks().glob("*.ipynb")}
    assert not {name for name in named if stand.get(name[:2], name) != name}


def test_a_measure_is_held_to_an_oracle_that_a_test_reads():
    tests = "".join(path.read_text(encoding="utf-8") for path in ORACLES.glob("test_*.py"))
    for text in measure_list("sampleshire")["oracle"].dropna():
        for name in text.split(", "):
            assert f'oracle("{name}/' in tests, name


NOTHING_MISSING = pd.DataFrame({"card": [], "held": []})


@pytest.mark.parametrize("area", ["warwickshire", "sampleshire"])
def test_the_walk_from_every_item_ends_at_a_table_and_a_card(area):
    index = tables.registers.measure_index(area)
    for load in (*REGISTERS, tables.registers.commitments):
        register = load(area).rename(columns={"number": "item"}).astype({"item": "str"})
        ends = measures.office.dead_ends(register, index, NOTHING_MISSING)
        for link in ("table", "card"):
            assert not (ends["link"] == link).any()


LOADERS = {
    "recommendations.toml": tables.registers.recommendations,
    "terms_of_reference.toml": tables.registers.terms_of_reference,
    "commitments.toml": tables.registers.commitments,
    "duties.toml": tables.registers.duties,
    "gaps.toml": tables.registers.standing_gaps,
}
OURS, VIEW = 'owner = "Warwickshire Police"', 'independent_view = "Good"'
SHOWN, UNKNOWN = 'evidence = ["outreach"]', 'in_force = "unknown"'
DONE_ALREADY = '"done_on" says that it was done'
REFUSED = [
    ("commitments.toml", SHOWN, 'evidence = ["outrech"]', 'Nearest: "outreach"'),
    ("commitments.toml", SHOWN, 'evidence = ["registers"]', "found 'registers'"),
    ("commitments.toml", SHOWN, "evidence = []", "nothing could show whether it is kept"),
    ("commitments.toml", 'stated_on = "2021-11-29"', 'stated_on = ""', "expected a day as"),
    ("commitments.toml", "[documents.warwickshire]", "[documents.gwent]", "found 'warwickshire'"),
    ("recommendations.toml", 'evidence_on = "2021-11-29"', 'evidence_on = ""', '"evidence_on" go together'),
    ("recommendations.toml", OURS, f"{OURS}\n{VIEW}", '"view_on" go together'),
    ("recommendations.toml", OURS, f'{OURS}\n{VIEW}\nview_on = "2022-01-01"', "needs an author"),
    ("recommendations.toml", 'done_on = "2021-06-10"', 'done_on = "2021-06-11"', DONE_ALREADY),
    (
        "recommendations.toml",
        'next_on = "2026-07-31"',
        'next_on = "2026-07-31"\ndone_on = "2026-01-31"',
        DONE_ALREADY,
    ),
    (
        "recommendations.toml",
        'by = "Invented advisory group"',
        'by = "Sampleshire Police"',
        "is not independent",
    ),
    ("recommendations.toml", "[claims.warwickshire.1]", "[claims.warwickshire.9]", "found '9'"),
    ("recommendations.toml", "[claims.warwickshire.1]", "[claims.warwikshire.1]", 'Nearest: "warwickshire"'),
    ("duties.toml", f'{UNKNOWN}\nchecked_on = ""', f'{UNKNOWN}\nchecked_on = "2026-11-01"', "has none"),
    ("duties.toml", UNKNOWN, 'in_force = "yes"', "somebody looked"),
]


@pytest.mark.parametrize(("file", "old", "new", "says"), REFUSED)
def test_an_entry_that_is_not_whole_is_refused(changed, file, old, new, says):
    changed(file, old, new)
    message = refusal(LOADERS[file], "warwickshire")
    assert says in message and message.startswith(file)


@pytest.mark.parametrize("file", LOADERS)
def test_a_row_that_points_to_no_measure_is_refused_by_file_and_entry(changed, file):
    lines = settings.data("reference", file).read_text(encoding="utf-8").splitlines()
    changed(file, next(line for line in lines if line.startswith("measures = ")), 'measures = ["M999"]')
    with pytest.raises(InputError, match=rf"^{file}.*found 'M999', expected a measure of .*M1 to M\d\d\."):
        LOADERS[file]("warwickshire")


def test_whether_sections_13_and_14_are_in_force_is_not_claimed():
    found = measures.office.duties_now(tables.registers.duties("warwickshire"), "2026-11-25")
    rows = found[found["section"].isin(["section 13", "section 14"])]
    assert len(rows) == 2 and (rows["says"] == "check").all()
    assert "districts beneath a county are not bound" in rows["asks"].iloc[0]


def test_a_file_that_an_office_has_not_been_given_is_a_missing_source(county, tmp_path, monkeypatch):
    county("census2021-ts029-ltla.csv")
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path / "local"))
    (tmp_path / "local").mkdir()
    own = tables.registers.source_states("sampleshire").query("own").set_index("card")["held"]
    assert {"victims", "support", "needs", "survey", "quotations", "provider_capacity"} <= set(own.index)
    assert set(own) == {"not supplied"}
    (tmp_path / "local" / "quotations.csv").write_text("", encoding="utf-8")
    (tmp_path / "local" / "columns.toml").write_text(SURVEY, encoding="utf-8")
    (tmp_path / "local" / "survey_2026-Q1.csv").write_text("", encoding="utf-8")
    own = tables.registers.source_states("sampleshire").query("own").set_index("card")["held"]
    assert set(own[own == "the office's own"].index) == {"quotations", "survey"}


WELSH = ("dyfed-powys", "gwent", "north-wales", "south-wales")


def test_a_welsh_force_has_no_duty_of_englands_alone_and_has_its_own():
    english = tables.registers.duties("warwickshire")
    only = {("Victims and Prisoners Act 2024", "section 13"), ("Domestic Abuse Act 2021", "part 4")}
    named = {*zip(english["act"], english["section"], strict=True)}
    assert only <= named and not english["act"].str.contains("Wales").any()
    for area in WELSH:
        welsh = tables.registers.duties(area)
        assert not only & {*zip(welsh["act"], welsh["section"], strict=True)}
        assert welsh["act"].str.contains(r"\(Wales\) Act 2015").any()
        assert welsh["section"].eq("Welsh language standards").any()
        assert welsh["source"].str.strip().ne("").all()


def test_a_duty_that_was_looked_up_over_a_year_ago_is_to_be_checked_again():
    rows = (
        tables.registers.duties("warwickshire")
        .head(3)
        .assign(in_force="yes", checked_on=pd.to_datetime(["2025-06-30", "2025-06-29", "2026-07-01"]))
    )
    said = measures.office.duties_now(rows, pd.Timestamp("2026-06-30"))["says"].tolist()
    assert said == ["in force, as seen on 30 June 2025", "check", "check"]
