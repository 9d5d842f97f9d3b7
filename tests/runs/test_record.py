"""What run.json says."""

import pytest
from pydantic import ValidationError

from convscope.runs.record import Record

GIVEN = {
    "convscope": "0.1.0", "torch": "2.14", "started": "2026-01-01T00:00:00+00:00", "command": "convscope train …",
    "data": "digits", "model": "lenet5", "classes": ("0", "1"), "contract": {"channels": 1}, "recipe": {"epochs": 2},
    "seed": 0, "device": "cpu", "threads": 2, "pictures": {"train": 10, "validation": 2, "test": 3},
}  # fmt: skip


def test_it_comes_back_from_json_as_it_was() -> None:
    """Writing and reading lose nothing."""
    record = Record(**GIVEN, results={"test_accuracy": 0.5}, best_epoch=2)  # type: ignore[arg-type]
    assert Record.model_validate_json(record.model_dump_json()) == record


@pytest.mark.parametrize("change", [{"version": 2}, {"status": "sleeping"}, {"colour": "red"}, {"seed": "many"}])
def test_what_it_does_not_know_is_refused(change: dict[str, object]) -> None:
    """Another version, an unknown status, an unknown field or a wrong type is an error, not a guess."""
    with pytest.raises(ValidationError):
        Record(**{**GIVEN, **change})  # type: ignore[arg-type]
