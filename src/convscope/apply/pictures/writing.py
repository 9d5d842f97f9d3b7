"""Predictions as files for other programs: CSV, a JSON object a line, or one JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

from convscope.apply.pictures.predicted import Predictions
from convscope.apply.pictures.saving import check_ending, save_text


def csv_text(found: Predictions) -> str:
    """Write a line a picture: its path, the answer, what is wrong with the file, then class and share, best first."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    top = found.classes.shape[1]
    pairs = [name for place in range(1, top + 1) for name in (f"class_{place}", f"share_{place}")]
    writer.writerow(["path", "answer", "error", *pairs])
    for one in found:
        guesses = [text for guess in one.guesses for text in (guess.name, f"{guess.share:.6f}")]
        writer.writerow([one.path, one.answer or "", one.fault, *guesses, *[""] * (2 * top - len(guesses))])
    return buffer.getvalue()


def jsonl_text(found: Predictions) -> str:
    """Write a JSON object a picture, a line each."""
    return "".join(json.dumps(one.as_dict(), ensure_ascii=False) + "\n" for one in found)


def json_text(found: Predictions) -> str:
    """Write what ``--json`` prints."""
    return json.dumps(found.as_dict(), indent=2, ensure_ascii=False) + "\n"


FORMATS: dict[str, Callable[[Predictions], str]] = {"csv": csv_text, "jsonl": jsonl_text, "json": json_text}


def check_out(out: str | Path) -> Path:
    """Refuse, before the work, where predictions cannot be written."""
    return check_ending(out, FORMATS, "predictions")


def save(found: Predictions, out: str | Path) -> Path:
    """Write them whole: a reader sees the old file or the new one."""
    return save_text(found, check_out(out), FORMATS)
