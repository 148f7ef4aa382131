"""What somebody may do by all policies together: his own, those attached, and what a boundary leaves of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.facts.permissions import Grant, find_escalations, gives_any, is_of_power
from engine.jsontext.digest import canonical_json
from engine.model.address import ANY_KEY
from engine.model.place import is_same
from engine.model.secret import has_secret_anywhere
from engine.model.snapshot import Resource, Snapshot
from engine.provider.judging import Judging, PrincipalForm
from policies.facts.known import Known, assumed
from policies.facts.neighbours import Neighbours

Document = Mapping[str, Any]
# The most that any policy of an identity has, without white space: that of a permission set
# (https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html); others have less
# (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
_LONGEST = 32_768


@dataclass(frozen=True, slots=True)
class _Part:
    """A policy of somebody: who calls it what, and its canonical document; `unknown` says why there is none."""

    name: str
    document: Document | None = None
    unknown: str = ""


class Effective:
    """Works out what principals get.

    `read` returns the canonical document in a text, none where it is none; `unlisted` why nobody knows which resources
    of a type there are, empty where that is known.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        judging: Judging,
        neighbours: Neighbours,
        known: Known,
        read: Callable[[Any], Document | None],
        unlisted: Callable[[str], str],
    ) -> None:
        """Index the policies of a snapshot that others attach."""
        self._judging, self._neighbours, self._known = judging, neighbours, known
        self._read, self._unlisted = read, unlisted
        self._documents: dict[str, Document | str] = {}  # by their text, read once however many have it
        self._own: dict[str, Document] = {}  # of the provider, by their ARN
        self._ways_of: dict[tuple[int, ...], list[Grant]] = {}  # by documents, which are kept above
        self._policies = {
            arn: item
            for item in snapshot.resources
            if item.type in judging.attached and item.is_answered_for
            if isinstance(arn := item.attributes.get("arn") or item.id, str) and arn
        }
        forms = judging.principals
        self._groups: dict[tuple[str, Any], list[Resource]] = defaultdict(list)
        self._by_address: dict[str, Resource] = {}
        for item in snapshot.resources:
            if item.is_answered_for and any(item.type == form.group for form in forms.values()):
                self._groups[item.type, item.attributes.get("name")].append(item)
                self._by_address.setdefault(item.address, item)

    def of(self, resource: Resource) -> list[dict[str, Any]]:
        """Return what a principal gets by several policies, or by one that nobody else is told of.

        Each entry says `what`, `whom` that makes of him, `by` which policies, and has the `pin` of all that gives it.
        One with `unknown` says what would have to be known.
        """
        form = self._judging.principals.get(resource.type)
        if form is None:
            return []
        parts = list(self._parts(resource, form))
        limit = self._boundary(resource, form)
        groups = list(self._of_groups(resource, form))
        parts += [part for group in groups for part in group]
        known = [part for part in parts if part.document is not None]
        # What all policies of a group give together is told of the group.
        told = [*([part] for part in known if self._is_told(part.name)), *groups]
        alone = {grant.what for some in told for grant in self._ways(some, limit)}
        found = [grant for grant in self._ways(known, limit) if grant.what not in alone]
        if found:
            return [_told(found, known, limit.unknown if limit is not None else "")]
        unknown = sorted(part.unknown for part in parts if part.unknown)
        return [{"what": "", "whom": "", "by": [], "pin": "", "unknown": unknown[0]}] if unknown else []

    def _ways(self, parts: Sequence[_Part], limit: _Part | None) -> list[Grant]:
        """Return the ways to more power that policies open together within a boundary."""
        found = self._opened_by([part.document for part in parts if part.document is not None])
        if limit is None or limit.document is None:
            return found
        left = {grant.what for grant in self._opened_by([limit.document])}
        return [grant for grant in found if grant.what in left]

    def _opened_by(self, documents: Sequence[Document]) -> list[Grant]:
        """Return the ways that documents open together: worked out once for all who have the same."""
        key = tuple(map(id, documents))
        found = self._ways_of.get(key)
        if found is None:
            joined = {"Statement": [one for document in documents for one in document["Statement"]]}
            found = self._ways_of[key] = list(find_escalations(joined, self._judging.reach.permissions))
        return found

    def _parts(self, resource: Resource, form: PrincipalForm) -> Iterator[_Part]:
        """Yield the policies of a principal: those that stand in it, those beside it, and those attached."""
        attributes = self._known.attributes(resource)
        if "name" not in attributes and not resource.declared and resource.intent is None:
            yield _Part("", unknown=f"name of {resource.type} was not read")  # by which others belong to it
        for name in (*(block for block, _ in form.inline), *form.arns):
            if self._is_open(resource, name):
                yield _Part(name, unknown=self._known.why(resource, (name,)))
            elif why := assumed(resource, name):
                yield _Part(name, unknown=why)
        for block, member in form.inline:
            for entry in _entries(attributes.get(block)):
                text = entry.get(member) if isinstance(entry, Mapping) else entry
                if text:  # a block without members says that there is none
                    yield self._document(f"{block} of {resource.address or resource.id}", text)
        for arn in (arn for name in form.arns for arn in _entries(attributes.get(name))):
            yield self._attached(arn)
        yield from self._beside(resource, form)
        # Where somebody has read all of them in the principal itself, what stands beside it is the same.
        inside = (*(block for block, _ in form.inline), *form.arns)
        if not inside or not all(name in attributes for name in inside):
            documents = [self._unlisted(type_) for type_ in form.documents]
            attachments = [self._unlisted(type_) for type_ in form.attachments]
            unknown = [*filter(None, documents), *(attachments[:1] if all(attachments) else ())]
            yield from (_Part("", unknown=why) for why in unknown)

    def _of_groups(self, resource: Resource, form: PrincipalForm) -> Iterator[list[_Part]]:
        """Yield the policies of each group that a principal is in; what is not known of one is a part of none."""
        for type_, (member, attribute) in form.memberships.items():
            for child in self._neighbours.children(resource, type_):
                if self._is_member(resource, child, member):
                    yield from self._of_membership(child, attribute, form)
            if (perhaps := self._neighbours.perhaps(resource, type_)) is not None:
                yield [_Part("", unknown=f"whether {perhaps.address} is about it is known after apply")]
        unlisted = [self._unlisted(type_) for type_ in form.memberships]
        if unlisted and all(unlisted):
            yield [_Part("", unknown=unlisted[0])]

    def _is_member(self, resource: Resource, child: Resource, member: str) -> bool:
        """Tell whether a membership is that of a principal, and not of a group that is called like him."""
        names = _entries(self._known.attributes(child).get(member))
        mine = {resource.id, resource.attributes.get("name")}
        return not names or any(not isinstance(name, str) or name in mine for name in names)

    def _of_membership(self, child: Resource, attribute: str, form: PrincipalForm) -> Iterator[list[_Part]]:
        if ANY_KEY in child.address:
            yield [_Part("", unknown=f"whether there is {child.address} is not known")]
        elif why := assumed(child, attribute):
            yield [_Part("", unknown=why)]
        else:
            for group in self._lent(child, attribute, form):
                yield list(self._parts(group, self._judging.principals[form.group]))
            for name in filter(None, _entries(self._known.attributes(child).get(attribute))):
                yield self._of_group(name, child, form)
            if self._known.is_unknown(child, (attribute,)) and not self._lent(child, attribute, form):
                yield [_Part("", unknown=self._known.why(child, (attribute,)))]

    def _lent(self, child: Resource, attribute: str, form: PrincipalForm) -> list[Resource]:
        """Return the groups that a membership refers to; none where they are not all that only an apply tells."""
        intent = child.intent
        open_ = [path for path in self._known.open(child) if path[:1] == (attribute,)]
        if intent is None or not open_:
            return []
        lent = {one.path for one in intent.borrowed if one.type == form.group and one.attribute in self._judging.names}
        told = sorted({one.address for one in intent.refers if one.attribute == attribute})
        found = [self._by_address[address] for address in told if address in self._by_address]
        return found if lent.issuperset(open_) and len(open_) == len(told) == len(found) else []

    def _of_group(self, name: Any, child: Resource, form: PrincipalForm) -> list[_Part]:
        held = self._groups.get((form.group, name), ()) if isinstance(name, str) else ()
        found = [group for group in held if is_same(group.account, child.account)]
        if len(found) != 1 or has_secret_anywhere(name):
            return [_Part("", unknown=f"what a group of {child.address or child.id} gives is not known")]
        return list(self._parts(found[0], self._judging.principals[form.group]))

    def _beside(self, resource: Resource, form: PrincipalForm) -> Iterator[_Part]:
        for type_, attribute in (*form.documents.items(), *form.attachments.items()):
            for child in self._neighbours.children(resource, type_):
                if ANY_KEY in child.address:  # what may not be there neither gives nor denies anything for certain
                    yield _Part("", unknown=f"whether there is {child.address} is not known")
                elif type_ in form.documents:
                    yield self._of_child(child, attribute)
                else:
                    yield self._of_attachment(child, attribute)
            if (perhaps := self._neighbours.perhaps(resource, type_)) is not None:
                yield _Part("", unknown=f"whether {perhaps.address} belongs to it is known after apply")

    def _is_open(self, resource: Resource, attribute: str) -> bool:
        # What nobody sets an apply fills with what stands beside it.
        return self._known.is_unknown(resource, (attribute,)) and not self._known.is_unset(resource, (attribute,))

    def _of_child(self, child: Resource, attribute: str) -> _Part:
        if why := assumed(child, attribute):
            return _Part(child.address, unknown=why)
        if self._known.is_unknown(child, (attribute,)):
            return _Part(child.address, unknown=self._known.why(child, (attribute,)))
        return self._document(child.address or child.id, self._known.attributes(child).get(attribute))

    def _of_attachment(self, child: Resource, attribute: str) -> _Part:
        policy = self._neighbours.referred(child, attribute, self._judging.attached)
        if policy is not None:
            return self._of_child(policy, "policy")
        if why := assumed(child, attribute):
            return _Part(child.address, unknown=why)
        if self._known.is_unknown(child, (attribute,)):
            return _Part(child.address, unknown=self._known.why(child, (attribute,)))
        return self._attached(self._known.attributes(child).get(attribute))

    def _attached(self, arn: Any) -> _Part:
        """Return the policy with an ARN: one that is there, or one of the provider's own."""
        if not isinstance(arn, str) or has_secret_anywhere(arn):
            return _Part("", unknown="which policy is attached is not known")
        if arn in self._policies:
            return self._of_child(self._policies[arn], "policy")
        actions = self._judging.managed.get(self._own_name(arn))
        if actions is None:
            return _Part(arn, unknown=f"what {arn} gives is not known")
        if arn not in self._own:
            statement = {"Effect": "Allow", "Action": list(actions), "Resource": ["*"]}
            self._own[arn] = {"Statement": [statement] if actions else []}
        return _Part(arn, self._own[arn])

    def _own_name(self, arn: str) -> str:
        """Return the name of one of the provider's own policies; empty for others, whatever their paths are called."""
        head, own, name = arn.partition(self._judging.own) if self._judging.own else ("", "", "")
        return name if own and head.count(":") == 1 else ""

    def _is_told(self, name: str) -> bool:
        """Tell whether what a policy gives alone is told where it stands, or by its name, or is what a service needs.

        The provider writes some for the roles of its services, which need ways to more power to do what they do.
        """
        own = self._own_name(name)
        is_of_service = bool(self._judging.serving) and own.startswith(self._judging.serving)
        return not own or own in self._judging.administrators or is_of_service

    def _boundary(self, resource: Resource, form: PrincipalForm) -> _Part | None:
        """Return the policy beyond which nothing counts; none without one."""
        if not form.boundary:
            return None
        if self._is_open(resource, form.boundary):
            policy = self._neighbours.referred(resource, form.boundary, self._judging.attached)
            unknown = _Part(form.boundary, unknown=self._known.why(resource, (form.boundary,)))
            return self._of_child(policy, "policy") if policy is not None else unknown
        if why := assumed(resource, form.boundary):
            return _Part(form.boundary, unknown=why)
        arn = self._known.attributes(resource).get(form.boundary)
        return self._attached(arn) if arn else None

    def _document(self, name: str, text: Any) -> _Part:
        if not isinstance(text, str):
            return _Part(name, unknown=f"{name} is no policy document")
        if text not in self._documents:
            self._documents[text] = self._document_of(text)
        document = self._documents[text]
        return _Part(name, unknown=f"{name} {document}") if isinstance(document, str) else _Part(name, document)

    def _document_of(self, text: str) -> Document | str:
        """Return what of a document has to do with more power, or what is wrong with it."""
        if len(text) > _LONGEST and len("".join(text.split())) > _LONGEST:
            return "is longer than any policy may be"
        document, words = None if has_secret_anywhere(text) else self._read(text), self._judging.reach.permissions
        if document is None:
            return "is no policy document"
        return {"Statement": [one for one in document["Statement"] if is_of_power(one, words)]}


def _entries(value: Any) -> Sequence[Any]:
    """Return the entries of a list; what is none is an entry that nobody can read."""
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def _told(found: Sequence[Grant], parts: Sequence[_Part], unknown: str) -> dict[str, Any]:
    """Return one entry for all ways: the first is told, and every statement that gives a part of them is the pin."""
    owners = [part.name for part in parts if part.document is not None for _ in part.document["Statement"]]
    statements = [one for part in parts if part.document is not None for one in part.document["Statement"]]
    wanted = {action for grant in found for action in grant.what.split(", ")}
    by = sorted({owner for owner, one in zip(owners, statements, strict=True) if gives_any(one, wanted)})
    more = f", and {len(found) - 1} more of its kind" if len(found) > 1 else ""
    pins = [grant.what for grant in found]
    pins += [canonical_json(one).decode() for one in statements if gives_any(one, wanted)]
    return {"what": found[0].what, "whom": found[0].whom + more, "by": by, "pin": "\n".join(pins), "unknown": unknown}
