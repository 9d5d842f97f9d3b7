"""The tour's report: what happened, in order, in this run's pictures and numbers."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from convscope.data import Dataset
from convscope.draw import View
from convscope.lint import Report
from convscope.look import fields
from convscope.model import Model
from convscope.network.table import by, row, totals
from convscope.report import Bars, Facts, Findings, Next, Page, Prose, SameAs, Section, Table, Tiles
from convscope.report.blocks import Block
from convscope.report.sections import errors, first_kernels, learnt, one_unit, sureness
from convscope.runs import Run
from convscope.ship import Bundle
from convscope.ship.bundle import small

COLUMNS = ("layer", "operator", "kernel", "stride", "padding", "output", "parameters", "MACs", "receptive field")
SAMPLES = 20


def story(
    run: Run,
    dataset: Dataset,
    model: Model,
    checked: Report,
    seen: Sequence[View],
    bundle: Bundle,
    *,
    shown: int,
    commands: Sequence[tuple[str, str]],
) -> Page:
    """Tell the tour; ``seen`` are the maps of picture ``shown``."""
    record = run.record
    accuracy = record.results["test_accuracy"]
    count = record.pictures["test"]
    return Page(
        "LeNet-5 reads handwritten digits",
        f"From an untrained design to a shipped file in {record.seconds:.0f} seconds of training. It was right on "
        f"{round(accuracy * count)} of the {count} digits it had never seen: {accuracy:.1%}.",
        [
            _data(dataset, run),
            _check(checked),
            _training(run),
            _kernels(run, model),
            _maps(model, checked, seen, dataset, shown, run),
            _unit(model, dataset, shown, run),
            _errors(run, dataset),
            sureness(run, dataset),
            _shipping(bundle, run),
            Section("Try next", [Next(commands)]),
        ],
        foot=f"Made by convscope {record.convscope} with torch {record.torch} on {record.device}, {record.threads} "
        f"threads, seed {record.seed}, {record.started}. The same again: {record.command}",
    )


def _data(dataset: Dataset, run: Run) -> Section:
    pictures = run.record.pictures
    first = np.concatenate([np.flatnonzero(dataset.labels == label)[:2] for label in range(len(dataset.classes))])[
        :SAMPLES
    ]
    view = View(
        np.stack([dataset.pictures[int(index)] for index in first])[..., 0] / 255.0,
        "pictures",
        "",
        "Two of each class, as they are: 8 × 8 pixels, 17 levels of grey.",
        "picture",
        tuple(dataset.classes[label] for label in dataset.labels[first]),
    )
    return Section(
        "The digits",
        [
            Prose(
                f"{len(dataset.labels):,} digits written by hand and scanned (Alpaydin and Kaynak, 1998), as "
                "scikit-learn carries them. The network learns from the training part; which of its states is kept is "
                "decided on the validation part; the test part is read once, at the end."
            ),
            Facts([(f"{pictures[part]:,}", part) for part in ("train", "validation", "test")]),
            Tiles(view, side=56),
        ],
    )


def _check(checked: Report) -> Section:
    network = checked.network
    return Section(
        "What LeNet-5 is",
        [
            Prose(
                "Convolution and pooling alternate, then come fully connected layers. Each row says what one unit of "
                "that layer costs and how many pixels of the picture it can depend on: its receptive field grows from "
                f"{by(network.layers[0].receptive_field or ())} to the whole picture."
            ),
            Table(COLUMNS, [row(layer) for layer in network], texts=2),
            Prose(totals(network) + "."),
            Findings(checked.findings),
            SameAs(
                f"convscope check {network.target}",
                "import convscope as cs\n"
                f"net = cs.trace(cs.load({network.target!r}).module, {network.input_shape})\n"
                "print(net.table()); print(cs.check(net).findings)",
            ),
        ],
    )


def _training(run: Run) -> Section:
    record = run.record
    python = f"import convscope as cs\nrun = cs.train({record.data!r}, model={record.model!r})"
    return _with(learnt(run), SameAs(record.command, python))


def _kernels(run: Run, model: Model) -> Section:
    section = first_kernels(run, model)
    assert section is not None  # LeNet-5 has kernels, and its history is kept whole
    command = f"{_look(run)} --layer conv1 --kernels --save kernels.png"
    python = f"import convscope as cs\ncs.look.kernels(cs.load({str(run.folder)!r})).save('kernels.png')"
    return _with(section, SameAs(command, python))


def _with(section: Section, block: Block) -> Section:
    """Add a block to a section."""
    return replace(section, blocks=[*section.blocks, block])


def _look(run: Run) -> str:
    """Write the command that looks at the tour's digit with its run."""
    return shlex.join(["convscope", "look", str(run.folder), str(run.folder / "digit.png")])


