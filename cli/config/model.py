"""The configuration, version 1, as pydantic models: every key that this version honours, and no other."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cli.config.units import AccountId, Duration, Percent, SecretReference
from engine.drift.meanings import Meaning
from engine.model.outcome import FailOn
from engine.model.parity import Expectation


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class Strict(BaseModel):
    """A frozen section: unknown keys are errors, keys are written with hyphens."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=_kebab, use_attribute_docstrings=True)


class Require(StrEnum):
    """How a gate counts; `off` leaves it out."""

    MUST = "must"
    SHOULD = "should"
    INFO = "info"
    OFF = "off"


class Switch(StrEnum):
    """On or off. YAML 1.2 keeps the words as texts."""

    ON = "on"
    OFF = "off"


class Integrity(StrEnum):
    """How deeply a restore was checked: job completed, opens, counts, checksums, application."""

    L0 = "L0"
    L1 = "L1"
    L2 = "L2"
    L3 = "L3"
    L4 = "L4"


class AwsSource(Strict):
    """An AWS account seen through its APIs."""

    regions: Annotated[tuple[str, ...], Field(min_length=1)]
    """The regions to look at."""
    account: AccountId | None = None
    """The account that the credentials must belong to."""
    profile: str = ""
    """The profile of the AWS configuration; empty means the default credentials."""
    role: str = ""
    """A role of the account to assume, by its name; or its whole ARN."""
    external_id: SecretReference | None = None
    """The external id that the role asks for."""
    session_policy: str | None = None
    """A file with a policy that limits the role further, in JSON."""

    cloud_control: Switch = Switch.OFF
    """Also read types without a collector of their own, through Cloud Control."""

    @model_validator(mode="after")
    def a_role_has_an_account(self) -> AwsSource:
        """Refuse a role by its name without the account that it is in."""
        if self.role and not self.role.startswith("arn:") and self.account is None:
            raise ValueError("a role by its name needs the account that it is in")
        if not self.role and (self.external_id or self.session_policy):
            raise ValueError("external-id and session-policy belong to a role: name it under role")
        return self


class StateSource(Strict):
    """A Terraform state whose place needs more than an address."""

    location: str
    """A file, a folder, s3://, https:// or hcp://."""
    headers: dict[str, SecretReference] = {}
    """HTTP headers that prove who asks, such as PRIVATE-TOKEN."""


class Source(Strict):
    """One place that a snapshot is taken from: exactly one kind."""

    tfstate: str | StateSource | None = None
    """A Terraform state: a file, a folder of them, s3://, https:// or hcp://."""
    tfplan: str | None = None
    """The output of `terraform show -json PLANFILE`: intent where it is desired, a refresh where it is observed."""
    hcl: str | None = None
    """A folder of Terraform code."""
    aws: AwsSource | None = None
    """An AWS account."""

    @model_validator(mode="before")
    @classmethod
    def a_mapping(cls, value: object) -> object:
        """Refuse a source as it is written on the command line, with how it is written here."""
        if isinstance(value, str):
            kind, _, location = value.partition(":")
            wanted = (
                f"{{ {kind}: {location} }}"
                if location and kind in {"tfstate", "tfplan", "hcl"}
                else "{ KIND: LOCATION }"
            )
            raise ValueError(f"a source is a mapping: write {wanted}")  # noqa: TRY004 - pydantic expects ValueError
        return value

    @model_validator(mode="after")
    def one_kind(self) -> Source:
        """Refuse a source of no kind or of two."""
        if sum(value is not None for value in (self.tfstate, self.tfplan, self.hcl, self.aws)) != 1:
            raise ValueError("a source has exactly one kind: tfstate, tfplan, hcl or aws")
        return self


class EventsSource(Strict):
    """One place that tells who changed what: exactly one kind."""

    cloudtrail: str | None = None
    """A file of CloudTrail's, or of `aws cloudtrail lookup-events`, or a folder of them."""
    aws: AwsSource | None = None
    """An AWS account whose event history is asked."""

    @model_validator(mode="after")
    def one_kind(self) -> EventsSource:
        """Refuse events of no kind or of two."""
        if (self.cloudtrail is None) == (self.aws is None):
            raise ValueError("events have exactly one kind: cloudtrail or aws")
        return self


class Environment(Strict):
    """An environment: what was intended and where reality is seen."""

    desired: tuple[Source, ...] = ()
    """States, plans and code that tell the intent."""
    observed: tuple[Source, ...] = ()
    """Accounts, and plans of a refresh, that show reality."""
    events: tuple[EventsSource, ...] = ()
    """Who changed what, to be told beside what drifted; it never decides."""


class ResultFiles(Strict):
    """Result files of one tool: paths or patterns, relative to the configuration."""

    k6: str | None = None
    """k6 summaries."""
    junit: str | None = None
    """JUnit XML files."""
    drill: str | None = None
    """Restore-drill records."""


class DriftGate(Strict):
    """Intent against reality."""

    require: Require = Require.MUST
    fail_on: FailOn = FailOn.HIGH


Pattern = Annotated[str, Field(min_length=1)]


