"""Trace a module: one forward run that computes nothing, watched."""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import prod
from numbers import Integral

import torch
from torch import Tensor, nn
from torch._subclasses.fake_tensor import DataDependentOutputException, DynamicOutputShapeException
from torch.nn.parameter import is_lazy

from convscope.errors import ConvscopeError
from convscope.network.amend import Amended, Amender, Edits
from convscope.network.answers import Answers
from convscope.network.description import Network, Shape
from convscope.network.failure import OutputTooSmall
from convscope.network.fake import evaluating, fake_mode, faked, placed_like
from convscope.network.shared import Shared
from convscope.network.sites import is_machinery
from convscope.network.watcher import Watcher
from convscope.saying import Said, Words

WORDS = Words(
    at=" at {place}",
    given="{shape}",
    decides="{target} decides by the values of its activations{place}, which a trace without numbers cannot follow",
    fix_decides="keep forward free of branches on values, or look at one run of it: --zeros, trace(…, on_zeros=True)",
    endless="forward of {target} calls itself without end",
    fix_endless="give the recursion an end",
    raised="forward of {target} raised {kind}: {said}{place} on an input of {given}",
    fix_raised=(
        "does it take one input, and of this shape? --input C,H,W gives another; several are a list, in Python"
    ),
    unwatched="{target} computes its answer where it cannot be watched, as in TorchScript",
    fix_unwatched="give the Python module",
    idle="{target} does nothing to its input: its forward calls no torch function on it",
    zeros="{given} are too many zeros to run on",
    fix_size="give a smaller size",
)

MOST_NUMBERS = 2**60  # of which 8 bytes each are no more than a 64-bit count of bytes holds
MOST_ZEROS = 2**31  # numbers of an input that is really made


def trace(
    module: nn.Module,
    input_shape: Shape | Sequence[Shape],
    *,
    target: str = "",
    training: bool = False,
    on_zeros: bool = False,
) -> Network:
    """Describe a module from one forward run on fake tensors: no arithmetic, no activations in memory.

    >>> from torch import nn
    >>> network = trace(nn.Sequential(nn.Conv2d(3, 10, 5, padding=2), nn.ReLU()), (3, 32, 32))
    >>> network.parameters, network.macs, network.layers[0].output_shape
    (760, 768000, (1, 10, 32, 32))

    ``input_shape`` is without the batch, (channels, height, width) for pictures, or one such shape an input; the run
    has a batch of 1. The module is left as found: its weights, its device, its training flags. ``target`` is the name
    to call it by. ``on_zeros`` runs it for real, on zeros, as a network needs that decides by what it computes (a
    detector that sorts its boxes): the description is of that run alone.

    Raises `ShapesDoNotFit` where a layer does not accept what reaches it, and `ConvscopeError` where forward fails
    otherwise or decides by value.
    """
    return _run(Again(module, _checked_shapes(input_shape), target, training, on_zeros))[0]


def _run(again: Again) -> tuple[Network, Amender | None]:
    """Describe one run, and who made its calls otherwise, where edits say so."""
    module, shapes, target, on_zeros = again.module, again.shapes, again.target, again.on_zeros
    watcher = Watcher(module, picture=shapes[0][1:])
    amender = None if again.edits is None else Amender(watcher, again.edits, training=again.training)
    target = target or type(module).__name__
    for path, part in module.named_modules():
        if any(is_lazy(value) for value in part.parameters(recurse=False)):
            raise ConvscopeError(
                f"the weights of {path or target} ({type(part).__name__}) have no shape yet",
                fix="run it once, then trace",
            )
    total = sum(parameter.numel() for parameter in module.parameters())

    def described(answer: object = None) -> Network:
        layers, storages = watcher.named(), watcher.storages(answer)
        count = total if amender is None else watcher.parameters.total()
        return Network(target, shapes[0], layers, count, shapes[1:], on_zeros, storages=storages, again=again)

    try:
        with (
            _not_collecting(),
            evaluating(module, training=again.training),
            watcher.hooked(),
            torch.no_grad(),
            _not_compiling,
        ):
            answer = _on_zeros(module, shapes, watcher) if on_zeros else _on_nothing(module, shapes, watcher, amender)
    except OutputTooSmall as error:
        error.network = described()
        raise
    except (DataDependentOutputException, DynamicOutputShapeException) as error:
        raise ConvscopeError(
            WORDS.say("decides", target=target, place=_where(error)), fix=WORDS.say("fix_decides")
        ) from error
    except ConvscopeError:
        raise
    except RecursionError as error:
        raise ConvscopeError(WORDS.say("endless", target=target), fix=WORDS.say("fix_endless")) from error
    except (Exception, SystemExit) as error:  # whatever the user's forward raises is theirs, told in one line
        said = str(error).strip().splitlines()[0] if str(error).strip() else ""
        given = [WORDS.say("given", shape=str(shape)) for shape in shapes]
        raise ConvscopeError(
            WORDS.say("raised", target=target, kind=type(error).__name__, said=said, place=_where(error), given=given),
            fix=WORDS.say("fix_raised"),
        ) from error
    watcher.settle(answer)
    if watcher.lost(answer):
        raise ConvscopeError(WORDS.say("unwatched", target=target), fix=WORDS.say("fix_unwatched"))
    network = replace(described(answer), answers=watcher.answers(answer), unused=watcher.unused())
    if not network.layers:
        raise ConvscopeError(WORDS.say("idle", target=target))
    return network, amender


