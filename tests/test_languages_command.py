"""`vna languages`: what it prints for the real county and for Sampleshire, and what it must never tell."""

import csv
import io
import shutil

import pytest

from analysis import cli
from analysis.extracts import logs
from analysis.measures.languages.decisions.verdicts import RIGHTS, STRONGEST_FIRST
from analysis.measures.languages.pages import BY_A_ROLE, BY_THIS_RULE, LOCALLY, THE_SAME
from analysis.release import counted_risk
from tests.commands import ran, vna


def decided(*options):
    rows = csv.DictReader(io.StringIO(ran("languages", "--format", "csv", "--as-of", "2026-Q3", *options)))
    return {row["language"]: row for row in rows}


@pytest.fixture(scope="module")
def warwickshire(real):
    return decided("--area", "warwickshire", "--inputs", real("README.md").parent)


@pytest.mark.real
def test_albanian_is_not_dropped_for_its_size(warwickshire):
    row = warwickshire["Albanian"]
    assert (row["residents_3_plus"], row["verdict"], row["rights"]) == ("233", "TRANSLATE_AREAS", RIGHTS)
    assert row["review"] == "review: the evidence is older than two years"
    assert "Until somebody decides, what was proposed stands" in row["next_step"]
    by_size_alone = {row["verdict_safe_harbour"], row["verdict_critical_language"]}
    assert by_size_alone == {"MONITOR"}
    assert "RISK_NAMED" in row["reasons_for"].split()
    assert {"BELOW_SIZE", "STALE", "MODELLED_NEED"} <= set(row["reasons_against"].split())
    assert "29 November 2021" in row["risk_items"]
    assert row["what_would_change_it"] == "If somebody decides so at the review."
    lacking = ("cannot speak English well", "provider caseload")
    assert not [words for words in lacking if words not in row["missing_evidence"]]


@pytest.mark.real
def test_polish_is_translated_under_the_default_preset(warwickshire):
    row = warwickshire["Polish"]
    assert (row["residents_3_plus"], row["preset"]) == ("8464", "two_routes")
    assert row["verdict"] == "TRANSLATE_COUNTY" and row["rights"] == ""
    lower, estimate, upper = (
        int(float(row[f"people_not_proficient{end}"])) for end in ("_lower", "", "_upper")
    )
    # The totals of proficiency bind: 1,931 of Rugby, 1,742, 637, and all speakers in the other two.
    assert 500 < lower < estimate < upper < (1_931 + 1_742 + 637 + 162 + 1_211) / 2


@pytest.mark.real
def test_the_county_has_a_row_for_each_of_92_languages_and_their_need(warwickshire):
    counted = [row for row in warwickshire.values() if row["status"] == "shown"]
    assert len(counted) == 92
    assert sum(int(row["residents_3_plus"]) for row in counted) == 40_098 - 73  # Welsh apart
    assert {"Dari", "Sylheti", "Sorani"} <= set(warwickshire), "those without a leaf too"
    assert {row["verdict"] for row in warwickshire.values()} <= set(STRONGEST_FIRST)
    translated = {name: row for name, row in warwickshire.items() if row["verdict"].startswith("TRANSLATE")}
    under_review = {name for name, row in translated.items() if row["review"]}
    assert {*translated} - under_review == {"Polish", "Panjabi"}
    assert under_review == {"Albanian", "Arabic", "Mandarin Chinese", "Romanian"}, "named to the Home Office"
    assert warwickshire["Panjabi"]["areas"] == "Warwick; Nuneaton and Bedworth"
    told = [row for row in counted if row["people_not_proficient"]]
    signed = sum(int(row["residents_3_plus"]) for row in counted if row not in told)
    rest = 5_967 - sum(int(float(row["people_not_proficient"])) for row in told)
    assert 0 <= rest <= 73 + signed  # Welsh has no row, and of signers nobody asks


