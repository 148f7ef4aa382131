"""The page that says how two configurations are compared, made of the code that does it."""

from __future__ import annotations

from dataclasses import replace

from engine.canonical.rules import RULES
from engine.findings import catalogue
from engine.gates.parity.judge import TARGET, percent
from engine.matching import similarity as likeness
from engine.matching import swaps as crossed
from engine.matching import words
from engine.model.parity import ParityRule
from engine.provider.by_design import DEFAULTS
from engine.provider.meaning import Meaning
from snapshots.aws.catalog import TYPES
from snapshots.aws.provider import AwsProvider
from snapshots.terraform.schema import ProviderSchema

_HEAD = """\
# How configurations are compared

Made by `make docs` from the code.

Both sides are brought into one canonical form first, by what the provider's schema says of each attribute and by the
rules below. Two attributes differ when their canonical forms do. Nothing that was read is left out of a comparison but
for what a rule joins and what moves by itself (`snapshots/aws`). What only one side tells is counted, and
is a gap where a difference in it would fail the gate. The digest of the rules and of the facts that they use stands in
every report, and with `--format json` each finding names the `rules` that were applied to its two sides.

## Rules of the canonical form

| rule | what it says |
|---|---|
"""
_REST = """
An attribute that is at its default is the same as one that is absent; one that moves away from its default shows.
Secrets are compared by their fingerprints. Those of two keys can be told neither equal nor different: that is a gap.

A state says in which version of a type's schema its values are; what an API tells is in the form of the version that
the comparison goes by. A type that is in several versions is compared by what both have, and named once as a finding of
low severity: `--provider-schema FILE`, or `terraform.provider-schema` in `driftgate.yaml`, takes what
`terraform providers schema -json` prints for the providers in use. Of several files the newest version of a type
counts, and types that none has are as our own table of the AWS provider says: that of 5.100.0, with the types and
attributes that 6.66.0 has beyond it, as the bindings say that are generated from its schema (@cdktn/provider-aws
25.7.0; facts, and no text of theirs). Which of these are sensitive is known from what Terraform prints of the schema of
6.47.0 (lonegunmanb/terraform-aws-schema), and of types that are younger from the provider's source at 6.58.0; of what
is younger still, names and values tell it. Types without a schema, those of other providers, are compared as they are
written, lists in order, and named in the report and in the summary of the gate.

What version 6 of the AWS provider says otherwise than version 5 is taken from its upgrade guide
(`snapshots/aws/upgrades.py`): an attribute with another name is the same attribute, a word of a boolean the same word,
a resource whose id has another form the same resource. A block that became a list of one, and a value of another kind,
are the same by the schema. What one version has not is told as unread, unless another attribute says it in both. A
difference in what means something else in each is a gap: nobody can tell whether it is one.

## Who is who

Intent and reality are matched by the id that the provider gives, within a type, an account and a region; types whose id
says too little are matched by the attributes that name them. Of several that share an id, such as the `none` of every
random password, equal addresses are the same resource.

An address that a `moved` block in the code, or a plan, says to be another by now is that other one: a state that still
has the old address is of the block with the new one, and two environments of which only one was applied since are
matched. A `moved` block without two literal addresses is a gap.

Two environments are matched by their addresses, without the words that name the environment, and without the region
where each of them is in one. Two that exchanged their addresses are matched crosswise: where those of one address share
no name and less than {unlike}, and each shares {same} with the one of another address, in a circle that closes. Within
a block that is counted, instances that moved up are, too. What environments differ in by design (places, networks,
sizes) says nothing of that, and in doubt the addresses stay.

Where one environment has more of a counted block, equal addresses stay the same resource unless a name says that an
index moved. What is left over is told once, as one more or as lacking, and what names it elsewhere is told with it.

**The environments' own words are learnt.** Where the names of at least {least} counterparts differ in one word, and
that word stands for the other one nearly always (`acme-prd-orders`, `acme-ppd-orders`), what differs in it alone is the
same. `parity.word` tells it in one row, with what to write down: `words: [prd]` under one environment and
`words: [ppd]` under the other; `gates.parity.learn-words: off` switches it off. A name in which it does not hold
stays a difference, and no word is learnt that says what is set (`deny`, `public`): where such a one stands alone it
says so, whatever an environment is called. So is a numbered tag learnt, as a whole (`cc-1001`, `cc-2002`), that all
resources of one side have.
Hosts that the provider makes (of load balancers, databases) are called what they lead to. What names a resource or the
account of the reference is `parity.points_there`, and high, whatever the attribute is about. Of what is
hidden nobody can tell what it names: a variable with the same hidden value in both is `parity.shared_place` where its
name says that something lies there (`BUCKET`, `DB_HOST`, `ORDERS_TABLE`), high for what is one in all of the world.
Nobody can tell of what is hidden as a whole under a name that says nothing, such as user data, of
which many states have a digest alone.

**Two styles are one.** What one environment says inside of a resource and the other by a resource of its own (rules of
security groups, settings of buckets, policies of roles, routes) is the same, and told once where it is not: by the
separate resources where both have them, else where the two parents are compared. A bucket, queue, topic or secret that
no refresh has told of its separate resources yet is compared as the next one makes it; what the separate resource says
and the parent has no form for stays a difference.

**The provider's own things have one name.** The key that a service takes where nobody names one (`alias/aws/ebs`) has
another id in each account. It is the same where a source tells whose it is: a live one, or a data source
`aws_kms_alias` or `aws_kms_key` in the state that asks for the alias. A key that nothing tells of stays a difference.

What is left over is matched by likeness: each resource has traits (the label, modules and key of its address, names,
tags, values, and what it refers to), and a trait counts the more the fewer resources have it. The score is what two
resources share over what they have, from 0 to 1.

- From {enough} on, and {lead} better than any other, they are one when they share something that names just these two.
- From {clear} on they are one when the next best is {far:.0f} times worse.
- Two that have names of the same kind, and none in common, are never one.
- Several that nothing but their addresses tells apart are matched in order: whichever is which, nothing differs.
- What may be each of several is ambiguous: it is listed with its candidates and makes the gate inconclusive.

`renamed` in the report lists what was matched by more than its address, with the reason and the confidence: the score
beside the sum of it and the next best. A resource stands in exactly one place: matched, only left, only right or
ambiguous; that these are all is checked in every run.
"""


