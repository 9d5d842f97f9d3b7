"""What a folder turned out to be."""

import json
import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from convscope.data.recognised import WORDS, Item, Recognised, counted, ordered, plain


def recognised(*parts: str, classes: tuple[str, ...] = ("a", "b")) -> Recognised:
    items = tuple(Item(Path(f"{number}.png"), part, ("a",)) for number, part in enumerate(parts))
    return Recognised("class folders", Path("/x/pets"), items, classes)


def test_the_sentence_says_kind_counts_and_parts() -> None:
    """In words; parts in the order train, validation, test."""
    told = recognised("test", "train", "train", "validation").sentence
    assert told == ("pets is pictures in a folder a class: 4 pictures, 2 classes (2 train, 1 validation, 1 test)")
    assert recognised("", classes=("a",)).sentence == "pets is pictures in a folder a class: 1 picture, 1 class"


def test_labels_and_masks_train_a_network() -> None:
    """Class folders, tables, masks, boxes."""
    training = [kind for kind in WORDS if Recognised(kind, Path("x"), ()).trains]
    assert training == ["class folders", "table", "masks", "COCO boxes", "YOLO boxes"]


@given(st.text())
def test_any_name_stays_on_its_line(name: str) -> None:
    """And can be written as UTF-8, in JSON too; what is printable stays as it is."""
    told = plain(name)
    assert len(told.splitlines()) <= 1 and told.isprintable()
    json.dumps(told, ensure_ascii=False).encode()
    assert told == name or not name.isprintable()


def test_bytes_that_are_no_text_are_written_as_numbers() -> None:
    """As a Latin-1 name on Linux."""
    assert plain(os.fsdecode(b"caf\xe9")) == "caf\\udce9"


def test_numbers_sort_by_value() -> None:
    """Others as words do."""
    assert ordered({"10", "9", "1"}) == ("1", "9", "10") and ordered({"10", "9", "b"}) == ("10", "9", "b")
    assert counted(0, "picture") == "0 pictures"