@pytest.mark.real
def test_nine_referrals_look_like_none(real, warwickshire):
    """Six quarters of the force have nine referrals that name Albanian, and none that names Greek."""
    for language in ("Albanian", "Greek", "Vietnamese", "Romanian"):
        row = warwickshire[language]
        assert "RISK_NRM" not in row["reasons_for"]
        assert "SUPPRESSED" in row["reasons_against"].split()
        assert "neither a count below 10 nor a zero is published" in row["missing_evidence"]


def test_sampleshire_uses_every_route(sampleshire):
    assert {row["verdict"] for row in sampleshire.values()} == set(STRONGEST_FIRST)
    assert sampleshire["Pashto"]["risk_strength"] == "strong: 2 independent sources"
    assert sampleshire["Albanian"]["residents_3_plus"] != "233"
    assert sampleshire["Tigrinya"]["decided_by"] == "Head of communications"
    assert sampleshire["Tigrinya"]["override_reason"]
    for row in sampleshire.values():
        assert row["rights"] == ("" if row["verdict"] == "TRANSLATE_COUNTY" else RIGHTS)


@pytest.fixture(scope="module")
def worked_out(sampleshire_folder):
    """Return the evidence and the decision of Sampleshire as commands work them out."""
    run = cli.reading(sampleshire_folder, "2026-Q3", sampleshire_folder.with_name("sampleshire-local"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counted_risk, "load", None)  # counted in the process of release, not in this one
        return cli.decided("sampleshire", run)


@pytest.fixture(scope="module")
def sampleshire(sampleshire_folder, worked_out):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "decided", lambda *given: worked_out)
        return decided("--inputs", sampleshire_folder)


@pytest.fixture
def as_before(worked_out):
    """Give commands what was worked out before, until this is undone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "decided", lambda *given: worked_out)
        yield patch


def test_the_table_on_the_screen_says_what_the_csv_says(sampleshire, sampleshire_folder, as_before):
    table = ran("languages", "--inputs", sampleshire_folder, "--as-of", "2026-Q3")
    lines = [line.split("\t") for line in table.splitlines()][1 : len(sampleshire) + 1]
    assert [line[1] for line in lines] == list(sampleshire)
    assert all(line[8] == sampleshire[line[1]]["rights"] for line in lines)
    assert {line[6] for line in lines} <= {THE_SAME, BY_A_ROLE, BY_THIS_RULE, LOCALLY, "nothing is proposed"}
    assert [line[6] for line in lines if line[1] == "Polish"] == [BY_A_ROLE]
    assert "by the preset two_routes" in table and "It is the default because" in table


@pytest.fixture
def office(sampleshire_folder, tmp_path):
    """Return a folder of the office's files that holds what is needed to decide."""
    held = sampleshire_folder.with_name("sampleshire-local")
    for name in ("language_decisions.csv", "risk_items.csv"):
        shutil.copy(held / name, tmp_path)
    return tmp_path


