"""Changes are values that tell themselves."""

import json

import pytest

from convscope.network.changes import Added, Argument, Around, Change, Dropped, InputSize, as_dict

CHANGES: list[tuple[Change, str]] = [
    (Argument("conv1", "padding", (1, 2)), "conv1: padding=(1, 2)"),
    (Around("fc", before=(Added("ReLU"),)), "fc: nn.ReLU() before it"),
    (Around("pool", after=(Added("AvgPool2d", (2,), (("ceil_mode", True),)),)),
     "pool: nn.AvgPool2d(2, ceil_mode=True) behind it"),
    (Around("norm", after=(Added("GroupNorm", (1, 8)),), kept=False), "norm: nn.GroupNorm(1, 8) in its place"),
    (Around("softmax", kept=False), "softmax: left out"),
    (Dropped("aux"), "aux: left out"),
    (InputSize((225, 225)), "input: 225×225"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "told"), CHANGES, ids=[told for _, told in CHANGES])
def test_a_change_tells_itself(change: Change, told: str) -> None:
    """As a person would say it, and as plain values that JSON gives back."""
    assert str(change) == told
    plain = as_dict(change)
    assert json.loads(json.dumps(plain)) == plain
    assert plain["kind"] in ("argument", "around", "dropped", "input_size")
