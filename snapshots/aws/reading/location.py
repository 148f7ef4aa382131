"""What `aws:` names: an account, how to get into it, and the regions to look at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import botocore.session
from botocore.exceptions import BotoCoreError

from engine.errors import ConfigError

_FORM = re.compile(r"(?:(?P<account>\d{12})/)?(?P<profile>[A-Za-z0-9_.+=,@ -]*?)@(?P<regions>[a-z0-9,-]+)")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d")
_ROLE = re.compile(r"(?:arn:aws[a-z-]*:iam::\d{12}:role/)?[\w+=,.@/-]{1,200}")
_OPTIONS = frozenset({"role", "cloud-control"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsLocation:
    """A profile (empty for the default credentials), the regions, and the account that is expected.

    `role` is assumed with `external_id` and `session_policy` (JSON); a name alone is one of `account`.
    `cloud_control` allows reading types without a collector through Cloud Control.
    """

    profile: str
    regions: tuple[str, ...]
    account: str = ""
    role: str = ""
    external_id: str = field(default="", repr=False)
    session_policy: str = ""
    cloud_control: bool = False
    max_attempts: int = 5

    def __str__(self) -> str:
        """Return the location as a person writes it."""
        options = [f"role={self.role}"] * bool(self.role) + ["cloud-control=on"] * self.cloud_control
        query = f"?{'&'.join(options)}" if options else ""
        return f"{f'{self.account}/' if self.account else ''}{self.profile}@{','.join(self.regions)}{query}"

    def role_arn(self, partition: str = "aws") -> str:
        """Return the ARN of the role, empty without one."""
        if not self.role or self.role.startswith("arn:"):
            return self.role
        return f"arn:{partition}:iam::{self.account}:role/{self.role}"


def parse_location(text: str) -> AwsLocation:
    """Return the location of a text such as `PROFILE@eu-west-1,us-east-1?role=NAME`; raises ConfigError."""
    place, _, query = text.partition("?")
    match = _FORM.fullmatch(place)
    regions = tuple(part for part in match["regions"].split(",") if part) if match else ()
    if match is None or not regions:
        raise ConfigError(f"aws:{text} is no AWS source", hint="write aws:PROFILE@REGION, for example aws:@eu-west-1")
    try:
        known = botocore.session.get_session().get_available_regions("ec2")
    except BotoCoreError as error:  # AWS_PROFILE names none, or a file cannot be parsed
        what = f"the configuration of AWS cannot be used: {error}"
        raise ConfigError(what, hint="correct AWS_PROFILE and ~/.aws/config") from error
    for region in regions:
        if not _REGION.fullmatch(region) or region not in known:
            raise ConfigError(f"aws:{text}: {region!r} is no AWS region", hint="write for example eu-west-1")
    options = _options(text, query)
    role, fallback = options.get("role", ""), options.get("cloud-control", "off")
    if fallback not in {"on", "off"}:
        raise ConfigError(f"aws:{text}: cloud-control is {fallback!r}", hint="write cloud-control=on")
    account = match["account"] or ""
    if role and (not _ROLE.fullmatch(role) or (not role.startswith("arn:") and not account)):
        raise ConfigError(
            f"aws:{text}: {role!r} is no role here",
            hint="write aws:ACCOUNT/PROFILE@REGION?role=NAME, or the whole ARN of the role",
        )
    return AwsLocation(
        profile=match["profile"],
        regions=tuple(sorted(set(regions))),
        account=account,
        role=role,
        cloud_control=fallback == "on",
    )


def _options(text: str, query: str) -> dict[str, str]:
    found = parse_qs(query, keep_blank_values=True)
    unknown = sorted(found.keys() - _OPTIONS)
    if unknown or any(len(values) != 1 for values in found.values()):
        raise ConfigError(
            f"aws:{text}: {', '.join(unknown) or 'an option'} is not known here or given twice",
            hint="after the ? may stand role=NAME and cloud-control=on",
        )
    return {name: values[0] for name, values in found.items()}
