"""The examples in the docstrings of measures give what they say."""

import doctest
import importlib
import pkgutil

import pytest

from analysis import measures

MODULES = [
    one.name for one in pkgutil.walk_packages(measures.__path__, "analysis.measures.") if not one.ispkg
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
