"""Tracing whole networks: published numbers, torch's own counter, places in the code, and a module left as found."""

import linecache
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode
from torchvision import models

from convscope.errors import ConvscopeError
from convscope.network import Network, record_sites, trace

Wire = Callable[..., nn.Module]


class Design(NamedTuple):
    module: nn.Module
    shape: tuple[int, ...]


def counted_macs(module: nn.Module, shape: tuple[int, ...]) -> int:
    """Half the FLOPs that torch's own counter sees in a real forward run."""
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        module(torch.zeros(1, *shape))
    return int(counter.get_total_flops() // 2)


@pytest.fixture(scope="module")
def resnet18() -> nn.Module:
    with record_sites():
        module: nn.Module = models.resnet18().eval()
    return module


@pytest.fixture(scope="module")
def resnet18_traced(resnet18: nn.Module) -> Network:
    return trace(resnet18, (3, 224, 224))


@pytest.fixture(scope="module")
def vgg16_traced() -> Network:
    with record_sites():
        module = models.vgg16(init_weights=False)
    return trace(module, (3, 224, 224))


@pytest.fixture(scope="module")
def alexnet_traced() -> Network:
    with record_sites():
        module = models.alexnet()
    return trace(module, (3, 224, 224))


def test_resnet18_has_its_published_parameters(resnet18_traced: Network) -> None:
    """ResNet-18 has 11,689,512 parameters, and its layers' add up to them."""
    assert resnet18_traced.parameters == 11_689_512
    assert sum(layer.parameters for layer in resnet18_traced) == 11_689_512


def test_resnet18_costs_what_torch_counts(resnet18: nn.Module, resnet18_traced: Network) -> None:
    """ResNet-18's MACs at 224 are half the FLOPs torch counts on a real forward run: 1,814,073,344."""
    assert resnet18_traced.macs == counted_macs(resnet18, (3, 224, 224)) == 1_814_073_344


def test_resnet18s_last_convolution_sees_435(resnet18_traced: Network) -> None:
    """The last convolution of ResNet-18 sees 435 × 435 pixels at an effective stride of 32."""
    layer = resnet18_traced["layer4.1.conv2"]
    assert (layer.receptive_field, layer.effective_stride, layer.reach.status) == ((435, 435), (32, 32), "exact")


def test_vgg16_sees_212_after_its_last_pool(vgg16_traced: Network) -> None:
    """VGG-16's last pool sees 212 × 212 pixels."""
    assert [layer for layer in vgg16_traced if layer.operator == "max_pool2d"][-1].receptive_field == (212, 212)
    assert vgg16_traced.parameters == 138_357_544


def test_alexnet_sees_195_after_its_last_pool(alexnet_traced: Network) -> None:
    """AlexNet's last pool sees 195 × 195 pixels."""
    assert [layer for layer in alexnet_traced if layer.operator == "max_pool2d"][-1].receptive_field == (195, 195)
    assert alexnet_traced.parameters == 61_100_840


@pytest.mark.parametrize("name", ["resnet18", "vgg16", "alexnet"])
def test_places_are_torchvisions_constructors(name: str, request: pytest.FixtureRequest) -> None:
    """Each convolution's and fully connected layer's file is torchvision's, and its line constructs that layer."""
    network: Network = request.getfixturevalue(f"{name}_traced")
    file = f"torchvision/models/{name.rstrip('0123456789')}.py"
    checked = 0
    for layer in network:
        constructor = {"conv2d": "nn.Conv2d(", "linear": "nn.Linear("}.get(layer.operator)
        if constructor:
            assert layer.file and layer.line
            assert layer.file.endswith(file)
            assert constructor in linecache.getline(layer.file, layer.line)
            checked += 1
    assert checked >= 8


def test_alexnets_first_line_is_its_first_layers(alexnet_traced: Network) -> None:
    """AlexNet's first convolution points at the line with its kernel size of 11."""
    layer = alexnet_traced.layers[0]
    assert "kernel_size=11, stride=4" in linecache.getline(str(layer.file), layer.line or 0)


def test_macs_are_what_torch_counts(design: Design) -> None:
    """Of every small network, the MACs are half the FLOPs torch counts on a real forward run."""
    assert trace(design.module, design.shape).macs == counted_macs(design.module, design.shape)


def test_the_last_shape_is_the_real_one(design: Design) -> None:
    """Of every small network, the last layer's output shape is that of a real forward run."""
    with torch.no_grad():
        real = design.module(torch.zeros(1, *design.shape)).shape
    assert trace(design.module, design.shape).layers[-1].output_shape == tuple(real)


def test_layers_own_all_parameters_once(design: Design) -> None:
    """Of every small network, the layers' parameters add up to the module's."""
    network = trace(design.module, design.shape)
    held = sum(parameter.numel() for parameter in design.module.parameters())
    assert sum(layer.parameters for layer in network) == network.parameters == held


def test_shapes_agree_with_forward_hooks(resnet18: nn.Module, resnet18_traced: Network) -> None:
    """Each named layer of ResNet-18 has the shape a forward hook on that module sees."""
    seen: dict[str, tuple[int, ...]] = {}
    handles = []
    for path, part in resnet18.named_modules():
        if path and next(part.children(), None) is None:

            def note(_: nn.Module, __: Any, output: Tensor, path: str = path) -> None:
                seen.setdefault(path, tuple(output.shape))

            handles.append(part.register_forward_hook(note))
    with torch.no_grad():
        resnet18(torch.zeros(1, 3, 224, 224))
    for handle in handles:
        handle.remove()
    assert len(seen) == 52  # 20 convolutions, 20 norms, 9 ReLUs, 2 pools, 1 fully connected
    assert {path: resnet18_traced[path].output_shape for path in seen} == seen


def test_the_module_is_left_as_found(design: Design) -> None:
    """Weights are the same objects with the same numbers, training flags and hooks as before, and no gradient."""
    module = design.module
    parts = list(module.modules())
    for number, part in enumerate(parts):
        part.training = number % 2 == 0
    before = {name: (id(tensor), tensor.clone()) for name, tensor in module.state_dict(keep_vars=True).items()}
    flags = [part.training for part in parts]
    trace(module, design.shape)
    trace(module, design.shape, training=True)
    after = module.state_dict(keep_vars=True)
    assert {name: id(tensor) for name, tensor in after.items()} == {name: kept for name, (kept, _) in before.items()}
    assert all(torch.equal(tensor, before[name][1]) for name, tensor in after.items())
    assert [part.training for part in parts] == flags
    assert not any(part._forward_hooks or part._forward_pre_hooks for part in parts)
    assert all(parameter.grad is None and parameter.requires_grad for parameter in module.parameters())


def test_a_failed_trace_leaves_the_module_as_found() -> None:
    """After an error the training flag is back and no hook is left."""
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Conv2d(3, 1, 3))
    weight = module[0].weight
    with pytest.raises(ConvscopeError):
        trace(module, (1, 8, 8))
    assert module.training and module[0].weight is weight
    assert not any(part._forward_hooks or part._forward_pre_hooks for part in module.modules())


