"""Templates: what each column may hold appears above the headings, and the reader takes them as they are."""

import os
import tomllib

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis import settings, tables
from analysis.cli import app
from analysis.errors import InputError, MissingSourceError
from analysis.extracts import counts_for, fields, logs, mapping, templates


def run(*arguments):
    return CliRunner().invoke(app, [str(one) for one in arguments])


def test_there_is_a_template_for_every_file_that_an_office_keeps():
    returns = {name for name, kind in fields.kinds().items() if kind.quarter_by_quarter}
    assert set(templates.names()) == {"office", "columns", *returns, *logs.names(), "neighbourhood_teams"}


@pytest.mark.parametrize("name", logs.names())
def test_a_template_explains_every_column_and_is_read_as_an_empty_log(name, tmp_path, monkeypatch):
    path = templates.write(name, tmp_path / "office")
    written = path.read_text(encoding="utf-8-sig")
    for heading, column in logs.columns(name).items():
        assert f"# {heading}: {column.says}." in written
        assert all(choice in written for choice in column.choices)
    assert written.splitlines()[-1] == ",".join(logs.columns(name))
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(path.parent))
    found = logs.read("sampleshire", name).frame
    assert not len(found) and list(found.columns) == list(logs.columns(name))
    if name == "contacts":  # it is read with what is filled in below its headings
        path.write_text(f"{written}2026-02,Lantern line,Larkmere,7\n", encoding="utf-8")
        assert list(logs.read("sampleshire", name).frame["contacts"]) == [7]


def test_the_mapping_of_an_extract_is_one_that_can_be_read(tmp_path, monkeypatch, reads, sampleshire_folder):
    templates.write("columns", tmp_path)
    (one,) = mapping.read(tmp_path, "sampleshire")
    templates.write("columns", tmp_path / "theirs", area="warwickshire")
    assert mapping.read(tmp_path / "theirs", "warwickshire")
    assert set(one.fields) == {"quarter", "district"} and one.supplier == "Our Police"
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path))
    with pytest.raises(MissingSourceError, match=r"holds no file named victims_\{quarter\}.csv"):
        counts_for("sampleshire")
    reads(sampleshire_folder)
    assert tables.people.support_definitions("sampleshire").empty


def test_every_other_field_of_the_mapping_can_be_taken_from_behind_its_marks():
    text = templates.content("columns")
    opened = "\n".join(line.removeprefix("# ") if line.startswith(("# [", "# headings", "# values")) else line
                       for line in text.splitlines())  # fmt: skip
    fields = tomllib.loads(opened)["victims"]["our_police"]["fields"]
    assert {"quarter", "district", "ethnic_group", "sex"} <= set(fields)


@pytest.mark.skipif(os.name == "nt", reason="modes of files are not kept on Windows: they were not looked at")
def test_what_it_writes_is_readable_by_its_owner_alone_and_never_written_over(tmp_path):
    before = os.umask(0)
    try:
        path = templates.write("campaigns", tmp_path / "local")
    finally:
        os.umask(before)
    assert [one.stat().st_mode & 0o777 for one in (path, path.parent)] == [0o600, 0o700]
    path.write_text("the office's own", encoding="utf-8")
    for name in ("campaigns", "campaigns.csv"):
        with pytest.raises(InputError, match="is there already, and nothing was changed"):
            templates.write(name, path.parent)
    assert path.read_text(encoding="utf-8") == "the office's own"


@pytest.mark.parametrize(("wrong", "near"), [("campain", "campaigns"), ("piece-test", "piece_tests")])
def test_an_unknown_name_is_refused_with_the_nearest(wrong, near, tmp_path):
    with pytest.raises(InputError, match=f'No template "{wrong}". Nearest: "{near}".'):
        templates.write(wrong, tmp_path)


# vna template


def test_the_command_writes_into_the_offices_folder_and_says_where(tmp_path):
    found = run("template", "piece_tests", "--local", tmp_path / "office")
    assert found.exit_code == 0 and str(tmp_path / "office" / "piece_tests.csv") in found.stdout
    unknown = run("template", "outreech", "--local", tmp_path)
    assert unknown.exit_code == 1 and 'Nearest: "outreach"' in unknown.stderr


def test_the_command_lists_the_wards_of_the_area(sampleshire_folder, tmp_path):
    found = run("template", "neighbourhood_teams", "--inputs", sampleshire_folder, "--local", tmp_path)
    assert found.exit_code == 0, found.stderr
    wards = pd.read_csv(tmp_path / "neighbourhood-teams.csv", encoding="utf-8-sig")
    assert {"ward24_code", "ward24_name"} <= set(wards)
    assert len(wards) > 50 and wards["neighbourhood_team"].isna().all()
    assert "move it among the publishers' files" in found.stdout
