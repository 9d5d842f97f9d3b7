"""Signals back to pixels, by hand."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope import look
from convscope.errors import ConvscopeError, UnknownName
from convscope.look.projected import Question, projected, question
from convscope.look.rectifying import Rule
from convscope.look.units import asked
from convscope.model import Model
from convscope.network.recording import record
from convscope.picture import InputContract


class Pooled(nn.Module):
    """One 1 × 1 kernel of -2 and a bias, a functional ReLU, a max pool, a sum with weights 1 and -3."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.sum = nn.Conv2d(1, 1, 1), nn.Linear(2, 1, bias=False)
        with torch.no_grad():
            self.conv.weight.fill_(-2)
            self.conv.bias.fill_(2)  # type: ignore[union-attr]
            self.sum.weight.copy_(torch.tensor([[1.0, -3.0]]))

    def forward(self, images: Tensor) -> Tensor:
        answer: Tensor = self.sum(F.max_pool2d(F.relu(self.conv(images)), 2).flatten(1))
        return answer


MODEL = Model(Pooled(), InputContract(1, 2, 4), ("only",), "pooled")
PICTURE = np.array([[0, 255, 102, 255], [255, 51, 255, 204]], np.uint8)[..., None]  # 0, 1, .4, 1 / 1, .2, 1, .8


def test_each_rule_by_hand() -> None:
    """Switches at the darkest pixel of each half; what comes back through the second weight is negative."""
    asking = question(MODEL, PICTURE)
    (signal,) = projected(asking, "gradient")
    np.testing.assert_allclose(signal.values_CHW[0], [[-2, 0, 6, 0], [0, 0, 0, 0]])
    (signal,) = projected(asking, "guided")
    np.testing.assert_allclose(signal.values_CHW[0], [[-2, 0, 0, 0], [0, 0, 0, 0]])
    (signal,) = projected(asking, "deconvnet")
    activation: float = 2 - 3 * (2 - 0.8)  # the first half answers 2, the second 1.2
    assert signal.activation == pytest.approx(activation)
    # what starts is negative, so the first weight's signal is rectified away, the second's is -3 times it
    np.testing.assert_allclose(signal.values_CHW[0], [[0, 0, 6.0 * activation, 0.0], [0.0] * 4], rtol=1e-6)


def test_the_strongest_units_of_a_layer_each_send_their_own() -> None:
    """Of several units, each signal is that of its unit asked alone."""
    torch.manual_seed(0)
    model = Model(
        nn.Sequential(nn.Conv2d(1, 20, 3), nn.ReLU(), nn.Conv2d(20, 20, 3)), InputContract(1, 9, 9), (), "net"
    )
    picture = np.random.default_rng(0).integers(0, 256, (9, 9, 1), dtype=np.uint8)
    asking = question(model, picture, "2")
    signals = projected(asking, "deconvnet")
    assert len(signals) == 12
    for signal in signals[:3]:
        (alone,) = projected(question(model, picture, "2", signal.units.unit), "deconvnet")
        np.testing.assert_allclose(alone.values_CHW, signal.values_CHW, rtol=1e-5, atol=1e-7)


def test_what_cannot_be_asked_is_told() -> None:
    """A class and a layer at once, a class there is not, numbers that follow no pixel."""
    with pytest.raises(ConvscopeError, match="a class and a layer came"):
        question(MODEL, PICTURE, "conv", target="only")
    with pytest.raises(UnknownName):
        question(MODEL, PICTURE, target="other")

    class Signed(nn.Module):
        def forward(self, images: Tensor) -> Tensor:
            return (images > 0.5).float().mean((2, 3))

    blind = Model(Signed(), InputContract(1, 2, 4), (), "signed")
    with pytest.raises(ConvscopeError, match="do not follow the pixels"):
        projected(question(blind, PICTURE), "gradient")


