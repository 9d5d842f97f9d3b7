"""Many at one lab; bench/lab_clients.py has five tabs, 45 clients and a minute."""

import asyncio
from statistics import median
from typing import Any

import lab_clients


def test_many_clients_are_all_answered(lab_served: Any) -> None:
    """45 sockets at once; no error, and nothing said by the server. The bar of 300 ms is the bench's."""
    seen = asyncio.run(lab_clients.crowd(lab_served, seconds=1.2, tabs=0))
    assert seen.errors == [] and "Traceback" not in lab_served.said()
    assert len(seen.times) >= 45 and median(seen.times) < 2000
