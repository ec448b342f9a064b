"""The examples beneath the measures of victims are what they give."""

import doctest
import importlib
import pkgutil

import pytest

from analysis.measures import victims

MODULES = [module.name for module in pkgutil.iter_modules(victims.__path__)]


def module_of(name):
    """A module, and not the verb of the same name that the package's front re-exports."""
    return importlib.import_module(f"analysis.measures.victims.{name}")


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name):
    assert doctest.testmod(module_of(name)).failed == 0


def test_most_modules_have_an_example():
    tried = {
        name: sum(len(test.examples) for test in doctest.DocTestFinder().find(module_of(name)))
        for name in MODULES
    }
    assert {name for name, examples in tried.items() if not examples} == {"unknowns"}
