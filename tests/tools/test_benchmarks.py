"""The benchmarks of `make bench` are there, each under its name."""

import importlib

import pytest

from benchmarks.run import ALL


@pytest.mark.parametrize("name", ALL)
def test_every_benchmark_of_the_list_is_there(name):
    assert callable(importlib.import_module(f"benchmarks.{name}").main)
