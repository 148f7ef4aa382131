"""What surrounds a repository: its CI system, and the profiles of the AWS configuration as they stand in its file."""

from __future__ import annotations

import configparser
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from snapshots.repository.tree import Tree

_FILES = {"Jenkinsfile": "jenkins", ".gitlab-ci.yml": "gitlab"}
_GITHUB = ".github/"
_ROLE = ":iam::"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundProfile:
    """A profile of the AWS configuration: the account that it leads to, and its region, as far as they stand there."""

    name: str
    account: str = ""
    region: str = ""


def find_ci(tree: Tree) -> str:
    """Return the CI system whose files there are: github, gitlab or jenkins; empty for another one, or none."""
    known = next((kind for name, kind in _FILES.items() if name in tree), "")
    return known or ("github" if any(name.startswith(_GITHUB) for name in tree.files) else "")


def find_profiles(environment: Mapping[str, str], home: Path) -> tuple[FoundProfile, ...]:
    """Return the profiles of `~/.aws/config`, or of the file that AWS_CONFIG_FILE names; nothing is called.

    https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
    """
    path = Path(environment.get("AWS_CONFIG_FILE") or home / ".aws" / "config")
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(path.read_text(encoding="utf-8", errors="replace"))
    except (OSError, configparser.Error):
        return ()
    found = []
    for section in parser.sections():
        kind, _, name = section.partition(" ")
        if section == "default" or (kind == "profile" and name.strip()):
            told = dict(parser.items(section))
            role = told.get("role_arn", "")
            account = told.get("sso_account_id", "") or (role.split(":")[4] if _ROLE in role else "")
            found.append(
                FoundProfile(
                    name=name.strip() or section, account=account.strip(), region=told.get("region", "").strip()
                )
            )
    return tuple(found)
