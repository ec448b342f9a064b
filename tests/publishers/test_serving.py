"""The local publishers themselves: faults known by name, and a crash of theirs, which is none of them."""

import contextlib
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from .serving import serving

NOMIS = "www.nomisweb.co.uk"
ZIP = "/output/census/2021/census2021-ts029.zip"


def test_a_fault_of_the_servers_is_not_taken_for_one_asked_for(tmp_path):
    crash = pytest.raises(AssertionError, match="crashed")
    with crash, serving(tmp_path) as servers, contextlib.suppress(httpx.RemoteProtocolError):
        httpx.get(servers.address + "/SAMPLESHIRE.json")  # which an empty folder does not hold


def test_the_program_prints_its_address_and_serves(sampleshire_folder):
    command = [sys.executable, "-m", "tests.publishers", "--port", "0", "--folder", str(sampleshire_folder)]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    try:
        address = started.stdout.readline().strip()
        assert httpx.get(address + ZIP, headers={"Host": NOMIS}).status_code == 200
    finally:
        started.terminate()
        started.communicate()
