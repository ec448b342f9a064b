"""No chapter reads a count of people: an edition is the same where whoever tries to read them fails."""

import os
import sys

import pytest

from analysis.publish.report import editions

QUARTER, ASKED = "2026-Q2", "asked.log"
# Python runs a file called sitecustomize first in every process, those that run the chapters among them.
# There the office's counts, logs and capture lists cannot be read from its folder, nor counts by nationality;
# who tries is written down.
REFUSED = """
import os
if os.environ.get("VNA_SOLVED") or "forkserver" in " ".join(__import__("sys").orig_argv):
    from analysis import extracts
    from analysis.tables.people import duty_to_notify
    from analysis.tables.people import referrals

    def refusing(read):
        def refuse(*args, **kwargs):
            if "VNA_SOLVED" not in os.environ:
                return read(*args, **kwargs)
            with open(os.environ["VNA_ASKED"], "a", encoding="utf-8") as stream:
                stream.write(f"{read.__module__}.{read.__name__}\\n")
            raise AssertionError("a chapter reads counts of people")

        return refuse

    extracts.counts_for = refusing(extracts.counts_for)
    extracts.captures = refusing(extracts.captures)
    extracts.logs.read = refusing(extracts.logs.read)
    for module in (referrals, duty_to_notify):
        module._rows_by_quarter = refusing(module._rows_by_quarter)
"""


def written(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere chapters are not forked, and start otherwise")
def test_no_byte_of_an_edition_rests_on_a_count_that_a_chapter_reads(
    sampleshire_folder, tmp_path, monkeypatch
):
    build = {"inputs": sampleshire_folder, "edition": QUARTER, "as_of": QUARTER}
    as_it_is = written(editions.build(editions.Asked.of("sampleshire", out=tmp_path / "as it is", **build)))
    first, log = tmp_path / "first", tmp_path / ASKED
    first.mkdir()
    (first / "sitecustomize.py").write_text(REFUSED, encoding="utf-8")
    above = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(first), *([above] if above else [])]))
    monkeypatch.setenv("VNA_ASKED", str(log))
    otherwise = written(editions.build(editions.Asked.of("sampleshire", out=tmp_path / "otherwise", **build)))
    assert not log.exists(), log.read_text(encoding="utf-8")
    assert set(as_it_is) == set(otherwise)
    assert not [name for name, content in as_it_is.items() if content != otherwise[name]]
