"""The configuration, version 1, as pydantic models: every key that this version honours, and no other."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from cli.config.gates import Gates
from cli.config.strict import Strict
from cli.config.units import AccountId, Address, Duration, Moment, Profile, Region, Role, SecretReference, VarFile
from engine.acceptance.person import is_named
from engine.gates.settings import Switch
from engine.gates.table import PARITY
from engine.model.subject import NOBODY
from engine.verdict.nightly import NIGHT
from snapshots.redaction.own import check_name, check_path, check_pattern


class AwsSource(Strict):
    """An AWS account seen through its APIs."""

    regions: Annotated[tuple[Region, ...], Field(min_length=1)]
    """The regions to look at."""
    account: AccountId | None = None
    """The account that the credentials must belong to."""
    profile: Profile = ""
    """The profile of the AWS configuration; empty means the default credentials."""
    role: Role = ""
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

    location: Address
    """A file, a folder, s3://, https:// or hcp://."""
    headers: dict[str, SecretReference] = Field(default_factory=dict)
    """HTTP headers that prove who asks, such as PRIVATE-TOKEN."""


class Source(Strict):
    """One place that a snapshot is taken from: exactly one kind."""

    tfstate: Address | StateSource | None = None
    """A Terraform state: a file, a folder of them, s3://, https:// or hcp://."""
    tfplan: Address | None = None
    """The output of `terraform show -json PLANFILE`: intent where it is desired, a refresh where it is observed."""
    hcl: str | None = None
    """A folder of Terraform code."""
    var_files: tuple[VarFile, ...] = ()
    """Files of variables beside those that Terraform finds by itself, as paths from that folder."""
    aws: AwsSource | None = None
    """An AWS account."""
    doc: str | None = None
    """JSON or YAML of any tool (Kubernetes, ECS, feature flags, Helm values): a file, or a folder of them."""

    @model_validator(mode="before")
    @classmethod
    def a_mapping(cls, value: object) -> object:
        """Refuse a source as it is written on the command line, with how it is written here."""
        if isinstance(value, str):
            kind, _, location = value.partition(":")
            wanted = (
                f"{{ {kind}: {location} }}"
                if location and kind in {"tfstate", "tfplan", "hcl", "doc"}
                else "{ KIND: LOCATION }"
            )
            raise ValueError(f"a source is a mapping: write {wanted}")  # noqa: TRY004 - pydantic expects ValueError
        return value

    @model_validator(mode="after")
    def one_kind(self) -> Source:
        """Refuse a source of no kind or of two."""
        if sum(value is not None for value in (self.tfstate, self.tfplan, self.hcl, self.aws, self.doc)) != 1:
            raise ValueError("a source has exactly one kind: tfstate, tfplan, hcl, aws or doc")
        if self.var_files and self.hcl is None:
            raise ValueError("var-files belong to code: name its folder under hcl")
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


class OwnedSection(Strict):
    """What somebody owns: resources with all `tags`, or of one of the `stacks`; `*` stands for anything."""

    tags: dict[str, Annotated[str, Field(min_length=1)]] = Field(default_factory=dict)
    """Tags and their values."""
    stacks: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """Names of CloudFormation stacks."""
    accounts: tuple[AccountId, ...] = ()
    """Accounts, which limit both; alone, all that lies in them."""

    @property
    def is_limited(self) -> bool:
        """Tell whether it names anything."""
        return bool(self.tags or self.stacks or self.accounts)


class ScopeSection(OwnedSection):
    """What the team of an environment owns of all that is there; what nobody intends outside of it is not its own."""

    states: tuple[Source, ...] = ()
    """States of what others manage in the same accounts."""

    @model_validator(mode="after")
    def it_says_something(self) -> ScopeSection:
        """Refuse a scope that limits nothing, and what is no state under `states`."""
        if not self.is_limited and not self.states:
            raise ValueError("a scope names tags, stacks, accounts or states")
        if any(source.tfstate is None for source in self.states):
            raise ValueError("states are Terraform states: write { tfstate: LOCATION }")
        return self


class ServiceSection(OwnedSection):
    """A service of the organisation: who answers for it, and what it owns."""

    owner: Annotated[str, Field(min_length=1)]
    """Who answers for it."""

    @model_validator(mode="after")
    def it_is_somebodys_and_something(self) -> ServiceSection:
        """Refuse an owner who is nobody, and a service that owns nothing."""
        if not is_named(self.owner):
            raise ValueError(f"the owner {self.owner!r} names nobody")
        if not self.is_limited:
            raise ValueError("a service names its tags, stacks or accounts")
        return self


