"""What ways from the internet lead through: how types say where they stand in a network, and what leads there.

Ways are those of IPv4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

_NONE = frozenset[str]()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EndpointForm:
    """How a type says where in a network it stands, and whether the internet knows its address.

    `flag` asks for such an address, and where nobody sets it `by_subnet`, an attribute of the subnet, does; `address`
    has the address, and `attached` are the types that give one, with the attributes that name to whom. `subnets` and
    `groups` name subnets and firewalls, `subnet_group` a resource of a type which names subnets in an attribute.
    """

    flag: str
    groups: tuple[str, ...]
    subnets: tuple[str, ...] = ()
    subnet_group: tuple[str, str, str] | None = None
    address: str = ""
    by_subnet: str = ""
    attached: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PathForms:
    """The types and attributes that ways from the internet lead through.

    A subnet and a route table name their `network`. A table has routes in `block`, others are `routes` that name it: a
    route leads from the networks in `destinations` (or `own_destinations`) to a `gateway`, of the internet where it is
    one of `gateways`, or its id begins with `prefix`. `associations` join a table with a subnet and `mains` with a
    network: the attributes that name both ends. `main_tables` are tables that are the main one of a network, with the
    attributes that name it or refer to it; the network may say the id of its table in `main_table` itself.
    `default_groups` are the firewalls of what names none, with the attribute that names their network.
    """

    endpoints: Mapping[str, EndpointForm] = field(default_factory=dict)
    subnets: frozenset[str] = _NONE
    networks: frozenset[str] = _NONE
    groups: frozenset[str] = _NONE
    tables: frozenset[str] = _NONE
    gateways: frozenset[str] = _NONE
    network: str = ""
    main_table: str = ""
    block: str = ""
    gateway: str = ""
    prefix: str = ""
    destinations: tuple[str, ...] = ()
    own_destinations: tuple[str, ...] = ()
    routes: Mapping[str, str] = field(default_factory=dict)
    associations: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    mains: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    main_tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    default_groups: Mapping[str, str] = field(default_factory=dict)

    @property
    def types(self) -> frozenset[str]:
        """Return all types that ways lead through, or to."""
        kinds = (self.subnets, self.networks, self.groups, self.tables, self.gateways)
        joining = (self.endpoints, self.routes, self.associations, self.mains, self.main_tables, self.default_groups)
        beside = (type_ for form in self.endpoints.values() for type_ in form.attached)
        groups = (form.subnet_group[1] for form in self.endpoints.values() if form.subnet_group is not None)
        return frozenset({*beside, *groups}.union(*kinds, *joining))