def test_training_mode_is_traced_on_request() -> None:
    """In training, batch norm averages over the map, so its reach is unbounded; by default it is pointwise."""
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))
    assert trace(module, (1, 8, 8)).layers[1].reach.status == "exact"
    assert trace(module, (1, 8, 8), training=True).layers[1].reach.status == "unbounded"


def test_the_input_follows_the_modules_number_type() -> None:
    """A network in double precision is traced in double precision: 8 bytes a number."""
    assert trace(nn.Conv2d(1, 1, 3).double(), (1, 5, 5)).activation_bytes == 3 * 3 * 8


def test_the_target_is_the_class_unless_named() -> None:
    """A network is called by its class, or by the target given."""
    assert trace(nn.Conv2d(1, 1, 1), (1, 2, 2)).target == "Conv2d"
    assert trace(nn.Conv2d(1, 1, 1), (1, 2, 2), target="mine").target == "mine"


@pytest.mark.parametrize(
    "shape", [(0, 8, 8), (3, -1, 8), (), (3,), (3, 8.0, 8), (1, 2, 3, 4, 5), (True, 8, 8), 5, "3,8,8"]
)
def test_bad_input_shapes_are_refused(shape: Any) -> None:
    """Shapes of nothing, of negative, fractional or too many lengths are refused, with a shape that would do."""
    with pytest.raises(ConvscopeError, match=r"an input shape of .* came; give .*\(3, 224, 224\)"):
        trace(nn.Conv2d(3, 1, 3), shape)


def test_branches_on_values_are_refused(wired: Wire) -> None:
    """A forward that branches on the value of an activation is refused with its file and line."""

    def wiring(net: Any, x: Tensor) -> Any:
        y = net.conv(x)
        return y if y.sum() > 0 else -y  # the branch

    with pytest.raises(ConvscopeError, match="decides by the values of its activations") as caught:
        trace(wired(wiring, conv=nn.Conv2d(1, 1, 3)), (1, 8, 8), target="Net")
    assert f"{__file__}:{line_of('# the branch')}," in one_line(caught.value)