_THREE = """
## Code, state and reality

Where the code is given beside the state (`hcl:FOLDER`), what it writes literally, attributes and the members of blocks,
is held against both. References to variables, locals and `each` are what files of variables, calls of modules and
literals say: `terraform.tfvars` and `*.auto.tfvars` by themselves, others behind the folder (`hcl:infra@prod.tfvars`)
or under `var-files`. What rests on the default of a variable of the root module can fail a policy and pass
none, and is not held against a state: somebody may give another value. Other expressions, and what is
left out of a block, are left to a plan. Earlier snapshots of the same states, of one lineage and with lower serials,
are read as far as they are needed.

| code | state | reality | earlier state | finding |
|---|---|---|---|---|
| a | a | b | | `{changed}`: foreign |
| b | a | b | | `{changed}`, low: the code intends what is there, the state is behind |
| a | b | b | none was a | `{pending}`: no apply has brought it about |
| a | b | b | was a | `{absorbed}`: a refresh took a change by hand into the state, by which serial |
| unknown | b | b | the newest was a | `{state_moved}`, a warning: an apply, or a refresh that took it in |

Where a plan is the intent (`tfplan:FILE` as a desired source), what it is about to change, create, replace or delete
is `{planned}`, low, as long as what is there is what the plan starts from. What a refresh found changed by others
(`resource_drift`), and the plan only puts back, stays `{changed}` or `{missing}`.
"""
_MATTERS = """
## How much a difference matters

What an attribute decides gives the severity of a change and its weight in the confidence of parity. Opening something
to everybody or letting somebody do everything is critical, told by the addresses and ports of the rules together and
by what policies mean; taking a protection away is as severe as what it protects, lessening one at most medium, and
adding one is low. A block, list or object that a change brings weighs as much as the most that came with it does by
itself. Some attributes and types matter less than others of their kind. The tables are in `snapshots/aws`; `why` in the
report says it of each finding, and [severity.md](severity.md) ranks changes beside other tools.

| meaning | what it decides | severity | weight |
|---|---|---|---|
"""
_PARITY = """
## What two environments must have in common

Everything that people set must be equal, unless a rule says otherwise: those under `gates.parity.rules` first, then
these.

| rule | expects | of | why |
|---|---|---|---|
{rules}
Two private networks may differ everywhere; a network that everybody is in, or that is public, is never one of them.
Sizes of instances are put in an order by their step (`small`, `medium`, `large`), whatever their family. What an
instance has only because of its type (credits) differs with that. None of these looks into documents and maps whose
names are people's own; the sizes of containers are sizes.

The confidence of parity is earned / total. `total` is the sum of the weights of all attributes that had to be compared:
those that people set on either side of matched resources, and all that is set of resources without exactly one
counterpart. `earned` counts of these the attributes that are equal or differ as a rule allows. What is unknown earns
nothing: what one side does not tell, and settings that were redacted (environment variables, user data) and differ. The
target is {target}; with `min-confidence` less than that fails, or is inconclusive where what is unknown could make up
for it.

## Before an apply

A candidate may be a plan that nobody has applied, or code. What only an apply tells of it (`known after apply`, what
nobody sets and the provider decides, members of blocks of which the rest is known) is neither the same nor different:
it is a gap where a difference there would fail the gate. These are no gaps:

- what the provider is known to make of an attribute that nobody sets, and a switch or number that a plan leaves out;
- an attribute that refers to the counterpart of what the reference has there, where code beside the plan says that it
  is this attribute and no function of it;
- what is said by separate resources: these have counterparts of their own.

Of code only that counts which no variable can change; how many resources an expression makes only a plan tells.
[parity.md](parity.md) has how much is left open of twelve pairs.
"""


