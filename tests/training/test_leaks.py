"""Nothing of the test part is known in training."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.data import load_dataset
from convscope.training import Setup, train


def test_shuffled_labels_give_chance_on_test(tmp_path: Path) -> None:
    """Labels without a meaning are learnt of the training pictures alone: the test's are guessed, 5 σ around 10 %."""
    digits = load_dataset("digits")
    labels = np.random.default_rng(0).permutation(digits.labels)
    recipe = {"epochs": "30", "schedule": "constant", "learning_rate": "0.002", "label_smoothing": "0", "warm_up": "0"}
    recipe |= {"shift": "0", "rotate": "0", "zoom": "0", "shear": "0", "weight_decay": "0"}
    run = train(
        replace(digits, labels=labels), model="lenet5", out=tmp_path / "run", recipe=recipe,
        setup=Setup(threads=1, tune="off"), on_event=lambda _: None,
    )  # fmt: skip
    count = run.record.pictures["test"]
    assert abs(run.record.results["test_accuracy"] - 0.1) < 5 * (0.1 * 0.9 / count) ** 0.5
    assert run.metrics[-1]["train_accuracy"] > 0.15  # it did learn what there was


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_the_parts_never_share_a_picture(tmp_path: Path, seed: int) -> None:
    """Every picture is in one part, by its number and by its file."""
    rng = np.random.default_rng(seed)
    for name in ("ants", "bees"):
        (tmp_path / name).mkdir()
        for number in range(25):
            pixels = rng.integers(0, 255, (12, 12, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / name / f"{number}.png")
    dataset = load_dataset(str(tmp_path), on_note=lambda _: None)
    split = dataset.split(seed)
    parts = [set(map(int, part)) for part in (split.train, split.validation, split.test)]
    assert all(parts) and sum(map(len, parts)) == len(set().union(*parts)) == 50
    pictures = [{dataset.pictures[index].tobytes() for index in part} for part in parts]
    assert sum(map(len, pictures)) == len(set().union(*pictures)) == 50
