"""Files of the office's own folder that nothing reads: each is named, with the name that it needs."""

import pytest

from analysis import areas, extracts, settings
from analysis.extracts import templates

SAMPLESHIRE = areas.area("sampleshire")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder with the mapping that `vna template columns` writes, and nothing else."""
    templates.write("columns", tmp_path)
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("support.csv", 'Is it one such as "support_our_provider_2026-Q1.csv"?'),
        ("Victims 2026-Q2.csv", 'Is it one such as "victims_2026-Q1.csv"?'),
        ("campaign.csv", 'Is it one such as "campaigns.csv"?'),
        ("victims_2026-Q2.xls", "Save it as XLSX or CSV UTF-8"),
        ("minutes.docx", "Save it as XLSX or CSV UTF-8, or move it to another folder."),
    ],
)
def test_a_file_that_nothing_reads_is_named_with_what_to_do(folder, name, says):
    (folder / name).write_text("a\n")
    ((found, said),) = extracts.unread(SAMPLESHIRE)
    assert found == name and said.startswith("nothing reads it.") and says in said


def test_what_is_read_or_is_a_programs_own_is_not_named(folder):
    read = ["victims_2026-Q2.xlsx", "support_our_provider_2026-Q1.csv", "campaigns.xlsx", "capture_lists.csv"]
    for name in (*read, "~$victims_2026-Q2.xlsx", ".part"):
        (folder / name).write_text("a\n")
    assert extracts.unread(SAMPLESHIRE) == []
    (folder / "columns.toml").unlink()
    assert [name for name, _ in extracts.unread(SAMPLESHIRE)] == sorted(read[:2])


def test_all_that_sampleshire_writes_is_read(sampleshire_folder, monkeypatch):
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(sampleshire_folder.with_name("sampleshire-local")))
    assert extracts.unread(SAMPLESHIRE) == []
