"""Every example in a docstring of the kernel is true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from types import ModuleType

import pytest

import tinhso.kernel


def modules_with_examples() -> list[ModuleType]:
    names = [found.name for found in pkgutil.walk_packages(tinhso.kernel.__path__, "tinhso.kernel.")]
    modules = [
        importlib.import_module(name) for name in names if ".tests" not in name and not name.endswith(".testing")
    ]
    return [module for module in modules if any(test.examples for test in doctest.DocTestFinder().find(module))]


MODULES = modules_with_examples()


def test_there_are_modules_with_examples() -> None:
    assert {"tinhso.kernel.quantities.scaled", "tinhso.kernel.formulas.text"} <= {module.__name__ for module in MODULES}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_examples_in_docstrings_are_true(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0
