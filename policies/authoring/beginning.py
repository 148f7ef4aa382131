"""A policy to begin with, and its cases: what `driftgate policy new` writes. Both are right as they are."""

from __future__ import annotations

import re

from engine.errors import ConfigError

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


def write_beginning(id_: str) -> dict[str, str]:
    """Return the files of a new policy by name; raises ConfigError for an id that no policy can have."""
    if not _ID.fullmatch(id_):
        raise ConfigError(
            f"{id_!r} is no id of a policy", hint="two or more words in small letters with - between: bucket-names"
        )
    return {
        "policy.rego": _POLICY.replace("$ID", id_).replace("$PACKAGE", id_.replace("-", "_")),
        "cases.yaml": _CASES,
    }


_POLICY = """\
# METADATA
# title: Buckets are named after a team
# description: Whoever finds a bucket has to know whom to ask about it.
# custom:
#   id: $ID
#   severity: medium
#   category: naming
#   resource_types: [aws_s3_bucket]
#   requires: [bucket]
#   controls: [own:$ID]
#   message: the name {name} does not begin with acme-
#   remediation: Call it acme-TEAM-NAME.
package own.$PACKAGE

import rego.v1

deny contains {"path": ["bucket"], "observed": name, "required": "acme-*", "args": {"name": name}} if {
	name := input.attributes.bucket
	not startswith(name, "acme-")
}
"""
_CASES = """\
# What the policy has to say of small estates: it has to fail one, pass one, and find one unknown.
- fail: the name of nobody
  given:
    aws_s3_bucket.x: { bucket: logs }
- pass: the name of a team
  given:
    aws_s3_bucket.x: { bucket: acme-shop-logs }
- unknown: a name that only an apply tells
  given:
    aws_s3_bucket.x: {}
  open: [aws_s3_bucket.x.bucket]
"""
