"""What the host computes for a policy, so that no rule has to: documents, what they grant, what is open, neighbours.

A policy names the facts that it reads (`facts` in its METADATA). They know what is not known by themselves: an entry
that may be wrong says what would have to be known, and is no finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from engine.facts.permissions import refuses_plain_http
from engine.facts.policy_documents import parsed_document
from engine.jsontext.digest import JsonError, parse_json
from engine.model.address import ANY_KEY
from engine.model.policy import Policy
from engine.model.secret import has_secret_anywhere, is_secret_mark
from engine.model.snapshot import REFRESH, Resource, Side, Snapshot
from engine.provider.judging import NOTHING, Judging
from engine.provider.schema import SchemaTable
from policies.facts.dates import Dates
from policies.facts.effective import Effective
from policies.facts.grants import grants_of
from policies.facts.kept import Kept
from policies.facts.known import Known
from policies.facts.neighbours import Neighbours
from policies.facts.openings import Openings
from policies.facts.reachable import Reachable
from policies.facts.rests import Rests
from policies.facts.rules import Rules
from policies.facts.separate import SeparateForms

# What a policy compares. Of other attributes a secret still tells what they are asked for: that a value is set.
_COMPARED = frozenset(
    {"cidr_ipv4", "cidr_ipv6", "from_port", "ingress", "ip_protocol", "retention_in_days", "runtime", "to_port"}
)
_NONE = frozenset[str]()
_LONG = 10_000  # letters of a document that is not kept: of an AWS policy there are fewer
_BESIDE = "beside "  # no attribute has a space in its name
EXPOSURES, GRANTS, PLAIN, PARSED, EFFECTIVE = "exposures", "grants", "refuses_plain_http", "parsed", "effective"
DATES, SUPPORT, REACHABLE, OPENED = "dates", "support", "reachable", "opened"
OF_ESTATE = frozenset({EFFECTIVE, REACHABLE})  # what rests on much of an estate
OF_RULES = frozenset({EXPOSURES, OPENED})  # what rules of firewalls open
FACTS = frozenset({EXPOSURES, GRANTS, PLAIN, PARSED, EFFECTIVE, DATES, SUPPORT, REACHABLE, OPENED})


class Facts:
    """The facts of one snapshot, and what judgements by them rest on (`rests`); its indexes are made once.

    `neighbours` are which resources belong to which.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        policies: Sequence[Policy],
        judging: Judging = NOTHING,
        schema: SchemaTable | None = None,
        as_of: datetime | None = None,
    ) -> None:
        """Index the resources of every type that some policy wants to see beside another."""
        self._snapshot, self._judging, self.as_of = snapshot, judging, as_of
        self._unknown = _unknown_types(snapshot)
        self._documents = frozenset(name for name in judging.documents if "." not in name)
        self._heads = frozenset(name.partition(".")[0] for name in judging.documents)
        self._heads_of: dict[tuple[int, str], tuple[str, ...]] = {}
        self._asked_of: dict[str, tuple[str, ...]] = {}
        self._told: dict[tuple[str, int], Any] = {}
        self._parsed: Kept[str, dict[str, Any] | None] = Kept()
        self._granted: Kept[tuple[str, str], dict[str, Any]] = Kept()
        self._listed = {listing.type for listing in snapshot.listings}
        # A refresh by Terraform shows what it manages: of a type that is not there it manages none, as in a state.
        operations = {listing.operation for listing in snapshot.listings}
        self._is_listed = snapshot.side is Side.OBSERVED and operations != {REFRESH}
        wanted = {type_ for policy in policies for type_ in policy.related}
        separate = frozenset(type_ for type_, form in judging.reach.rules.items() if form.group)
        separate |= {form.child for form in judging.lists.values()}
        if any((OF_RULES | {REACHABLE}) & set(policy.facts) for policy in policies):
            wanted |= separate
        if any(EFFECTIVE in policy.facts for policy in policies):
            forms = judging.principals.values()
            wanted |= {type_ for one in forms for type_ in (*one.documents, *one.attachments, *one.memberships)}
        judged_types = {type_ for policy in policies for type_ in policy.resource_types}
        for type_ in judging.separate.keys() & judged_types:
            wanted |= {form.child for forms in judging.separate[type_].values() for form in forms}
        self._known = Known(judging, schema)
        self.neighbours = Neighbours(judged(snapshot), wanted, judging.settings, judging.regional, separate)
        self._dates = Dates(judging, self._known, as_of)
        rules = Rules(snapshot, judging, self.neighbours, self._known, self._unlisted)
        self._openings = Openings(rules, judging, self.neighbours)
        effective = Effective(snapshot, judging, self.neighbours, self._known, parsed_document, self._unlisted)
        reachable = Reachable(snapshot, judging, self._known, self._openings, self._unlisted)
        self._of: Mapping[str, Callable[[Resource], Any]] = {
            EXPOSURES: self._openings.of,
            OPENED: self._openings.opened,
            EFFECTIVE: effective.of,
            REACHABLE: reachable.of,
            DATES: self._dates.of,
            SUPPORT: self._dates.support,
        }
        self._separate = SeparateForms(judging, self.neighbours, self._known)
        self.rests = Rests(snapshot, judging, schema, self._known, self.neighbours, self._names)

    def resource(self, resource: Resource, related: Iterable[str], facts: Iterable[str] = ()) -> dict[str, Any]:
        """Return a resource as policies see it, with its related resources of the given types, and some facts."""
        attributes = self.attributes(resource)
        texts = self.texts(attributes)
        return {
            "type": resource.type,
            "address": resource.address,
            "id": resource.id,
            "account": resource.account,
            "region": resource.region,
            "attributes": attributes,
            "documents": self.documents(texts),
            "related": {type_: self.related(resource, type_) for type_ in related},
            "facts": {name: self.told(name, resource, attributes, texts) for name in facts},
        }

    def attributes(self, resource: Resource) -> Mapping[str, Any]:
        """Return the attributes of a resource as policies see them: without what others say beside it."""
        return self._separate.without(resource, self._known.attributes(resource))

    def texts(self, attributes: Mapping[str, Any]) -> dict[str, str]:
        """Return the texts of policy documents among attributes, by name."""
        return dict(self._texts(attributes))

    def documents(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """Return the policy documents in some texts, by name; without those that are none."""
        told = ((name, self._document(text)) for name, text in texts.items())
        return {name: document for name, document in told if document is not None}

    def related(self, resource: Resource, type_: str) -> list[dict[str, Any]]:
        """Return the resources of a type that belong to a resource, as policies see them."""
        return [
            {"address": other.address, "id": other.id, "attributes": self._known.attributes(other)}
            for other in self.neighbours.children(resource, type_)
        ]

    def fact(self, name: str, resource: Resource) -> Any:
        """Return a fact that is worked out of a resource and what is beside it, and not of its documents.

        What rests on much of an estate is worked out once: for the digest of what a judgement rests on, and for the
        rule.
        """
        if name not in OF_ESTATE:
            return self._of[name](resource)
        key = (name, id(resource))
        if key not in self._told:
            self._told[key] = self._of[name](resource)
        return self._told[key]

    def told(self, name: str, resource: Resource, attributes: Mapping[str, Any], texts: Mapping[str, str]) -> Any:
        """Return a fact of a resource, by its attributes and the texts of documents as policies see them."""
        if name in self._of:
            return self.fact(name, resource)
        if name == GRANTS:
            told = ((at, self._grants(text, resource.account)) for at, text in texts.items())
            return {at: grants for at, grants in told if grants is not None}
        if name == PARSED:
            parsed = {at: _json(attributes.get(at)) for at in self._judging.parsed}
            return {at: value for at, value in parsed.items() if value is not None}
        arn = f"arn:aws:s3:::{attributes.get('bucket', '')}"
        documents = self.documents(texts)
        return {at: refuses_plain_http(document, (arn, f"{arn}/zz-any")) for at, document in documents.items()}

    def _document(self, text: str) -> dict[str, Any] | None:
        """Return the policy document in a text, none where there is none; an estate writes the same again and again."""
        if len(text) > _LONG:
            return parsed_document(text)
        if text not in self._parsed:
            self._parsed.keep(text, parsed_document(text))
        return self._parsed[text]

    def _grants(self, text: str, account: str) -> dict[str, Any] | None:
        """Return what the document in a text grants in an account, none where there is none."""
        key = (text, account)
        found = self._granted.get(key)
        if found is None and (document := self._document(text)) is not None:
            found = grants_of(document, self._judging.reach.permissions, account)
            if len(text) <= _LONG:
                self._granted.keep(key, found)
        return found

    def _texts(self, attributes: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """Yield the texts of policy documents among attributes, with their names; of a block one for each entry."""
        if self._heads.isdisjoint(attributes):
            return
        for path in self._judging.documents:
            name, _, inner = path.partition(".")
            value = attributes.get(name)
            if not inner:
                if isinstance(value, str):
                    yield name, value
            elif isinstance(value, Sequence) and not isinstance(value, str):
                for index, entry in enumerate(value):
                    text = entry.get(inner) if isinstance(entry, Mapping) else None
                    if isinstance(text, str) and text:
                        yield f"{name}.{index}.{inner}", text

    def missing(self, policy: Policy, resource: Resource) -> str:
        """Return what a policy needs of a resource and cannot have, as a sentence, empty when it has everything."""
        return next(
            filter(None, (self._problem(name, resource) for name in self._asked_for(policy, resource.type))), ""
        )

    def all_missing(self, policies: Sequence[Policy], resource: Resource) -> Mapping[str, str]:
        """Return what each of some policies of a type cannot have, as `missing` says it, by its id."""
        type_, found = resource.type, self._asked_of.get(resource.type)
        if found is None:
            names = dict.fromkeys(name for policy in policies for name in self._asked_for(policy, type_))
            found = self._asked_of[type_] = tuple(names)
        attributes = self._known.attributes(resource)
        # What is there can be used, where nothing is hidden, unless it is a document.
        plain = attributes.keys() - self._heads if not self.rests.with_marks(resource) else _NONE
        asked = (name for name in found if name not in plain)
        problems = {name: problem for name in asked if (problem := self._problem(name, resource))}
        if not problems:
            return {}
        told = ((policy.id, self._asked_for(policy, type_)) for policy in policies)
        return {id_: problems[first] for id_, names in told if (first := next(filter(problems.get, names), None))}

    def _asked_for(self, policy: Policy, type_: str) -> tuple[str, ...]:
        """Return the attributes that a policy needs of a type, and the types of which it needs those beside it."""
        found = self._heads_of.get((id(policy), type_))
        if found is None:
            heads = dict.fromkeys(required.partition(".")[0] for required in policy.required(type_))
            # A setting of the account mends what is wrong with a resource: without it one may still be right.
            beside = (f"{_BESIDE}{other}" for other in policy.related if other not in self._judging.settings)
            found = self._heads_of[id(policy), type_] = (*heads, *beside)
        return found

    def _problem(self, name: str, resource: Resource) -> str:
        """Return why a policy cannot have what it asks for, as a sentence; empty where it can."""
        if name.startswith(_BESIDE):
            return self._unrelated(resource, name.removeprefix(_BESIDE))
        attributes = self._known.attributes(resource)
        return self._unusable(name, attributes[name], resource) if name in attributes else self._absent(name, resource)

    def _unusable(self, name: str, value: Any, resource: Resource) -> str:
        """Return why a policy cannot use the value of an attribute, as a sentence; empty where it can."""
        if isinstance(value, bool | int | None):
            return ""
        if name in _COMPARED and not isinstance(value, str) and name in self.rests.with_marks(resource):
            return f"{name} of {resource.type} is a secret"
        # What was hidden of a text may be what a policy looks for in it.
        if isinstance(value, str) and has_secret_anywhere(value):
            return f"{name} of {resource.type} holds a secret"
        if name in self._documents and is_secret_mark(value):
            return f"{name} of {resource.type} is no policy document"
        for _, text in self._texts({name: value}) if name in self._heads else ():
            if text and self._document(text) is None:
                return f"{name} of {resource.type} is no policy document"
        return ""

    def _absent(self, name: str, resource: Resource) -> str:
        """Return why an attribute is not there, as a sentence."""
        intent = resource.intent
        if self._known.is_unknown(resource, (name,)):
            return self._known.why(resource, (name,))
        if resource.declared or (intent is not None and name in intent.unset):
            return f"{name} of {resource.type} is not set, and what it is then is not known"
        return f"{name} of {resource.type} was not read"

    def _unrelated(self, resource: Resource, type_: str) -> str:
        """Return why nobody knows whether a resource has one of a type beside it, as a sentence."""
        if self.neighbours.has_many(resource, type_):
            return f"more than {self.neighbours.most(type_)} {type_} may belong to it"
        children = self.neighbours.children(resource, type_)
        if children:
            perhaps = next((item for item in children if ANY_KEY in item.address), None)
            return "" if perhaps is None else f"whether there is {perhaps.address} is not known"
        if unlisted := self._unlisted(type_):
            return unlisted
        if other := self.neighbours.perhaps(resource, type_):
            return f"whether {other.address} belongs to it is known after apply"
        return ""

    def _unlisted(self, type_: str) -> str:
        """Return why nobody knows which resources of a type there are, as a sentence."""
        unlisted = self._is_listed and type_ not in self._listed
        if type_ in self._unknown or unlisted or not self._snapshot.complete:
            return f"whether there is a {type_} is not known"
        return ""

    def _names(self, policy: Policy, resource: Resource) -> frozenset[str]:
        """Return the attributes that the facts of a policy read; what of them is open the facts know by themselves."""
        if not policy.facts:
            return _NONE
        found = self._openings.names(resource) if OF_RULES & set(policy.facts) else _NONE
        found |= self._dates.versioned(resource) if SUPPORT in policy.facts else _NONE
        return found | (self._dates.timed(resource) if DATES in policy.facts else _NONE)


def judged(snapshot: Snapshot) -> Iterable[Resource]:
    """Yield the resources that policies judge: managed, and not the provider's own."""
    return (item for item in snapshot.resources if item.is_answered_for)


def _unknown_types(snapshot: Snapshot) -> set[str]:
    unknown = {type_ for gap in snapshot.gaps for type_ in gap.types}
    return unknown | {listing.type for listing in snapshot.listings if not listing.complete}


def _json(value: Any) -> Any:
    """Return what a text of JSON says, none for one that is none."""
    try:
        return parse_json(value.encode("utf-8", "surrogatepass"), name="text") if isinstance(value, str) else None
    except JsonError:
        return None
