"""What ``ship --to int8`` and ``--to c-int8`` do: find the pictures, ship, and the Python for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convscope.model import Model
    from convscope.ship.int8 import Int8Bundle
    from convscope.verbs.ship import Ship
    from convscope.verbs.verb import Session


def ship_int8(verb: Ship, model: Model, path: str | Path, session: Session) -> Int8Bundle:
    """Ship a model in 8-bit integers; `ConvscopeError` where no pictures are known to calibrate on."""
    from convscope.errors import ConvscopeError
    from convscope.loading import is_run
    from convscope.runs import open_run
    from convscope.ship.calibration import of_named, of_run, told_on
    from convscope.ship.int8 import int8
    from convscope.ship.int8_c import c_int8

    if verb.calibrate is not None:
        pictures = of_named(model, verb.calibrate, seed=session.seed, on_note=session.show)
    elif is_run(verb.model):
        pictures = of_run(model, open_run(verb.model), on_note=session.show)
    else:
        raise ConvscopeError(
            f"int8 is calibrated on pictures, and {verb.model} is no run that knows its own",
            fix="say them with --calibrate: data by name or folder, or a folder of pictures like those it will see",
        )
    test = pictures.test if verb.test is None else told_on(model, verb.test)
    return (c_int8 if verb.to == "c-int8" else int8)(
        model, path, calibration_NHWC=pictures.calibration_NHWC, validation=pictures.validation, test=test,
        max_drop=verb.max_drop,
    )  # fmt: skip


def python_int8(verb: Ship) -> str:
    """Write the Python that does the same."""
    from convscope.loading import is_run

    run = verb.calibrate is None and is_run(verb.model)
    found = f"of_run(model, cs.open_run({verb.model!r}))" if run else f"of_named(model, {verb.calibrate or 'photos'!r})"
    names = "of_run" if run else "of_named"
    test = "pictures.test" if verb.test is None else f"told_on(model, {verb.test!r})"
    function, out = ("c_int8", verb.out or "net-c") if verb.to == "c-int8" else ("int8", verb.out or "net.onnx")
    drop = "" if verb.max_drop == 0.5 else f", max_drop={verb.max_drop!r}"
    return (
        "import convscope as cs\n"
        f"from convscope.ship.calibration import {names}{'' if verb.test is None else ', told_on'}\n"
        f"model = cs.load({verb.arguments()})\n"
        f"pictures = {found}\n"
        f"bundle = cs.ship.{function}(model, {out!r}, calibration_NHWC=pictures.calibration_NHWC, "
        f"validation=pictures.validation, test={test}{drop})"
    )