class EphemeralSection(Strict):
    """An environment that is made for a while, such as one for each pull request."""

    lifetime: Duration
    """How long it may be there."""


class Environment(Strict):
    """An environment: what was intended and where reality is seen."""

    desired: tuple[Source, ...] = ()
    """States, plans, code and documents that tell the intent."""
    observed: tuple[Source, ...] = ()
    """Accounts, plans of a refresh, and documents of what is there, that show reality."""
    words: tuple[Annotated[str, Field(pattern=r"^[^\W_](?:[-_ /]?[^\W_]){1,79}$")], ...] = ()
    """Words beside its name by which its resources are told from those of another environment, such as prd."""
    events: tuple[EventsSource, ...] = ()
    """Who changed what, to be told beside what drifted; and who made what nobody intends."""
    scope: ScopeSection | None = None
    """What its team owns of all that is there; by itself all that no other service owns."""
    ephemeral: EphemeralSection | None = None
    """It is made for a while: `drift` tells when it lives too long, and what is left of it once it is destroyed."""


class AdoptionSection(Strict):
    """A time in which results that name no subject are accepted, as a condition that somebody answers for."""

    until: Moment
    """The day on which it ends."""
    owner: Annotated[str, Field(min_length=1)]
    """Who answers for it."""
    reason: Annotated[str, Field(min_length=1)]
    """Why."""

    @model_validator(mode="after")
    def somebody_answers_for_it(self) -> AdoptionSection:
        """Refuse an owner who is nobody."""
        if not is_named(self.owner):
            raise ValueError(f"the owner {self.owner!r} names nobody")
        return self


class Subject(Strict):
    """What a verdict is about; without these keys, what git and the CI system say."""

    commit: Annotated[str | None, Field(min_length=1)] = None
    """The commit of the code; a text, or `file:PATH` of a file that holds it."""
    image: Annotated[str | None, Field(min_length=1)] = None
    """The digest of the image; a text, or `file:PATH` of a file that holds it."""
    version: Annotated[str | None, Field(min_length=1)] = None
    """The version; a text, or `file:PATH` of a file that holds it."""
    adopt: AdoptionSection | None = None
    """Until when results may name no subject."""


# At least the organisation is named before a `*`: what stands only at the front of a host or a name is anybody's.
_SIGNER = re.compile(r"https?://[^/*]+/[^/*]+/[^*]*\*?|[^/*@\s]+@[^/*@\s]+")


class SignerIdentity(Strict):
    """Who signs attestations by Sigstore, as the certificate names it."""

    subject: str
    """The workflow, https://github.com/ORG/REPOSITORY/.github/workflows/FILE@REF, exactly or with `*` for its end."""
    issuer: Annotated[str, Field(min_length=1)] = "https://token.actions.githubusercontent.com"
    """Who vouches for that name; GitHub unless said otherwise."""
    repository: Annotated[str | None, Field(min_length=1)] = None
    """The repository whose workflow ran, https://github.com/ORG/REPOSITORY; a shared workflow runs for many."""

    @field_validator("subject")
    @classmethod
    def a_subject_is_somebody(cls, value: str) -> str:
        """Refuse a name that would be everybody's."""
        if not _SIGNER.fullmatch(value):
            raise ValueError("name a workflow, https://github.com/ORG/…, with * at its end only, or an address of mail")
        return value


class Record(Strict):
    """How recorded runs and attestations are signed."""

    sign: SecretReference | None = None
    """The Ed25519 private key in PEM that `driftgate record` signs with."""
    keys: tuple[SecretReference, ...] = ()
    """The public keys in PEM; where there are some, only what is signed binds a result."""
    roots: tuple[SecretReference, ...] = ()
    """Trusted roots of Sigstore in JSON, by which attestations of `identities` are verified, offline."""
    identities: tuple[SignerIdentity, ...] = ()
    """Who signs attestations by Sigstore; whoever else does is nobody."""

    @model_validator(mode="after")
    def a_root_is_for_somebody(self) -> Record:
        """Refuse a root without anybody who signs by it, and the other way round."""
        if bool(self.roots) != bool(self.identities):
            raise ValueError("roots and identities belong together: name both")
        return self