@contextlib.contextmanager
def _not_collecting() -> Iterator[None]:
    """Let garbage lie meanwhile: a run makes thousands of objects, and collecting them takes longer than the run."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@dataclass(frozen=True, eq=False)
class Again:
    """How to trace a module once more, at another size of its first input or with changes, all else as it was."""

    module: nn.Module
    shapes: tuple[Shape, ...]
    target: str
    training: bool
    on_zeros: bool
    edits: Edits | None = None

    def __call__(self, size: Shape) -> Network:
        """Trace at a spatial size."""
        first, *others = self.shapes
        return _run(replace(self, shapes=(checked_shape((first[0], *size)), *others)))[0]

    def changed(self, edits: Edits) -> Amended:
        """Trace with changes."""
        shapes = self.shapes
        if edits.size is not None:
            shapes = (checked_shape((shapes[0][0], *edits.size)), *shapes[1:])
        network, amender = _run(replace(self, shapes=shapes, edits=edits))
        assert amender is not None
        return Amended(network, tuple(amender.followed), amender.origins())


def _stance() -> contextlib.AbstractContextManager[object]:
    """Let what `torch.compile` wraps run as it is written; who has compiled anything has loaded Dynamo."""
    return torch.compiler.set_stance("force_eager") if "torch._dynamo" in sys.modules else contextlib.nullcontext()


_not_compiling = Shared(_stance)


def _on_nothing(module: nn.Module, shapes: Sequence[Shape], watcher: Watcher, amender: Amender | None) -> object:
    """Run forward on tensors that have a shape and no numbers."""
    device, dtype = placed_like(module)
    with fake_mode() as mode:
        parameters, buffers = faked(module, mode)
        inputs = [torch.empty((1, *shape), device=device, dtype=dtype) for shape in shapes]
        watcher.follow(inputs, parameters, Answers(mode))
        for path in amender.dropped if amender is not None else ():
            watcher.parameters.drop(path)
        with watcher, amender or contextlib.nullcontext():
            return run_forward(module, {**parameters, **buffers}, *inputs)


def _on_zeros(module: nn.Module, shapes: Sequence[Shape], watcher: Watcher) -> object:
    """Run forward for real, on zeros; what a run in training writes into buffers goes into copies."""
    if max(map(prod, shapes)) > MOST_ZEROS:
        raise ConvscopeError(
            WORDS.say("zeros", given=[WORDS.say("given", shape=str(shape)) for shape in shapes]),
            fix=WORDS.say("fix_size"),
        )
    device, dtype = placed_like(module)
    buffers = {name: buffer.clone() for name, buffer in module.named_buffers(remove_duplicate=False)}
    inputs = [torch.zeros((1, *shape), device=device, dtype=dtype) for shape in shapes]
    watcher.follow(inputs, dict(module.named_parameters(remove_duplicate=False)))
    with torch.random.fork_rng(), watcher:
        return run_forward(module, buffers, *inputs)


def run_forward(module: nn.Module, state: dict[str, Tensor], *inputs: Tensor) -> object:
    """Call the module with the given weights; frames above this one are not the network's."""
    return torch.func.functional_call(module, state, inputs)


def _checked_shapes(input_shape: Shape | Sequence[Shape]) -> tuple[Shape, ...]:
    """Take one input's shape, or one an input, of which the first is the picture's."""
    several = isinstance(input_shape, Sequence) and bool(input_shape) and isinstance(input_shape[0], Sequence)
    if not several:
        return (checked_shape(input_shape),)  # type: ignore[arg-type]
    first, *others = input_shape
    return (checked_shape(first), *(checked_shape(other, least=1) for other in others))  # type: ignore[arg-type]


def checked_shape(input_shape: Shape, *, least: int = 2) -> Shape:
    """Check an input shape without batch: channels and at least one axis, each a whole number of at least 1.

    ``least`` is how few axes are taken; numpy's whole numbers are whole numbers.
    """
    shape = tuple(input_shape) if isinstance(input_shape, Iterable) else (input_shape,)
    whole = all(isinstance(length, Integral) and not isinstance(length, bool) and length >= 1 for length in shape)
    if not whole or not least <= len(shape) <= 4:
        raise ConvscopeError(
            f"an input shape of {shape} came", fix="give channels and sizes, each at least 1, as in (3, 224, 224)"
        )
    if prod(shape) > MOST_NUMBERS:
        size = " × ".join(f"{length:,}" for length in shape)
        raise ConvscopeError(f"an input of {size} came, more numbers than torch can count", fix="give a smaller size")
    return tuple(int(length) for length in shape)


def _where(error: BaseException) -> Said | str:
    """Name the user's line that raised, if the traceback passes through one."""
    place: Said | str = ""
    traceback = error.__traceback__
    ours = __file__.rpartition("trace.py")[0]
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        if not is_machinery(name) and not name.startswith(ours) and name != contextlib.__file__:
            place = WORDS.say("at", place=f"{name}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return place
