"""A folder of C on integers."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from convscope.errors import ConvscopeError, NotTheSame
from convscope.model import Model
from convscope.runtime import c as runtime
from convscope.ship import Int8Bundle, Judged, c_int8, int8_c
from convscope.ship.c99.quantised.deciding import weighted

SHORT = ("-std=c99",)


@pytest.fixture(scope="module")
def made(tiny: Model, digits: npt.NDArray[np.uint8], tmp_path_factory: pytest.TempPathFactory) -> Int8Bundle:
    """Labels are the float network's own answers."""
    right = tiny.scores(digits).argmax(1).astype(np.int64)
    folder = tmp_path_factory.mktemp("c") / "tiny"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("convscope.ship.c99.written.FLAGS", SHORT)
        patched.setattr(runtime, "FLAGS", SHORT)
        validation, test = Judged(digits[40:80], right[40:80]), Judged(digits[80:], right[80:])
        return c_int8(tiny, folder, calibration_NHWC=digits[:40], validation=validation, test=test, max_drop=5.0)


def test_every_step_is_proven_and_it_takes_less(made: Int8Bundle, tiny: Model) -> None:
    """Five steps; a byte a weight; what it loses is told; the names are there for JSON."""
    assert made.proven == 5 and made.quantised == 4 and not made.left_in_float and not made.without_kernel
    assert made.flash is not None and made.float_flash is not None and made.flash < 0.45 * made.float_flash
    assert made.ram is not None and made.float_ram is not None and made.ram < 0.55 * made.float_ram
    assert made.decided is not None and made.told is not None and made.told.before == 1.0 and made.within
    assert made.difference < 0.1 * float(np.abs(tiny.scores(np.zeros((1, 8, 8, 1), np.uint8))).max())
    read = json.loads(json.dumps(made.as_dict()))
    assert read["target"] == "c-int8" and read["proven"] == 5 and read["float_ram"] == made.float_ram


@pytest.mark.parametrize(
    ("compiler", "watching"),
    [
        ("gcc", "-fsanitize=address,undefined -fno-sanitize-recover=all"),
        ("clang", "-fsanitize=undefined -fsanitize-trap=undefined"),
    ],
)
def test_the_folder_tests_itself_to_the_last_bit(made: Int8Bundle, compiler: str, watching: str) -> None:
    """Without a warning, a wrong access or an overflow; nothing at all may differ. Optimised it is the same."""
    if not shutil.which(compiler):
        pytest.skip(f"{compiler} is not here")
    strict = f"-std=c99 -Wall -Wextra -Werror -O2 {watching}"
    said = subprocess.run(
        ["make", "--no-print-directory", "-B", "test", f"CC={compiler}", f"CFLAGS={strict}"],
        cwd=made.path, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "16 pictures, largest difference 0 (allowed 0): the same" in said and "in float at most" in said
    subprocess.run(["make", "clean"], cwd=made.path, capture_output=True, check=True)
    assert {file.name for file in made.path.iterdir()} == {"tiny.c", "tiny.h", "test.c", "test_data.h", "Makefile"}


def test_a_layer_is_left_in_float_where_asked(
    tiny: Model, digits: npt.NDArray[np.uint8], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here validation forgives nothing until one is; the folder's own test allows what rounding elsewhere may do."""
    monkeypatch.setattr("convscope.ship.c99.written.FLAGS", SHORT)
    monkeypatch.setattr(runtime, "FLAGS", SHORT)
    monkeypatch.setattr(int8_c, "weighted", lambda program: weighted(program)[:2])
    monkeypatch.setattr(int8_c, "within", lambda tried, order, max_drop: ((order()[0],), *tried([order()[0]])))
    bundle = c_int8(tiny, tmp_path / "net", calibration_NHWC=digits[:20])
    assert len(bundle.left_in_float) == 1 and bundle.quantised == 1
    assert "TOLERANCE 0.0f" not in (bundle.path / "test_data.h").read_text()


def test_nothing_is_left_where_it_is_not_the_same(
    tiny: Model, digits: npt.NDArray[np.uint8], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor without pictures."""
    monkeypatch.setattr(runtime, "FLAGS", SHORT)
    monkeypatch.setattr(int8_c, "RELATIVE", 0.0)
    with pytest.raises(NotTheSame, match="nothing was written"):
        c_int8(tiny, tmp_path / "net", calibration_NHWC=digits[:4])
    with pytest.raises(ConvscopeError, match="1 calibration pictures came"):
        c_int8(tiny, tmp_path / "net", calibration_NHWC=digits[:1])
    assert not list(tmp_path.iterdir())
