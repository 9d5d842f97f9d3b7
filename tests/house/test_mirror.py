"""Tests mirror the source: whoever knows one path knows the other. What tests/bench holds mirrors bench/."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE, TESTS = ROOT / "src" / "convscope", ROOT / "tests"
OTHERS = ("house", "bench", "test_claims.py")  # the last: a test a row of the course notes, over many modules


def modules() -> set[Path]:
    return {path.relative_to(SOURCE) for path in SOURCE.rglob("*.py") if path.name != "__init__.py"}


def mirrored() -> set[Path]:
    files = {path.relative_to(TESTS) for path in TESTS.rglob("test_*.py")}
    return {path.with_name(path.name.removeprefix("test_")) for path in files if path.parts[0] not in OTHERS}


def test_every_module_has_its_test_file() -> None:
    """For src/convscope/a/b.py there is tests/a/test_b.py."""
    assert not [f"tests/{path.parent}/test_{path.name}" for path in sorted(modules() - mirrored())]


def test_every_test_file_has_its_module() -> None:
    """For tests/a/test_b.py there is src/convscope/a/b.py, or b.js: no test outlives what it tested."""
    orphans = sorted(mirrored() - modules())
    assert not [f"src/convscope/{path}" for path in orphans if not (SOURCE / path.with_suffix(".js")).is_file()]


def test_every_test_of_a_bench_has_its_bench() -> None:
    """For tests/bench/test_b.py there is bench/b.py, whose claim it holds in short."""
    named = {path.name.removeprefix("test_") for path in (TESTS / "bench").glob("test_*.py")}
    assert named
    assert not [f"bench/{name}" for name in sorted(named) if not (ROOT / "bench" / name).is_file()]


def test_tests_are_no_packages() -> None:
    """No __init__.py stands in tests: with one, a test file's module name would come to depend on its neighbours."""
    assert not list(TESTS.rglob("__init__.py"))
