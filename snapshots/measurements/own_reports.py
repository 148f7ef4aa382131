"""Our own reports, which are no evidence: what says that we found nothing does not prove it again."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from engine.model.measurement import OWN_REPORT
from snapshots.measurements.reader import Sample

MARK = b"driftgate"


def is_own_report(sample: Sample) -> bool:
    """Tell whether a file is a report that driftgate has written, also as a part of a merged one."""
    if sample.root is not None:
        return _is_own_junit(sample.root)
    document = sample.document
    if not isinstance(document, dict):
        return False
    return _is_own_json(document) or any(map(_is_own_sarif, _listed(document.get("runs"))))


def _is_own_junit(root: Element) -> bool:
    suites = [root, *root.iter("testsuites"), *root.iter("testsuite")]
    return any(suite.get("name") == "driftgate" for suite in suites) or any(
        entry.get("name") == OWN_REPORT for entry in root.iter("property")
    )


def _is_own_json(document: dict[str, Any]) -> bool:
    tool = document.get("tool")
    return isinstance(tool, dict) and tool.get("name") == "driftgate" and "decision" in document


def _is_own_sarif(run: Any) -> bool:
    driver = (run.get("tool") or {}).get("driver") if isinstance(run, dict) else None
    return isinstance(driver, dict) and driver.get("name") == "driftgate"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