class Snapshots(Strict):
    """Where snapshots are kept, and how long."""

    store: Address | None = None
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

    provider_schema: str | tuple[str, ...] = ()
    """Files with the output of `terraform providers schema -json`, before our own table of the AWS provider."""

    @property
    def schemas(self) -> tuple[str, ...]:
        """Return the files, also of one that stands alone."""
        return (self.provider_schema,) if isinstance(self.provider_schema, str) else self.provider_schema


class Redact(Strict):
    """What is secret here, and cannot be recognised: docs/secrets.md."""

    paths: tuple[Annotated[str, AfterValidator(check_path)], ...] = ()
    """Attributes, as TYPE.ATTRIBUTE; * is every type."""
    names: tuple[Annotated[str, AfterValidator(check_name)], ...] = ()
    """Names of attributes and keys, in any spelling; * at an end is anything."""
    patterns: tuple[Annotated[str, AfterValidator(check_pattern)], ...] = ()
    """Forms of tokens, in a part of Python's syntax that takes linear time."""


class Evidence(Strict):
    """Evidence bundles."""

    dir: str = ".driftgate/evidence"
    """Where bundles are written."""
    sign: SecretReference | None = None
    """The Ed25519 private key in PEM that signs them."""


class NightlySection(Strict):
    """How often each environment is judged, so that a night that does not come is told."""

    every: Duration = NIGHT
    """How much later than the last run the next one is due."""
    max_age: Duration | None = None
    """How old the newest run may be; by itself a twelfth more than `every`, 26h for a night."""
    command: Literal["gate", "drift"] | None = None
    """The verb that is due; by itself gate where there has been one, else drift."""
    environments: Annotated[tuple[str, ...] | None, Field(min_length=1)] = None
    """Those that are judged; by itself all. What is left out is shown and does not count."""
    heartbeat: SecretReference | None = None
    """The https address of a monitor that is told of each such run; it is a secret."""

    @model_validator(mode="after")
    def a_run_is_not_stale_before_the_next_one(self) -> NightlySection:
        """Refuse a schedule without a time between runs, and an age that ends before the next run is due."""
        if not self.every:
            raise ValueError("every is above zero, for example 24h")
        if self.max_age is not None and self.max_age < self.every:
            raise ValueError("max-age is at least every: a run would be stale before the next one is due")
        return self


class Configuration(Strict):
    """The whole of `driftgate.yaml`."""

    version: Literal[1]
    environments: Annotated[dict[str, Environment], Field(min_length=1)]
    services: dict[str, ServiceSection] = Field(default_factory=dict)
    """What others own in the same accounts, by the names of their services: it is counted and never blocks."""
    gates: Gates = Gates()
    subject: Subject = Subject()
    record: Record = Record()
    waivers: str | None = None
    """The waiver file, or a folder of waiver files."""
    baseline: str | None = None
    """The file of known findings, which `driftgate baseline` writes."""
    evidence: Evidence = Evidence()
    snapshots: Snapshots = Snapshots()
    terraform: Terraform = Terraform()
    redact: Redact = Redact()
    nightly: NightlySection | None = None
    """When the next run is due, and how old the newest one may be."""
    store: str = ".driftgate"
    """Where snapshots, runs and the redaction key are kept."""

    @model_validator(mode="after")
    def environments_have_names(self) -> Configuration:
        """Refuse a name that says nothing, and what a run without an environment is called in evidence."""
        for name in self.environments:
            if name == NOBODY or not name.strip():
                raise ValueError(f"environments: {name!r} names no environment")
        return self

    @model_validator(mode="after")
    def parity_knows_its_reference(self) -> Configuration:
        """Refuse a parity gate against an environment that does not exist."""
        parity = self.gates.told(PARITY)
        if parity is not None and parity.against not in self.environments:
            known = ", ".join(sorted(self.environments))
            raise ValueError(f"gates.parity.against: there is no environment {parity.against!r}; there is {known}")
        return self

    @model_validator(mode="after")
    def nights_are_of_environments(self) -> Configuration:
        """Refuse a schedule of an environment that does not exist."""
        for name in () if self.nightly is None else self.nightly.environments or ():
            if name not in self.environments:
                known = ", ".join(sorted(self.environments))
                raise ValueError(f"nightly.environments: there is no environment {name!r}; there is {known}")
        return self
