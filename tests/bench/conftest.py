"""Benches are programs: their folder is where they find one another, and here the tests find them."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))


@pytest.fixture(scope="session")
def lab_served() -> Iterator[Any]:
    """Serve a lab in a process of its own, for all that press on it."""
    from serving import served

    with served("lenet5") as lab:
        yield lab