class ParityRuleEntry(Strict):
    """What is expected of attributes of two environments; of several rules the first one that fits counts."""

    expect: Expectation
    """What is asked of them; `order` that the reference has at least as much."""
    type: Pattern = "*"
    """The resource type; `*` stands for anything."""
    path: Pattern = "*"
    """The attribute, names with dots between; it covers what is below it."""
    address: Pattern = "*"
    """The address of the candidate's resource."""
    meaning: Meaning | None = None
    """What the attribute decides."""
    min: float | None = None
    """Of ratio (candidate / reference) and bound: the least."""
    max: float | None = None
    """Of ratio and bound: the most."""
    reason: str = ""
    """Why."""

    @model_validator(mode="after")
    def has_a_scope_and_a_range(self) -> ParityRuleEntry:
        """Refuse a rule about everything, and a range that is missing or says nothing."""
        if (self.type, self.path, self.address, self.meaning) == ("*", "*", "*", None):
            raise ValueError("a rule needs a type, a path, an address or a meaning")
        ranged = self.expect in {Expectation.RATIO, Expectation.BOUND}
        if ranged and self.min is None and self.max is None:
            raise ValueError(f"{self.expect} needs min or max")
        if not ranged and (self.min is not None or self.max is not None):
            raise ValueError(f"min and max belong to ratio and bound, not to {self.expect}")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min is greater than max")
        return self


class ParityGate(Strict):
    """This environment against another one."""

    against: str
    """The environment to compare with."""
    require: Require = Require.MUST
    fail_on: FailOn = FailOn.HIGH
    min_confidence: Percent | None = None
    """How much of what both must have in common has to be proven; without it the report only tells."""
    rules: tuple[ParityRuleEntry, ...] = ()
    """What may differ, must differ or must be in proportion; everything else that people set must be equal."""


class PolicyGate(Strict):
    """The policies."""

    require: Require = Require.MUST
    fail_on: FailOn = FailOn.HIGH
    checkov: Switch = Switch.OFF
    """Also run Checkov from its own environment."""
    skip: tuple[str, ...] = ()
    """Ids of policies that do not apply to this organisation."""


class PerformanceGate(Strict):
    """Load tests."""

    require: Require = Require.MUST
    results: Annotated[tuple[ResultFiles, ...], Field(min_length=1)]
    baseline: tuple[ResultFiles, ...] = ()
    max_p95: Duration | None = None
    max_error_rate: Percent | None = None
    max_regression: Percent | None = None
    min_runs: Annotated[int, Field(ge=1, le=1000)] = 1


class RecoveryGate(Strict):
    """Restore drills."""

    require: Require = Require.MUST
    results: Annotated[tuple[ResultFiles, ...], Field(min_length=1)]
    tier: Annotated[int, Field(ge=0, le=4)] | None = None
    max_rto: Duration | None = None
    max_rpo: Duration | None = None
    min_integrity: Integrity | None = None
    max_age: Duration | None = None


class TestsGate(Strict):
    """Functional tests."""

    require: Require = Require.MUST
    results: Annotated[tuple[ResultFiles, ...], Field(min_length=1)]
    max_skipped: Percent | None = None
    max_age: Duration | None = None


class CoverageGate(Strict):
    """What had to be looked at, and how fresh it must be."""

    require: Require = Require.MUST
    min: Percent = 0.99
    max_age: Duration | None = None


class Gates(Strict):
    """The gates of the verdict; a gate that is not here is not asked for."""

    drift: DriftGate | None = None
    parity: ParityGate | None = None
    policy: PolicyGate | None = None
    performance: PerformanceGate | None = None
    recovery: RecoveryGate | None = None
    tests: TestsGate | None = None
    coverage: CoverageGate | None = None


class Snapshots(Strict):
    """Where snapshots are kept, and how long."""

    store: str | None = None
    """A place in S3, s3://BUCKET/PREFIX, instead of the folder."""
    keep: Duration | None = None
    """How long `snapshot prune` leaves them."""
    lock: Duration | None = None
    """How long the object lock of the bucket keeps each from being removed."""

    @model_validator(mode="after")
    def a_lock_is_of_a_bucket(self) -> Snapshots:
        """Refuse a lock for a folder, which has none."""
        if self.lock is not None and self.store is None:
            raise ValueError("a lock needs a bucket: name it under store")
        return self


class Terraform(Strict):
    """How Terraform's documents are read."""

    provider_schema: str | None = None
    """The output of `terraform providers schema -json`, instead of the table of the AWS provider."""


class Evidence(Strict):
    """Evidence bundles."""

    dir: str = ".driftgate/evidence"
    """Where bundles are written."""
    sign: SecretReference | None = None
    """The Ed25519 private key in PEM that signs them."""


class Configuration(Strict):
    """The whole of `driftgate.yaml`."""

    version: Literal[1]
    environments: Annotated[dict[str, Environment], Field(min_length=1)]
    gates: Gates = Gates()
    waivers: str | None = None
    """The waiver file."""
    baseline: str | None = None
    """The file of known findings, which `driftgate baseline` writes."""
    evidence: Evidence = Evidence()
    snapshots: Snapshots = Snapshots()
    terraform: Terraform = Terraform()
    store: str = ".driftgate"
    """Where snapshots, runs and the redaction key are kept."""

    @model_validator(mode="after")
    def parity_knows_its_reference(self) -> Configuration:
        """Refuse a parity gate against an environment that does not exist."""
        parity = self.gates.parity
        if parity is not None and parity.against not in self.environments:
            known = ", ".join(sorted(self.environments))
            raise ValueError(f"gates.parity.against: there is no environment {parity.against!r}; there is {known}")
        return self
