"""What is settled before a scene is segmented."""

import dataclasses
from pathlib import Path

import pytest

from convscope.apply.scenes.before import Segmenting, names_of, wanted_of
from convscope.apply.scenes.meaning import Meaning
from convscope.errors import ConvscopeError
from convscope.model import Model


@pytest.mark.parametrize(
    ("out", "asked", "said"),
    [
        ("l.png", Segmenting(), "cannot be saved as l.png; end it in .tif"),
        ("l.tif", Segmenting(probabilities="p.npy"), "cannot be saved as p.npy"),
        ("l.tif", Segmenting(polygons="p.shp"), ".gpkg, .fgb, .geojson"),
        ("l.tif", Segmenting(probabilities="l.tif"), "two results came with one name"),
        ("l.tif", Segmenting(workers=0), "--workers 0 came"),
    ],
)
def test_names_that_cannot_be_are_told(tmp_path: Path, out: str, asked: Segmenting, said: str) -> None:
    """Before anything is read."""
    others = {name: tmp_path / value for name in ("probabilities", "polygons") if (value := getattr(asked, name))}
    with pytest.raises(ConvscopeError, match=said.replace(".", r"\.")):
        wanted_of(tmp_path / out, dataclasses.replace(asked, **others))


def test_classes_without_names_are_numbered(models: dict[str, Model]) -> None:
    """Names that came must be as many as classes; one channel takes two."""
    assert names_of(models["one"], Meaning(1, "scores")) == ("class 0", "class 1")
    named = dataclasses.replace(models["one"], classes=("no", "yes"))
    assert names_of(named, Meaning(1, "scores")) == ("no", "yes")
    with pytest.raises(ConvscopeError, match="2 class names came"):
        names_of(named, Meaning(3, "scores"))
