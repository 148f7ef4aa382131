"""The rules of drift and parity, and of types without policies: every id of their findings, and what closes one.

Here each of them is declared, and nowhere else is an id or its remediation spelled out; `docs/rules.md` is made of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.model.outcome import FindingStatus, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRule:
    """A rule. `status` is what its findings say of their resource; where a plan brings something about, it is any.

    `severity` is what all of its findings have, none where that depends on what differs. `says` is when there is such a
    finding, in whole sentences, `remediation` what closes one. `aside` is what the names of the two sides of a change
    do not say, for a report that shows these.
    """

    id: str
    title: str
    status: FindingStatus
    says: str
    remediation: str
    severity: Severity | None = None
    aside: str = ""

    @property
    def gate(self) -> str:
        """Return the gate that has the rule."""
        return self.id.partition(".")[0]


_APPLY = "apply the configuration again, or bring the change into it"
_APPLY_ALL = "apply the configuration again, or remove the resource from it"
_AS_REFERENCE = "set it as in the reference, or say under gates.parity.rules that it may differ"

_VERSIONS = "Two sides are in different versions of a type's schema"
_ONE_VERSION = (
    "apply with one version of the provider on both sides; or give the schema of the one in use: "
    "--provider-schema FILE, or terraform.provider-schema in driftgate.yaml"
)

CHANGED = FindingRule(
    id="drift.changed",
    title="An attribute is not as it was intended",
    status=FindingStatus.CHANGED,
    says="Reality differs from the state, and nothing says that anybody intends it. Where the code already says what "
    "is there, only the state is behind, and it is low.",
    remediation=_APPLY,
)
MISSING = FindingRule(
    id="drift.missing",
    title="An intended resource is not there",
    status=FindingStatus.MISSING,
    says="The state has it and reality has not, as a complete list of its type in its account and region shows. "
    "Without such a list there is a gap instead.",
    remediation=_APPLY_ALL,
    severity=Severity.HIGH,
)
UNMANAGED = FindingRule(
    id="drift.unmanaged",
    title="Nobody intends a resource that is there",
    status=FindingStatus.UNMANAGED,
    says="It was found in reality and is in no desired source, it is not the provider's own, no other resource says it "
    "as a part of itself, and nothing says who else made it.",
    remediation="import it into the configuration, name whose it is under scope or services, or delete it",
)
CLAIMED = FindingRule(
    id="drift.claimed",
    title="Only a claim says who made a resource that is there",
    status=FindingStatus.CLAIMED,
    says="Nobody intends it, and only a tag that anybody can write says which tool made it, or that it is a part of "
    "what a tool made, to which anybody can add. It warns: the tool may have made it, and so may a person. What lets "
    "everybody in or do everything is critical all the same, whoever claims it. Where the provider itself confirms a "
    "maker, there is no finding.",
    remediation="import the resource into the configuration, or delete it; a stack or a state of others confirms it",
)
LEFTOVER = FindingRule(
    id="drift.leftover",
    title="Something is left of an environment that was destroyed",
    status=FindingStatus.UNMANAGED,
    says="The environment is ephemeral and its state has no resources any more. This is one that it had when it was "
    "last looked at, and it is still there.",
    remediation="delete it, and destroy such environments with what made them",
    severity=Severity.HIGH,
)
OVERDUE = FindingRule(
    id="drift.overdue",
    title="An environment lives longer than it may",
    status=FindingStatus.VIOLATION,
    says="It is ephemeral, and stored snapshots show that it has had resources for longer than its lifetime. Before "
    "the first of them nobody has looked, so that it may be older.",
    remediation="destroy it, or give it a longer lifetime",
    severity=Severity.HIGH,
)
AMBIGUOUS = FindingRule(
    id="drift.ambiguous",
    title="A resource may be each of several",
    status=FindingStatus.AMBIGUOUS,
    says="Several resources of one side have its id, and neither account nor region tells them apart. Nothing about it "
    "is proven, so that it is inconclusive whatever its severity.",
    remediation="give the resources different names or ids",
    severity=Severity.HIGH,
)
TAINTED = FindingRule(
    id="drift.tainted",
    title="The next apply replaces a resource",
    status=FindingStatus.CHANGED,
    says="The state marks it tainted: Terraform could not finish making it, or somebody asked for a new one.",
    remediation=_APPLY,
    severity=Severity.LOW,
)
RUN_STATE = FindingRule(
    id="drift.run_state",
    title="A resource does not run as when it was applied",
    status=FindingStatus.CHANGED,
    says="A machine that ran when the state was written is stopped, or the other way about. No configuration says it, "
    "so that an apply puts nothing back. At its severity it warns; gates.drift.fail-on: medium lets it fail.",
    remediation="start or stop it again, or apply a refresh: terraform apply -refresh-only",
    severity=Severity.MEDIUM,
)
VALUE_MOVED = FindingRule(
    id="drift.value_moved",
    title="A secret has another value than it was applied with",
    status=FindingStatus.CHANGED,
    says="The value is never read; its version says that somebody has set another one past Terraform. What rotates by "
    "itself moves and is no finding. At its severity it warns; gates.drift.fail-on: medium lets it fail.",
    remediation=_APPLY,
    severity=Severity.MEDIUM,
)
PENDING_DELETION = FindingRule(
    id="drift.pending_deletion",
    title="A resource is going to be deleted",
    status=FindingStatus.CHANGED,
    says="Somebody has asked for its deletion and the days until it are running: what a key has encrypted cannot be "
    "read already, and never again after it, so that a key is critical and all else high. Nothing else of a key is "
    "compared; an object of Kubernetes works on while something holds it (finalizers), and is compared. It fails by "
    "default.",
    remediation="cancel the deletion, or remove the resource from the configuration",
)
UNAPPLIED = FindingRule(
    id="drift.unapplied",
    title="A resource of the code was never applied",
    status=FindingStatus.MISSING,
    says="The code declares it, no state has it, and its number is no expression.",
    remediation=_APPLY_ALL,
    severity=Severity.MEDIUM,
)
PLANNED = FindingRule(
    id="drift.planned",
    title="A plan is about to bring it about",
    status=FindingStatus.CHANGED,
    says="The intent is a plan that was not applied yet, and what is there is exactly what the plan starts from. What "
    "others changed and the plan only puts back is none of it.",
    remediation="apply the plan, then look again",
    severity=Severity.LOW,
    aside="the plan brings it about, and waits for its apply",
)
PENDING = FindingRule(
    id="drift.pending",
    title="The code waits for an apply",
    status=FindingStatus.CHANGED,
    says="Code says something literally that neither the state nor reality has, and no earlier state had it.",
    remediation=_APPLY,
    aside="the code intends it, and no apply has brought it about",
)
ABSORBED = FindingRule(
    id="drift.absorbed",
    title="A refresh took a change by hand into the state",
    status=FindingStatus.CHANGED,
    says="An earlier state was as the code is. State and reality are the same by now, and differ from the code.",
    remediation=_APPLY,
    aside="a refresh took a change by hand into the state",
)
STATE_MOVED = FindingRule(
    id="drift.state_moved",
    title="The state moved since the one before",
    status=FindingStatus.CHANGED,
    says="State and reality are the same, an earlier state was another, and no code says which is intended: an apply "
    "did it, or a refresh that took a change by hand in. It warns and never fails.",
    remediation="give the code beside the state (hcl:FOLDER), or accept it: driftgate baseline update",
    aside="the state moved, by an apply or by a refresh",
)
PARITY_CHANGED = FindingRule(
    id="parity.changed",
    title="Two environments differ",
    status=FindingStatus.CHANGED,
    says="An attribute that people set differs between counterparts, and no rule says that it may.",
    remediation=_AS_REFERENCE,
)
PARITY_MISSING = FindingRule(
    id="parity.missing",
    title="The candidate lacks a resource",
    status=FindingStatus.MISSING,
    says="The reference has a resource without a counterpart. One more of several alike is only a difference in size.",
    remediation="add it to the candidate, or remove it from the reference",
)
PARITY_EXTRA = FindingRule(
    id="parity.extra",
    title="The candidate has a resource more",
    status=FindingStatus.UNMANAGED,
    says="The candidate has a resource without a counterpart. One more of several alike is only a difference in size.",
    remediation="add it to the reference, or remove it from the candidate",
)
PARITY_AMBIGUOUS = FindingRule(
    id="parity.ambiguous",
    title="A resource may be the counterpart of several",
    status=FindingStatus.AMBIGUOUS,
    says="It is as like to several resources of the other environment. Nothing about it is proven, so that it is "
    "inconclusive whatever its severity.",
    remediation="give the resources the same addresses or different names",
    severity=Severity.HIGH,
)
PARITY_PENDING_DELETION = FindingRule(
    id="parity.pending_deletion",
    title="A resource is going to be deleted in one environment",
    status=FindingStatus.CHANGED,
    says="Somebody has asked for its deletion, and nobody has for that of its counterpart: soon only one of them is "
    "there. A key of KMS is critical and all else high. It fails by default.",
    remediation="cancel the deletion, or remove it from both environments",
)
PARITY_ORDER = FindingRule(
    id="parity.order",
    title="The candidate has more than the reference",
    status=FindingStatus.CHANGED,
    says="A rule asks that the reference has at least as much; sizes and backups are asked so without any.",
    remediation=_AS_REFERENCE,
)
PARITY_RATIO = FindingRule(
    id="parity.ratio",
    title="Two sizes are out of proportion",
    status=FindingStatus.CHANGED,
    says="A rule asks for a range of candidate / reference.",
    remediation=_AS_REFERENCE,
)
PARITY_BOUND = FindingRule(
    id="parity.bound",
    title="A number is out of bounds",
    status=FindingStatus.CHANGED,
    says="A rule asks for a range of the candidate's number, different from the reference or not.",
    remediation=_AS_REFERENCE,
)
PARITY_SAME = FindingRule(
    id="parity.same",
    title="Two environments have the same where they must not",
    status=FindingStatus.CHANGED,
    says="A rule asks that the two differ; the networks of two environments are asked so without any.",
    remediation=_AS_REFERENCE,
)
PARITY_SHARED_SECRET = FindingRule(
    id="parity.shared_secret",
    title="Two environments share a secret",
    status=FindingStatus.CHANGED,
    says="A password, key or token has the same fingerprint on both sides.",
    remediation=_AS_REFERENCE,
    severity=Severity.HIGH,
)
PARITY_SHARED_PLACE = FindingRule(
    id="parity.shared_place",
    title="Two environments may use the same place",
    status=FindingStatus.CHANGED,
    says="A variable whose name says bucket, table, queue, host or the like has the same hidden value on both sides. "
    "What it says nobody can tell; a bucket is one in all of the world, of the others each account may have its own.",
    remediation="give the candidate one of its own, or waive it where both are meant to use one",
)
PARITY_SAME_ACCOUNT = FindingRule(
    id="parity.same_account",
    title="Two environments are in one account",
    status=FindingStatus.VIOLATION,
    says="Resources of both environments lie in one account: what breaks or opens it reaches both.",
    remediation="give each environment its own account, or allow it by a waiver",
    severity=Severity.INFO,
)
PARITY_WAY = FindingRule(
    id="parity.points_there",
    title="The candidate points at the reference",
    status=FindingStatus.CHANGED,
    says="An attribute of the candidate names a resource or the account of the reference, and the reference does not "
    "name it there in its own way: what is tried in one environment reaches the other.",
    remediation="name the candidate's own",
    severity=Severity.HIGH,
)
PARITY_WORD = FindingRule(
    id="parity.word",
    title="The environments have two words for one thing",
    status=FindingStatus.VIOLATION,
    says="In the names of many resources one word of the reference stands where the candidate has another one. The two "
    "are taken for the environments' own words, and what differs in them alone is no difference.",
    remediation="say that it is so: name both under environments.NAME.words; or call the resources alike",
    severity=Severity.INFO,
)
PARITY_SCHEMA_VERSION = FindingRule(
    id="parity.schema_version",
    title=_VERSIONS,
    status=FindingStatus.VIOLATION,
    says="Different versions of the provider wrote the values of the two environments. What both have was compared; "
    "what an attribute means may have changed between them.",
    remediation=_ONE_VERSION,
    severity=Severity.LOW,
)
PARITY_UNUSED_RULE = FindingRule(
    id="parity.unused_rule",
    title="A rule of the configuration fits nothing",
    status=FindingStatus.VIOLATION,
    says="Nothing that was compared is in the scope of a rule under gates.parity.rules: a typo in it would hide what "
    "it asks.",
    remediation="correct the rule, or remove it",
    severity=Severity.LOW,
)
PARITY_CONFIDENCE = FindingRule(
    id="parity.confidence",
    title="Too little of what both must have in common is proven",
    status=FindingStatus.MEASURED,
    says="The confidence is below gates.parity.min-confidence. Where what is unknown could make up for it, it is "
    "inconclusive, else it fails.",
    remediation="begin where most is missing",
    severity=Severity.HIGH,
)
POLICY_NEW_TYPE = FindingRule(
    id="policy.new_type",
    title="A type that nobody judges appeared",
    status=FindingStatus.VIOLATION,
    says="No policy knows the type, gates.policy.outside does not leave it out, and gates.policy.unjudged, which names "
    "who answers for such types, does not name it.",
    remediation="write a policy for it, or name it under gates.policy.outside or gates.policy.unjudged",
    severity=Severity.MEDIUM,
)

SCHEMA_VERSION = FindingRule(
    id="drift.schema_version",
    title=_VERSIONS,
    status=FindingStatus.VIOLATION,
    says="Different versions of the provider wrote the values of intent and reality; what an API tells is in the form "
    "of the version that driftgate knows. What both have was compared; what an attribute means may have changed.",
    remediation=_ONE_VERSION,
    severity=Severity.LOW,
)
CHECK_FAILED = FindingRule(
    id="drift.check_failed",
    title="A check of the configuration does not hold",
    status=FindingStatus.VIOLATION,
    says="A `check` block, or a condition of a resource, output or variable, failed when the plan was made or the "
    "state was shown. Terraform only warns of a `check` block.",
    remediation="make what the check asks for true, or correct the check",
    severity=Severity.MEDIUM,
)
ENTRIES: tuple[FindingRule, ...] = (
    *(CHANGED, MISSING, UNMANAGED, CLAIMED, LEFTOVER, OVERDUE, AMBIGUOUS, TAINTED, UNAPPLIED),
    *(RUN_STATE, VALUE_MOVED, PENDING_DELETION),
    *(PLANNED, PENDING, ABSORBED, STATE_MOVED, SCHEMA_VERSION, CHECK_FAILED),
    *(PARITY_CHANGED, PARITY_MISSING, PARITY_EXTRA, PARITY_AMBIGUOUS, PARITY_PENDING_DELETION),
    *(PARITY_ORDER, PARITY_RATIO, PARITY_BOUND),
    *(
        PARITY_SAME,
        PARITY_SHARED_PLACE,
        PARITY_SHARED_SECRET,
        PARITY_SAME_ACCOUNT,
        PARITY_WAY,
        PARITY_WORD,
        PARITY_SCHEMA_VERSION,
        PARITY_UNUSED_RULE,
        PARITY_CONFIDENCE,
    ),
    POLICY_NEW_TYPE,
)
BY_ID: Mapping[str, FindingRule] = {entry.id: entry for entry in ENTRIES}
