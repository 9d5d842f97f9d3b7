"""What the page computes is what PyTorch computes."""

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from scipy.signal import convolve2d, correlate2d  # type: ignore[import-untyped]
from torch import Tensor

SETTINGS = 300
MODES = ("convolution", "flipped", "transposed", "max", "mean")
COMPUTE = """async (settings) => {
  const [{forward, fault}, {products}, {layerOf, pictureOf, sound}] = await Promise.all(
    ["layer", "products", "state"].map((name) => import(`convscope/convolve/${name}.js`)));
  return settings.map((given) => {
    const state = sound(given);
    const [layer, picture] = [layerOf(state), pictureOf(state)];
    if (fault(layer, picture)) return null;
    const output = forward(layer, picture);
    const [row, column, map] = [output.height - 1, output.width >> 1, output.channels - 1];
    const sum = products(layer, picture, map, row, column);
    const finite = (values) => Array.from(values, (value) => Number.isFinite(value) ? value : "-inf");
    const again = sum.terms.reduce((total, term) => total + term.value * term.weight, sum.bias);
    const axes = Object.fromEntries(["y", "x"].map((name) => [name, layer[name]]));
    return { state, axes, x: finite(picture.values), weights: layer.kernels.map((one) => one.values),
      biases: layer.biases,
      shape: [output.channels, output.height, output.width], values: finite(output.values),
      sum: finite([sum.value])[0], again: Number.isFinite(again) ? again : "-inf" };
  });
}"""


def drawn(random: random.Random) -> dict[str, Any]:
    """Draw settings of any mode; the page makes them sound."""
    channels = random.choice([1, 1, 2, 3, 4, 6])
    groups = random.choice([one for one in (1, 2, 3, channels) if channels % one == 0])
    kernels = groups * random.randint(1, 3)
    padded = {side: random.choice([0, 0, 1, 2, 3]) for side in ("top", "bottom", "left", "right")}
    return {
        "mode": random.choice(MODES), "picture": random.choice(["lecture", "digit", "scene", "rgb", "ramp", "board"]),
        "channels": channels, "groups": groups, "kernels": kernels,
        "height": random.randint(1, 12), "width": random.randint(1, 12),
        "ky": random.randint(1, 4), "kx": random.randint(1, 4), "sy": random.randint(1, 3), "sx": random.randint(1, 3),
        "dy": random.randint(1, 2), "dx": random.randint(1, 2), "oy": random.randint(0, 1), "ox": random.randint(0, 1),
        "rule": random.choice(["valid", "same", "full", "explicit", "explicit"]), **padded,
        "fill": random.choice(["zeros", "zeros", "reflect", "replicate", "circular"]),
        "preset": random.choice(["random", "sobelX", "gaussian", "emboss", "cross"]),
        "biases": [random.randint(-8, 8) / 8 for _ in range(kernels)],
        "response": random.choice(["raw", "raw", "meanFree", "normalised"]), "relu": random.random() < 0.25,
        "ceil": random.random() < 0.5, "countPadding": random.random() < 0.5,
    }  # fmt: skip


