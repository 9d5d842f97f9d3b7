"""A network ready for use: the module, what it expects of a picture, and what its answers are called."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from convscope.picture import InputContract, Picture, fit, scale


@dataclass(frozen=True)
class Model:
    """A module, its input contract and its class names (empty where it does not classify).

    ``spelling`` is how its architecture was asked for, so that it can be built again.
    """

    module: nn.Module
    contract: InputContract
    classes: tuple[str, ...]
    spelling: str

    @property
    def device(self) -> torch.device:
        """Where the parameters are."""
        return next((parameter.device for parameter in self.module.parameters()), torch.device("cpu"))

    def fit(self, picture_HWC: Picture) -> Picture:
        """Bring a uint8 picture to the network's channels and size."""
        return fit(picture_HWC, self.contract)

    def enter(self, pictures_NHWC: npt.NDArray[np.uint8]) -> Tensor:
        """Turn fitted uint8 pictures into the tensor that enters the network, (N, C, H, W) float32, on its device."""
        return torch.from_numpy(scale(pictures_NHWC, self.contract)).to(self.device)

    def scores(self, pictures_NHWC: npt.NDArray[np.uint8], *, batch: int = 256) -> npt.NDArray[np.float32]:
        """Run fitted uint8 pictures through the network in evaluation mode; (N, classes) logits."""
        was_training = self.module.training
        self.module.eval()
        try:
            with torch.inference_mode():
                parts = [
                    self.module(self.enter(pictures_NHWC[start : start + batch])).float().cpu().numpy()
                    for start in range(0, len(pictures_NHWC), batch)
                ]
        finally:
            self.module.train(was_training)
        return np.concatenate(parts)
