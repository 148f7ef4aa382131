"""Redaction: secrets never pass this point.

What counts as a secret is the union of: the paths that a state marks sensitive, the provider schema's flags, a table
of attributes that are known to hold secrets, attribute and map-key names (also inside JSON texts), and the formats of
well-known credentials found anywhere in a text. A secret becomes `{"$secret": fingerprint, "epoch": key epoch}`; the
fingerprint is HMAC-SHA-256 under a key of the installation, so equal secrets stay comparable and nothing can be guessed
without the key.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import is_
from typing import Any

from engine.digest import JsonError, canonical_json, parse_json

Path = tuple[str | int, ...]

# Whole attributes that hold secrets or may (user data, environments): type -> top-level names. `*` is every type.
KNOWN_SECRETS: Mapping[str, frozenset[str]] = {
    "*": frozenset({"user_data", "user_data_base64", "custom_data"}),
    "aws_cloudwatch_event_target": frozenset({"input"}),
    "aws_db_instance": frozenset({"password"}),
    "aws_docdb_cluster": frozenset({"master_password"}),
    "aws_dynamodb_table_item": frozenset({"item"}),
    "aws_elasticache_replication_group": frozenset({"auth_token"}),
    "aws_iam_access_key": frozenset({"secret", "ses_smtp_password_v4", "encrypted_secret"}),
    "aws_iam_user_login_profile": frozenset({"password", "encrypted_password"}),
    "aws_instance": frozenset({"password_data"}),
    "aws_rds_cluster": frozenset({"master_password"}),
    "aws_redshift_cluster": frozenset({"master_password"}),
    "aws_s3_object": frozenset({"content", "content_base64"}),
    "aws_secretsmanager_secret_version": frozenset({"secret_string", "secret_binary"}),
    "aws_ssm_parameter": frozenset({"value", "value_wo", "insecure_value"}),
    "random_password": frozenset({"result", "bcrypt_hash"}),
    "tls_private_key": frozenset({"private_key_pem", "private_key_openssh", "private_key_pem_pkcs8"}),
}

# Maps of which every value is a secret: environments of functions and containers.
SECRET_MAPS = frozenset({"variables", "environment_variables"})

_NAME = re.compile(
    r"(?:^|[_\-.]|(?<=[a-z]))(?:pass(?:word|wd|phrase)?|pwd|(?<![a-zA-Z])pw|secret|token|credentials?|"
    r"api[_\-]?key|access[_\-]?key|private[_\-]?key|auth[_\-]?key|connection[_\-]?string|conn[_\-]?str|dsn)"
    r"(?:$|[_\-.\d]|s$)",
    re.IGNORECASE,
)
# Names that match the pattern and hold no secret; each stands in the AWS provider's schema.
_HARMLESS = frozenset(
    {
        "access_key_id",
        "allow_users_to_change_password",
        "api_key_source",
        "client_token",
        "creation_token",
        "get_password_data",
        "hard_expiry",
        "http_tokens",
        "lock_token",
        "manage_master_user_password",
        "master_user_secret",
        "master_user_secret_kms_key_id",
        "max_password_age",
        "minimum_password_length",
        "password_length",
        "password_reset_required",
        "password_reuse_prevention",
        "secret_arn",
        "secret_id",
        "secret_name",
        "token_key_id",
        "token_validity_units",
        "user_password_policy",
    }
)
_HARMLESS_END = ("_arn", "_id", "_ids", "_name", "_enabled", "_type", "_age", "_length", "_policy", "_version", "_url")

# Formats of credentials, found anywhere in a text: a literal that every match holds (in lower case, with
# `=` at its end for a word that is assigned), and the pattern.
_FORMATS: tuple[tuple[bytes, str], ...] = (
    (b"akia", r"AKIA[0-9A-Z]{16}"),  # AWS access key ids
    (b"asia", r"ASIA[0-9A-Z]{16}"),
    *((f"gh{kind}_".encode(), rf"gh{kind}_[A-Za-z0-9]{{36}}") for kind in "pousr"),  # GitHub
    (b"github_pat_", r"github_pat_[A-Za-z0-9_]{22,}"),
    (b"glpat-", r"glpat-[A-Za-z0-9_\-]{20}"),  # GitLab
    (b"xox", r"xox[abprs]-[A-Za-z0-9\-]{10,}"),  # Slack
    (b"sk_live_", r"sk_live_[A-Za-z0-9]{16,}"),  # Stripe
    (b"eyj", r"eyJ[A-Za-z0-9_\-]{10,}\.eyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]+"),  # JSON web tokens
    (b"private key", r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"),
    (b"://", r"(?<=://)(?!\$secret:)[^/\s:@\"]+:[^/\s:@\"]+(?=@)"),  # user:password of a URL
    *(
        (
            word.encode() + b"=",
            rf"(?i:(?<![:/\w$])(?:[\w\-]*{word})\s*[=:]\s*)(?!\$secret:|\$\{{|\{{|\[|null|true|false)[\"']?[^\s\"',;&}}]{{6,}}",
        )
        for word in ("password", "passwd", "pwd", "secret", "token", "apikey", "api_key")
    ),
)

_ASSIGNED = re.compile(rb"(?:\s|\\[nrt])*[=:]")

# Escapes other than those that Terraform writes for <, > and &.
_ESCAPES = re.compile(rb"\\u(?!003[ce]|0026)00[2-7]")

# A JSON text is opened only when it may hold a secret: most are policy documents.
_OPENING = frozenset("{[")
_MAY_HIDE = ("pass", "pwd", 'pw"', "secret", "token", "credential", "key", "variables", "environment", "dsn", "conn")


@dataclass(frozen=True, slots=True)
class Redactor:
    """Replaces secrets by fingerprints under `key` (32 bytes); `epoch` names the key and may be shown."""

    key: bytes
    epoch: str
    hints: tuple[str, ...] = _MAY_HIDE
    formats: re.Pattern[str] | None = field(default_factory=lambda: _pattern(_FORMATS))
    _names: dict[str, bool] = field(default_factory=dict)

    def for_document(self, data: bytes) -> Redactor:
        """Return a redactor that looks only for the formats that can occur in the JSON document `data`.

        Most documents hold none of them, and looking at every text for all of them is dear.
        """
        if _ESCAPES.search(data):  # an escaped letter may hide a literal: look for everything
            return self
        lower = data.lower()
        hints = tuple(word for word in _MAY_HIDE if word.replace('"', "").encode() in lower)
        return replace(self, hints=hints, formats=_pattern([entry for entry in _FORMATS if _occurs(lower, entry[0])]))

    def resource(
        self,
        type_: str,
        attributes: Mapping[str, Any],
        *,
        sensitive: Iterable[Path] = (),
    ) -> dict[str, Any]:
        """Return the attributes of a resource of Terraform type `type_` without secrets.

        `sensitive` are paths of names and indexes from the attributes' root, as a state or a schema marks them. Parts
        without secrets are shared with `attributes`, which is never changed.
        """
        redacted: Any = self._object(attributes, "", pair=False)
        for name in KNOWN_SECRETS["*"] | KNOWN_SECRETS.get(type_, frozenset()):
            redacted = _replaced(redacted, (name,), self.secret)
        for path in sensitive:
            redacted = _replaced(redacted, path, self.secret)
        return dict(redacted)

    def value(self, value: Any) -> Any:
        """Return any JSON value without the secrets that names and formats show."""
        return self._named("", value)

    def text(self, text: str) -> str:
        """Return a text in which every credential that has a known format is replaced by its fingerprint."""
        if len(text) < 8:
            return text
        if text[0] in _OPENING:
            lower = text.lower()
            if any(word in lower for word in self.hints):
                text = self._json_text(text)
        if self.formats is None:
            return text
        return self.formats.sub(lambda match: f"$secret:{self.fingerprint(match.group())}", text)

    def secret(self, value: Any) -> Any:
        """Return the marker that stands for a secret; an empty value is no secret and stays as it is."""
        if value in (None, "", [], {}) or (isinstance(value, Mapping) and "$secret" in value):
            return value
        return {"$secret": self.fingerprint(value), "epoch": self.epoch}

    def fingerprint(self, value: Any) -> str:
        """Return 32 hex digits of HMAC-SHA-256 over the length-prefixed parts of domain, JSON type and value."""
        kind = "text" if isinstance(value, str) else "json"
        body = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else canonical_json(value)
        mac = hmac.new(self.key, digestmod=hashlib.sha256)
        for part in (b"driftgate/secret/1", kind.encode(), body):
            mac.update(len(part).to_bytes(8, "big") + part)
        return mac.hexdigest()[:32]

    def _named(self, name: str, value: Any) -> Any:
        if isinstance(value, str):
            return self.secret(value) if self._secret_name(name) else self.text(value)
        if isinstance(value, Mapping):
            return self._object(value, name)
        if isinstance(value, Sequence):
            return self._array(value, name)
        return value

    def _object(self, value: Mapping[str, Any], inside: str, *, pair: bool = True) -> Mapping[str, Any]:
        # The hottest loop of a large state: nothing is copied and no function called where there is nothing to hide.
        if inside in SECRET_MAPS:
            return {key: self.secret(item) for key, item in value.items()}
        changed: dict[str, Any] | None = None
        names, plain = self._names, self.formats is None
        for key, item in value.items():
            if isinstance(item, str):
                hidden = names.get(key)
                if hidden is None:
                    hidden = self._secret_name(key)
                if hidden:
                    new = self.secret(item)
                elif plain and item[:1] not in _OPENING:
                    continue
                else:
                    new = self.text(item)
            elif isinstance(item, list | dict):
                new = self._named(key, item)
            else:
                continue
            if new is not item:
                if changed is None:
                    changed = dict(value)
                changed[key] = new
        found = value if changed is None else changed
        return self._pair(found, inside) if pair and ("value" in found or "Value" in found) else found

    def _array(self, value: Sequence[Any], name: str) -> Sequence[Any]:
        if self._secret_name(name) and all(isinstance(item, str) for item in value):
            return [self.secret(item) for item in value]
        inside = name if name.lower() == "environment" else ""
        found = [self._named(inside, item) if isinstance(item, str | list | dict) else item for item in value]
        return value if all(map(is_, found, value)) else found

    def _pair(self, pairs: Mapping[str, Any], inside: str) -> Mapping[str, Any]:
        # {"name": "DB_PASSWORD", "value": …}: the form of container environments and of many key-value lists.
        for name_key, value_key in (("name", "value"), ("Name", "Value"), ("key", "value"), ("Key", "Value")):
            name, value = pairs.get(name_key), pairs.get(value_key)
            if (
                isinstance(name, str)
                and isinstance(value, str)
                and (inside == "environment" or self._secret_name(name))
            ):
                return {**pairs, value_key: self.secret(value)}
        return pairs

    def _json_text(self, text: str) -> str:
        try:
            value = parse_json(text.encode("utf-8", "surrogatepass"), name="text")
        except JsonError:
            return text
        redacted = self.value(value)
        return text if redacted == value else canonical_json(redacted).decode()

    def _secret_name(self, name: str) -> bool:
        known = self._names.get(name)
        if known is None:
            lower = name.lower()
            known = bool(_NAME.search(name)) and lower not in _HARMLESS and not lower.endswith(_HARMLESS_END)
            self._names[name] = known
        return known


def _pattern(formats: Sequence[tuple[bytes, str]]) -> re.Pattern[str] | None:
    return re.compile("|".join(pattern for _, pattern in formats)) if formats else None


def _occurs(lower: bytes, literal: bytes) -> bool:
    if literal.endswith(b"="):  # a word that must be followed by a sign of assignment
        return any(_ASSIGNED.match(lower, position) for position in _positions(lower, literal[:-1]))
    return literal in lower


def _positions(data: bytes, word: bytes) -> Iterator[int]:
    position = data.find(word)
    while position >= 0:
        yield position + len(word)
        position = data.find(word, position + 1)


def is_secret(value: Any) -> bool:
    """Tell whether a value is the marker of a secret."""
    return isinstance(value, Mapping) and "$secret" in value


def _replaced(node: Any, path: Path, secret: Callable[[Any], Any]) -> Any:
    # A path may point through values that are already redacted or absent; then there is nothing left to hide.
    if not path:
        return secret(node)
    step = path[0]
    if isinstance(node, Mapping) and step in node and not is_secret(node):
        new = _replaced(node[step], path[1:], secret)
        return node if new is node[step] else {**node, step: new}
    if isinstance(node, list) and isinstance(step, int) and 0 <= step < len(node):
        return [_replaced(item, path[1:], secret) if index == step else item for index, item in enumerate(node)]
    return node
