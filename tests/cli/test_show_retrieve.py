"""How an index looks in a terminal."""

from pathlib import Path
from typing import Any

from rich.console import Console

from convscope.apply.retrieval import Duplicates, Found, Hit, Indexed
from convscope.cli import show_retrieve
from convscope.data import Skipped


def shown(part: Any) -> str:
    console = Console(width=140)
    with console.capture() as caught:
        console.print(part)
    return caught.get()


def test_an_index_says_what_is_new_and_what_could_not_be_read() -> None:
    done = Indexed(Path("p.index"), "pretrained", "", 9, 3, 2, 1, (Skipped("x.png", "is broken"),), 1.25)
    text = shown(show_retrieve.indexed(done))
    assert "p.index  9 pictures by pretrained: 3 added, 2 changed, 1 removed (1.2 s)" in text
    assert "x.png: is broken" in text and show_retrieve.indexed_changes(done) == "3 added, 2 changed, 1 removed"


def test_what_was_found_has_its_distance() -> None:
    hits = (Hit("a.png", 0.0), Hit("b.png", 0.25))
    found = Found("p.png", hits, 9, 0.52)
    assert "0.250  b.png" in shown(show_retrieve.found(found)) and "of 9 pictures, in 0.5 ms" in shown(
        show_retrieve.found(found)
    )
    assert show_retrieve.found_in_short(found) == "a.png\nb.png"
    gone = Found("p.png", hits, 9, 0.52, gone=1)
    assert "1 picture of the index is not there any more" in shown(show_retrieve.found(gone))
    twice = Duplicates((hits,), 9, 0.3)
    assert "1 group, 1 copy too many among 9 pictures" in shown(show_retrieve.duplicates(twice))
    assert show_retrieve.duplicates_in_short(twice) == "a.png\tb.png"
