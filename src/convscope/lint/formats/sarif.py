"""SARIF 2.1.0 (OASIS), which code scanning services read.

A rule's page travels with it; a finding has its file and line where they are known, and its layer as a logical
location, so that what lies in no file of the user's is placed too.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from convscope.lint.finding import Finding
from convscope.lint.formats.place import below_here
from convscope.lint.report import Report
from convscope.lint.rule import Rule
from convscope.lint.rules import RULES

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "hint": "note"}


def sarif(*reports: Report) -> str:
    """Write reports as one SARIF log with one run: every rule, and a result a finding."""
    driver = {"name": "convscope", "version": version("convscope"), "rules": [_rule(rule) for rule in RULES]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"uri": Path.cwd().as_uri() + "/"}},
        "results": [_result(one, report.network.target) for report in reports for one in report.findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "help": {"text": rule.page, "markdown": rule.page},
        "defaultConfiguration": {"enabled": rule.when == "default", "level": LEVELS[rule.severity]},
        "properties": {"tags": [rule.family]},
    }


def _result(finding: Finding, target: str) -> dict[str, Any]:
    layers = [finding.layer, *(other.layer for other in finding.also)]
    location: dict[str, Any] = {
        "logicalLocations": [
            {"name": layer, "fullyQualifiedName": f"{target}::{layer}", "kind": "module"} for layer in layers
        ]
    }
    if finding.file and finding.line:
        written = below_here(finding.file)
        artifact = {"uri": Path(written).as_uri()} if Path(written).is_absolute() else _relative(written)
        location["physicalLocation"] = {"artifactLocation": artifact, "region": {"startLine": finding.line}}
    return {
        "ruleId": finding.code,
        "ruleIndex": next(number for number, rule in enumerate(RULES) if rule.code == finding.code),
        "level": LEVELS[finding.severity],
        "message": {"text": f"{target}, layer {finding.layer}: {finding.message}\nfix: {finding.fix}"},
        "locations": [location],
        "partialFingerprints": {"layer/v1": f"{finding.code}:{target}:{finding.layer}"},
        "properties": {"facts": finding.facts},
    }


def _relative(path: str) -> dict[str, str]:
    from urllib.parse import quote

    return {"uri": quote(path), "uriBaseId": "SRCROOT"}
