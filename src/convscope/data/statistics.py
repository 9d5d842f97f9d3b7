"""Mean and standard deviation of each channel, exactly, over pictures that need not fit into memory."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from convscope.data.dataset import Indices

CHUNK = 4_000_000  # bytes of pictures counted at once; counting takes nine times as many


def channel_statistics(
    pictures_NHWC: npt.NDArray[np.uint8], indices: Indices
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Give the mean and standard deviation of each channel over the chosen pictures, of values in 0 … 1.

    How often each of the 256 values occurs is counted, so the result is that of all pixels in double precision. A
    channel that is the same everywhere has a deviation of 0.
    """
    channels = pictures_NHWC.shape[-1]
    counts = np.zeros((channels, 256), dtype=np.int64)
    some = max(1, CHUNK // max(1, pictures_NHWC[:1].nbytes))
    for start in range(0, len(indices), some):
        chunk = pictures_NHWC[indices[start : start + some]]
        for channel in range(channels):
            counts[channel] += np.bincount(chunk[..., channel].reshape(-1), minlength=256)
    values = np.arange(256) / 255
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    mean = share @ values
    deviation = np.sqrt(np.maximum((share * (values - mean[:, None]) ** 2).sum(axis=1), 0))
    return tuple(float(m) for m in mean), tuple(float(d) for d in deviation)
