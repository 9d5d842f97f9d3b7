"""The verb ``lab``."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Annotated, ClassVar

from convscope.verbs.verb import Option, Result, Session, Verb


@dataclass(frozen=True, kw_only=True)
class Lab(Verb):
    """A convolution number by number, as a page to open in a browser: point at a cell, see its products and sum.

    With --export, writes the page as one HTML file that works from the disk with nothing installed and fetches
    nothing: pictures, kernels, stride, padding, dilation, groups, transposed convolution, pooling, coverage, matrix,
    receptive field, and the PyTorch that does the same. In English and Chinese.
    """

    name: ClassVar[str] = "lab"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope lab --export convolve.html",
        "convscope lab --export pooling.html --at 'mode=max&picture=digit&height=8&width=8'",
    )

    export: Annotated[str | None, Option("Write the page here, one .html file.", "FILE")] = None
    at: Annotated[str, Option("Open it with these settings: what its address has after the #.", "ADDRESS")] = ""

    def run(self, session: Session) -> Result:
        """Write the page."""
        from convscope.errors import ConvscopeError

        if self.export is None:
            raise ConvscopeError(
                "the served lab is not part of this version yet",
                fix="write its convolution stage as a file: convscope lab --export convolve.html",
            )
        # the lab's room lies above the verbs, whose declarations it reads: it is found by name (decision 14)
        exported: Result = import_module("convscope.lab").export(self.export, self.at)
        return exported

    def python(self) -> str:
        """Write the Python that does the same."""
        at = f", at={self.at!r}" if self.at else ""
        return f"from convscope import lab\nlab.export({self.export or 'convolve.html'!r}{at})"
