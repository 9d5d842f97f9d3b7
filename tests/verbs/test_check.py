"""The verb check."""

from convscope.verbs import Check, Session


def test_it_gives_the_report_and_its_python_the_same() -> None:
    """Parameters, MACs and findings, by command and by Python."""
    verb = Check(model="lenet5")
    report = verb.run(Session())
    names: dict[str, object] = {}
    exec(verb.python(), names)  # ours, just written
    assert report.network.parameters == 61_706
    assert names["report"].as_dict()["macs"] == report.network.macs  # type: ignore[attr-defined]


def test_another_input_is_traced() -> None:
    """--input changes what is counted."""
    wide = Check(model="lenet5", input="1,32,32").run(Session())
    small = Check(model="lenet5", input="1,8,8").run(Session())
    assert not wide.failed and small.failed and small.findings[0].name == "output-too-small"
