"""What segmenting a scene gives."""

import json
from collections.abc import Callable
from pathlib import Path

from convscope.apply.scenes import Segmenting, segment
from convscope.model import Model


def test_it_is_plain_json(models: dict[str, Model], scene: Callable[..., Path], tmp_path: Path) -> None:
    """Path, plan, classes with pixels and areas, and how long it took."""
    found = segment(models["exact"], scene(), tmp_path / "l.tif", Segmenting(tile=64))
    told = json.loads(json.dumps(found.as_dict()))
    assert told["path"] == str(tmp_path / "l.tif") and told["shape"] == [90, 110] and told["exact"] is True
    assert sum(one["pixels"] for one in told["classes"]) == 9900
    assert told["stride"] == [4, 4] and told["pieces"] == 4 and told["done"] == 0 and told["nodata"] == 0
