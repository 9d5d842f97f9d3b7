"""A model: from pixels to the numbers that enter it, and to scores."""

import numpy as np
import pytest
import torch
from torchvision.transforms import v2

from convscope.model import scaled
from convscope.picture import InputContract


def test_scaling_is_torchvisions() -> None:
    """The numbers are those of torchvision's ToDtype(scale=True) and Normalize."""
    mean, std = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    pictures = torch.from_numpy(np.random.default_rng(1).integers(0, 256, (5, 20, 30, 3), dtype=np.uint8))
    theirs = v2.Compose([v2.ToDtype(torch.float32, scale=True), v2.Normalize(mean, std)])
    ours = scaled(pictures, InputContract(3, 20, 30, mean=mean, std=std))
    assert ours.dtype == torch.float32
    torch.testing.assert_close(ours, theirs(pictures.movedim(-1, -3).contiguous()), rtol=0, atol=1e-6)


def test_without_mean_and_std_values_run_from_zero_to_one() -> None:
    """0 enters as 0, 255 as 1, 51 as a fifth."""
    numbers = scaled(torch.tensor([0, 51, 255], dtype=torch.uint8).reshape(1, 1, 3, 1), InputContract(1, 1, 3))
    assert numbers[0, 0, 0].tolist() == pytest.approx([0.0, 0.2, 1.0], abs=1e-7)


def test_each_channel_has_its_own_mean_and_std() -> None:
    """(v/255 - mean)/std by hand: (1 - 0.5)/0.25 = 2, (0 - 0.5)/0.5 = -1, (0.2 - 0.2)/1 = 0."""
    contract = InputContract(3, 1, 1, mean=(0.5, 0.5, 0.2), std=(0.25, 0.5, 1.0))
    numbers = scaled(torch.tensor([255, 0, 51], dtype=torch.uint8).reshape(1, 1, 1, 3), contract)
    assert numbers[0, :, 0, 0].tolist() == pytest.approx([2.0, -1.0, 0.0], abs=1e-6)


def test_scaled_pictures_lie_in_one_piece_of_memory() -> None:
    """The tensor is contiguous, so that PyTorch and ONNX Runtime take it without a copy."""
    assert scaled(torch.zeros((2, 4, 5, 3), dtype=torch.uint8), InputContract(3, 4, 5)).is_contiguous()
