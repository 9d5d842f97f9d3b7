"""Pictures that are there twice."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from convscope.data.duplicates import BITS, find_duplicates
from convscope.picture import Examined, examine

Make = Callable[..., Image.Image]


def one(content: str, bits: int, level: int = 100) -> Examined:
    return Examined(content=content, hash=f"{bits:016x}", thumb=bytes([level] * 64).hex())


def test_copies_are_exact_and_recompressed_ones_near(tmp_path: Path, picture: Make) -> None:
    """Smaller, as JPEG, a little brighter; another picture is neither."""
    picture(0, 240, 320).save(tmp_path / "0.png")
    (tmp_path / "1.png").write_bytes((tmp_path / "0.png").read_bytes())
    picture(1, 240, 320).save(tmp_path / "2.png")
    picture(0, 240, 320).resize((160, 120)).save(tmp_path / "3.jpg", quality=75)
    picture(0, 240, 320).point(lambda level: min(255, level + 3)).save(tmp_path / "4.png")
    found = find_duplicates([examine(path) for path in sorted(tmp_path.iterdir())])
    assert found.exact == ((0, 1),) and found.near == ((0, 1, 3, 4),)
    assert found.across(["train", "train", "test", "test", ""]) == ((0, 1, 3, 4),) and not found.across(["a"] * 5)


def test_equal_pictures_under_several_labels_are_told_apart_from_those_under_one() -> None:
    """Whatever the order of a picture's labels; nearly equal ones may well differ in theirs."""
    found = find_duplicates([one("a", 1), one("a", 1), one("b", 2**40 - 1), one("b", 2**40 - 1), one("c", 1)])
    assert found.several_labels([("x",), ("y",), ("x", "y"), ("y", "x"), ("z",)]) == ((0, 1),)


def test_smooth_pictures_of_other_brightness_are_no_duplicates(tmp_path: Path) -> None:
    """Plain white and plain black have the same difference hash."""
    for number, level in enumerate((0, 255, 120)):
        Image.new("L", (40, 40), level).save(tmp_path / f"{number}.png")
    assert find_duplicates([examine(path) for path in sorted(tmp_path.iterdir())]).near == ()


@given(st.lists(st.integers(0, 2**64 - 1), min_size=2, max_size=12), st.data())
def test_no_near_pair_is_missed(hashes: list[int], data: st.DataObject) -> None:
    """As comparing every pair finds them; some hashes differ from another in up to five bits."""
    for _ in range(6):
        changed = data.draw(st.sampled_from(hashes))
        for bit in data.draw(st.lists(st.integers(0, 63), max_size=5)):
            changed ^= 1 << bit
        hashes = [*hashes, changed]
    found = find_duplicates([one(str(number), bits) for number, bits in enumerate(hashes)])
    together = {(a, b) for group in found.near for a in group for b in group}
    for a, first in enumerate(hashes):
        for b, second in enumerate(hashes[:a]):
            if (first ^ second).bit_count() <= BITS:
                assert (a, b) in together
    joined = {index for group in found.near for index in group}
    for index in joined:
        assert any((hashes[index] ^ hashes[b]).bit_count() <= BITS for b in range(len(hashes)) if b != index)


def test_pictures_with_a_fault_are_in_no_group() -> None:
    """They have no content."""
    assert find_duplicates([Examined("is empty"), Examined("is empty"), one("a", 1)]).exact == ()
    assert find_duplicates([]).near == ()


@pytest.mark.parametrize("count", [20_000])
def test_many_pictures_take_no_time_to_speak_of(count: int) -> None:
    """No pair of all of them is compared."""
    hashes = np.random.default_rng(0).integers(0, 2**64, count, dtype=np.uint64).tolist()
    assert find_duplicates([one(str(number), bits) for number, bits in enumerate(hashes)]).near == ()
