"""Every way of looking, declared once: its name, its function in `convscope.look`, what it takes, what can be set.

The verb ``look``, its page, the docs and the shared tests read these; a method that is declared here is in all of them.
Loads no torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Part = Literal["picture", "data", "layer", "unit", "at", "target"]


@dataclass(frozen=True)
class Setting:
    """A number or word that a method can be told by ``--set name=value``; ``default`` says its type, too."""

    name: str
    default: int | float | str
    help: str

    def read(self, text: str) -> int | float | str:
        """Read what was typed. Raises `ConvscopeError` where it is of another type."""
        from convscope.errors import ConvscopeError

        try:
            return type(self.default)(text)
        except ValueError:
            kind = "a whole number" if isinstance(self.default, int) else "a number"
            raise ConvscopeError(
                f"--set {self.name}={text} came", fix=f"give {kind}, as in --set {self.name}={self.default}"
            ) from None


@dataclass(frozen=True)
class Method:
    """A way of looking.

    ``function`` is called with the model, then, by position, the picture or the data where they are among ``needs``,
    then by name what else was given of ``needs`` and ``takes``, then what was set. It gives one `View` or several. With
    ``slow`` it is not on the page that shows everything, and may take ``progress``, which is told (done, in all).
    """

    name: str
    summary: str
    needs: tuple[Part, ...] = ("picture",)
    takes: tuple[Part, ...] = ()
    settings: tuple[Setting, ...] = ()
    slow: bool = False
    counts: str = "pictures"  # what progress counts

    @property
    def function(self) -> str:
        """Name of the function in `convscope.look`."""
        return self.name.replace("-", "_")

    def read(self, told: tuple[str, ...]) -> dict[str, int | float | str]:
        """Read settings typed as ``name=value``. Raises `UnknownName` for one there is not."""
        from convscope.errors import ConvscopeError, UnknownName

        known = {setting.name: setting for setting in self.settings}
        found = {}
        for one in told:
            name, sign, value = one.partition("=")
            if name not in known:
                nothing = f"{self.name} has nothing to set"
                raise UnknownName(f"setting of {self.name}", name, list(known), fix="" if known else nothing)
            if not sign:
                raise ConvscopeError(f"--set {one} came", fix=f"give a value, as in --set {name}={known[name].default}")
            found[name] = known[name].read(value)
        return found

    def check(self, given: Mapping[str, Any]) -> None:
        """Refuse what the method does not take, and the lack of what it needs."""
        from convscope.errors import ConvscopeError

        for part in given:
            if part not in (*self.needs, *self.takes):
                can = ", ".join(spelled(one) for one in (*self.needs, *self.takes))
                raise ConvscopeError(f"{self.name} came with {spelled(part)}", fix=f"it takes {can or 'nothing'}")
        for part in self.needs:
            if part not in given:
                raise ConvscopeError(f"{self.name} came without {spelled(part)}", fix=f"add {ADD[part]}")

    def __call__(self, model: Any, given: Mapping[str, Any], **more: Any) -> tuple[Any, ...]:
        """Look: give the views."""
        from convscope import look

        first = [given[part] for part in ("picture", "data") if part in self.needs]
        rest = {part: value for part, value in given.items() if part not in self.needs or part in NAMED}
        return of_block(several(getattr(look, self.function)(model, *first, **rest, **more)), given.get("layer"))

    def python(self, given: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
        """Write the call, ``model``, ``picture`` and ``data`` being known."""
        first = ["model", *(part for part in ("picture", "data") if part in self.needs)]
        named = {part: value for part, value in given.items() if part not in ("picture", "data") or part in self.takes}
        words = [f"{name}={value if name in ('picture', 'data') else repr(value)}" for name, value in named.items()]
        return f"cs.look.{self.function}({', '.join([*first, *words, *(f'{k}={v!r}' for k, v in settings.items())])})"


NAMED = ("layer", "unit", "at", "target")  # what is given by name
ADD: dict[str, str] = {
    "picture": "a picture, convscope look MODEL PICTURE",
    "data": "--data DATA, as digits or a folder",
    "layer": "--layer NAME, as convscope check shows them",
    "unit": "--unit N",
    "at": "--at ROW,COLUMN",
    "target": "--target CLASS",
}
UNITS: tuple[Part, ...] = ("layer", "unit", "at", "target")

WAY = Setting(
    "way", "grad-cam",
    "whose map is tried: grad-cam, gradient, guided-backpropagation, deconvnet, input-times-gradient, smooth-grad, "
    "integrated-gradients or occlusion",
)  # fmt: skip
METHODS: tuple[Method, ...] = (
    Method("kernels", "What a convolution has learnt to weigh.", needs=(), takes=("layer",)),
    Method("resemblance", "Beside each kernel the classic one it resembles most.", needs=(), takes=("layer",)),
    Method(
        "maps", "Every layer's feature maps (activation maps) of the picture.", takes=("layer",),
        settings=(
            Setting("page", 1, "of more than 64 channels, which page"),
            Setting("order", "channel", "how they stand: channel, or activity, the most active first"),
        ),
    ),
    Method("unit-sum", "A unit's inputs, weights and products, adding up to its activation.",
           needs=("picture", "layer"), takes=("unit", "at")),
    Method("depth-column", "What all units of a layer say of one place.", needs=("picture", "layer"), takes=("at",)),
    Method("fields", "The pixels that the strongest unit of each layer can depend on, exactly."),
    Method("receptive-field", "The pixels that one unit can depend on, exactly, and how often each is used.",
           needs=("picture", "layer"), takes=("at",)),
    Method("effective-field", "How much each pixel of the receptive field really moves a unit.",
           needs=("picture", "layer"), takes=("at", "data"), slow=True),
    Method("deconvnet", "The pattern of pixels that drives a unit, by real max-pool switches.", takes=UNITS),
    Method("gradient", "How a unit, or the class, would change with each pixel.", takes=UNITS),
    Method("guided-backpropagation", "The gradient along paths on which every ReLU is active and helps.", takes=UNITS),
    Method("input-times-gradient", "What each pixel adds to a unit or a class, to first order.", takes=UNITS),
    Method("answers", "The numbers that the network answers with."),
    Method("grad-cam", "The places of a late layer that speak for an answer.", takes=UNITS),
    Method(
        "occlusion", "How far an answer falls where a part of the picture is hidden.", takes=UNITS, slow=True,
        settings=(
            Setting("window", 0, "pixels of the grey square's side; 0 is a seventh of the picture"),
            Setting("stride", 0, "pixels that it moves by; 0 is half of the window"),
        ),
    ),
    Method(
        "smooth-grad", "How much an answer depends on each pixel, averaged over noise.", takes=UNITS, slow=True,
        settings=(
            Setting("samples", 25, "noisy copies"),
            Setting("noise", 0.15, "standard deviation, as a share of the range of what enters"),
        ),
    ),
    Method(
        "integrated-gradients", "An answer's rise from a grey picture to this one, shared out over the pixels.",
        takes=UNITS, slow=True, counts="gradients at most",
        settings=(Setting("steps", 48, "gradients at most; fewer are taken where the shares add up to the rise"),),
    ),
    Method(
        "forgetting", "A sanity check: where it looks as its layers forget, from the answer down.", takes=UNITS,
        slow=True, counts="stages",
        settings=(WAY, Setting("stages", 7, "tiles after the first")),
    ),
    Method(
        "deletion", "A sanity check: whether the answer lives and dies by the pixels that a map calls important.",
        takes=UNITS, slow=True, counts="curves", settings=(WAY, Setting("steps", 24, "points of the curves")),
    ),
    Method(
        "top-patches", "The pictures of a data set that excite each unit most, cut to what it sees.",
        needs=("data", "layer"), takes=("unit",), settings=(Setting("count", 9, "patches a unit"),), slow=True,
    ),
    Method("templates", "What each class of a linear classifier weighs every pixel with.", needs=()),
    Method(
        "shift-response", "How sure the answer is while the picture is moved, pixel by pixel.",
        takes=("target",), settings=(Setting("reach", 8, "pixels each way"),), slow=True,
    ),
    Method(
        "neighbours", "The pictures of a data set that a layer finds most like this one.",
        needs=("picture", "data"), takes=("layer",), settings=(Setting("count", 9, "pictures"),), slow=True,
    ),
    Method(
        "embedding", "A data set's pictures in a plane, near each other where a layer finds them alike.",
        needs=("data",), takes=("layer",),
        settings=(Setting("way", "pca", "pca or tsne"), Setting("count", 400, "pictures at most")), slow=True,
    ),
    Method(
        "inversion", "The picture painted back from a layer's numbers alone: what the layer still knows.",
        takes=("layer",), settings=(Setting("steps", 150, "steps of painting"),), slow=True, counts="steps",
    ),
    Method(
        "maximisation", "The picture that a unit, or a class, answers most to, painted from noise.",
        needs=(), takes=UNITS, settings=(Setting("steps", 128, "steps of painting"),), slow=True,
        counts="steps",
    ),
)  # fmt: skip


def described(method: Method) -> tuple[str, ...]:
    """Tell of a method in lines for help: what it shows, what it must be given, what can be set.

    >>> described(METHODS[0])
    ('kernels: What a convolution has learnt to weigh.',)
    """
    lines = [f"{method.name}: {method.summary}"]
    asked = [spelled(part) for part in method.needs if part != "picture"]
    if asked:
        lines.append(f"    needs {' and '.join(asked)}")
    return (*lines, *(f"    --set {one.name}={one.default}: {one.help}" for one in method.settings))


def of_block(views: tuple[Any, ...], asked: str | None) -> tuple[Any, ...]:
    """Say in the last view which layer it is of, where the name that came is that of a block."""
    from dataclasses import replace

    if asked is None or not views or any(view.layer == asked for view in views):
        return views
    named = views[-1].layer.partition(",")[0]
    if not named.startswith(f"{asked}."):
        return views
    told = f"{views[-1].sentence} {asked} is a block of layers; this is its last one that can be shown so, {named}."
    return (*views[:-1], replace(views[-1], sentence=told))


def several(views: Any) -> tuple[Any, ...]:
    """Give what a method gave, a `View` or several, as a tuple."""
    return views if isinstance(views, tuple) else (views,)


def method(name: str) -> Method:
    """Find a method by its name; `UnknownName` names the nearest."""
    from convscope.errors import UnknownName

    found = {one.name: one for one in METHODS}
    if name not in found:
        raise UnknownName("method", name, list(found))
    return found[name]


def spelled(part: str) -> str:
    """Write what is given as the command line takes it.

    >>> spelled("layer"), spelled("picture")
    ('--layer', 'a picture')
    """
    return "a picture" if part == "picture" else f"--{part}"