def _maps(model: Model, checked: Report, seen: Sequence[View], dataset: Dataset, shown: int, run: Run) -> Section:
    picture = dataset.pictures[shown]
    fitted = model.fit(picture)
    scores = model.scores(fitted[None])[0].astype(np.float64)
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    original = View(
        fitted[None, ..., 0] / 255.0,
        "picture",
        "input",
        f"Picture {shown} of the test set, a {dataset.classes[dataset.labels[shown]]}, brought to "
        f"{model.contract.height} × {model.contract.width}.",
        "picture",
    )
    blocks: list[Block] = [
        Prose(
            "One digit the network never trained on, after every layer. A map is high where the picture weighed by the "
            "kernel adds up to much: where its pattern occurs, and where the picture is merely bright. Pooling keeps "
            "the strongest of each 2 × 2; the fully connected layers have no places any more, only numbers."
        ),
        Tiles(original, side=128, title="input"),
        Tiles(fields(model, picture), side=128, title="which pixels a number comes from"),
    ]
    told: set[str] = set()
    for view in seen[:-1]:
        layer = checked.network[view.layer]
        field = layer.receptive_field
        reads = (
            f"{by(layer.output_shape[1:])}, each unit reads {by(field)} pixels" if field else by(layer.output_shape[1:])
        )
        blocks.append(
            Tiles(view, side=72, title=view.layer, note=f"{layer.operator} · {reads}", told=view.sentence not in told)
        )
        told.add(view.sentence)
    blocks.append(Prose("The last layer's ten scores, as shares of 1 (softmax):"))
    blocks.append(Bars([(name, float(share)) for name, share in zip(dataset.classes, shares, strict=True)]))
    blocks.append(
        SameAs(
            _look(run),
            "import convscope as cs\n"
            f"model = cs.load({str(run.folder)!r})\n"
            f"views = cs.look.maps(model, cs.picture.read({str(run.folder / 'digit.png')!r}))",
        )
    )
    return Section("What it sees in a digit", blocks)


def _unit(model: Model, dataset: Dataset, shown: int, run: Run) -> Section:
    picture = str(run.folder / "digit.png")
    python = (
        "import convscope as cs\n"
        f"model, digit = cs.load({str(run.folder)!r}), cs.picture.read({picture!r})\n"
        "cs.look.unit_sum(model, digit, layer='conv2'); cs.look.deconvnet(model, digit, layer='conv2')\n"
        "cs.look.grad_cam(model, digit)"
    )
    section = one_unit(model, dataset.pictures[shown], layer="conv2")
    return _with(section, SameAs(f"{_look(run)} --method unit-sum --layer conv2", python))


def _errors(run: Run, dataset: Dataset) -> Section:
    command = ["convscope", "tour", "--out", str(run.folder), "--seed", str(run.record.seed), "--overwrite"]
    python = (
        "import convscope as cs\n"
        f"run, data = cs.open_run({str(run.folder)!r}), cs.load_dataset({dataset.name!r})\n"
        "cs.look.confusion(run, data); cs.look.per_class(run, data); cs.look.most_wrong(run, data)"
    )
    return _with(errors(run, dataset), SameAs(shlex.join(command), python))


def _shipping(bundle: Bundle, run: Run) -> Section:
    original, shipped = bundle.original, bundle.shipped
    return Section(
        "Shipped, and still the same network",
        [
            Prose(
                f"{bundle.path.name} is one ONNX file that takes raw pixels and scales them inside. ONNX Runtime and "
                f"PyTorch answered the same {bundle.compared} test pictures; the largest difference between two scores "
                f"is {small(bundle.difference)}, and {small(bundle.tolerance)} would have been refused."
            ),
            Facts(
                [
                    (f"{small(bundle.difference)}", "largest difference"),
                    (f"{bundle.bytes / 1000:,.0f} kB", "file"),
                    (f"{original.median:.2f} ms", f"PyTorch, {original.low:.2f}–{original.high:.2f}"),
                    (f"{shipped.median:.2f} ms", f"ONNX Runtime, {shipped.low:.2f}–{shipped.high:.2f}"),
                ]
            ),
            Prose(
                f"Median of {shipped.calls} calls in turn, one picture a call, {bundle.threads} threads; from the 10th "
                "to the 90th percentile behind it."
            ),
            SameAs(
                f"convscope ship {shlex.quote(str(run.folder))} --to onnx",
                f"import convscope as cs\ncs.ship.onnx(cs.load({str(run.folder)!r}), 'net.onnx')",
            ),
        ],
    )