def document() -> str:
    """Return the page."""
    provider = AwsProvider(ProviderSchema())
    rows = "".join(f"| {rule.name} | {rule.says} |\n" for rule in RULES)
    rest = _REST.format(
        least=words.LEAST,
        enough=likeness.ENOUGH,
        lead=likeness.LEAD,
        clear=likeness.CLEAR,
        far=likeness.FAR,
        unlike=crossed.UNLIKE,
        same=crossed.SAME,
    )
    meanings = "".join(
        f"| {meaning} | {meaning.words} | {meaning.severity} | {meaning.weight} |\n" for meaning in Meaning
    )
    of_types = [replace(rule, type=type_) for type_ in TYPES for rule in provider.facts(type_).parity]
    defaults = "".join(
        f"| {rule.name} | {rule.expect} | {_scope(rule)} | {rule.reason} |\n"
        for rule in (*of_types, *provider.common.parity, *DEFAULTS)
        if not rule.path.startswith("*.")
    )
    parity = _PARITY.format(rules=defaults, target=percent(TARGET))
    three = _THREE.format(
        changed=catalogue.CHANGED.id,
        missing=catalogue.MISSING.id,
        pending=catalogue.PENDING.id,
        absorbed=catalogue.ABSORBED.id,
        state_moved=catalogue.STATE_MOVED.id,
        planned=catalogue.PLANNED.id,
    )
    return _HEAD + rows + rest + three + _MATTERS + meanings + parity


def _scope(rule: ParityRule) -> str:
    parts = [f"`{rule.type}`"] * (rule.type != "*") + [f"`{rule.path}`"] * (rule.path != "*")
    return ", ".join([*parts, *([rule.meaning] if rule.meaning else [])])
