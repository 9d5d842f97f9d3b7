"""fastai's side of bench/folder.py: `Learner.fine_tune` with its own head, rates, batch size and augmentation."""

from __future__ import annotations

import warnings

warnings.simplefilter("ignore")

import fastai.callback.schedule  # noqa: E402, F401  gives learners fine_tune
from fastai.callback.core import Callback  # noqa: E402
from fastai.callback.tracker import SaveModelCallback  # noqa: E402
from fastai.data.block import CategoryBlock, DataBlock  # noqa: E402
from fastai.data.transforms import ColReader, IndexSplitter, Normalize  # noqa: E402
from fastai.learner import Learner  # noqa: E402
from fastai.metrics import accuracy  # noqa: E402
from fastai.torch_core import set_seed  # noqa: E402
from fastai.vision.augment import Resize, aug_transforms  # noqa: E402
from fastai.vision.data import ImageBlock  # noqa: E402
from fastai.vision.learner import TimmBody, add_head, default_split  # noqa: E402
from pandas import DataFrame  # noqa: E402
from shared import MEAN, STD, Clock, backbone, classes_of, read_job, share, tell  # noqa: E402


class Validated(Callback):  # type: ignore[misc]
    """Note each validation."""

    order = 60  # after the recorder

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    def after_epoch(self) -> None:
        """Read the recorder's last line: loss, loss, accuracy."""
        self.clock.validated(float(self.recorder.values[-1][-1]))


def main() -> None:
    job = read_job()
    set_seed(job["seed"])
    clock = Clock()
    train, validation = job["split"]["train"], job["split"]["validation"]
    table = DataFrame(train + validation, columns=["path", "label"])
    block = DataBlock(
        blocks=(ImageBlock, CategoryBlock), get_x=ColReader("path"), get_y=ColReader("label"),
        splitter=IndexSplitter(list(range(len(train), len(table)))),
        item_tfms=Resize(224), batch_tfms=[*aug_transforms(), Normalize.from_stats(MEAN, STD, cuda=False)],
    )  # fmt: skip
    loaders = block.dataloaders(table, path=job["scratch"])
    classes = classes_of(job)
    module = add_head(TimmBody(backbone(classes=classes)), 1280, classes, pool=True)
    learner = Learner(loaders, module, splitter=default_split, metrics=accuracy, path=job["scratch"])
    best = SaveModelCallback(monitor="accuracy")
    learner.fine_tune(job["epochs"], cbs=[Validated(clock), best])
    test = job["split"]["test"]
    answers, _ = learner.get_preds(dl=loaders.test_dl([path for path, _ in test]))
    tell(clock, share([int(answer.argmax()) == label for answer, (_, label) in zip(answers, test, strict=True)]))


if __name__ == "__main__":
    main()
