"""A network ready for use: the module, what it expects of a picture, and what its answers are called."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.network import evaluating, trace
from convscope.picture import InputContract, Picture, fit


def wrapped(pictures: npt.NDArray[np.uint8]) -> Tensor:
    """See an array as a tensor without copying it, a mapped file's or Pillow's read-only one too: it is only read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return torch.from_numpy(pictures)


def scaled(pictures_NHWC: Tensor, contract: InputContract) -> Tensor:
    """Scale uint8 pictures as the network expects: (v/255 - mean)/std of each channel, (N, C, H, W) float32.

    The one place where pixels become the numbers that enter a network: in training, in use, and inside a shipped file.
    """
    mean = torch.tensor(contract.mean, dtype=torch.float32, device=pictures_NHWC.device)
    std = torch.tensor(contract.std, dtype=torch.float32, device=pictures_NHWC.device)
    numbers = (pictures_NHWC.to(torch.float32) / 255 - mean) / std
    return numbers.permute(0, 3, 1, 2).contiguous()


Answers = Literal["picture", "pixel", "box"]


def answered(answer: Any) -> Tensor:
    """Take the tensor that counts out of what a network returned: of a dictionary, as torchvision's, its ``out``.

    >>> answered({"out": torch.zeros(1, 2), "aux": torch.ones(1, 2)}).tolist()
    [[0.0, 0.0]]
    """
    while not isinstance(answer, Tensor):
        if isinstance(answer, Mapping):
            answer = answer["out"] if "out" in answer else next(iter(answer.values()))
        elif isinstance(answer, (tuple, list)) and answer:
            answer = answer[0]
        else:
            raise ConvscopeError(f"the network answers with {type(answer).__name__}, not with a tensor")
    return answer


@dataclass(frozen=True)
class Model:
    """A module, its input contract and its class names (empty where it does not classify).

    ``spelling`` is how its architecture was asked for, so that it can be built again. ``trained`` is False where the
    weights are random. ``answers`` says what a class belongs to, a *picture*, each *pixel*, or each *box*; None where
    nobody said. ``colours`` are those in which the classes are shown, where the data had some. ``several`` labels may
    belong to a picture: each number is then the logit of a yes or no of its own.
    """

    module: nn.Module
    contract: InputContract
    classes: tuple[str, ...]
    spelling: str
    trained: bool = False
    answers: Answers | None = None
    colours: tuple[tuple[int, int, int], ...] = ()
    several: bool = False

    @cached_property
    def per_pixel(self) -> bool:
        """Whether it answers every pixel of a picture; where nobody said, that is looked at."""
        if self.answers is not None:
            return self.answers == "pixel"
        network = trace(self.module, self.contract.input_shape, target=self.spelling)
        return len(network.layers[network.answers[0] if network.answers else -1].output_shape) == 4

    @property
    def device(self) -> torch.device:
        """Where the parameters are."""
        return next((parameter.device for parameter in self.module.parameters()), torch.device("cpu"))

    def refuse_boxes(self, wanted: str) -> None:
        """Raise `ConvscopeError` of a detector, where what is ``wanted`` is no boxes."""
        if self.answers == "box":
            raise ConvscopeError(f"{self.spelling} is a detector: it finds boxes, not {wanted}", fix="convscope detect")

    def fit(self, picture_HWC: Picture) -> Picture:
        """Bring a uint8 picture to the network's channels and size."""
        return fit(picture_HWC, self.contract)

    def enter(self, pictures_NHWC: npt.NDArray[np.uint8]) -> Tensor:
        """Turn fitted uint8 pictures into the tensor that enters the network, (N, C, H, W) float32, on its device."""
        return scaled(wrapped(pictures_NHWC).to(self.device), self.contract)

    def scores(self, pictures_NHWC: npt.NDArray[np.uint8], *, batch: int = 256) -> npt.NDArray[np.float32]:
        """Run fitted uint8 pictures, at least one, through the network in evaluation mode; (N, classes) logits, of
        one that answers pixels (N, classes, height, width).

        Each part of the network is put back into the mode it was in.
        """
        self.refuse_boxes("scores of pictures")
        if not len(pictures_NHWC):
            raise ConvscopeError("no pictures came", fix="give at least one")
        with evaluating(self.module, training=False), torch.inference_mode():
            parts = [
                answered(self.module(self.enter(pictures_NHWC[start : start + batch]))).float().cpu().numpy()
                for start in range(0, len(pictures_NHWC), batch)
            ]
        return np.concatenate(parts)
