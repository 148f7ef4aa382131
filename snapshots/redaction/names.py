"""Names that announce secrets: of attributes, map keys, headers, options of commands and environments.

Data and predicates. A new entry needs a test in `tests/snapshots/test_redact.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from snapshots.redaction.formats.vendors import VENDOR_NAME, VENDOR_PAIR
from snapshots.redaction.values import looks_secret, stands_for
from snapshots.redaction.words import OTHER_KEY, STRONG, WEAK, folded, pattern_of

KEY_KINDS = ("access", "account", "api", "auth", "licen[cs]e", "private", "secret", "shared", "preshared", "signing")
_KEYS = "|".join(KEY_KINDS)
_NAME = re.compile(
    rf"(?:^|[_\-.$]|(?<=[a-z]))(?:(?<!by)(?<!com)(?<!tres)(?<!over)(?<!sur)pass|pass"
    rf"(?:word|wd|phrase)|pwd|(?<![a-zA-Z])pw|secret|token|credentials?|"
    rf"(?:{_KEYS})[_\-]?key|pre[_\-]?shared[_\-]?key|connection[_\-]?string|conn[_\-]?str|dsn|"
    r"key_material|web_?hook_?urls?$)"
    r"(?:$|[_\-.\d]|s$)",
    re.IGNORECASE | re.ASCII,
)
# Names whose value tells whether it is a secret or only says where one is: headers, and keys that KMS may hold.
_BY_VALUE = re.compile(
    r"(?:^|header\.)(?:(?:proxy-)?authorization|(?:set-)?cookie|"
    r"x-(?!amazon-)[\w\-]*(?:auth|key|secret|signature|token|verify))$|(?:^|[_\-.])encryption[_\-]?key$|encryptionKey$",
    re.IGNORECASE | re.ASCII,
)
_HEADER = re.compile(
    r"^(?:proxy-)?authorization$|^(?:set-)?cookie$|^x-.*(?:auth|key|secret|sign|token|verify)", re.IGNORECASE
)
_CLAIM = re.compile(r"^[\w\-]+(?:\.[\w\-]+)+:")  # of a condition, such as token.actions.githubusercontent.com:sub
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_STRONG, _WEAK = pattern_of(STRONG), pattern_of(WEAK)
_SOMEWHERE = pattern_of(STRONG, end=False)
# A number is a secret only under these: many names with `token` in them count or time something.
NUMBER_NAME = re.compile(r"(?:password|passwd|pwd|passphrase|secret)$", re.IGNORECASE)
ARN = re.compile(r"arn:aws[a-z\-]*:[a-z0-9\-]+:[a-z0-9\-]*:(?:\d{12})?:[\w+=,.@/:\-]+")
# Where AWS serves something, which says by its form what it is: a host, with a port, or the address of a queue.
PLACE = re.compile(
    r"(?:https://)?(?P<host>[a-z0-9][a-z0-9.\-]*\.amazonaws\.com(?:\.cn)?)(?::\d{1,5})?(?:/\d{12}/[\w.\-]{1,80})?/?"
)
# Such a host in what else may be secret: who comes and what is asked for.
PLACE_IN_ADDRESS = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.\-]{1,30})://(?:[^/\s?#]*@)?"
    r"(?P<host>[a-z0-9][a-z0-9.\-]*\.amazonaws\.com(?:\.cn)?(?::\d{1,5})?)(?:[/?#]\S*)?"
)
# What stands for a value that is elsewhere: mappings of API Gateway, paths of Step Functions, interpolations, the names
# of keys, and the ways to authorise that AWS knows.
_REFERENCE = re.compile(
    r"(?:\$\{|\$\$?\.|\$(?:context|input|request|response|stageVariables|util)\b|\{%|\{\{|"
    r"(?:method|integration|context|stageVariables|request)\.|alias/|arn:aws[a-z\-]*:).*|"
    r"NONE|AWS_IAM|CUSTOM|COGNITO_USER_POOLS|JWT|REQUEST|TOKEN|required|optional|true|false",
    re.DOTALL,
)
_KMS_NAME = re.compile(r"encryption[_\-]?key$", re.IGNORECASE | re.ASCII)
_KMS_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|[A-Z_]+")
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
        "preshared_key_storage",
        "public_signing_key_endpoint",
        "secret_arn",
        "secret_id",
        "secret_name",
        "token_key_id",
        "token_validity_units",
        "user_password_policy",
        "x-amazon-apigateway-api-key-source",
    }
)
_HARMLESS_END = ("_arn", "_id", "_ids", "_name", "_enabled", "_type", "_age", "_length", "_policy", "_version", "_url")
_URL = re.compile(r"web_?hook_?url$", re.IGNORECASE)
# What says how a secret is kept, made or used, and may yet be one.
_SETTING = re.compile(
    r"(?:^(?:existing|use|has|require|allow|enable|disable|max|min|num|number)[_\-].*|[_\-.]"
    r"(?:ttl|validity|file|path|dir|expir(?:y|ation)|"
    r"expires(?:_in|_at)?|duration|lifetime|format|algorithm|alg|count|limit|size|rotation|interval|min_?length|"
    r"max_?length|days|hours|minutes|seconds|mode|enabled|required|provider|store|source|ref|issuer|audience|scopes?|"
    r"endpoint|header|field|column|prefix|suffix|label|hint|status|state|strategy|method))$",
    re.IGNORECASE | re.ASCII,
)

# An option of a command whose value is a secret, and values that are none.
_OPTION = re.compile(
    rf"--?(?:[\w\-]*[_\-])?(?:pass(?:word|wd|phrase)?|pwd|secret|(?:auth|access|api)?token|(?:{_KEYS})[_\-]?key)",
    re.IGNORECASE | re.ASCII,
)
# Programs and the letters behind which they take passwords, some only when they log in.
_LETTERS = (
    *(("sshpass", "-p"), ("redis-cli", "-a"), ("mongo", "-p"), ("ldap", "-w"), ("docker", "-p"), ("podman", "-p")),
    *(
        ("az", "-p"),
        ("helm", "-p"),
        ("oras", "-p"),
        ("crane", "-p"),
        ("skopeo", "-p"),
        ("nerdctl", "-p"),
        ("buildah", "-p"),
    ),
)
_NEEDS_LOGIN = frozenset({"docker", "podman", "az", "helm", "oras", "crane", "skopeo", "nerdctl", "buildah"})
_PROGRAM = re.compile(
    r"(?:.*/)?(?P<name>sshpass|redis-cli|mongo\w*|ldap\w+|docker|podman|az|helm|oras|crane|skopeo|nerdctl|buildah)",
    re.DOTALL,
)
_MYSQL = re.compile(r"(?:.*/)?(?:mysql|mariadb)[\w\-]*", re.DOTALL)
_VARIABLE = re.compile(r"\$\w+|\$\(\w+\)|\$\{[^{}]+\}|\{\{[^{}]+\}\}|%\w+%|Ref::\w+")


class Hidden(IntEnum):
    """Whether what stands under a name is hidden."""

    NEVER = 0
    ALWAYS = 1
    BY_VALUE = 2  # unless it stands for something that is elsewhere
    BY_FORM = 4  # where it has the form of what those give out whose word it is
    BY_LOOK = 3  # where it looks like a secret: the name has other meanings as well


def hidden_by(name: str) -> Hidden:
    """Return whether a name hides what stands under it."""
    if " " in name:
        name = folded(name)
    if is_harmless(name):
        return Hidden.NEVER
    if is_secret_name(name):
        return Hidden.BY_LOOK if _SETTING.search(_CAMEL.sub("_", name)) else Hidden.ALWAYS
    if _BY_VALUE.search(name):
        return Hidden.BY_VALUE
    words = folded(name)
    if _STRONG.search(words):
        return Hidden.BY_VALUE
    if _WEAK.search(words) or _SOMEWHERE.search(words) or OTHER_KEY.search(words):
        return Hidden.BY_LOOK
    return Hidden.BY_FORM if VENDOR_NAME.search(words) else Hidden.NEVER


def hides(hidden: Hidden, name: str, value: str) -> bool:
    """Tell whether a text is hidden under a name that hides as `hidden_by` says."""
    if hidden is Hidden.BY_VALUE:
        return not is_reference(name, value)
    if hidden is Hidden.BY_FORM:
        return VENDOR_PAIR.fullmatch(f"{folded(name).rpartition('_')[2]}={value}") is not None
    return hidden is Hidden.ALWAYS or (hidden is Hidden.BY_LOOK and looks_secret(value))


def is_secret_name(name: str) -> bool:
    """Tell whether an attribute or key of this name holds a secret; of a claim of a host only the claim counts."""
    name = _CLAIM.sub("", name)
    snake = _CAMEL.sub("_", name)
    return bool(_NAME.search(name) or _NAME.search(snake)) and not is_harmless(name)


def is_secret_header(name: str) -> bool:
    """Tell whether an HTTP header of this name, in a pair of name and value, proves who asks."""
    return _HEADER.search(name) is not None


def is_harmless(name: str) -> bool:
    """Tell whether a name that sounds like a secret is known to hold none."""
    snake = _CAMEL.sub("_", name).lower()
    if name.lower() in _HARMLESS or snake in _HARMLESS:
        return True
    return snake.endswith(_HARMLESS_END) and not _URL.search(snake)


def is_reference(name: str, value: str) -> bool:
    """Tell whether a text under a name that is `Hidden.BY_VALUE` stands for a value that is elsewhere."""
    if _REFERENCE.fullmatch(value.strip("'")) or stands_for(value):
        return True
    return bool(_KMS_NAME.search(name) and _KMS_ID.fullmatch(value))


def option_hides(item: str) -> Hidden:
    """Return whether an option hides the next of a command's arguments."""
    if _OPTION.fullmatch(item):
        return Hidden.ALWAYS
    hidden = hidden_by(item.lstrip("-").replace("-", "_")) if item[:1] == "-" else Hidden.NEVER
    return Hidden.BY_VALUE if hidden is Hidden.ALWAYS else hidden


def password_option(command: Sequence[Any]) -> str:
    """Return the letter behind which a program takes a password, empty where it takes none so."""
    for word in command[:8]:
        if isinstance(word, str) and (found := _PROGRAM.fullmatch(word)):
            if found["name"] in _NEEDS_LOGIN and "login" not in command:
                return ""
            return next(option for name, option in _LETTERS if found["name"].startswith(name))
    return ""


def is_user_option(item: str) -> bool:
    """Tell whether the next of a command's arguments is a user with his password."""
    return item in {"-u", "--user", "--proxy-user"}


def is_mysql(item: str) -> bool:
    """Tell whether a command's argument is one of the programs to which `-pX` gives a password."""
    return _MYSQL.fullmatch(item) is not None


def is_variable(item: str) -> bool:
    """Tell whether a command's argument only names a variable."""
    return _VARIABLE.fullmatch(item) is not None
