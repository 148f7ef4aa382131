"""Formats of what people and programs write: names with values, options, headers, addresses with passwords."""

from __future__ import annotations

from engine.model.secret import IN_TEXT
from snapshots.redaction.formats.form import Format
from snapshots.redaction.names import KEY_KINDS

# The words of which one ends a name that is assigned a secret in a text; possessive patterns look back at it.
_KEY_WORDS = tuple(
    f"{kind}{joint}key"
    for kind in (*(kind for kind in KEY_KINDS if "[" not in kind), "license", "licence", "encryption")
    for joint in ("", "_", "-", ".")
)
_WORDS = ("password", "passwd", "passphrase", "pwd", "_pass", "-pass", "secret", "token", *_KEY_WORDS)
NAMED = rf"(?ai:{'|'.join(f'(?<={word})' for word in _WORDS)})"
LITERALS = ("pass", "pwd", "secret", "token", "key")
ENDS = rb"(?:word|wd|phrase)?+"

ELSEWHERE = (
    rf"(?:{IN_TEXT}|\$\{{|\{{\{{|arn:aws|alias/|!(?:Ref|GetAtt|Sub|Join|ImportValue)\s)"  # what is no secret itself
)
_NONE = rf"(?!\\{{0,8}}[\"']?{ELSEWHERE}|[{{\[]|(?:null|true|false|none)(?![^\s\"',;&}}]))"
_VALUE = (
    r"(?:\\{1,8}\"[^\"\n]++\"?+|\\{1,8}'[^'\n]++'?+|\"(?:[^\"\\\n]|\\.)++\"?+|'(?:[^'\\\n]|\\.)++'?+|"
    r"[^\s\"',;&}]{6,}+)"
)
# The same in a command, where a variable of the shell and the next option are none.
_ARGUMENT = (
    rf"(?!\\{{0,8}}[\"']?(?:{ELSEWHERE}|\$[A-Za-z_(]|[-<|>&(]|%\w{{1,80}}%)|"
    r"(?:and|argument|file|flag|for|from|in|is|must|option|or|parameter|the|to|value|when|will|with)(?![^\s.,;]))"
    r"(?:\\{1,8}\"[^\"\n]++\"?+|\"(?:[^\"\\\n]|\\.)++\"?+|'[^'\n]++'?+|[^\s\"',;|&)\\]{4,}+)"
)
_SPACE = r"[ \t]++(?:\\\r?\n[ \t]*+)?"
_LINE = rf"(?![!&*|>#~]|[\"']?{ELSEWHERE}|[{{\[]|(?:null|true|false|none)\b)[^\s]"
LINE_VALUE = rf"{_LINE}[^\n]*+"
# The last value of a line: each of them would go through all that stand behind it.
_LAST_VALUE = rf"{_LINE}[^\n:]*+(?::(?<!value:)[^\n:]*+)*+"

