"""The lecture's own examples, as the notes have them."""

import json

import numpy as np
import torch

from convscope import load
from convscope.lab.lessons.lecture import NUMBERS, blind_kernels, lecture_map, lecture_sum


def test_they_are_the_notes_numbers_and_pytorchs() -> None:
    """4 3 4 / 2 4 3 / 2 3 4, and 308 − 498 + 164 + 1 = −25."""
    told = json.loads(NUMBERS.read_text(encoding="utf-8").partition("export default")[2].strip().rstrip(";"))
    pixels = torch.tensor(told["rgb"], dtype=torch.float64).reshape(1, 3, 5, 5)
    kernel = torch.tensor(told["rgbKernel"], dtype=torch.float64).reshape(1, 3, 3, 3)
    found = torch.conv2d(pixels, kernel, torch.tensor([float(told["rgbBias"])], dtype=torch.float64), padding=1)
    assert found[0, 0, 0, 0] == -25 and lecture_sum() == "308 − 498 + 164 + 1 = −25"
    assert lecture_map() == "4 3 4 / 2 4 3 / 2 3 4"


def test_few_learnt_kernels_sum_to_zero() -> None:
    """Two of the six that come with the package."""
    kernels = load("lenet5:mnist").module.state_dict()["conv1.weight"].flatten(1).numpy()
    share = np.abs(kernels.sum(1)) / np.abs(kernels).sum(1)
    assert blind_kernels() == f"{(share < 0.1).sum()} / {len(share)}"
