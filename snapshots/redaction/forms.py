"""Formats of credentials: what gives a secret away in any text.

Each format has literals of which every match holds one, in lower case and without white space: most texts and most
documents hold none, and looking for a literal is far cheaper than looking for a pattern. Patterns are tried from few
places and never go back over what they took (possessive or bounded), so that long texts cost their length.
A new entry needs a test in `tests/snapshots/test_redact.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.secret import IN_TEXT
from snapshots.redaction.names import KEY_KINDS


@dataclass(frozen=True, slots=True)
class Format:
    """A pattern, the literals of which every match holds one, and those of which the text holds one (`needs`).

    `near` is what follows the literal in a document as `snapshots.redaction.search` searches it: in lower case, without
    white space, every digit a 0, and broken at commas. `beside` is a pattern of what else the text holds.
    """

    literals: tuple[str, ...]
    pattern: str
    near: bytes = b""
    needs: tuple[str, ...] = ()
    beside: str = ""


# The words of which one ends a name that is assigned a secret in a text; possessive patterns look back at it.
_KEY_WORDS = tuple(
    f"{kind}{joint}key"
    for kind in (*(kind for kind in KEY_KINDS if "[" not in kind), "license", "licence", "encryption")
    for joint in ("", "_", "-")
)
_WORDS = ("password", "passwd", "passphrase", "pwd", "_pass", "-pass", "secret", "token", *_KEY_WORDS)
_NAMED = rf"(?ai:{'|'.join(f'(?<={word})' for word in _WORDS)})"
_LITERALS = ("pass", "pwd", "secret", "token", "key")
_GAP = rb"(?:\\+(?:[nrtf]|u[0-9a-f]{4})|[\x80-\xff])*+"  # any white space, written as an escape
_ENDS = rb"(?:word|wd|phrase)?+"

_ELSEWHERE = (
    rf"(?:{IN_TEXT}|\$\{{|\{{\{{|arn:aws|alias/|!(?:Ref|GetAtt|Sub|Join|ImportValue)\s)"  # what is no secret itself
)
_NONE = rf"(?!\\{{0,8}}[\"']?{_ELSEWHERE}|[{{\[]|(?:null|true|false|none)(?![^\s\"',;&}}]))"
_VALUE = (
    r"(?:\\{1,8}\"[^\"\n]++\"?+|\\{1,8}'[^'\n]++'?+|\"(?:[^\"\\\n]|\\.)++\"?+|'(?:[^'\\\n]|\\.)++'?+|"
    r"[^\s\"',;&}]{6,}+)"
)
# The same in a command, where a variable of the shell and the next option are none.
_ARGUMENT = (
    rf"(?!\\{{0,8}}[\"']?(?:{_ELSEWHERE}|\$[A-Za-z_(]|[-<|>&]|%\w{{1,80}}%)|"
    r"(?:and|argument|file|flag|for|from|in|is|must|option|or|parameter|the|to|value|when|will|with)(?![^\s.,;]))"
    r"(?:\\{1,8}\"[^\"\n]++\"?+|\"(?:[^\"\\\n]|\\.)++\"?+|'[^'\n]++'?+|[^\s\"',;|&)\\]{4,}+)"
)
_SPACE = r"[ \t]++(?:\\\r?\n[ \t]*+)?"
_LINE_VALUE = rf"(?![!&*|>#~]|[\"']?{_ELSEWHERE}|[{{\[]|(?:null|true|false|none)\b)[^\s][^\n]*+"

_WRITTEN: tuple[Format, ...] = (
    # YAML: a block of lines that are indented deeper than their name, and what stands on the line of a name
    Format(
        literals=_LITERALS,
        pattern=rf"(?m:^)(?P<indent>[ \t]*+)(?:- )?[\"']?[\w\-.]*+{_NAMED}[\"']?:[ \t]*+[|>][+\-]?\d?[ \t]*+\r?\n"
        r"(?:(?P=indent)[ \t]++[^\n]++|(?=\n))(?:\n(?:(?P=indent)[ \t]++[^\n]*+|[ \t\r]*+(?=\n)))*+",
        near=_ENDS + rb"\\*[\"']?:[|>]",
    ),
    Format(
        literals=_LITERALS,
        pattern=rf"(?:(?<=\n)|\A(?=[^\n]*+\n))(?:[ \t]*+(?:- )?[\"']?)[\w\-.]*+{_NAMED}[\"']?:[ \t]++{_LINE_VALUE}",
        near=_ENDS + rb"\\*[\"']?:",
    ),
    # XML
    Format(
        literals=_LITERALS,
        pattern=rf"<[\w.:\-]*+{_NAMED}(?:\s[^<>]{{0,200}})?>(?:\s*+<!\[CDATA\[)?(?!\s*+(?:{_ELSEWHERE}|<))[^<]++",
        needs=("<", "\\u000c"),
    ),
    Format(
        literals=_LITERALS,
        pattern=rf"(?ai:\b(?:name|key))=[\"'][\w.:\-]*+{_NAMED}[\"']\s++(?ai:value)=(?![\"']{_ELSEWHERE})"
        r"(?:\"[^\"\n]++\"?+|'[^'\n]++'?+)",
        near=_ENDS + rb"\\*[\"']" + _GAP + rb"value=",
    ),
    # NAME=value and NAME: value, also with quotes around the name
    Format(
        literals=_LITERALS,
        pattern=rf"(?<![:/\w$\-])[\w\-]++(?=\\{{0,8}}[\"']?\s*+[=:]){_NAMED}\\{{0,8}}[\"']?\s*+[=:]{{1,2}}>?"
        rf"(?:\s*+(?=\\{{0,8}}[\"'])|[ \t\xa0]*+(?=\S)|\s*+(?![^\s:]{{1,80}}:(?:\s|\Z))){_NONE}{_VALUE}",
        near=_ENDS + rb"\\*[\"']?" + _GAP + rb"[=:]",
    ),
    # --password value
    Format(
        literals=("--",),
        pattern=rf"(?<![\w\-])--[A-Za-z][\w\-]{{0,120}}+{_NAMED}{_SPACE}{_ARGUMENT}",
        near=rb"(?=[a-z])(?:[\w\-\x80-\xff]|\\u[0-9a-f]{4}){0,500}?(?:pass|pwd|secret|token|key)",
    ),
    Format(
        literals=("-pass", "-pwd", "-secret", "-token"),
        pattern=rf"(?<![\w\-])-(?ai:pass(?:word|wd|phrase)?|pwd|secret|token){_SPACE}{_ARGUMENT}",
    ),
    Format(
        literals=("mysql", "mariadb"),
        pattern=r"(?<![\w\-])(?=[\w\-]{0,80}?(?:mysql|mariadb))[\w\-]++(?:[ \t]++(?!-p)[^\s|;&]++){0,40}[ \t]++-p"
        r"(?![\"']?\$)[\"']?[^\s\"'$|;&]++",
        needs=("-p",),
    ),
    # Authorization: Basic …
    Format(
        literals=("authorization",),
        pattern=r"(?<![\w\-.])(?ai:(?:proxy-)?authorization)\\{0,8}[\"']?\s{0,9}[:=]\s{0,9}\\{0,8}[\"']?"
        rf"(?!{_ELSEWHERE}|\$|[{{<(])(?:(?ai:basic|digest|negotiate|token|apikey|api-key|key|splunk|bearer)[ \t]++"
        rf"(?!{_ELSEWHERE}|\$|[{{<(])[^\s\"'\\,;]{{6,}}+|(?=[^\s\"'\\,;\d]{{0,99}}\d)[^\s\"'\\,;]{{8,}}+|"
        r"[^\s\"'\\,;]{20,}+)",
        near=rb"\\*[\"']?" + _GAP + rb"[:=]",
    ),
    Format(
        literals=("cookie",),
        pattern=r"(?<![\w\-])(?ai:(?:set-)?cookie):[ \t]{0,9}[\w\-.]{1,80}=[^\s\";']{8,}+",
        near=rb":",
    ),
)

_URLS: tuple[Format, ...] = (
    # user:password@ and token@
    Format(
        literals=("://",),
        pattern=rf"(?<=://)(?!{IN_TEXT}@)[^/\s:@\"]{{0,256}}+:(?!\d{{1,5}}[/?#])[^\s\"]{{1,512}}(?=@(?!sha256:))",
        needs=("@",),
    ),
    Format(
        literals=("://",),
        pattern=r"(?<=://)(?!APKA)(?=[^/\s:@\"\d]{0,256}\d)[\w\-~=+]{16,256}+(?=@)",
        needs=("@",),
    ),
    # addresses that are keys
    Format(
        literals=("hooks.slack.com/", "hooks.slack-gov.com/"),
        pattern=r"(?:(?<=hooks\.slack\.com/)|(?<=hooks\.slack-gov\.com/))(?:services|workflows|triggers)/[\w/+\-]{8,}+",
    ),
    Format(literals=("/api/webhooks/",), pattern=r"(?<=/api/webhooks/)\d{5,}+/[\w\-]{16,}+"),
    Format(
        literals=("webhook.office.com/", "outlook.office.com/webhook"),
        pattern=r"(?:(?<=webhook\.office\.com/)webhook|(?<=outlook\.office\.com/)webhook)b?2?/[^\s\"'<>\\]{16,}+",
    ),
    # parameters that sign an address
    Format(
        literals=("sig=", "signature=", "security-token=", "access_token="),
        pattern=r"(?:(?<=[?&;\s\"'])|^|(?<=u0026)|(?<=%26))(?ai:(?:sig|signature|x-(?:amz|goog)-(?:signature|"
        rf"security-token)|access_token)=)(?!{IN_TEXT})[^&\s\"'#<>\\;]{{12,}}+",
    ),
    Format(
        literals=("code=", "auth=", "key="),
        pattern=rf"(?<=[?&])(?:(?:api-?|sub)?key|code|auth)=(?!{IN_TEXT})[^&\s\"'#<>\\;]{{24,}}+",
    ),
)

_B64 = r"[A-Za-z0-9_\-]"
_START = r"(?<![A-Za-z0-9])"
_TOKENS: tuple[Format, ...] = (
    Format(("akia",), r"AKIA[0-9A-Z]{16}"),  # AWS access key ids
    Format(("asia",), r"ASIA[0-9A-Z]{16}"),
    Format(  # AWS secret keys: nothing but the id beside them tells them from hashes
        ("akia", "asia"),
        r"(?<![A-Za-z0-9/+=_\-])(?=[A-Z0-9/+]{0,39}[a-z])(?=[a-z0-9/+]{0,39}[A-Z])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=_\-])",
        beside=r"A[KS]IA[0-9A-Z]{16}",
    ),
    Format(("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), r"gh[pousr]_[A-Za-z0-9]{36,}+"),  # GitHub
    Format(("github_pat_",), r"github_pat_[A-Za-z0-9_]{22,}+"),
    Format(("glpat-",), r"glpat-[A-Za-z0-9_\-]{20,}+(?:\.[A-Za-z0-9_\-]{2,}+)*+"),  # GitLab
    Format(("xox",), r"xox[abeoprs]-[A-Za-z0-9\-]{10,}+"),  # Slack
    Format(("k_live_",), r"[rs]k_live_[A-Za-z0-9]{16,}+"),  # Stripe
    Format(("eyj",), rf"{_START}eyJ{_B64}{{10,}}+\.eyJ{_B64}{{10,}}+\.{_B64}++"),  # JSON web tokens
    Format(  # private keys; `-----BEGIN` alone is of certificates as well
        ("-----begin",),
        r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?"
        r"(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|\Z)",
        near=rb"[a-z]{0,40}privatekey",
    ),
    Format(("putty-user-key-file-",), r"PuTTY-User-Key-File-\d[\s\S]*?(?:Private-MAC: *[0-9a-fA-F]++|\Z)"),
    Format(("age-secret-key-",), r"(?ai:AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]{20,}+)"),
    Format(("bearer",), r"(?<=[Bb]earer )[A-Za-z0-9._~+/\-]{12,}+=*+"),  # what an Authorization header carries
    Format(("hvs.", "hvb.", "hvr."), rf"{_START}hv[sbr]\.{_B64}{{16,}}+"),  # HashiCorp Vault
    Format(  # Anthropic, OpenAI, OpenRouter
        ("sk-",),
        rf"{_START}(?<!-)sk-(?:(?:ant|proj|svcacct|admin|or)-{_B64}{{16,}}+|[A-Za-z0-9]{{32,}}+)",
        near=rb"(?:ant|proj|svcacct|admin|or)-|[a-z0-9]{32}",
    ),
    Format(("sg.",), rf"{_START}SG\.{_B64}{{16,}}+\.{_B64}{{16,}}+", near=rb"[a-z0-9_\-]{16,}\."),  # SendGrid
    Format(("npm_",), rf"{_START}npm_[A-Za-z0-9]{{30,}}+"),
    Format(("aiza",), rf"{_START}AIza{_B64}{{30,}}+"),  # Google
    Format(("dapi",), rf"{_START}dapi[0-9a-f]{{32}}(?:-\d{{1,2}})?", near=rb"[0-9a-f]{32}"),  # Databricks
    Format(("dop_v1_", "doo_v1_", "dor_v1_"), rf"{_START}do[opr]_v1_[0-9a-f]{{40,}}+"),  # DigitalOcean
    Format(("pypi-",), rf"{_START}pypi-(?=[a-z0-9_\-]{{0,40}}[A-Z]){_B64}{{32,}}+", near=rb"[a-z0-9_\-]{32}"),
    Format(("hf_",), rf"{_START}hf_[A-Za-z0-9]{{30,}}+", near=rb"[a-z0-9]{30}"),  # Hugging Face
    Format(("shpat_", "shpca_", "shppa_", "shpss_"), rf"{_START}shp(?:at|ca|pa|ss)_[0-9a-fA-F]{{32}}"),  # Shopify
    Format((":aa",), rf"(?<!\d)\d{{8,10}}:AA{_B64}{{32,34}}(?!{_B64})", near=rb"[a-z0-9_\-]{32}"),  # Telegram
    Format(  # Twilio; the form alone may be anything
        ("sk",),
        rf"{_START}SK[0-9a-f]{{32}}(?![0-9A-Za-z])",
        near=rb"[0-9a-f]{32}",
        beside=r"(?ai:twilio|(?<!\$)secret|token|api.?key|password)",
    ),
)

FORMATS: tuple[Format, ...] = (*_WRITTEN, *_URLS, *_TOKENS)
