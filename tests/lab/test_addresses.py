"""What ``--at`` may say."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convscope import lab
from convscope.errors import ConvscopeError
from convscope.lab.addresses import check, known


@pytest.mark.parametrize(
    ("address", "fault", "fix"),
    [
        ("stied=2", "no setting 'stied'", "give one of mode, picture"),
        ("kernel=3", "no setting 'kernel'", "did you mean kernels?"),
        ("height", "no setting 'height'", "did you mean height?"),
        ("mode=maxx", "mode=maxx is not one of convolution", "did you mean max?"),
        ("fill=mirror", "is not one of zeros", "give one of zeros, reflect"),
        ("picture=own-12345678", "is not one of lecture", "give one of"),
        ("height=300", "not a whole number from 1 to 256", "height=1"),
        ("ky=²", "not a whole number from 1 to 31", "ky=1"),
        ("weights=1,x", "not a list of numbers", "weights=1,0.5,-1"),
        ("weights=nan", "not a list of numbers", "weights"),
        ("relu=yes", "neither on nor off", "relu=1"),
        ("lang=fr", "lang=fr is not one of en, zh", "give one of"),
    ],
)
def test_what_is_not_known_is_told_with_the_nearest(address: str, fault: str, fix: str, tmp_path: Path) -> None:
    """And no file is written."""
    with pytest.raises(ConvscopeError) as told:
        lab.export(tmp_path / "page.html", at=address)
    assert fault in str(told.value) and fix in str(told.value)
    assert not list(tmp_path.iterdir())


def test_every_setting_of_the_page_is_let_through(opened: Callable[..., Any]) -> None:
    """Its list is the page's own: names, words, pictures and presets are those that the modules have."""
    told = opened().page.evaluate(
        """async () => {
          const [state, samples, presets, lectures] = await Promise.all(
            ["state", "samples", "presets", "lectures"].map((name) => import(`convscope/convolve/${name}.js`)));
          return { start: state.START, picture: samples.NAMES, preset: presets.NAMES,
            examples: Object.values(lectures.EXAMPLES).map((one) => state.written({ ...state.START, ...one })) };
        }"""
    )
    settings = known()
    assert told["start"] == settings["start"]
    assert {name: told[name] for name in ("picture", "preset")} == {
        name: settings["words"][name] for name in ("picture", "preset")
    }
    assert len(told["examples"]) > 10
    for example in told["examples"]:
        check(example)
