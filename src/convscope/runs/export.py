"""A run as a folder or a zip file that others can read: CSV, safetensors, JSON, HTML."""

from __future__ import annotations

import csv
import io
import os
import shutil
import zipfile
from pathlib import Path

from convscope.errors import ConvscopeError
from convscope.runs.run import RECORD, WEIGHTS, Run

REPORT = "report.html"
TABLE = "metrics.csv"


def export_run(run: Run, out: str | Path, *, overwrite: bool = False) -> Path:
    """Write what others can read of a run: metrics.csv, weights.safetensors, run.json, and report.html if it has one.

    ``out`` ending in ``.zip`` is one file, else a new folder. A reader sees all of it or nothing. Raises `BrokenRun`
    where the run has no weights, `ConvscopeError` where ``out`` is there already.
    """
    out = Path(out)
    if out.exists() and not (overwrite and out.suffix == ".zip" and out.is_file()):
        raise ConvscopeError(f"{out} is there already", fix="choose another place with --out")
    files = _files(run)
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        if out.suffix == ".zip":
            with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in files.items():
                    archive.writestr(f"{out.stem}/{name}", content)
        else:
            beside.mkdir()
            for name, content in files.items():
                (beside / name).write_bytes(content)
        beside.replace(out)
    finally:
        if beside.is_dir():
            shutil.rmtree(beside)
        beside.unlink(missing_ok=True)
    return out


def metrics_csv(run: Run) -> str:
    """Write a run's metrics as a table: a line an epoch, a column a metric.

    Raises `BrokenRun` where they cannot be read.
    """
    names = list(dict.fromkeys(name for line in run.metrics for name in line))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(run.metrics)
    return text.getvalue()


def _files(run: Run) -> dict[str, bytes]:
    run.weights()  # a broken file is told, not handed on
    table = metrics_csv(run)
    files = {
        RECORD: (run.folder / RECORD).read_bytes(),
        TABLE: table.encode("utf-8"),
        WEIGHTS: (run.folder / WEIGHTS).read_bytes(),
    }
    if (run.folder / REPORT).is_file():
        files[REPORT] = (run.folder / REPORT).read_bytes()
    return files
