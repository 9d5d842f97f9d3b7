"""The verb ``assess``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from convscope.verbs.verb import Argument, Option, Session, Verb

if TYPE_CHECKING:
    from convscope.apply.scenes.assess import Assessed


@dataclass(frozen=True, kw_only=True)
class Assess(Verb):
    """How right a map is, and how much of each class there is, from a sample of reference points.

    Confusion matrix, overall, user's and producer's accuracy, and areas, all with intervals of 95 %: counting a map's
    pixels gives areas that its errors bias. Estimators of stratified sampling, each class of the map a stratum
    (Olofsson et al. 2014). Points come as CSV (lon,lat or x,y or column,row, and class) or as GeoPackage.
    """

    name: ClassVar[str] = "assess"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope assess labels.tif points.csv",
        "convscope assess labels.tif points.gpkg --column reference --json",
    )

    labels: Annotated[str, Argument("A map of labels, as convscope segment writes it.", "LABELS")]
    points: Annotated[str, Argument("Reference points with their classes, names or numbers.", "POINTS")]
    column: Annotated[
        str | None, Option("The column of the class; by default class, label, reference, name.", "NAME")
    ] = None

    def run(self, session: Session) -> Assessed:
        """Assess it."""
        from convscope.apply.scenes.assess import assess

        return assess(self.labels, self.points, column=self.column)

    def python(self) -> str:
        """Write the Python that does the same."""
        column = f", column={self.column!r}" if self.column is not None else ""
        asked = f"{self.labels!r}, {self.points!r}{column}"
        return f"import convscope as cs\nfound = cs.assess({asked}).found\nprint(found.areas)"
