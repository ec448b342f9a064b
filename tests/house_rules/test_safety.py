"""No text is run as code, no object comes from a file, nothing but fetching opens a connection."""

import ast
import json
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
SOURCE = PROJECT / "src"
FETCHING = "analysis/sources/fetching"
RUNS_TEXT = {"eval", "exec", "__import__"}
FROM_FILES = {"pickle", "cPickle", "dill", "marshal", "shelve", "joblib", "cloudpickle"}
CONNECTING = {"httpx", "requests", "urllib3", "aiohttp", "socket", "ftplib", "smtplib", "poplib", "imaplib",
              "telnetlib", "xmlrpc", "http", "socketserver", "webbrowser", "paramiko", "boto3", "fsspec",
              "httpcore", "websocket", "websockets"}  # fmt: skip
HARMLESS = {"urllib.parse"}
CALLS = {
    "os.system": "runs a text in a shell",
    "os.popen": "runs a text in a shell",
    "subprocess.getoutput": "runs a text in a shell",
    "subprocess.getstatusoutput": "runs a text in a shell",
    "yaml.load": "makes objects of a file",
    "yaml.unsafe_load": "makes objects of a file",
    "pd.read_pickle": "makes objects of a file",
    "pandas.read_pickle": "makes objects of a file",
    "builtins.eval": "runs a text",
    "builtins.exec": "runs a text",
}


def faults(source, may_connect=False):
    """Return a line for each thing in Python code that is not allowed."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                modules = [name.name for name in names]
            case ast.ImportFrom(module=module, names=names, level=0):
                modules = [module, *(f"{module}.{name.name}" for name in names)]
            case _:
                modules = []
        for module in modules:
            top = module.split(".")[0]
            if top in FROM_FILES:
                found.append(f"line {node.lineno}: imports {top}")
            network = top in CONNECTING or module.startswith("urllib.request")
            if network and not may_connect and module not in HARMLESS:
                found.append(f"line {node.lineno}: opens connections by {module}")
        if isinstance(node, ast.Call):
            found += _calls(node)
    return sorted(set(found))


def _calls(node):
    name = ast.unparse(node.func)
    if name in RUNS_TEXT:
        yield f"line {node.lineno}: {name} runs a text"
    if name in CALLS:
        yield f"line {node.lineno}: {name} {CALLS[name]}"
    for keyword in node.keywords:
        value = keyword.value.value if isinstance(keyword.value, ast.Constant) else keyword.value
        if keyword.arg in ("shell", "allow_pickle") and value is not False:
            yield f"line {node.lineno}: {name} with {keyword.arg}"


@pytest.mark.parametrize(
    "code",
    ["eval('1')", "exec('x = 1')", "__import__('os')", "import pickle", "from pickle import loads",
     "import marshal", "import os\nos.system('ls')", "import subprocess\nsubprocess.run('ls', shell=True)",
     "import yaml\nyaml.load(x)", "np.load(path, allow_pickle=True)", "pd.read_pickle(path)", "import httpx",
     "import requests", "import socket", "from urllib.request import urlopen", "import urllib.request",
     "from urllib import request", "import http.client",
     "def f():\n    import httpx", "subprocess.run('ls', shell=chosen)"],
)  # fmt: skip
def test_the_scan_tells_what_is_not_allowed(code):
    assert faults(code)


@pytest.mark.parametrize(
    "code", ["import re\nre.compile('x')", "from urllib.parse import urlsplit", "frame.eval", "shell = True",
             "subprocess.run(['ls'], shell=False)", "import subprocess\nsubprocess.run(['ls'])",
             "yaml.safe_load(x)"],
)  # fmt: skip
def test_the_scan_passes_what_is(code):
    assert not faults(code)


def test_the_scan_lets_those_connect_that_may():
    assert not faults("import httpx", may_connect=True) and faults("import pickle", may_connect=True)


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("*.py")), ids=lambda path: path.relative_to(SOURCE).as_posix()
)
def test_modules_are_safe_and_only_fetching_connects(path):
    may_connect = path.relative_to(SOURCE).as_posix().startswith(f"{FETCHING}/")
    assert not faults(path.read_text(encoding="utf-8"), may_connect)


@pytest.mark.parametrize("path", sorted((PROJECT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebooks_are_safe(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert not faults("\n".join(code))
