"""What workers do with files."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from convscope.picture import Examined, InputContract, examine, fit, read
from convscope.picture.examine import hash_file
from convscope.picture.jobs import JOBS, crashed, examine_files, fit_files


def test_rows_go_where_they_belong(tmp_path: Path, picture: Callable[..., Image.Image]) -> None:
    """Row r stands at offset + r times its bytes; a file with a fault leaves its row as it was, and is told."""
    contract = InputContract(3, 4, 5)
    (tmp_path / "bad.png").write_text("no")
    picture(0).save(tmp_path / "a.png")
    target = tmp_path / "rows"
    target.write_bytes(b"\7" * (10 + 4 * 60))
    answers = fit_files(
        [str(tmp_path / "bad.png"), str(tmp_path / "a.png")], contract.as_dict(), str(target), offset=10, first=2
    )
    rows = np.frombuffer(target.read_bytes()[10:], np.uint8).reshape(4, 4, 5, 3)
    assert answers == [["is not a picture that Pillow can read", ""], ["", hash_file(tmp_path / "a.png")]]
    assert (rows[:3] == 7).all() and np.array_equal(rows[3], fit(read(tmp_path / "a.png"), contract))


def test_a_picture_the_network_does_not_take_is_told(tmp_path: Path) -> None:
    """Five bands for a network of three."""
    np.save(tmp_path / "a.npy", np.zeros((4, 4, 5), np.uint8))
    (tmp_path / "rows").write_bytes(b"\0" * 100)
    ((fault, _),) = fit_files([str(tmp_path / "a.npy")], InputContract(3, 2, 2).as_dict(), str(tmp_path / "rows"), 0, 0)
    assert "5 channels" in fault


def test_examined_files_come_as_plain_values(tmp_path: Path, picture: Callable[..., Image.Image]) -> None:
    """From which `Examined` is made again; what stands in for a crash too."""
    picture(0).save(tmp_path / "a.png")
    (answer,) = examine_files([str(tmp_path / "a.png")])
    assert Examined(**answer) == examine(tmp_path / "a.png")
    assert Examined(**crashed("examine")[0]).fault == crashed("fit")[0][0] != ""
    assert set(JOBS) == {"examine", "fit", "examine masks", "fit masks"}
