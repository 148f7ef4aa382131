"""Addresses that somebody names: which host is meant, whether the way there is closed, and where nobody may lead us."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# Of what is stricter than RFC 3986, so that no two readers of addresses find two hosts: no user, no escapes.
_NAME = r"[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_])?|\[[0-9A-Fa-f:.]+\]"
_HOST = re.compile(rf"(?P<name>{_NAME})(?::(?P<port>\d{{1,5}}))?")
_ADDRESS = re.compile(rf"(?P<scheme>https?)://(?P<host>{_HOST.pattern})(?:[/?#].*)?")
# Where clouds keep credentials beside the link-local addresses (RFC 3927, RFC 4291): of instances and pods of AWS
# (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html), of Azure's agents
# (https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16), of Google's, Oracle's and
# Alibaba's clouds.
_METADATA = frozenset(
    map(
        ip_address,
        (
            *("fd00:ec2::254", "fd00:ec2::23", "168.63.129.16", "100.100.100.200"),
            *("fd20:ce::254", "fd00:c1::a9fe:a9fe", "192.0.0.192"),
        ),
    )
)
HCP = "app.terraform.io"
_CARRIERS = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))  # RFC 6052, RFC 8215, RFC 4291


@dataclass(frozen=True, slots=True)
class Host:
    """A host as an address names it; `port` is empty where the address has none."""

    name: str
    port: str = ""
    scheme: str = "https"

    def __str__(self) -> str:
        """Return the host as a person writes it."""
        return f"{self.name}:{self.port}" if self.port else self.name

    @property
    def usual_port(self) -> str:
        """Return the port of its scheme."""
        return "443" if self.scheme == "https" else "80"

    @property
    def number(self) -> str:
        """Return the port that is meant."""
        return str(int(self.port)) if self.port else self.usual_port

    @property
    def is_closed(self) -> bool:
        """Tell whether nobody on the way reads along: over https, or on this machine."""
        return self.scheme == "https" or self.is_here

    @property
    def is_here(self) -> bool:
        """Tell whether the host is this machine."""
        with suppress(ValueError):
            return ip_address(self.name.strip("[]")).is_loopback
        return self.name.lower() == "localhost"


def host_of(address: str) -> Host | None:
    """Return the host of an http(s) address; none where it is not plain which one is meant."""
    found = _ADDRESS.fullmatch(address) if address.isprintable() else None
    return None if found is None else Host(found["name"], found["port"] or "", found["scheme"])


def parse_host(text: str) -> Host | None:
    """Return the host of `NAME` or `NAME:PORT`; none for anything else."""
    found = _HOST.fullmatch(text)
    return None if found is None else Host(found["name"], found["port"] or "")


def parts_of_hcp(location: str) -> tuple[str, str, str]:
    """Return the host, organisation and workspace of `hcp://[HOST/]ORGANISATION/WORKSPACE`; all empty for another."""
    parts = location.removeprefix("hcp://").split("/")
    host, organisation, workspace = (HCP, *parts) if len(parts) == 2 else parts if len(parts) == 3 else ("", "", "")
    is_named = all((host, organisation, workspace)) and "_" not in host  # in the variable of a token it is a dot
    return (host, organisation, workspace) if is_named else ("", "", "")


def is_off_limits(address: str) -> bool:
    """Tell whether an IP address is link-local or another one behind which a cloud keeps credentials."""
    found = ip_address(address.partition("%")[0])
    inner = _inside(found)
    return any(known.is_link_local or known in _METADATA for known in (found, inner))


def _inside(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the address that another one carries."""
    if isinstance(address, IPv4Address):
        return address
    if any(address in network for network in _CARRIERS):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)