def test_shapes_by_values_are_refused(wired: Wire) -> None:
    """A forward that selects by a mask has a shape that depends on values, and is refused."""
    with pytest.raises(ConvscopeError, match="decides by the values"):
        trace(wired(lambda net, x: x[x > 0]), (1, 8, 8))


def test_a_second_input_is_asked_about() -> None:
    """A forward with two inputs is refused in one line that says what is missing and asks about it."""

    class Two(nn.Module):
        def forward(self, one: Tensor, two: Tensor) -> Tensor:
            return one + two

    with pytest.raises(
        ConvscopeError, match=r"forward of Two raised TypeError: .*'two'.*does it take one input"
    ) as caught:
        trace(Two(), (1, 8, 8))
    one_line(caught.value)


def test_a_forward_that_raises_is_told_in_one_line(wired: Wire) -> None:
    """What a forward raises itself is told with its type, first line, file, line and the input's shape."""

    def wiring(net: Any, x: Tensor) -> Any:
        if x.shape[-1] != 32:
            raise ValueError("only 32 will do\nand a second line")  # the complaint
        return x

    with pytest.raises(ConvscopeError, match="ValueError: only 32 will do") as caught:
        trace(wired(wiring), (1, 8, 8))
    said = one_line(caught.value)
    assert f"at {__file__}:{line_of('# the complaint')} on an input of (1, 8, 8)" in said


def test_a_torchvision_frame_is_named() -> None:
    """torchvision is a user's library and not torch: what its forward raises is told with its file and line."""
    with pytest.raises(ConvscopeError, match=r"torchvision/models/vision_transformer\.py:\d+"):
        trace(models.vit_b_32(), (3, 100, 100))


@pytest.mark.parametrize("module", [nn.Sequential(), nn.Identity()])
def test_an_empty_network_is_refused(module: nn.Module) -> None:
    """A module that hands its input back untouched has no layers, and is refused."""
    with pytest.raises(ConvscopeError, match="does nothing to its input"):
        trace(module, (1, 8, 8))


def test_lazy_modules_are_refused_until_run() -> None:
    """A module with lazy weights has no shapes yet; it is refused in one line that says what to do."""
    with pytest.raises(ConvscopeError, match=r"LazyConv2d.*run it once") as caught:
        trace(nn.Sequential(nn.LazyConv2d(2, 3)), (1, 8, 8))
    one_line(caught.value)


@pytest.mark.filterwarnings("ignore:.*torch.jit:DeprecationWarning", "ignore:.*torch.jit:FutureWarning")
def test_an_answer_the_watcher_cannot_follow_is_refused(wired: Wire) -> None:
    """TorchScript runs where nobody can watch; a network that ends in it is refused, not described in part."""
    scripted = torch.jit.script(_scripted)
    with pytest.raises(ConvscopeError, match="TorchScript"):
        trace(wired(lambda net, x: scripted(net.conv(x)), conv=nn.Conv2d(1, 1, 3)), (1, 8, 8))


def _scripted(x: Tensor) -> Tensor:
    return torch.relu(x) + 1


def test_outputs_may_be_nested(wired: Wire) -> None:
    """A forward may return a dict or a tuple; its layers are noted all the same."""
    wiring = lambda net, x: {"low": net.conv(x), "high": (net.conv(x).relu(), 3)}  # noqa: E731
    network = trace(wired(wiring, conv=nn.Conv2d(1, 1, 3)), (1, 8, 8))
    assert [layer.name for layer in network] == ["conv", "conv:2", "relu"]


def test_weight_norm_keeps_parameters_and_windows() -> None:
    """A convolution with weight norm is still one convolution with all its parameters: 2·9 + 2 + 2."""
    module = nn.Sequential(torch.nn.utils.parametrizations.weight_norm(nn.Conv2d(1, 2, 3)))
    (layer,) = trace(module, (1, 8, 8))
    assert (layer.parameters, layer.operator, layer.receptive_field) == (22, "conv2d", (3, 3))


def one_line(error: Exception) -> str:
    said = str(error)
    assert "\n" not in said
    return said


def line_of(marker: str) -> int:
    """The first line of this file that ends in ``marker``."""
    with open(__file__, encoding="utf-8") as lines:  # noqa: PTH123
        return next(number for number, line in enumerate(lines, 1) if line.rstrip().endswith(marker))


