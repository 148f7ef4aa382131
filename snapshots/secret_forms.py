"""What secrets look like: attributes that hold them, names that announce them, formats that give them away.

Data with one reader, `snapshots.redact`. A new table entry needs a test in `tests/snapshots/test_redact.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

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
    "aws_s3_bucket_object": frozenset({"content", "content_base64", "body"}),
    "aws_s3_object": frozenset({"content", "content_base64", "body"}),
    "aws_secretsmanager_secret_version": frozenset({"secret_string", "secret_binary"}),
    "aws_ssm_parameter": frozenset({"value", "value_wo", "insecure_value"}),
    "aws_ssm_parameters_by_path": frozenset({"values"}),
    "random_password": frozenset({"result", "bcrypt_hash"}),
    "tls_private_key": frozenset({"private_key_pem", "private_key_openssh", "private_key_pem_pkcs8"}),
}

# Maps of which every value is a secret: environments of functions and containers.
SECRET_MAPS = frozenset(
    {
        "Variables",
        "container_environment_variables",
        "environmentVariables",
        "environment_variables",
        "runtime_environment_variables",
        "variables",
    }
)
# The same in lists of pairs of name and value, or, under the first two names, in a map.
ENVIRONMENTS = ("environment", "Environment", "env", "environment_variable", *sorted(SECRET_MAPS))

_NAME = re.compile(
    r"(?:^|[_\-.$]|(?<=[a-z]))(?:pass(?:word|wd|phrase)?|pwd|(?<![a-zA-Z])pw|secret|token|credentials?|"
    r"api[_\-]?key|access[_\-]?key|private[_\-]?key|auth[_\-]?key|connection[_\-]?string|conn[_\-]?str|dsn)"
    r"(?:$|[_\-.\d]|s$)",
    re.IGNORECASE,
)
ARN = re.compile(r"arn:aws[a-z\-]*:[a-z0-9\-]+:[a-z0-9\-]*:(?:\d{12})?:[\w+=,.@/:\-]+")
_HEADER = re.compile(
    r"^(?:proxy-)?authorization$|^(?:set-)?cookie$|^x-.*(?:auth|key|secret|sign|token|verify)", re.IGNORECASE
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# A number is a secret only under these: many names with `token` in them count or time something.
NUMBER_NAME = re.compile(r"(?:password|passwd|pwd|passphrase|secret)$", re.IGNORECASE)
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

_ASSIGNED_VALUE = (
    r"(?!\$secret:[0-9a-f]{32}|\$\{|\{|\[|(?:null|true|false)\b)"
    r"(?:\"[^\"\n]{6,}\"|'[^'\n]{6,}'|[\"']?[^\s\"',;&}]{6,})"
)
# Formats of credentials, found anywhere in a text: a literal that every match holds (as `searchable` leaves it, and
# with `=` at its end for a word that is assigned), and the pattern.
FORMATS: tuple[tuple[bytes, str], ...] = (
    (b"akia", r"AKIA[0-9A-Z]{16}"),  # AWS access key ids
    (b"asia", r"ASIA[0-9A-Z]{16}"),
    *((f"gh{kind}_".encode(), rf"gh{kind}_[A-Za-z0-9]{{36,}}") for kind in "pousr"),  # GitHub
    (b"github_pat_", r"github_pat_[A-Za-z0-9_]{22,}"),
    (b"glpat-", r"glpat-[A-Za-z0-9_\-]{20,}(?:\.[A-Za-z0-9_\-]{2,})*"),  # GitLab
    (b"xox", r"xox[abeoprs]-[A-Za-z0-9\-]{10,}"),  # Slack
    (b"k_live_", r"[rs]k_live_[A-Za-z0-9]{16,}"),  # Stripe
    (b"eyj", r"eyJ[A-Za-z0-9_\-]{10,}\.eyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]+"),  # JSON web tokens
    (b"privatekey", r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"),
    (b"bearer", r"(?<=[Bb]earer )[A-Za-z0-9._~+/\-]{12,}=*"),  # what an Authorization header carries
    (b"://", r"(?<=://)(?!\$secret:[0-9a-f]{32}@)[^/\s:@\"]*:[^/\s\"]+(?=@)"),  # user:password of a URL
    *(
        (
            word.encode() + b"=",
            rf"(?i:(?<![:/\w$])(?:[\w\-]*{word})\s*[=:]\s*){_ASSIGNED_VALUE}",
        )
        for word in ("password", "passwd", "pwd", "secret", "token", "apikey", "api_key")
    ),
)

_ASSIGNED = re.compile(rb"(?:\\(?:[nrtf]|u[0-9a-f]{4})|[\x80-\xff])*[=:]")  # any white space may stand between
_LOWER = bytes(range(256)).lower()

# Escapes other than those that Terraform writes for <, > and &, in a searchable text.
ESCAPES = re.compile(rb"\\(?:u(?!003[ce]|0026)00[2-7]|/)")


def is_secret_name(name: str) -> bool:
    """Tell whether an attribute or key of this name holds a secret."""
    snake = _CAMEL.sub("_", name)
    return bool(_NAME.search(name) or _NAME.search(snake)) and not is_harmless(name)


def is_secret_header(name: str) -> bool:
    """Tell whether an HTTP header of this name, in a pair of name and value, proves who asks."""
    return _HEADER.search(name) is not None


def is_harmless(name: str) -> bool:
    """Tell whether a name that sounds like a secret is known to hold none."""
    snake = _CAMEL.sub("_", name).lower()
    return name.lower() in _HARMLESS or snake in _HARMLESS or snake.endswith(_HARMLESS_END)


def pattern_of(formats: Sequence[tuple[bytes, str]]) -> re.Pattern[str] | None:
    """Return one pattern for some of FORMATS, none for none."""
    return re.compile("|".join(pattern for _, pattern in formats)) if formats else None


def searchable(document: bytes) -> bytes:
    """Return a JSON document in lower case and without white space: whatever it holds is found in it, and sooner."""
    return document.translate(_LOWER, b" \t\r\n")


def occurs(text: bytes, literal: bytes) -> bool:
    """Tell whether a document, as `searchable` leaves it, can hold a format with this literal."""
    if literal.endswith(b"="):  # a word that must be followed by a sign of assignment
        return any(_ASSIGNED.match(text, position) for position in _positions(text, literal[:-1]))
    return literal in text


def _positions(data: bytes, word: bytes) -> Iterator[int]:
    position = data.find(word)
    while position >= 0:
        yield position + len(word)
        position = data.find(word, position + 1)
