"""The local publishers, and a plain client of them."""

import httpx
import pytest

from .serving import serving


@pytest.fixture
def publishers(sampleshire_folder):
    """Return the local publishers, all limits as they are in truth."""
    with serving(sampleshire_folder) as servers:
        yield servers


@pytest.fixture
def ask(publishers):
    """Return a function that asks a publisher, by host and path, with a name of its own."""
    with httpx.Client(base_url=publishers.address, timeout=5) as client:

        def get(host, path, method="GET", agent="victim-needs-assessment tests", **options):
            headers = {"Host": host, "User-Agent": agent, **options.pop("headers", {})}
            return client.request(method, path, headers=headers, **options)

        yield get
