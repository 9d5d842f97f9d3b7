"""What was found in an index."""

import json
from pathlib import Path

from convscope.apply.retrieval import Duplicates, Found, Hit


def test_both_are_json() -> None:
    """Hits as objects, the sheet as text."""
    hits = (Hit("a", 0.1),)
    told = json.loads(json.dumps(Found("p", hits, 3, 0.2, sheet=Path("s.png")).as_dict()))
    assert told["hits"] == [{"path": "a", "distance": 0.1}] and told["sheet"] == "s.png"
    assert Duplicates((hits,), 3, 0.1).as_dict()["sheet"] is None
