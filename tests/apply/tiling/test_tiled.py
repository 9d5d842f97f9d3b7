"""Tiles put together are the whole picture's answer."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn

from convscope.apply.tiling import Plan, plan, tiled
from convscope.apply.tiling.tiled import first_map

Make = Callable[[str], nn.Module]
NAMES = (
    "size",
    "corners",
    "nearest",
    "nearest-exact",
    "bicubic",
    "transposed",
    "ceil",
    "reflect",
    "replicate",
    "dense",
)


def put_together(module: nn.Module, planned: Plan, scene: Tensor) -> Tensor:
    """Run tiles and lay them out; places that no tile answers for stay nan."""
    found = torch.full((1, 4, *scene.shape[2:]), torch.nan)
    for tile, part in tiled(module, planned, lambda rows, columns: scene[:, :, rows, columns]):
        found[:, :, *tile.answered] = part
    return found


@pytest.mark.parametrize("size", [(64, 52), (45, 75)])
@pytest.mark.parametrize("name", NAMES)
def test_tiles_are_the_whole(hard: Make, name: str, size: tuple[int, int]) -> None:
    """Every way of growing maps, at sizes that divide and that do not, with borders of each kind: no label differs."""
    module, scene = hard(name), torch.randn(1, 3, *size, generator=torch.Generator().manual_seed(1))
    planned = plan(module, (3, *size), tile=24)
    assert len(planned) >= 6
    with torch.inference_mode():
        whole = first_map(module(scene))
    found = put_together(module, planned, scene)
    torch.testing.assert_close(found, whole, atol=2e-6, rtol=0)
    assert torch.equal(found.argmax(1), whole.argmax(1))


def test_a_narrower_margin_is_not_enough(hard: Make) -> None:
    """A stride less on each side: numbers differ, so the margin is for no show."""
    module, scene = hard("dense"), torch.randn(1, 3, 90, 90, generator=torch.Generator().manual_seed(1))
    planned = plan(module, (3, 90, 90), tile=24)
    rows, columns = (
        tuple(
            replace(
                piece,
                start=min(piece.start + step, piece.first) if piece.start else 0,
                end=piece.end if piece.end == 90 else max(piece.end - step, piece.last),
            )
            for piece in pieces
        )
        for pieces, step in zip(planned.pieces, planned.stride, strict=True)
    )
    found = put_together(module, replace(planned, pieces=(rows, columns)), scene)
    assert (found - first_map(module(scene))).abs().max() > 1e-3


def test_a_tiles_own_factor_is_not_the_scenes(hard: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """23 places made 90 are not 4 times as many: resized as a tile would by itself, numbers differ."""
    module, scene = hard("dense"), torch.randn(1, 3, 90, 90, generator=torch.Generator().manual_seed(1))
    planned = plan(module, (3, 90, 90), tile=24)
    monkeypatch.setattr(Plan, "resizes", lambda self, tile: [None])
    found = put_together(module, planned, scene)
    assert (found - first_map(module(scene))).abs().max() > 1e-3


def test_modes_are_put_back(hard: Make) -> None:
    """A network in training is left in training, and its statistics are not touched."""
    module = hard("size").train()
    before = module.first[1].running_mean.clone()  # type: ignore[index, union-attr]
    list(
        tiled(
            module,
            plan(module, (3, 40, 40), tile=24),
            lambda rows, columns: torch.rand(1, 3, 40, 40)[:, :, rows, columns],
        )
    )
    assert module.training
    assert torch.equal(before, module.first[1].running_mean)  # type: ignore[index, union-attr]


def test_the_first_tensor_is_taken() -> None:
    """Of dictionaries and tuples, however deep."""
    assert first_map({"out": (torch.ones(1), torch.zeros(1))}).item() == 1