class Reference:
    """The way back written out, in float64: each layer by its own formula, no autograd anywhere."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule

    def conv(self, signal: Tensor, conv: nn.Conv2d, size: tuple[int, int]) -> Tensor:
        """Hand each output's number back to all it was made of: weight times it, place by place."""
        stride, padding, dilation = conv.stride[0], int(conv.padding[0]), conv.dilation[0]
        back = torch.zeros(conv.in_channels, size[0] + 2 * padding, size[1] + 2 * padding, dtype=torch.float64)
        weight, a_group = conv.weight.detach(), conv.in_channels // conv.groups
        for output in range(conv.out_channels):
            first = output // (conv.out_channels // conv.groups) * a_group
            for row in range(signal.shape[1]):
                for column in range(signal.shape[2]):
                    for i in range(conv.kernel_size[0]):
                        for j in range(conv.kernel_size[1]):
                            at = row * stride + i * dilation, column * stride + j * dilation
                            back[first : first + a_group, at[0], at[1]] += (
                                weight[output, :, i, j] * signal[output, row, column]
                            )
        return back[:, padding : padding + size[0], padding : padding + size[1]]

    def norm(self, signal: Tensor, norm: nn.BatchNorm2d) -> Tensor:
        """Multiply by γ / √(σ² + ε)."""
        assert norm.running_var is not None
        scale = norm.weight.detach() / (norm.running_var + norm.eps).sqrt()
        return signal * scale[:, None, None]

    def relu(self, signal: Tensor, given: Tensor) -> Tensor:
        """Follow the rule."""
        if self.rule == "deconvnet":
            return signal * (signal > 0)
        return signal * (given > 0) * ((signal > 0) if self.rule == "guided" else 1)

    def max_pool(self, signal: Tensor, given: Tensor, kernel: int, stride: int) -> Tensor:
        """Put each number at its switch; where windows overlap, they add up."""
        back = torch.zeros_like(given)
        for channel in range(len(given)):
            for row in range(signal.shape[1]):
                for column in range(signal.shape[2]):
                    window = given[channel, row * stride :, column * stride :][:kernel, :kernel]
                    i, j = divmod(int(window.argmax()), window.shape[1])
                    back[channel, row * stride + i, column * stride + j] += signal[channel, row, column]
        return back


class Skipping(nn.Module):
    """Strides, batch norm, an overlapping max pool, a skip, a ReLU in place, groups; as modules or as functions."""

    def __init__(self, *, functional: bool) -> None:
        super().__init__()
        self.functional = functional
        self.one = nn.Conv2d(2, 4, 3, stride=2, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.two = nn.Conv2d(4, 4, 3, padding=2, dilation=2, groups=2, bias=False)
        self.three = nn.Conv2d(4, 3, 1)
        self.relu, self.pool = nn.ReLU(inplace=True), nn.MaxPool2d(3, 2)

    def forward(self, images: Tensor) -> Tensor:
        if self.functional:
            x = F.batch_norm(
                F.conv2d(images, self.one.weight, self.one.bias, 2, 1), self.norm.running_mean, self.norm.running_var,
                self.norm.weight, self.norm.bias, False, 0.1, self.norm.eps,
            )  # fmt: skip
            x = F.max_pool2d(torch.relu(x), 3, stride=2)
            y = F.conv2d(x, self.two.weight, None, 1, 2, 2, 2)
            y += x
            y = y.relu_()
            return F.conv2d(y, self.three.weight, self.three.bias)
        x = self.pool(self.relu(self.norm(self.one(images))))
        answer: Tensor = self.three(self.relu(self.two(x).add_(x)))
        return answer


@pytest.mark.parametrize("functional", [False, True], ids=["modules", "functions"])
@pytest.mark.parametrize("rule", ["gradient", "deconvnet", "guided"])
@pytest.mark.parametrize("place", [(1, 2), None], ids=["unit", "map"])
def test_it_is_the_reference_in_float64(rule: Rule, functional: bool, place: tuple[int, int] | None) -> None:
    """To 1e-10: pools with switches, strides, dilation, groups, batch norm and a skip, written out place by place."""
    torch.manual_seed(0)
    net = Skipping(functional=functional).double().eval()
    net.norm.running_mean.normal_()  # type: ignore[union-attr]
    net.norm.running_var.uniform_(0.5, 2)  # type: ignore[union-attr]
    nn.init.normal_(net.norm.weight)
    nn.init.normal_(net.norm.bias)
    images = torch.randn(1, 2, 15, 17, dtype=torch.float64)
    recorded = record(net, images, keep=True)
    last = recorded.network.layers[-1]
    output = recorded.outputs[last.index]
    units = asked(last, output, unit=1, at="map" if place is None else place)
    model = Model(net, InputContract(2, 15, 17), (), "net")
    found = projected(Question(model, np.zeros((15, 17, 2), np.uint8), recorded, last, (units,)), rule)[0].values_CHW

    back = Reference(rule)
    with torch.no_grad():
        normed = net.norm(net.one(images))[0]
        pooled = F.max_pool2d(normed.clamp(min=0), 3, 2)
        added = net.two(pooled[None])[0] + pooled
    signal = torch.zeros_like(output[0])
    start = output[0].clone() if rule == "deconvnet" else torch.ones_like(output[0])
    where = (1,) if place is None else (1, *place)
    signal[where] = start[where]
    height, width = pooled.shape[1:]
    signal = back.relu(back.conv(signal, net.three, (height, width)), added)
    signal = signal + back.conv(signal, net.two, (height, width))
    signal = back.relu(back.max_pool(signal, normed.clamp(min=0), 3, 2), normed)
    expected = back.conv(back.norm(signal, net.norm), net.one, (15, 17)).numpy()
    assert np.abs(expected).max() > 0
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-10)


