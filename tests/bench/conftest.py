"""Benches are programs: their folder is where they find one another, and here the tests find them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
