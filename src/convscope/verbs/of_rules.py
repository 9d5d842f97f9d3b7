"""What verbs ask of the linter, in the words of their options, over what the project's pyproject.toml says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from convscope.verbs.verb import Option, Verb

if TYPE_CHECKING:
    from convscope.lint import Settings

TARGETS = ("onnx", "int8", "c", "microcontroller")
SEVERITIES = ("error", "warning", "hint")


@dataclass(frozen=True, kw_only=True)
class OfRules(Verb):
    """A verb that runs the rules; what is not said is as `[tool.convscope]` has it, else as usual."""

    select: Annotated[str | None, Option("Only these: rules, families, sets, or all.", "NAME,…")] = None
    ignore: Annotated[str | None, Option("Not these.", "NAME,…")] = None
    advise: Annotated[bool, Option("Add offers that would pay, with both costs.")] = False
    tiles: Annotated[
        bool, Option("Add what a network needs that is run on tiles of a scene: margin, stride, tile.")
    ] = False
    for_: Annotated[str | None, Option("Add what a target needs.", "TARGET", choices=TARGETS)] = None
    batch: Annotated[int | None, Option("Pictures of a training step, for rules that depend on it.", "N")] = None
    fail_on: Annotated[str | None, Option("Exit with 1 from this severity on; usually error.", choices=SEVERITIES)] = (
        None
    )

    def settings(self) -> Settings:
        """Read the project's settings, and put what was said over them."""
        from dataclasses import replace

        from convscope.lint.pyproject import kept_settings

        return replace(kept_settings(Path.cwd()), **self._said())

    def settings_python(self) -> str:
        """Write the argument that does the same in Python; empty for the usual settings."""
        from convscope.lint import Settings

        found, usual = self.settings(), Settings()
        said = {name: value for name, value in vars(found).items() if value != getattr(usual, name)}
        written = ", ".join(f"{name}={value!r}" for name, value in said.items())
        return f", settings=cs.lint.Settings({written})" if said else ""

    def _said(self) -> dict[str, Any]:
        words = {name: _words(getattr(self, name)) for name in ("select", "ignore")}
        said = {**words, "deploy_for": self.for_, "batch": self.batch, "fail_on": self.fail_on}
        said |= {name: True for name in ("advise", "tiles") if getattr(self, name)}
        return {name: value for name, value in said.items() if value is not None}


def _words(said: str | None) -> tuple[str, ...] | None:
    return None if said is None else tuple(word.strip() for word in said.split(",") if word.strip())
