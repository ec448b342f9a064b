"""The kernels of `make lab`: a chapter's is closed out of private notebooks, a private one's is not."""

import pytest
from jupyter_client import KernelManager
from traitlets.config.loader import PyFileConfigLoader

from analysis import settings

ASK = """
from analysis import settings
try:
    print(open(settings.notebooks() / "private" / "README.md").readline())
except Exception as fault:
    print(fault)
try:
    from analysis import publish
    print("can publish")
except Exception as fault:
    print(fault)
import subprocess, sys
print(subprocess.run([sys.executable, "-c", "print('ran')"], capture_output=True, text=True).stdout)
"""
REFUSED = "A chapter may not read the office's own files."


@pytest.mark.parametrize(("folder", "said"), [("", REFUSED), ("profiles", REFUSED), ("private", "# Private")])
def test_a_private_folder_is_read_by_its_own_notebooks_alone(folder, said):
    home = settings.notebooks()
    options = PyFileConfigLoader("config.py", path=str(home / ".lab")).load_config()
    kernel = KernelManager(kernel_spec_manager=options.ServerApp.kernel_spec_manager_class())
    kernel.start_kernel(cwd=str(home / folder))
    asking, lines = kernel.client(), []
    try:
        asking.start_channels()
        asking.wait_for_ready(timeout=60)
        asking.execute_interactive(
            ASK, output_hook=lambda message: lines.append(message["content"].get("text", "")), timeout=60
        )
    finally:
        asking.stop_channels()
        kernel.shutdown_kernel(now=True)
    shown = "".join(lines).split("\n")
    assert shown[0].startswith(said)
    assert ("can publish" in shown) == (folder != "private")
    assert "ran" in shown  # pip works in both