def test_several_inputs_are_traced(wired: Callable[..., nn.Module]) -> None:
    """One shape an input; a vector may be one of them, and what is of another size is not guessed at."""

    class Two(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv, self.gate = nn.Conv2d(3, 4, 3), nn.Linear(5, 4)

        def forward(self, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
            gated: torch.Tensor = self.conv(x) * self.gate(y)[:, :, None, None]
            return gated

    network = trace(Two(), [(3, 8, 8), (5,)])
    assert network.input_shape == (3, 8, 8) and network.other_inputs == ((5,),)
    assert network.macs == 36 * 4 * 27 + 20 and network["mul"].output_shape == (1, 4, 6, 6)
    assert network["mul"].reach.status == "unknown" and "input 2" in str(network["mul"].reach.because)
    with pytest.raises(ConvscopeError, match="several are a list"):
        trace(Two(), (3, 8, 8))


def test_a_network_that_decides_by_value_is_traced_on_zeros_if_asked() -> None:
    """It says so, and is left as found."""

    class Deciding(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.norm, self.conv = nn.BatchNorm2d(1), nn.Conv2d(1, 2, 3)

        def forward(self, x: torch.Tensor) -> Any:
            x = self.norm(x)
            return self.conv(x) if x.sum() >= 0 else x

    module = Deciding()
    with pytest.raises(ConvscopeError, match="on_zeros=True"):
        trace(module, (1, 8, 8))
    before = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    network = trace(module, (1, 8, 8), training=True, on_zeros=True)
    assert network.on_zeros and network["conv"].macs == 36 * 18
    assert all(torch.equal(tensor, before[name]) for name, tensor in module.state_dict().items())


def test_a_detector_is_traced_on_zeros_up_to_its_boxes() -> None:
    """SSDLite: its picture is copied into a batch of zeros, through a view, and still seen behind it."""
    module = models.get_model("ssdlite320_mobilenet_v3_large", weights=None, weights_backbone=None)
    network = trace(module, (3, 320, 320), on_zeros=True)
    assert network.parameters == 3_440_060  # meta["num_params"] of its weights
    assert abs(network.macs / 0.583e9 - 1) < 0.01  # meta["_ops"], in giga-MACs
    stem = network["backbone.features.0.0.0"]
    assert (stem.receptive_field, stem.reach.status) == ((3, 3), "exact")


def test_it_knows_what_forward_returned(wired: Callable[..., nn.Module]) -> None:
    """The layers whose outputs are in the answer, in its order, though others come after them."""
    parts = {"one": nn.Conv2d(1, 1, 1), "two": nn.Conv2d(1, 1, 1)}
    module = wired(lambda net, x: {"maps": net.one(x), "more": (net.two(x), net.one(x).relu())[0]}, **parts)
    network = trace(module, (1, 4, 4))
    assert [network.layers[index].name for index in network.answers] == ["one", "two"]


def test_modules_that_no_layer_used_are_named(wired: Callable[..., nn.Module]) -> None:
    """With their parameters, file and line; tied ones that are used are not."""
    with record_sites():
        used = nn.Linear(4, 4)
        left = nn.Linear(4, 4)
        tied = nn.Linear(4, 4, bias=False)
    tied.weight = used.weight
    network = trace(wired(lambda net, x: net.used(x), used=used, left=left, tied=tied), (1, 4))
    (unused,) = network.unused
    assert (unused.name, unused.parameters, unused.file) == ("left", 20, __file__)
    assert unused.line is not None


def test_what_rules_ask_for_is_noted() -> None:
    """A dropout's probability, in evaluation too, and whether a resize was given a size."""
    module = nn.Sequential(nn.Dropout(0.3), nn.Upsample(size=8), nn.Upsample(scale_factor=2))
    noted = [layer.noted for layer in trace(module, (1, 4, 4))]
    assert noted == [(("p", 0.3),), (("size", 1.0),), (("size", 0.0),)]


def test_what_is_compiled_is_traced_as_it_is_written(wired: Wire) -> None:
    """A part that `torch.compile` wraps, without compiling anything."""
    inner = torch.compile(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU()))
    network = trace(wired(lambda net, x: net.part(x), part=inner), (1, 8, 8))
    assert [layer.operator for layer in network] == ["conv2d", "relu"]
    assert network.macs == 36 * 18


def test_a_forward_that_leaves_the_program_is_told(wired: Wire) -> None:
    """As any other error of it: the caller goes on."""

    def wiring(net: Any, x: Tensor) -> Any:
        raise SystemExit(0)

    with pytest.raises(ConvscopeError, match="raised SystemExit"):
        trace(wired(wiring), (1, 8, 8))


def test_unused_parameters_are_listed_largest_first(wired: Wire) -> None:
    """Whatever their order in the module."""
    module = wired(lambda net, x: net.used(x), small=nn.Linear(2, 2), used=nn.Conv2d(1, 1, 1), large=nn.Linear(9, 9))
    assert [(one.name, one.parameters) for one in trace(module, (1, 8, 8)).unused] == [("large", 90), ("small", 6)]
