"""How `make lab` opens JupyterLab: on the start page, asking nothing of any network, keeping no outputs."""

import os
import sys
from pathlib import Path

from jupyter_client.kernelspec import KernelSpecManager

# A terminal that is opened in JupyterLab finds `vna`, which lies beside this Python.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


def without_outputs(model, **_):
    """Take the outputs out of a notebook on its way to the disk; they stay on the screen.

    A build refuses a chapter that keeps any: it could publish what was not checked.
    """
    content = model.get("content")
    if model["type"] != "notebook" or not content:
        return
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
            cell["metadata"].pop("execution", None)


class BehindTheWall(KernelSpecManager):
    """Kernels that cannot read the office's own files, unless a notebook lies in the folder `private`."""

    def get_kernel_spec(self, kernel_name):
        spec = super().get_kernel_spec(kernel_name)
        spec.argv = ["analysis.kernel" if part == "ipykernel_launcher" else part for part in spec.argv]
        return spec


c = get_config()  # noqa: F821  (Jupyter gives it to its configuration files)
c.ContentsManager.pre_save_hook = without_outputs
c.ServerApp.kernel_spec_manager_class = BehindTheWall
# The settings that everybody begins with lie beside this file, in overrides.json.
c.LabApp.app_settings_dir = str(Path(__file__).resolve().parent)
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.news_url = None
c.LabApp.extension_manager = "readonly"
