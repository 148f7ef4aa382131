"""Make the lists of controls in `policies/frameworks/lists` of NIST's OSCAL and of what Prowler asks for each.

Usage: python -m dev.frameworks DATA

DATA holds `oscal/` (NIST SP 800-53 revision 5: the base controls with titles, the HIGH and PRIVACY baselines with their
enhancements, and the lists of all baselines; public domain) and `frameworks/` (ids, sections, assessments and which
checks of Prowler ask for each control; facts). No wording of CIS or AWS is taken.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from engine.frameworks.controls import Control

LISTS = Path(__file__).parents[1] / "policies" / "frameworks" / "lists"
_BASELINES = {"LOW": "low", "MODERATE": "moderate", "HIGH": "high", "PRIVACY": "privacy"}
# Enhancements that are in no baseline, and that policies show all the same.
_BEYOND = {
    "ia-5.7": (
        "Authenticator Management: No Embedded Unencrypted Static Authenticators",
        "Identification and Authentication",
    ),
}
_OF_CHECKS = {
    "cis-aws-3.0": ("cis_3.0.json", "CIS Amazon Web Services Foundations Benchmark", "3.0"),
    "cis-aws-5.0": ("cis_5.0.json", "CIS Amazon Web Services Foundations Benchmark", "5.0"),
    "cis-aws-6.0": ("cis_6.0.json", "CIS Amazon Web Services Foundations Benchmark", "6.0"),
    "cis-aws-7.0": ("cis_7.0.json", "CIS Amazon Web Services Foundations Benchmark", "7.0"),
    "aws-fsbp": (
        "aws_foundational_security_best_practices.json",
        "AWS Foundational Security Best Practices",
        "as of Prowler 5.46",
    ),
}


def main(data: Path) -> None:
    """Write a list for each framework."""
    nist = list(_nist(data / "oscal"))
    source = "NIST OSCAL content, release 5.2.0 of SP 800-53 revision 5, public domain"
    _write("nist-800-53-r5", "NIST SP 800-53", "revision 5", source, "more", nist)
    for id_, (file, name, version) in _OF_CHECKS.items():
        listed = json.loads((data / "frameworks" / file).read_text())["requirements"]
        source = "ids, sections and checks as Prowler 5.46 lists them"
        _write(id_, name, version, source, "checks", map(_of_checks, listed))


def _nist(folder: Path) -> Iterator[Control]:
    base = json.loads((folder / "nist_800_53_r5_base_controls.json").read_text())["controls"]
    families = {one["id"].lower(): one["family_name"] for one in base}
    titles = {one["id"].lower(): one["title"] for one in base}
    for name in ("HIGH", "PRIVACY"):
        path = folder / f"NIST_SP-800-53_rev5_{name}-baseline-resolved-profile_catalog-min.json"
        for group in json.loads(path.read_text())["catalog"]["groups"]:
            for control in group["controls"]:
                for inner in control.get("controls", ()):
                    titles[inner["id"]] = f"{control['title']}: {inner['title']}"
                    families[inner["id"]] = group["title"]
    levels = _levels(folder)
    for id_, (title, section) in _BEYOND.items():
        titles[id_], families[id_] = title, section
    for id_ in sorted(titles, key=_order):
        # The first control of each family asks for policies and procedures, which are written and not configured.
        is_written = id_.endswith("-1")
        yield Control(
            id=_called(id_),
            section=families[id_],
            title=titles[id_],
            manual=is_written,
            levels=tuple(levels.get(id_, ())),
        )


def _levels(folder: Path) -> dict[str, list[str]]:
    """Return the baselines that each control is in."""
    found: dict[str, list[str]] = {}
    for name, level in _BASELINES.items():
        profile = json.loads((folder / f"NIST_SP-800-53_rev5_{name}-baseline_profile-min.json").read_text())["profile"]
        chosen = (one for source in profile["imports"] for one in source["include-controls"])
        for id_ in (id_ for one in chosen for id_ in one["with-ids"]):
            found.setdefault(id_, []).append(level)
    return found


def _order(id_: str) -> tuple[str, list[int]]:
    return id_.partition("-")[0], [int(number) for number in re.findall(r"\d+", id_)]


def _called(id_: str) -> str:
    """Return `AC-2(1)` for `ac-2.1`."""
    control, dot, enhancement = id_.upper().partition(".")
    return f"{control}({enhancement})" if dot else control


def _of_checks(entry: dict[str, Any]) -> Control:
    return Control(
        id=entry["id"],
        section=entry.get("section", ""),
        manual=entry.get("assessment") == "Manual",
        levels=tuple(filter(None, [entry.get("profile", "").lower().replace("level ", "level-")])),
        checks=tuple(sorted(set(entry["checks"]))),
    )


def _write(id_: str, name: str, version: str, source: str, asks: str, controls: Iterable[Control]) -> None:
    head = {"id": id_, "name": name, "version": version, "source": source, "asks": asks}
    lines = [f"# {key}: {value}" for key, value in head.items()]
    for one in controls:
        assessment = "manual" if one.manual else ""
        cells = (one.id, one.section, one.title, ",".join(one.levels), assessment, ",".join(one.checks))
        lines.append("\t".join(cells))
    (LISTS / f"{id_}.tsv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
