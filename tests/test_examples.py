"""The examples in the docstrings of sources, measures and disclosure control give what they say."""

import doctest
import importlib
import pkgutil

import pytest

from analysis import disclosure, measures, sources

MODULES = [
    one.name
    for room in (disclosure, measures, sources)
    for one in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
    if not one.ispkg
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
