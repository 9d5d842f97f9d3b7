"""The Python that the page shows gives what the page shows."""

import contextlib
import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

ADDRESSES = (
    "",
    "mode=flipped&preset=emboss&relu=1",
    "mode=transposed&sy=2&sx=2&preset=random",
    "mode=transposed&sy=3&sx=2&oy=1&rule=explicit&top=1&right=1&channels=2&groups=2&kernels=2&preset=random",
    "mode=transposed&channels=3&kernels=2&rule=explicit&top=1&bottom=1&left=1&right=1&preset=random",
    "mode=max&rule=explicit&top=1&bottom=1&left=1&right=1&dy=2&dx=2&picture=digit&height=8&width=8",
    "mode=max&rule=full&picture=digit&preset=random",
    "mode=mean&rule=explicit&left=2&fill=replicate&sy=2",
    "mode=mean&rule=explicit&top=1&bottom=1&left=1&right=1&sy=3&sx=2&ceil=1&countPadding=false&picture=digit",
    "mode=max&ky=2&kx=2&sy=2&sx=2&ceil=1",
    "rule=same&fill=reflect&ky=2&kx=5&axes=1&picture=digit&height=8&width=8&preset=sobelX",
    "channels=2&groups=2&kernels=4&preset=random&response=meanFree&sx=2",
    "channels=2&groups=2&kernels=4&preset=random&response=normalised&rule=same&picture=digit&height=8&width=8",
    "response=normalised&rule=explicit&top=1&preset=sobelY&picture=digit&height=8&width=8",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_runs_and_agrees(opened: Callable[..., Any], address: str) -> None:
    """Every kind of layer, padding and response; run as it stands."""
    one = opened(f"tab=code&{address}")
    one.page.wait_for_selector("#panel pre")
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(one.page.inner_text("#panel pre"), names)
    shown = np.array(one.page.evaluate("Array.from(convscope.seen.output.values)"))
    shape = one.page.evaluate(
        "[convscope.seen.output.channels, convscope.seen.output.height, convscope.seen.output.width]"
    )
    assert list(names["y"].shape[1:]) == shape and str(tuple(names["y"].shape)) in printed.getvalue()
    np.testing.assert_allclose(names["y"][0].numpy().reshape(-1), shown, atol=1e-4)