class Called(nn.Module):
    """The same network with its ReLU as a module, which captum finds, or as a function, which it does not."""

    def __init__(self, *, functional: bool) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.conv, self.deep, self.sum = nn.Conv2d(1, 6, 3), nn.Conv2d(6, 6, 3), nn.Linear(96, 3)
        self.one, self.two = nn.ReLU(), nn.ReLU()
        self.functional = functional

    def forward(self, images: Tensor) -> Tensor:
        if self.functional:
            answer: Tensor = self.sum(F.max_pool2d(F.relu(self.deep(F.relu(self.conv(images)))), 2).flatten(1))
            return answer
        return self.sum(F.max_pool2d(self.two(self.deep(self.one(self.conv(images)))), 2).flatten(1))  # type: ignore[no-any-return]


@pytest.mark.filterwarnings("ignore:Setting backward hooks on ReLU")
@pytest.mark.filterwarnings("ignore:Input Tensor 0 did not already require gradients")
@pytest.mark.parametrize(("rule", "theirs"), [("deconvnet", "Deconvolution"), ("guided", "GuidedBackprop")])
def test_captum_is_right_where_relu_is_a_module_and_wrong_where_it_is_called(rule: Rule, theirs: str) -> None:
    """Ours is captum's on modules; on ``F.relu`` captum gives the plain gradient, ours what it gave before."""
    attr = pytest.importorskip("captum.attr")
    picture = np.random.default_rng(0).integers(0, 256, (12, 12, 1), dtype=np.uint8)
    ours, captums = [], []
    for functional in (False, True):
        net = Called(functional=functional)
        asking = question(Model(net, InputContract(1, 12, 12), (), "net"), picture, target=2)
        (signal,) = projected(asking, rule)
        scale = signal.activation if rule == "deconvnet" else 1.0  # deconvnet starts from the activation, captum from 1
        assert scale > 0 or rule == "guided"
        ours.append(signal.values_CHW / scale)
        captums.append(getattr(attr, theirs)(net).attribute(asking.images, target=2)[0].detach().double().numpy())
    plain = projected(asking, "gradient")[0].values_CHW
    np.testing.assert_allclose(ours[0], captums[0], rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(ours[1], ours[0], rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(captums[1], plain, rtol=1e-4, atol=1e-6)
    assert np.abs(plain - ours[1]).max() > 1e-3


@pytest.mark.parametrize(("target", "at"), [(1, (2, 5)), ("road", (0, 0))])
def test_a_pixel_of_a_segmentation(wired: Callable[..., nn.Module], target: int | str, at: tuple[int, int]) -> None:
    """Of a dict of outputs the first, a class at a place: the gradient is autograd's, the same in every way asked."""
    torch.manual_seed(0)
    body, head = nn.Conv2d(3, 4, 3, padding=1), nn.Conv2d(4, 2, 1)
    module = wired(lambda net, x: {"out": net.head(net.body(x).relu()), "aux": net.body(x)}, body=body, head=head)
    model = Model(module, InputContract(3, 6, 8), ("sky", "road"), "net")
    picture = np.random.default_rng(0).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    images = model.enter(picture[None]).requires_grad_()
    (slope,) = torch.autograd.grad(module(images)["out"][0, 1, *at], images)
    found = projected(question(model, picture, None, None, at, target), "gradient")[0]
    np.testing.assert_allclose(found.values_CHW, slope[0], atol=1e-9)
    assert found.units.told == f"road (head) at {at[0]}, {at[1]}"
    assert "relu, the last layer before" in look.grad_cam(model, picture, target=target, at=at)[-1].sentence
    exact = look.integrated_gradients(model, picture, target=target, at=at, steps=400)[-1]
    rise = module(images)["out"] - module(torch.zeros_like(images))["out"]
    assert exact.array.sum() == pytest.approx(float(rise[0, 1, *at].detach()), rel=5e-3)
    hidden = look.occlusion(model, picture, target=target, at=at, window=6, stride=6)[-1]
    assert f"({float(module(images)['out'][0, 1, *at].detach()):.3g})" in hidden.sentence