def by_torch(given: dict[str, Any]) -> Tensor:
    """Compute the same layer with PyTorch, in double precision."""
    state, y, x = given["state"], given["axes"]["y"], given["axes"]["x"]
    channels, groups = state["channels"], state["groups"]
    picture = torch.tensor(given["x"], dtype=torch.float64).view(1, channels, state["height"], state["width"])
    kernel, stride, dilation = (y["kernel"], x["kernel"]), (y["stride"], x["stride"]), (y["dilation"], x["dilation"])
    weight = torch.tensor(given["weights"], dtype=torch.float64).view(-1, channels // groups, *kernel)
    bias = torch.tensor(given["biases"], dtype=torch.float64)
    if state["mode"] == "transposed":
        turned = weight.view(groups, -1, channels // groups, *kernel).transpose(1, 2).reshape(channels, -1, *kernel)
        extra = (y["outputPadding"], x["outputPadding"])
        out = F.conv_transpose2d(picture, turned, bias, stride, 0, extra, groups, dilation)
        out = out[..., y["before"] : out.shape[2] - y["after"], x["before"] : out.shape[3] - x["after"]]
        return F.relu(out) if state["relu"] else out
    pads = (x["before"], x["after"], y["before"], y["after"])
    empty = float("-inf") if state["mode"] == "max" else 0.0
    fill = {"zeros": {"value": empty}}.get(state["fill"], {"mode": state["fill"]})
    padded = F.pad(picture, pads, **fill)
    own = (0, 0)
    small = all(axis["before"] == axis["after"] <= axis["kernel"] // 2 for axis in (y, x))
    if state["mode"] in ("max", "mean") and state["fill"] == "zeros" and small:  # a pool can pad so by itself
        padded, own = picture, (y["before"], x["before"])
    if state["mode"] == "max":
        out = F.max_pool2d(padded, kernel, stride, own, dilation, state["ceil"])
    elif state["mode"] == "mean":
        out = F.avg_pool2d(padded, kernel, stride, own, state["ceil"], state["countPadding"])
    else:
        weight = weight.flip(-2, -1) if state["mode"] == "flipped" else weight
        if state["response"] != "raw":
            weight = weight - weight.mean((1, 2, 3), keepdim=True)
        if state["response"] == "normalised":
            out = correlated(padded, weight, (stride, dilation, groups))
        else:
            out = F.conv2d(padded, weight, bias, stride, 0, dilation, groups)
    return F.relu(out) if state["relu"] else out


def correlated(picture: Tensor, weight: Tensor, how: tuple[tuple[int, int], tuple[int, int], int]) -> Tensor:
    """Normalise by the definition, window by window; 0 where either side is flat."""
    stride, dilation, groups = how
    kernel = (weight.shape[2], weight.shape[3])
    unfolded = F.unfold(picture, kernel, dilation, 0, stride)
    windows = unfolded.view(groups, -1, unfolded.shape[2])
    windows = windows - windows.mean(1, keepdim=True)
    kernels = weight.view(groups, -1, windows.shape[1])
    lengths = kernels.norm(dim=2, keepdim=True) * windows.norm(dim=1, keepdim=True)
    scores = torch.where(lengths > 1e-9, kernels @ windows / lengths.clamp_min(1e-12), 0)
    height = (picture.shape[2] - dilation[0] * (kernel[0] - 1) - 1) // stride[0] + 1
    return scores.view(1, len(weight), height, -1)


def test_three_hundred_random_settings_of_every_mode(opened: Callable[..., Any]) -> None:
    """Every output is PyTorch's, and one output's terms add up to it."""
    draws = random.Random(0)
    settings = [drawn(draws) for _ in range(2 * SETTINGS)]
    computed = [one for one in opened().page.evaluate(COMPUTE, settings) if one is not None]
    assert sum(one["state"]["ceil"] for one in computed) > 30
    assert len(computed) >= SETTINGS
    assert {one["state"]["mode"] for one in computed} == set(MODES)
    for one in computed:
        expected = by_torch(one)
        assert list(expected.shape[1:]) == one["shape"], one["state"]
        got = np.array([float(value) for value in one["values"]]).reshape(one["shape"])
        np.testing.assert_allclose(got, expected[0].numpy(), rtol=1e-9, atol=1e-9, err_msg=str(one["state"]))
        map_, row, column = one["shape"][0] - 1, one["shape"][1] - 1, one["shape"][2] // 2
        assert np.isclose(float(one["sum"]), got[map_, row, column], rtol=1e-9, atol=1e-9), one["state"]
        if one["state"]["mode"] not in ("max", "mean") and one["state"]["response"] != "normalised":
            before = max(0.0, float(one["again"])) if one["state"]["relu"] else float(one["again"])
            assert np.isclose(before, got[map_, row, column], rtol=1e-9, atol=1e-9), one["state"]


def test_a_flipped_kernel_is_scipys_convolution(opened: Callable[..., Any]) -> None:
    """True convolution turns the kernel round, and scipy.signal.convolve2d does; the default does not."""
    settings = [
        {"mode": mode, "picture": "digit", "height": 9, "width": 7, "ky": 3, "kx": 2, "preset": "random", "rule": rule}
        for mode in ("flipped", "convolution")
        for rule in ("valid", "full")
    ]
    for one in opened().page.evaluate(COMPUTE, settings):
        picture, kernel = np.array(one["x"]).reshape(9, 7), np.array(one["weights"][0]).reshape(3, 2)
        by = convolve2d if one["state"]["mode"] == "flipped" else correlate2d
        expected = by(picture, kernel, mode=one["state"]["rule"])
        np.testing.assert_allclose(np.array(one["values"]).reshape(one["shape"][1:]), expected, atol=1e-12)


def test_what_cannot_be_is_told_as_pytorch_refuses_it(opened: Callable[..., Any]) -> None:
    """A kernel larger than the picture, reflection beyond it, an output padding of a stride."""
    settings = [
        {"ky": 6, "kx": 6},
        {"rule": "explicit", "top": 5, "fill": "reflect"},
        {"rule": "explicit", "left": 6, "fill": "circular"},
        {"mode": "transposed", "oy": 1, "ox": 1},
    ]
    assert opened().page.evaluate(COMPUTE, settings) == [None] * len(settings)
