"""The plain side of bench/folder.py: the loop of torchvision's transfer-learning tutorial."""

from __future__ import annotations

import copy
from typing import Any

import torch
from PIL import Image
from shared import MEAN, STD, Clock, backbone, classes_of, read_job, tell
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

WORKERS = 2
TRAINING = transforms.Compose(
    [
        transforms.RandomResizedCrop(224),
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
        transforms.Normalize(MEAN, STD),
    ]
)
USE = transforms.Compose(
    [
        transforms.Resize(256),
        transforms.CenterCrop(224),
        transforms.ToTensor(),
        transforms.Normalize(MEAN, STD),
    ]
)


class Pictures(Dataset[tuple[Tensor, int]]):
    """Files with labels."""

    def __init__(self, rows: list[tuple[str, int]], transform: Any) -> None:
        self.rows, self.transform = rows, transform

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        path, label = self.rows[index]
        with Image.open(path) as picture:
            return self.transform(picture.convert("RGB")), label


def main() -> None:
    job = read_job()
    torch.manual_seed(job["seed"])
    clock = Clock()
    split = job["split"]
    loaders = {
        part: DataLoader(
            Pictures(rows, TRAINING if part == "train" else USE),
            batch_size=4, shuffle=part == "train", num_workers=WORKERS,
        )
        for part, rows in split.items()
    }  # fmt: skip
    module = backbone(classes=classes_of(job))
    optimizer = torch.optim.SGD(module.parameters(), lr=0.001, momentum=0.9)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=7, gamma=0.1)
    best, kept = -1.0, module.state_dict()
    for _ in range(job["epochs"]):
        module.train()
        for images, labels in loaders["train"]:
            optimizer.zero_grad()
            nn.functional.cross_entropy(module(images), labels).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        schedule.step()
        accuracy = right(module, loaders["validation"])
        clock.validated(accuracy)
        if accuracy > best:
            best, kept = accuracy, copy.deepcopy(module.state_dict())
    module.load_state_dict(kept)
    tell(clock, right(module, loaders["test"]))


def right(module: nn.Module, loader: DataLoader[tuple[Tensor, int]]) -> float:
    """Give the share of pictures that are answered rightly."""
    module.eval()
    counted = total = 0
    with torch.inference_mode():
        for images, labels in loader:
            counted += int((module(images).argmax(1) == labels).sum())
            total += len(labels)
    return counted / total


if __name__ == "__main__":
    main()
