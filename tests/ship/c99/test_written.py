"""A folder of C."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from convscope import load, ship
from convscope.errors import ConvscopeError, NotTheSame
from convscope.runtime import c as runtime


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile without optimising: what is tested is not the speed."""
    monkeypatch.setattr("convscope.ship.c99.written.FLAGS", ("-std=c99",))
    monkeypatch.setattr(runtime, "FLAGS", ("-std=c99",))


def test_the_folder_tests_itself_anywhere(tmp_path: Path) -> None:
    """LeNet-5: five files; make test says it is the same, by a compiler that sees every wrong access."""
    bundle = ship.c(load("lenet5:mnist"), tmp_path / "digits")
    names = {"digits.c", "digits.h", "test.c", "test_data.h", "Makefile"}
    assert {file.name for file in (tmp_path / "digits").iterdir()} == names and len(list(tmp_path.iterdir())) == 1
    assert 0 < bundle.difference <= bundle.tolerance
    assert bundle.flash is not None and 4 * 61_706 <= bundle.flash < 4 * 62_500, "the last blocks are filled up"
    assert bundle.ram == 4 * (28 * 28 * 6 + 14 * 14 * 6), "the first maps and the pooled ones"
    strict = "-std=c99 -Wall -Wextra -Werror -fsanitize=address,undefined -fno-sanitize-recover=all"
    said = subprocess.run(
        ["make", "--no-print-directory", "test", f"CFLAGS={strict}"],
        cwd=tmp_path / "digits",
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "16 pictures" in said and said.rstrip().endswith("the same") and "NOT" not in said


def test_what_differs_too_much_is_not_written(tmp_path: Path) -> None:
    """With nothing allowed: nothing is left, and an older file stays."""
    (tmp_path / "net").mkdir()
    (tmp_path / "net" / "net.c").write_text("old")
    with pytest.raises(NotTheSame, match="nothing was written"):
        ship.c(load("linear"), tmp_path / "net", relative=0.0)
    assert (tmp_path / "net" / "net.c").read_text() == "old" and len(list(tmp_path.iterdir())) == 1


def test_without_a_compiler_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And how to get one."""
    monkeypatch.setattr("convscope.runtime.c.shutil.which", lambda name: None)
    with pytest.raises(ConvscopeError, match="no C compiler here"):
        ship.c(load("linear"), tmp_path / "net")


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    """C is a folder."""
    (tmp_path / "net").write_text("mine")
    with pytest.raises(ConvscopeError, match="is a file"):
        ship.c(load("linear"), tmp_path / "net", pictures_NHWC=np.zeros((1, 32, 32, 3), np.uint8))
    assert (tmp_path / "net").read_text() == "mine"