def test_a_decision_is_recorded_below_and_the_newest_stands_by_the_proposal(
    sampleshire_folder, office, as_before
):
    options = ("--inputs", sampleshire_folder, "--local", office)
    given = ("Tigrinya", "--as", "MONITOR", "--by", "Head of policy", "--on", "2026-09-01")
    given += ("--reason", "too few would be reached")
    log = office / "language_decisions.csv"
    before = log.read_bytes()
    ran("decide", *given, "--as-of", "2026-Q3", *options)
    # The log only grows: what was decided before and the lines above the headings stay to the byte.
    assert log.read_bytes().startswith(before) and before.startswith(b"# Sampleshire is invented")
    assert log.read_bytes()[len(before) :].decode().startswith("Tigrinya,MONITOR,Head of policy,2026-09-01,")
    # Of signers nobody knows how many cannot read English.
    ran("decide", "British Sign Language", *given[1:], "--as-of", "2026-Q3", *options)
    as_before.undo()
    found = decided(*options)
    row = found["Tigrinya"]
    decision = (row["verdict"], row["decided_by"], row["decided_on"])
    assert decision == ("MONITOR", "Head of policy", "2026-09-01")
    assert found["British Sign Language"]["verdict"] == "MONITOR"
    assert found["Polish"]["decided_by"] == "Head of communications"
    assert row["changed_since"] == ""  # decided on the figures of today


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["Polihs", "--as", "MONITOR"], 'No language "Polihs". Nearest: "Polish".'),
        (["Polish", "--as", "MONITOR"], "Say with --reason why"),
        (["Polish", "--as", "TRANSLATE"], '--as has "TRANSLATE", which is not known. Nearest: "TRANSLATE_'),
        (["romanian", "--as", "MONITOR"], "The rules propose TRANSLATE_AREAS for Romanian"),
        (["Polish", "--as", "TRANSLATE_COUNTY", "--on", "2999-01-01"], "is after today"),
        (
            ["Polish", "--as", "TRANSLATE_COUNTY", "--on", "2026-06-14"],
            "Polish: was decided about on 2026-06-15, after 2026-06-14",
        ),
        (["Polish", "--as", "monitor", "--reason", "we like it"], '"we like it", which is not known.'),
        (["Polish", "--as", "MONITOR", "--by", "Head of polcy"], 'is not known. Nearest: "Head of policy".'),
    ],
)
def test_a_decision_that_cannot_be_recorded_changes_nothing(
    sampleshire_folder, office, given, said, as_before
):
    before = (office / "language_decisions.csv").read_bytes()
    options = ["--inputs", sampleshire_folder, "--as-of", "2026-Q3", "--local", office]
    rest = [] if "--on" in given else ["--on", "2026-09-01"]
    rest += [] if "--by" in given else ["--by", "Head of policy"]
    result = vna("decide", *given, *rest, *options)
    assert result.exit_code == 1 and said in result.output, result.output
    assert (office / "language_decisions.csv").read_bytes() == before


def test_the_help_of_a_decision_lists_the_roles_and_reasons_that_are_known():
    """They are the log's, so that a role that is added there is in the help."""
    said = " ".join(vna("decide", "--help").output.replace("│", " ").split())
    choices = logs.columns("language_decisions")
    for column in ("verdict", "decided_by", "reason"):
        assert "; ".join(choices[column].choices) in said


def test_a_preset_that_does_not_exist_and_a_missing_census_file_are_named(county, tmp_path):
    folder = county("census2021-ts024-ltla.csv", "census2021-ts029-ltla.csv", "LAD24_CSP24_PFA24*", "LSOA*")
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.txt").write_text("nothing", encoding="utf-8")
    for given, says in (
        (["--inputs", folder, "--preset", "risk_frist"], 'No preset "risk_frist". Nearest: "risk_first".'),
        (["--inputs", tmp_path / "empty", "--area", "warwickshire"], "census2021-ts024"),
    ):
        result = vna("languages", *given)
        assert result.exit_code == 1 and says in result.output and "Traceback" not in result.output


def test_a_named_preset_decides_and_one_of_small_areas_has_them_estimated(sampleshire, sampleshire_folder):
    """Only the areas that pass even by the lower end of their interval are named."""
    found = decided("--inputs", sampleshire_folder, "--preset", "observatory")
    assert {row["preset"] for row in found.values()} == {"observatory"}
    assert found["Polish"]["verdict"] == found["Polish"]["verdict_observatory"]
    assert [name for name, row in found.items() if row["verdict"] != sampleshire[name]["verdict"]]
    assert "cannot be told" not in {
        row["verdict_observatory"] for row in found.values() if row["status"] == "shown"
    }
    translated = [row for row in found.values() if row["verdict"] == "TRANSLATE_AREAS"]
    assert translated and all(row["areas"] for row in translated)


def test_what_could_not_be_estimated_is_said(sampleshire_folder, tmp_path):
    """Without the total that small areas are fitted to, two presets cannot be told."""
    for path in sampleshire_folder.rglob("*"):
        if path.is_file() and path.name != "census2021-ts029-lsoa.csv":
            kept = tmp_path / path.relative_to(sampleshire_folder)
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.hardlink_to(path)
    found = decided("--inputs", tmp_path)
    assert found["Polish"]["verdict_observatory"] == "cannot be told"
    assert "languages of small areas" in found["Polish"]["missing_evidence"]
