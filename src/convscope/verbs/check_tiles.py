"""What ``check --tiles`` adds to a report: how the network is cut into tiles, or the layer that forbids it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import nn

    from convscope.apply.scenes.tileable import Tileable
    from convscope.lint import Report
    from convscope.verbs.check_written import Reports


@dataclass(frozen=True)
class TilesChecked:
    """A report, and how the network goes over a scene."""

    reports: Reports
    tiles: Tileable

    @property
    def failed(self) -> bool:
        """Whether the report has."""
        return self.reports.failed

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: the report's, and ``tiles``."""
        return {**self.reports.as_dict(), "tiles": self.tiles.as_dict()}


def with_tiles(report: Report, module: nn.Module, input_shape: tuple[int, ...], *, whole: bool) -> TilesChecked:
    """Find how a network goes over a scene; where a layer forbids exact tiles, its finding says what to change."""
    from convscope.apply.scenes.tileable import tileable
    from convscope.verbs.check_written import Reports

    found = tileable(module, input_shape)
    named = [
        one for one in report.findings if found.layer and one.layer == found.layer and one.name.startswith("tile-")
    ]
    if named:
        found = replace(found, fix=f"{named[0].fix} (convscope rule {named[0].name})")
    return TilesChecked(Reports((report,), whole=whole), found)