WRITTEN: tuple[Format, ...] = (
    # YAML: a block of lines that are indented deeper than their name, and what stands on the line of a name
    Format(
        literals=LITERALS,
        pattern=rf"(?m:^)(?P<indent>[ \t]*+)(?:- )?[\"']?[\w\-.]*+{NAMED}[\"']?:[ \t]*+[|>][+\-]?\d?[ \t]*+\r?\n"
        r"(?:(?P=indent)[ \t]++[^\n]++|(?=\n))(?:\n(?:(?P=indent)[ \t]++[^\n]*+|[ \t\r]*+(?=\n)))*+",
        near=ENDS + rb"\\*[\"']?:[|>]",
    ),
    Format(
        literals=LITERALS,
        pattern=rf"(?:(?<=\n)|\A(?=[^\n]*+\n))(?:[ \t]*+(?:- )?[\"']?)[\w\-.]*+{NAMED}[\"']?:[ \t]++"
        rf"(?:&[\w.\-]{{1,40}}[ \t]++)?"
        rf"(?:!(?!(?:Ref|GetAtt|Sub|Join|ImportValue|vault|env|reference)\b)[\w!\-]{{1,40}}[ \t]++)?{LINE_VALUE}",
        near=ENDS + rb"\\*[\"']?:",
    ),
    # YAML: a Kubernetes Secret, the environment of a container
    Format(
        literals=("data:",),
        pattern=r"(?:(?<=\n)|\A)(?P<deep>[ \t]*+)(?:stringData|data|binaryData):[ \t]*+"
        r"(?:\r?\n(?:(?P=deep)[ \t]++[^\n]*+(?:\n|\Z))++|\{[^{}]++\})",
        beside=r"(?m:^)[ \t]*+(?:- )?[\"']?kind[\"']?:[ \t]*+[\"']?Secret\b",
        needs=("kind",),
    ),
    Format(
        literals=LITERALS,
        pattern=rf"(?<=name:)[ \t]*+[\"']?[\w.\-]*+{NAMED}[\"']?[ \t]*+\r?\n[ \t]*+value:[ \t]*+{LINE_VALUE}",
        needs=("value:",),
    ),
    Format(
        literals=LITERALS,
        pattern=rf"(?<=value:)[ \t]++{_LAST_VALUE}\n[ \t]*+name:[ \t]*+[\"']?[\w.\-]*+{NAMED}[\"']?[ \t]*+(?=\r?\n|\Z)",
        needs=("value:",),
    ),
    # Terraform
    Format(
        literals=("variable",),
        pattern=rf"(?<=variable)[ \t]++\"[\w\-]*+{NAMED}\"[ \t]*+\{{[^{{}}]{{0,400}}?\bdefault[ \t]*+="
        rf"[ \t]*+(?!\"\")\"[^\"\n]++\"",
        needs=("default",),
    ),
    Format(literals=("setx",), pattern=rf"(?<![\w\-])(?ai:setx)[ \t]++\w++{NAMED}[ \t]++{_ARGUMENT}"),
    # web servers and csh, C, Lua
    Format(
        literals=("setenv", "#define"),
        pattern=rf"(?<!\w)(?:(?ai:setenv(?:ifnocase)?)|#[ \t]*+define)[ \t]++[\"']?"
        rf"[\w.\-]++{NAMED}[\"']?[ \t]++{_ARGUMENT}",
    ),
    Format(
        literals=LITERALS,
        pattern=rf"(?<![\w$.\-])[\w.\-]++{NAMED}[ \t]*+=[ \t]*+\[\[(?!{ELSEWHERE})[^\[\]]{{4,400}}+\]\]",
        near=ENDS + rb"=\[\[",
    ),
    # NAME=value and NAME: value, also with quotes around the name
    Format(
        literals=LITERALS,
        pattern=rf"(?<![:/\w$\-])[\w\-]++(?=\\{{0,8}}[\"']?\s*+[=:]){NAMED}\\{{0,8}}[\"']?\s*+[=:]{{1,2}}>?"
        rf"(?:\s*+(?=\\{{0,8}}[\"'])|[ \t\xa0]*+(?=\S)|\s*+(?![^\s:]{{1,80}}:(?:\s|\Z))){_NONE}"
        rf"(?:[nNeEbBuUrRfFL@$]{{1,2}}(?=\\{{0,8}}[\"']))?{_VALUE}",
        near=ENDS + rb"\\*[\"']?[=:]",
    ),
    # --password value
    Format(
        literals=("--",),
        pattern=rf"(?<![\w\-])--[A-Za-z][\w\-]{{0,120}}+{NAMED}{_SPACE}{_ARGUMENT}",
        near=rb"(?=[a-z])[\w\-\x80-\xff]{0,500}?(?:pass|pwd|secret|token|key)",
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
        rf"(?!{ELSEWHERE}|\$|[{{<(])(?:(?ai:basic|digest|negotiate|token|apikey|api-key|key|splunk|bearer)[ \t]++"
        rf"(?!{ELSEWHERE}|\$|[{{<(])[^\s\"'\\,;]{{6,}}+|(?=[^\s\"'\\,;\d]{{0,99}}\d)[^\s\"'\\,;]{{8,}}+|"
        r"[^\s\"'\\,;]{20,}+)",
        near=rb"\\*[\"']?[:=]",
    ),
    Format(  # the pair of a user and a password, without the name of the header
        literals=("basic",),
        pattern=r"(?<=[Bb]asic )(?=[A-Za-z0-9+/]{0,200}[A-Z0-9])[A-Za-z0-9+/]{10,}+={0,2}(?![\w])",
    ),
    Format(
        literals=("cookie",),
        pattern=r"(?<![\w\-])(?ai:(?:set-)?cookie):[ \t]{0,9}[\w\-.]{1,80}=[^\s\";']{8,}+",
        near=rb":",
    ),
)

