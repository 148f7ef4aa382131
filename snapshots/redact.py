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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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

_FORMATS = re.compile(
    r"(?:AKIA|ASIA)[0-9A-Z]{16}"  # AWS access key id
    r"|gh[pousr]_[A-Za-z0-9]{36}"  # GitHub tokens
    r"|github_pat_[A-Za-z0-9_]{22,}"
    r"|glpat-[A-Za-z0-9_\-]{20}"  # GitLab
    r"|xox[abprs]-[A-Za-z0-9\-]{10,}"  # Slack
    r"|sk_live_[A-Za-z0-9]{16,}"  # Stripe
    r"|eyJ[A-Za-z0-9_\-]{10,}\.eyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]+"  # JWT
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"
    r"|(?<=://)[^/\s:@\"]+:[^/\s:@\"]+(?=@)"  # user:password of a URL
    r"|(?i:(?<![:/\w])(?:password|passwd|pwd|secret|token|api_?key)\s*[=:]\s*)(?!\$\{|\{|\[|null|true|false)[\"']?[^\s\"',;&}]{6,}"
)
"""The formats of credentials, found anywhere in a text."""

# A JSON text is opened only when it may hold a secret: most are policy documents.
_MAY_HIDE = re.compile(
    r"(?i)pass|pwd|pw\"|secret|token|credential|api.?key|access.?key|private.?key|variables|environment"
)


@dataclass(frozen=True, slots=True)
class Redactor:
    """Replaces secrets by fingerprints under `key` (32 bytes); `epoch` names the key and may be shown."""

    key: bytes
    epoch: str
    _names: dict[str, bool] = field(default_factory=dict)

    def resource(
        self,
        type_: str,
        attributes: Mapping[str, Any],
        *,
        sensitive: Iterable[Path] = (),
    ) -> dict[str, Any]:
        """Return the attributes of a resource of Terraform type `type_` without secrets.

        `sensitive` are paths of names and indexes from the attributes' root, as a state or a schema marks them.
        """
        known = KNOWN_SECRETS["*"] | KNOWN_SECRETS.get(type_, frozenset())
        redacted = {
            name: self.secret(value) if name in known and value else self._named(name, value)
            for name, value in attributes.items()
        }
        for path in sensitive:
            _replace(redacted, path, self.secret)
        return redacted

    def value(self, value: Any) -> Any:
        """Return any JSON value without the secrets that names and formats show."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return self._pair({name: self._named(name, item) for name, item in value.items()}, "")
        if isinstance(value, Sequence):
            return [self.value(item) if isinstance(item, str | Mapping | list) else item for item in value]
        return value

    def text(self, text: str) -> str:
        """Return a text in which every credential that has a known format is replaced by its fingerprint."""
        if len(text) < 8:
            return text
        if text[0] in "{[" and _MAY_HIDE.search(text):
            text = self._json_text(text)
        return _FORMATS.sub(lambda match: f"$secret:{self.fingerprint(match.group())}", text)

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
        if isinstance(value, bool | int | float) or value is None:
            return value
        if isinstance(value, str):
            return self.secret(value) if self._secret_name(name) else self.text(value)
        if isinstance(value, Mapping):
            if name in SECRET_MAPS:
                return {key: self.secret(item) for key, item in value.items()}
            return self._pair({key: self._named(key, item) for key, item in value.items()}, name)
        if isinstance(value, Sequence):
            if self._secret_name(name) and all(isinstance(item, str) for item in value):
                return [self.secret(item) for item in value]
            inside = name if name.lower() == "environment" else ""
            return [self._named(inside, item) for item in value]
        return value

    def _pair(self, pairs: dict[str, Any], inside: str) -> dict[str, Any]:
        # {"name": "DB_PASSWORD", "value": …}: the form of container environments and of many key-value lists.
        for name_key, value_key in (("name", "value"), ("Name", "Value"), ("key", "value"), ("Key", "Value")):
            name, value = pairs.get(name_key), pairs.get(value_key)
            if isinstance(name, str) and isinstance(value, str) and (inside or self._secret_name(name)):
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


def is_secret(value: Any) -> bool:
    """Tell whether a value is the marker of a secret."""
    return isinstance(value, Mapping) and "$secret" in value


def _replace(node: Any, path: Path, secret: Any) -> None:
    # A path may point through values that are already redacted or absent; then there is nothing left to hide.
    for step in path[:-1]:
        node = _child(node, step)
        if node is None:
            return
    last = path[-1] if path else None
    found = isinstance(node, dict) and last in node
    if found or (isinstance(node, list) and isinstance(last, int) and 0 <= last < len(node)):
        node[last] = secret(node[last])


def _child(node: Any, step: str | int) -> Any:
    if isinstance(node, dict) and not is_secret(node):
        return node.get(step)
    if isinstance(node, list) and isinstance(step, int) and 0 <= step < len(node):
        return node[step]
    return None
