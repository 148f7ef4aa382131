"""Sigstore bundles: every step of the verification is needed, and none of them can be gone round."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from engine.errors import InputError, SignatureError
from engine.signing.sigstore.bundle import verify_bundle
from engine.signing.sigstore.certificate import Identity
from engine.signing.sigstore.trusted_root import read_trusted_root
from tests.attestations import COMMIT, slsa
from tests.sigstore import ISSUER, REPOSITORY, SIGNED_AT, WORKFLOW, Sigstore, new_key

WORLD = Sigstore()
ROOT = read_trusted_root({"root.json": WORLD.trusted_root()})
OURS = Identity(subject=WORKFLOW, issuer=ISSUER)
STATEMENT = slsa(b"<testsuite/>")
_VALID = {"start": "2026-01-01T00:00:00Z"}
BUNDLE = WORLD.bundle(STATEMENT)


def refused(bundle: Any, *identities: Identity) -> str:
    with pytest.raises(InputError) as caught:
        verify_bundle(bundle, ROOT, identities or (OURS,), name="b")
    return caught.value.message.removeprefix("b: ")


def test_a_bundle_tells_who_signed_what_and_when() -> None:
    found = verify_bundle(BUNDLE, ROOT, [OURS], name="b")
    assert json.loads(found.envelope.payload) == STATEMENT
    assert (found.signer.subject, found.signer.commit, found.signed_at) == (WORKFLOW, COMMIT, SIGNED_AT)


@pytest.mark.parametrize(
    ("identity", "is_ours"),
    [
        (Identity(subject="https://github.com/acme/*", issuer=ISSUER), True),
        (Identity(subject=WORKFLOW, issuer=ISSUER, repository=REPOSITORY), True),
        (Identity(subject=WORKFLOW, issuer=ISSUER, repository="https://github.com/acme/other"), False),
        (Identity(subject=WORKFLOW, issuer="https://accounts.example"), False),
        (Identity(subject=WORKFLOW[:-1], issuer=ISSUER), False),
        (Identity(subject="https://github.com/other/*", issuer=ISSUER), False),
    ],
)
def test_only_who_is_named_counts(identity: Identity, is_ours: bool) -> None:
    if is_ours:
        assert verify_bundle(BUNDLE, ROOT, [identity], name="b").signer.subject == WORKFLOW
    else:
        assert refused(BUNDLE, identity) == "it is signed by somebody who is none of record.identities"


def test_without_identities_nobody_counts() -> None:
    with pytest.raises(InputError, match=r"none of record\.identities"):
        verify_bundle(BUNDLE, ROOT, [], name="b")


@pytest.mark.parametrize(
    ("world", "message"),
    [
        (replace(WORLD, log=new_key()), "it stands in a log that the trusted root does not name"),
        (
            replace(WORLD, between_key=new_key()),
            "no authority of the trusted root has given its certificate, or not for the time of signing",
        ),
        (replace(WORLD, certificate_log=new_key()), "no log of the trusted root has shown its certificate"),
        (
            replace(WORLD, signed_at=SIGNED_AT - timedelta(days=400)),
            "it stands in a log that did not count at the time of signing",
        ),
        (replace(WORLD, signs_code=False), "its certificate is not for signing code"),
        (
            replace(WORLD, workflow="https://github.com/evil/shop"),
            "it is signed by somebody who is none of record.identities",
        ),
        (replace(WORLD, issuer="https://evil.example"), "it is signed by somebody who is none of record.identities"),
    ],
)
def test_a_bundle_of_another_world_is_refused(world: Sigstore, message: str) -> None:
    assert refused(world.bundle(STATEMENT)) == message


def test_a_certificate_that_had_ended_when_it_was_logged_is_refused() -> None:
    late = replace(WORLD, signed_at=SIGNED_AT + timedelta(hours=1))
    bundle = WORLD.bundle(STATEMENT)
    (entry,) = bundle["verificationMaterial"]["tlogEntries"]
    body = base64.b64decode(entry["canonicalizedBody"])
    bundle["verificationMaterial"]["tlogEntries"] = [late.entry(body)]
    message = "no authority of the trusted root has given its certificate, or not for the time of signing"
    assert refused(bundle) == message


def test_parts_of_two_bundles_are_no_bundle() -> None:
    other = WORLD.bundle(slsa(b"other"))
    for part, message in (
        ("dsseEnvelope", "the entry of its log is about another signature"),
        ("verificationMaterial", "the entry of its log is about another signature"),
    ):
        assert refused({**BUNDLE, part: other[part]}) == message
    mixed = copy.deepcopy(BUNDLE)
    mixed["verificationMaterial"]["certificate"] = other["verificationMaterial"]["certificate"]
    assert refused(mixed) == "the entry of its log is about another certificate"
    mixed = copy.deepcopy(BUNDLE)
    entries = mixed["verificationMaterial"]["tlogEntries"]
    entries[0]["inclusionProof"] = other["verificationMaterial"]["tlogEntries"][0]["inclusionProof"]
    assert refused(mixed) == "its inclusion in the log is not proven"


def test_a_signature_of_another_key_is_refused_even_where_all_else_is_right() -> None:
    forged = copy.deepcopy(BUNDLE)
    other = replace(WORLD, leaf_key=new_key()).bundle(STATEMENT)
    signature = other["dsseEnvelope"]["signatures"][0]["sig"]
    forged["dsseEnvelope"]["signatures"] = [{"sig": signature}]
    body = json.loads(base64.b64decode(forged["verificationMaterial"]["tlogEntries"][0]["canonicalizedBody"]))
    body["spec"]["signatures"][0]["signature"] = signature
    forged["verificationMaterial"]["tlogEntries"] = [WORLD.entry(json.dumps(body).encode())]
    assert refused(forged) == "its signature is not of its certificate"


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield from _leaves(inner, (*path, key))
    else:
        yield path, value


_CHANGES: tuple[Callable[[str], Any], ...] = (
    lambda text: ("B" if text[0] == "A" else "A") + text[1:],
    lambda text: text[: len(text) // 2],
    lambda _: "",
    lambda _: None,
    lambda text: [text],
)


@pytest.mark.parametrize("path", [path for path, _ in _leaves(BUNDLE)], ids=str)
def test_no_part_of_a_bundle_can_be_changed(path: tuple[Any, ...]) -> None:
    for change in _CHANGES:
        bundle: Any = copy.deepcopy(BUNDLE)
        inside = bundle
        for key in path[:-1]:
            inside = inside[key]
        inside[path[-1]] = change(inside[path[-1]])
        with pytest.raises(InputError):
            verify_bundle(bundle, ROOT, [OURS], name="b")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda _: None, "no Sigstore bundle that can be verified: Expected object, got null"),
        (
            lambda told: {**told, "mediaType": "application/json"},
            "no Sigstore bundle of version 0.3: its media type is 'application/json'",
        ),
        (
            lambda told: {**told, "verificationMaterial": {**told["verificationMaterial"], "tlogEntries": []}},
            "a bundle holds one signature and one entry of a log",
        ),
        (
            lambda told: {**told, "verificationMaterial": {"publicKey": {"hint": "x"}, "tlogEntries": []}},
            (
                "no Sigstore bundle that can be verified: "
                "Object missing required field certificate - at $.verificationMaterial"
            ),
        ),
        (
            lambda told: {**told, "messageSignature": {}, "dsseEnvelope": None},
            "not a DSSE envelope",
        ),
    ],
)
def test_a_strange_bundle_is_refused(change: Callable[[dict[str, Any]], Any], message: str) -> None:
    assert refused(change(copy.deepcopy(BUNDLE))) == message


def test_several_trusted_roots_are_one_a_line_or_one_a_file() -> None:
    other = Sigstore()
    for files in (
        {"roots.jsonl": other.trusted_root() + b"\n" + WORLD.trusted_root() + b"\n"},
        {"a.json": other.trusted_root(), "b.json": json.dumps(json.loads(WORLD.trusted_root()), indent=2).encode()},
    ):
        assert verify_bundle(BUNDLE, read_trusted_root(files), [OURS], name="b").signed_at == SIGNED_AT


def test_an_authority_and_a_log_count_in_their_time_only() -> None:
    told = json.loads(WORLD.trusted_root())
    ended = {"start": "2026-01-01T00:00:00Z", "end": "2026-11-01T00:00:00Z"}
    told["certificateAuthorities"][0]["validFor"] = ended
    root = read_trusted_root({"r": json.dumps(told).encode()})
    with pytest.raises(InputError, match="no authority of the trusted root"):
        verify_bundle(BUNDLE, root, [OURS], name="b")
    told = json.loads(WORLD.trusted_root())
    told["ctlogs"][0]["publicKey"]["validFor"] = ended
    root = read_trusted_root({"r": json.dumps(told).encode()})
    with pytest.raises(InputError, match="no log of the trusted root has shown its certificate"):
        verify_bundle(BUNDLE, root, [OURS], name="b")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "r: the file is empty"),
        (b"{}", "r: no trusted root: Object missing required field mediaType"),
        (WORLD.trusted_root(mediaType="x"), "r: no trusted root: its media type is 'x'"),
        (WORLD.trusted_root(certificateAuthorities=[]), "r: the trusted root trusts nobody"),
        (WORLD.trusted_root(tlogs=[]), "r: the trusted root trusts nobody"),
        (
            WORLD.trusted_root(certificateAuthorities=[{"certChain": {"certificates": []}, "validFor": _VALID}]),
            "r: a key or certificate of the trusted root cannot be read",
        ),
    ],
)
def test_a_broken_trusted_root_is_a_mistake(data: bytes, message: str) -> None:
    with pytest.raises(SignatureError) as caught:
        read_trusted_root({"r": data})
    assert caught.value.message == message