# What stands in an address for a password that is elsewhere; and a sign that no name, number or version has alone.
_GIVEN = rf"(?!{IN_TEXT}@|\$[\w({{]|\{{\{{|<|%[a-z]@|%\w{{1,80}}%@|\*{{3,}})"
_PROOF = r"(?=[^\s@]{0,80}[\d!?#*$%^&+=~])(?=[^\s@]{0,80}[A-Za-z])"

ADDRESSES: tuple[Format, ...] = (
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
    Format(  # a token for a repository, which has letters in both cases and digits as few users have
        literals=("://",),
        pattern=r"(?<=://)(?=[A-Za-z]{0,14}\d)(?=[A-Z0-9]{0,14}[a-z])(?=[a-z0-9]{0,14}[A-Z])[A-Za-z0-9]{10,15}"
        r"(?=@(?:[\w.\-]{1,100}/[^\s\"'<>]{1,200}?\.git(?!\w)|(?:github|gitlab|bitbucket)\.))",
        needs=("@",),
    ),
    # the same without a scheme: of MySQL's driver for Go, with a port, of Oracle
    Format(
        literals=("@tcp(", "@tcp6(", "@udp(", "@unix(", "@cloudsql"),
        pattern=rf"(?<![\w.\-$])[\w.%\-]{{1,64}}+:{_GIVEN}[^\s\"'`]{{1,256}}?"
        r"(?=@(?:tcp6?|udp|unix|cloudsql[\w\-]{0,20})\()",
    ),
    Format(
        literals=("@",),
        pattern=rf"(?<![\w.\-/@:%+$])(?!(?:sips?|mailto|xmpp|im|acct|ssh|git|urn|arn):)[\w.+\-]{{1,64}}+:{_GIVEN}{_PROOF}"
        r"[^\s\"'`,;<>()]{4,128}?(?=@[\w\-]{1,63}(?:\.[\w\-]{1,63}){0,9}:\d{2,5}(?![\w:.]))",
        near=rb"(?!sha000:[0a-f]{6})[a-z0-9\-._\x80-\xff]{1,999}:0",
    ),
    Format(
        literals=("@//",),
        pattern=rf"(?<![\w.\-/])[\w$#.\-]{{1,64}}+/{_GIVEN}(?:\"[^\s\"/]{{1,128}}+\"|[^\s\"'/@]{{1,128}}+)(?=@//[\w\[])",
    ),
    Format(
        literals=("@",),
        pattern=rf"(?<![\w.\-/@])[\w$#]{{1,30}}+/{_GIVEN}{_PROOF}[^\s\"'/@,;]{{4,64}}+(?=@[A-Z][A-Z0-9_]{{2,30}}(?![\w/@:.\-]))",
        near=rb"[a-z][a-z0_]{2}",
        beside=r"@[A-Z][A-Z0-9_]{2}",
    ),
    Format(
        literals=("oracle:thin:", "oracle:oci"),
        pattern=rf"(?<=oracle:)(?:thin|oci\d?):[\w$#]{{1,64}}+/{_GIVEN}[^\s\"'/@]{{1,128}}+(?=@)",
    ),
    # addresses that are keys
    Format(
        literals=("hooks.slack.com/", "hooks.slack-gov.com/"),
        pattern=r"(?:(?<=hooks\.slack\.com/)|(?<=hooks\.slack-gov\.com/))(?:services|workflows|triggers)/[\w/+\-]{8,}+",
    ),
    Format(literals=("hooks.zapier.com/",), pattern=r"(?<=hooks\.zapier\.com/)hooks/(?:catch|standard)/[\w/\-]{8,}+"),
    Format(literals=("/integration/",), pattern=r"(?<=/integration/)[0-9a-f]{32}(?=/enqueue)", needs=("/enqueue",)),
    Format(literals=("geniekey",), pattern=r"(?<=GenieKey )[0-9a-f]{8}-[0-9a-f\-]{27}"),
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
