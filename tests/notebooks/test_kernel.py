"""The kernels of `make lab`: a chapter's is closed out of private notebooks, a private one's is not."""

import json
import os
import sys

import pytest
from jupyter_client import KernelManager
from traitlets.config.loader import PyFileConfigLoader

from analysis import office_folders, settings
from tests.test_wall import ON_LINUX

ASK = """
from analysis import settings
try:
    print(open(settings.notebooks() / "private" / "README.md").readline())
except Exception as fault:
    print(fault)
import subprocess, sys
print(subprocess.run([sys.executable, "-c", "print('ran')"], capture_output=True, text=True).stdout)
"""
REFUSED = "A chapter may not read the office's own files."


def said_by(kernel, code):
    """Return the lines that `code` prints in a kernel that was started, which ends then."""
    asking, lines = kernel.client(), []
    try:
        asking.start_channels()
        asking.wait_for_ready(timeout=60)
        asking.execute_interactive(
            code, output_hook=lambda message: lines.append(message["content"].get("text", "")), timeout=60
        )
    finally:
        asking.stop_channels()
        kernel.shutdown_kernel(now=True)
    return "".join(lines).strip().split("\n")


@pytest.mark.parametrize(("folder", "said"), [("", REFUSED), ("profiles", REFUSED), ("private", "# Private")])
def test_a_private_folder_is_read_by_its_own_notebooks_alone(folder, said):
    home = settings.notebooks()
    options = PyFileConfigLoader("config.py", path=str(home / ".lab")).load_config()
    kernel = KernelManager(kernel_spec_manager=options.ServerApp.kernel_spec_manager_class())
    kernel.start_kernel(cwd=str(home / folder))
    shown = said_by(kernel, ASK)
    assert shown[0].startswith(said)
    assert "ran" in shown  # pip works in both


# As `analysis.kernel`, in a project whose released tables and own files lie in another folder.
ELSEWHERE = """
from pathlib import Path
from analysis import settings
data = settings.data
settings.data = lambda *parts: Path({home!r}, *parts) if parts[0] == "local" else data(*parts)
settings.notebooks = lambda: Path({home!r}) / "work"
from analysis import kernel
kernel.main()
"""
LOOK = """
import os
import pyarrow.csv
print(pyarrow.csv.read_csv("beside.csv").num_rows)
for read in (open, pyarrow.csv.read_csv):
    try:
        read({path!r})
        print("read")
    except Exception as fault:
        print(type(fault).__name__)
print([name for name, value in os.environ.items() if {folder!r} in value])
"""


def elsewhere(home, folder):
    """Return a kernel of that project that was started in `folder`, and the office's folder of it."""
    office, noted = home / "office", home.joinpath(*office_folders.FILE)
    for one in (office, noted.parent, folder):
        one.mkdir(parents=True)
    (office / "victims.csv").write_text("victims\n4\n", encoding="utf-8")
    noted.write_text(json.dumps({"kent": [str(office)]}), encoding="utf-8")
    kernel = KernelManager()
    start = [sys.executable, "-c", ELSEWHERE.format(home=str(home)), "-f", "{connection_file}"]
    kernel.kernel_spec.argv = start
    kernel.start_kernel(cwd=str(folder), env=dict(os.environ))
    return kernel, office


def test_a_private_notebook_finds_the_offices_folder_of_each_area(tmp_path):
    kernel, office = elsewhere(tmp_path, tmp_path / "work" / "private")
    look = f"from analysis import settings\nprint(settings.local_for('kent') == Path({str(office)!r}))"
    look += "\nprint(settings.local_for('gwent').name)"
    assert said_by(kernel, f"from pathlib import Path\n{look}") == ["True", "local"]


KEEP = """
import pandas as pd
rows = pd.DataFrame({"victims": [4]})
rows.to_csv("own.csv")
rows.to_parquet("own.parquet")
for write, path in ((rows.to_csv, "../own.csv"), (rows.to_parquet, "../own.parquet")):
    try:
        write(path)
        print("written")
    except OSError as fault:
        print("refused")
import tempfile
from pathlib import Path
print(Path(tempfile.gettempdir()).is_relative_to(Path.cwd()))
"""


@ON_LINUX
def test_a_private_notebook_writes_into_its_own_folder_alone(tmp_path):
    folder = tmp_path / "work" / "private"
    kernel, _ = elsewhere(tmp_path, folder)
    assert said_by(kernel, KEEP) == ["refused", "refused", "True"]
    assert {path.name for path in folder.iterdir()} == {".passing", "own.csv", "own.parquet"}
    assert [path.name for path in folder.parent.iterdir()] == ["private"]


@ON_LINUX
def test_the_folder_of_which_release_read_is_closed_wherever_it_lies(tmp_path, monkeypatch):
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path / "office"))
    kernel, office = elsewhere(tmp_path, tmp_path / "work")
    (tmp_path / "work" / "beside.csv").write_text("victims\n4\n", encoding="utf-8")
    look = LOOK.format(path=str(office / "victims.csv"), folder=str(office))
    assert said_by(kernel, look) == ["1", "ClosedError", "PermissionError", "[]"]
