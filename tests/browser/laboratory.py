"""JupyterLab as `make lab` opens it, on a copy of the notebooks, driven in a browser."""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

from analysis import settings

READY_SECONDS, CHAPTER_SECONDS = 90, 600
# What the page says of itself once a command is done: every output that is an error, and every picture.
OUTPUTS = """() => {
    const cells = [...window.jupyterapp.shell.currentWidget.content.model.cells];
    const held = cells.filter(cell => cell.type === "code").map(cell => cell.outputs.toJSON()).flat();
    return held.map(one => (
        {type: one.output_type, name: one.ename || one.name || "", said: one.evalue || one.text || "",
         data: one.data || {}, traceback: one.traceback || []}));
}"""
RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
# Another notebook may be in front for a moment, and a kernel that is still starting runs nothing.
OPENED = """name => {
    const shown = window.jupyterapp?.shell?.currentWidget;
    const session = shown?.sessionContext;
    return shown?.context?.path === name && shown.context.isReady && session?.isReady
        && session.session?.kernel?.status === "idle";
}"""
SHUT_DOWN = "() => window.jupyterapp.serviceManager.sessions.shutdownAll()"
TO_THE_TOP = """() => {
    const panes = [...document.querySelectorAll(".jp-WindowedPanel-outer, .jp-RenderedMarkdown")];
    panes.forEach(pane => { pane.scrollTop = 0; });
    return Math.max(...panes.map(pane => pane.scrollHeight));
}"""


class Laboratory:
    """A JupyterLab that is running, and the browser in which its notebooks are opened."""

    def __init__(self, address, token, browser, folder):
        self.address, self.token, self.browser, self.folder = address, token, browser, folder

    @contextlib.contextmanager
    def page(self, name, width=1280, height=1000):
        """Give a page with the file `name` open; `asked` holds every address that it asked for."""
        context = self.browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        # Tabs of the page before are not opened again.
        page.goto(f"{self.address}/lab/tree/{name}?reset&token={self.token}", wait_until="load")
        try:
            yield page
            page.evaluate(SHUT_DOWN)
        finally:
            context.close()

    def ready(self, page, name):
        """Wait until `page` has the notebook `name` in front and its kernel takes work."""
        page.wait_for_function(OPENED, arg=name, timeout=READY_SECONDS * 1000)

    def run(self, page, name):
        """Run all cells of the notebook `name`, which `page` has open; return its outputs, in their order."""
        self.ready(page, name)
        page.set_default_timeout(CHAPTER_SECONDS * 1000)
        page.evaluate(RUN_ALL)
        return page.evaluate(OUTPUTS)

    def picture(self, page, path, tallest=15_000):
        """Write what `page` shows, as far down as it goes, to `path`."""
        # The side bar takes room from the notebook, and shows files that are of no interest here.
        page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
        width = page.viewport_size["width"]
        for _ in range(2):  # what came into sight may have made the page longer
            height = min(int(page.evaluate(TO_THE_TOP)) + 120, tallest)
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(500)
        page.screenshot(path=path)


@contextlib.contextmanager
def running(home, browser, run, notebooks=None):
    """Start JupyterLab for a settings.Run on a copy of the notebooks under `home`."""
    folder = home / "notebooks"
    shutil.copytree(notebooks or settings.notebooks(), folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    command = [sys.executable, "-m", "jupyterlab", f"--config={folder / '.lab' / 'config.py'}"]
    command += [f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"]
    command += ["--no-browser", "--allow-root", f"--ServerApp.root_dir={folder}"]
    command += ["--LabApp.expose_app_in_browser=True"]
    with (home / "log.txt").open("wb") as log:
        server = subprocess.Popen(command, env=_environment(home, run), stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/api?token={token}", server, home / "log.txt")
            yield Laboratory(address, token, browser, folder)
        finally:
            server.terminate()
            server.wait(timeout=30)


def _environment(home, run):
    """Return an environment in which nobody's own settings of Jupyter count."""
    places = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
    own = {f"JUPYTER_{name}": str(home / name.lower()) for name in places}
    own |= {f"JUPYTERLAB_{name}": str(home / name.lower()) for name in ("SETTINGS_DIR", "WORKSPACES_DIR")}
    source = str(Path(settings.__file__).resolve().parents[1])
    return os.environ | own | run.environment() | {"PYTHONPATH": source}


def _wait_for(address, server, log):
    for _ in range(READY_SECONDS * 5):
        if server.poll() is not None:
            raise RuntimeError(f"JupyterLab did not start: {log.read_text(encoding='utf-8')[-800:]}")
        with contextlib.suppress(URLError, OSError):
            urllib.request.urlopen(address, timeout=5).close()
            return
        time.sleep(0.2)
    raise RuntimeError(f"JupyterLab was not ready within {READY_SECONDS} seconds")
