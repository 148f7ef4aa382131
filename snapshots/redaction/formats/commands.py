"""Formats of passwords among the arguments of programs, where no word or only a letter announces them."""

from __future__ import annotations

from engine.model.secret import IN_TEXT
from snapshots.redaction.formats.form import CUT, Format
from snapshots.redaction.formats.written import NAMED

# What is a variable, an option or a mark is no password.
_NONE = rf"(?!\\{{0,8}}[\"']?(?:{IN_TEXT}|\$[A-Za-z_({{]|[-<>|&]|%\w{{1,80}}%|\{{\{{|<|!(?:Ref|Sub|GetAtt)))"
_QUOTED = r"(?:\\{1,8}\"[^\"\n]++|\"[^\"\n]++\"?+|\\{1,8}'[^'\n]++|'[^'\n]++'?+"
_WORD = rf"{_NONE}{_QUOTED}|[^\s\"'|;&,)\\]{{4,}}+)"
_S = r"[ \t]++"
_ARGUMENTS = r"(?:[^\s|;&]++[ \t]++){0,20}?"
_SAID = r"(?:(?<=echo)|(?<=printf)|(?<=echo -[en])|(?<=echo -ne)|(?<=printf %s)|(?<=printf [\"']%s[\"']))"
_USER = r"[\w.@+\-\\]{1,64}"
# At least one sign that no name, number or group has: `-u 1000:1000` and `-u root:root` tell no password.
_PROOF = r"(?=[^\s\"':]{0,80}[\d!?#*$%^&+=~])(?=[^\s\"':]{0,80}[A-Za-z])"


def _after(word: str, rest: str, *literals: str) -> Format:
    return Format(literals or (word,), rf"(?<![\w\-])(?ai:{word}){rest}")


COMMANDS: tuple[Format, ...] = (
    Format(
        ("-u", "--user", "--proxy-user"),
        rf"(?<![\w\-])(?:-u|--(?:proxy-)?user)[ \t=]{{1,4}}[\"']?{_USER}:{_NONE}{_PROOF}[^\s\"']{{4,}}+",
        near=rb"(?:ser)?=?[\"'\\]*[\w.@+\-\\\x80-\xff]{1,256}:",
    ),
    Format(("curl",), rf"(?<![\w\-])curl{_S}{_ARGUMENTS}-u[\"']?{_USER}:{_NONE}{_PROOF}[^\s\"']{{4,}}+", needs=("-u",)),
    _after("sshpass", rf"{_S}-p[ \t]*+{_WORD}"),
    Format(
        ("login",),
        rf"(?<![\w\-])login{_S}{_ARGUMENTS}-p[ \t=]++{_WORD}",
        needs=("-p",),
    ),
    Format(("mongo",), rf"(?<![\w\-])mongo[a-z]{{0,7}}{_S}{_ARGUMENTS}-p[ \t]++{_WORD}", needs=("-p",)),
    Format(("redis-cli",), rf"redis-cli{_S}{_ARGUMENTS}-a[ \t]++{_WORD}"),
    Format(("ldap",), rf"(?<![\w\-])ldap[a-z]{{3,9}}{_S}{_ARGUMENTS}-w[ \t]++{_WORD}", needs=("-w",)),
    Format(("openssl",), rf"openssl{_S}{_ARGUMENTS}-k[ \t]++{_WORD}"),
    Format(("pass:",), rf"(?<![\w\-])pass:{_WORD}"),
    Format(
        ("-storepass", "-keypass", "-srcstorepass", "-deststorepass"),
        rf"(?<![\w\-])-(?:src|dest)?(?:store|key)pass[ \t]++{_WORD}",
    ),
    Format(
        ("htpasswd",),
        rf"htpasswd{_S}(?:-[A-Za-z]++[ \t]++){{0,6}}-[A-Za-z]{{0,6}}b[A-Za-z]{{0,6}}+{_S}[^\s|;&]++"
        rf"[ \t]++[^\s|;&]++[ \t]++{_WORD}",
    ),
    Format(
        ("htpasswd",),
        rf"htpasswd{_S}-[A-Za-z]{{0,6}}b[A-Za-z]{{0,6}}+{_S}(?:-[A-Za-z]++[ \t]++){{0,6}}[^\s|;&]++"
        rf"[ \t]++[^\s|;&]++[ \t]++{_WORD}",
    ),
    Format(
        ("smbclient", "rpcclient", "-u"), rf"(?<![\w\-])-U[ \t]++[\"']?{_USER}%{_NONE}[^\s\"']{{4,}}+", needs=("%",)
    ),
    Format(("user",), rf"(?<![\w\-])(?ai:net{_S}user){_S}[^\s/]++[ \t]++(?!/){_WORD}"),
    Format(
        ("/user:",), rf"(?<![\w\-])(?ai:net{_S}use){_S}[^\s]++[ \t]++(?:[^\s/]++[ \t]++)?/user:[^\s]++[ \t]++{_WORD}"
    ),
    Format(
        ("zip", "7z"), rf"(?<![\w\-])(?:unzip|zip|7z[ar]?){_S}{_ARGUMENTS}-[pP][ \t]*+{_PROOF}{_WORD}", needs=("-p",)
    ),
    # chpasswd: `user:password`, on the lines of a text or before a pipe
    Format(
        ("chpasswd",),
        rf"(?:(?<=echo)|(?<=printf)|(?<=echo -n)|(?<=echo -e))"
        rf"[ \t]++[\"']?{_USER}:{_NONE}[^\s\"'|]++[\"']?(?=[ \t]*+(?:\\n[\"'][ \t]*+)?\|[ \t]*+(?:sudo"
        rf"[ \t]++)?[\w/]{{0,20}}chpasswd)",
    ),
    Format(("chpasswd",), rf"(?<=chpasswd)[ \t]*+<<<[ \t]*+[\"']?{_USER}:{_NONE}[^\s\"']++"),
    Format(
        ("chpasswd",),
        rf"(?<=chpasswd)(?::[^\n]{{0,200}}+\n|[ \t]*+<<-?[ \t]*+[\"']?\w{{1,40}}[\"']?[^\n]{{0,200}}+\n)(?:[ \t]*+"
        rf"(?:list|expire|users)[^\n]*+\n)*+(?:[ \t]*+(?:- )?[\"']?{_USER}:[^\s:][^\n]*+(?:\n|\Z))++",
    ),
    Format(("passwd",), rf"(?<=echo)[ \t]++{_WORD}(?=[ \t]*+\|[ \t]*+(?:sudo[ \t]++)?passwd[ \t]++--stdin)"),
    Format(
        ("--stdin", "--password-stdin", "--with-token"),
        rf"{_SAID}[ \t]++{_WORD}(?=[ \t]*+\|[^|\n]{{0,200}}--(?:(?:password-)?stdin|with-token))",
    ),
    Format(
        ("passwd", "kinit", "cryptsetup"),
        rf"{_SAID}[ \t]++{_WORD}(?=[ \t]*+\|[ \t]*+(?:sudo[ \t]++)?(?:smb|ldap)?(?:passwd|kinit|cryptsetup)\b)",
    ),
    Format(
        ("useradd", "usermod"),
        rf"(?<![\w\-])user(?:add|mod){_S}{_ARGUMENTS}(?:-p|--password)[ \t=]++{_WORD}",
        needs=("-p", "--password"),
    ),
    # programs of Windows and of Hive
    Format(("schtasks",), rf"(?ai:schtasks(?:\.exe)?){_S}{_ARGUMENTS}(?ai:/rp)[ \t]++{_WORD}"),
    Format(
        ("psexec", "beeline"), rf"(?ai:psexec(?:64)?(?:\.exe)?|beeline){_S}{_ARGUMENTS}-p[ \t]++{_WORD}", needs=("-p",)
    ),
    Format(
        ("defaultpassword",),
        rf"(?ai:DefaultPassword)[\"']?{_S}(?ai:/t{_S}\w++{_S})?/[dD]{_S}{_WORD}",
    ),
    # PowerShell
    Format(
        ("convertto-securestring",),
        rf"(?ai:ConvertTo-SecureString)(?:[ \t]++-(?ai:AsPlainText|Force))*+(?:[ \t]++-(?ai:String))?[ \t]++{_WORD}",
    ),
    Format(
        ("credential(",),
        rf"(?ai:(?:PS|Network)Credential)\([ \t]*+[\"'][^\"'\n]{{0,80}}[\"'][ \t]*+,[ \t]*+{_WORD}",
        needs=("credential(",),
    ),
    # a password before sudo, and behind the options and words of programs
    Format(
        ("sudo",), rf"(?<=echo)[ \t]++{_WORD}(?=[ \t]*+\|[ \t]*+sudo[ \t]++(?:-[a-zA-Z]++[ \t]++){{0,4}}?-[a-zA-Z]*S)"
    ),
    Format(("ssh-keygen",), rf"ssh-keygen{_S}{_ARGUMENTS}-[NP][ \t]++{_WORD}"),
    Format(
        ("rabbitmqctl",),
        rf"rabbitmqctl{_S}{_ARGUMENTS}(?:add_user|change_password|authenticate_user){_S}[^\s]++[ \t]++{_WORD}",
    ),
    Format(("requirepass", "masterauth"), rf"(?ai:(?<=requirepass)|(?<=masterauth))[ \t]++{_WORD}"),
    Format(
        ("configure",),
        rf"(?<![\w\-])configure{_S}set{_S}[\w.\-]{{0,80}}(?:secret_access_key|session_token)[ \t]++{_WORD}",
        needs=("aws",),
        near=rb"set",
    ),
    Format(
        ("sqlcmd", "osql", "bcp"), rf"(?<![\w\-])(?:sqlcmd|osql|bcp){_S}{_ARGUMENTS}-P[ \t]*+{_WORD}", needs=("-p",)
    ),
    Format(("keyvault",), rf"keyvault{_S}secret{_S}set{_S}{_ARGUMENTS}--value[ \t=]{_WORD}"),
    Format(("secret",), rf"(?<![\w\-])gh{_S}secret{_S}set{_S}{_ARGUMENTS}(?:--body|-b)[ \t=]++{_WORD}", near=rb"set"),
    Format(("secrets",), rf"(?<=secrets set)(?:[ \t]++[A-Za-z_]\w*+={_WORD})++", near=rb"set[a-z_]"),
    Format(
        ("/user:",),
        rf"(?<![\w\-])(?ai:net{_S}use){_S}[^\s]++[ \t]++(?:\\\\[^\s]++[ \t]++)?(?!/){_WORD}(?=[ \t]++/user:)",
    ),
    # Oracle's tools, and a client of FTP: a user and a password in one word
    Format(
        ("sqlplus", "sqlldr", "expdp", "impdp", "rman", "userid="),
        rf"(?<![\w\-])(?:(?ai:sqlplus|sqlldr|expdp|impdp|rman){_S}{_ARGUMENTS}|(?ai:userid)=[\"']?)[\w$#]{{1,64}}+/"
        rf"{_NONE}[^\s\"'/@]{{1,128}}+(?=@)",
    ),
    Format(("lftp",), rf"lftp{_S}{_ARGUMENTS}(?:-u|--user)[ \t=]++{_USER},{_NONE}[^\s\"'|;&]{{4,}}+"),
    # SQL
    Format(("identified",), rf"(?ai:identified(?:{_S}with{_S}[\w'\"]++)?{_S}(?:by|as))[ \t]++[nNeE]?{_NONE}{_QUOTED})"),
    Format(("password",), rf"(?<![\w\-])(?ai:password)[ \t]++(?=[nNeE]?\\{{0,8}}['\"])[nNeE]?{_NONE}{_QUOTED})"),
    Format(
        ("define(",),
        rf"(?<=define\()[ \t]*+[\"'][\w.\-]{{0,80}}?(?ai:pass"
        rf"(?:word|wd)?|pwd|secret|token|key|salt)[\"'][ \t]*+,[ \t]*+{_WORD}",
    ),
    # netrc and pgpass
    Format(
        ("password", "passwd"),
        rf"(?<![\w\-])(?:login|account|user(?:name)?)[ \t]++[^\s]{{1,80}}+\s++passw(?:or)?d[ \t]++"
        rf"(?:[057][ \t]++)?{_WORD}",
        needs=("login", "account", "user"),
    ),
    Format(
        (":5432:", ":5433:", ":6432:", ":3306:", ":*:"),
        rf"(?<![\w.])[\w.*\-]{{1,100}}+:(?:\d{{2,5}}|\*):[^\s:/]{{1,64}}:[^\s:/]{{1,64}}:{_NONE}[^\s:/]{{4,}}+",
        near=rb"(?:(?:[^:\"\\]|\\++\"?+){1,256}?(?:" + CUT + rb"|:)){2}",
    ),
    # network devices
    Format(("community",), rf"(?<![\w\-])snmp-server{_S}community[ \t]++{_WORD}"),
    Format(
        ("secret", "password"),
        rf"(?<![\w\-])(?:enable|username{_S}[^\s]{{1,64}}(?:{_S}privilege{_S}\d{{1,2}})?){_S}(?:secret|password)[ \t]++"
        rf"(?:[0-9][ \t]++)?{_WORD}",
        needs=("enable", "username"),
    ),
    Format(
        ("tacacs", "radius"),
        rf"(?<![\w\-])(?:tacacs|radius)(?:-server)?{_S}{_ARGUMENTS}key[ \t]++(?:[0-9][ \t]++)?{_WORD}",
        needs=("key",),
    ),
    Format(
        ("pre-shared-key",),
        rf"(?<=pre-shared-key)[ \t]++(?:(?:ascii-text|hexadecimal|local|remote)[ \t]++)?{_WORD}",
    ),
    Format(("rocommunity", "rwcommunity"), rf"(?<![\w\-])r[ow]community6?[ \t]++{_WORD}"),
    Format(("stats",), rf"(?<=stats auth)[ \t]++{_USER}:{_WORD}", near=rb"auth"),
    Format(("insecure-password",), rf"(?<=insecure-password)[ \t]++{_WORD}"),
    Format(
        ("psk", "xauth", "eap"),
        rf":[ \t]++(?:PSK|XAUTH|EAP|RSA)[ \t]++{_NONE}\\{{0,8}}[\"'][^\"'\n]++",
        near=rb"\\*[\"']",
    ),
    # kubectl, Docker, web servers
    Format(("--from-literal",), rf"(?<=--from-literal)[ \t=]\\{{0,8}}[\"']?[\w.\-]{{1,80}}={_WORD}"),
    Format(
        ("env",),
        r"(?:(?<=\n)|\A)[ \t]*+(?ai:ENV|ARG)[ \t]++[\w]{0,80}?(?ai:password|passwd|pwd|secret|token|key|_pass|auth)"
        rf"[ \t]++{_WORD}",
        near=rb"[a-z0_\x80-\xff]{0,320}?(?:pass|pwd|secret|token|key|auth)",
    ),
    Format(
        ("proxy_set_header", "add_header", "requestheader", "http-request"),
        rf"(?<![\w])(?ai:proxy_set_header|fastcgi_param|add_header|RequestHeader{_S}set)"
        rf"[ \t]++[\"']?(?ai:[\w\-]{{0,60}}?"
        rf"(?:key|token|secret|auth|authorization|password|signature))[\"']?[ \t]++{_WORD}",
    ),
    Format(
        ("vault",),
        rf"(?<=vault )(?:kv[ \t]++(?:put|patch)|write){_S}(?:-[^\s]++[ \t]++){{0,9}}[^\s=]++"
        rf"(?:[ \t]++[\w.\-]{{1,80}}+=(?![@$]){_NONE}(?:[\"'][^\"'\n]*+[\"']|[^\s\"'|;&]++))++",
        near=rb"(?:kvput|kvpatch|write)",
    ),
    # a call that connects: an address, a user, a password
    Format(
        ("pdo(", "connect(", "getconnection("),
        rf"(?<!\w)(?:PDO|mysqli?_(?:p|real_)?connect|getConnection)\([ \t]*+(?:[^,()\n]{{1,200}},[ \t]*+){{2}}"
        rf"(?=\\{{0,8}}[\"']){_WORD}",
    ),
    Format(("vault",), rf"(?<=vault login)[ \t]++(?!-){_PROOF}{_WORD}", needs=("login",)),
    Format(("--secret-string",), rf"(?<=--secret-string)[ \t=]{_WORD}"),
    Format(("--value",), rf"(?<=--value)[ \t=]{_WORD}", needs=("securestring",)),
    # what is printed for a program that keeps or takes a secret
    Format(
        ("secret", "realm", "encrypt_string", "kubeseal", "vncpasswd", "--passphrase-fd", "openssl", "vault"),
        rf"{_SAID}[ \t]++{_WORD}(?=[\"']?[ \t]*+\|[ \t]*+(?:sudo[ \t]++)?(?:"
        r"(?:gcloud|docker|podman|gh|glab|wrangler|npx|fly|flyctl|doppler|kubectl|heroku|aws|az|oc|nomad|pulumi)"
        rf"{_S}{_ARGUMENTS}secrets?\b|realm{_S}join|kubeseal|vncpasswd|"
        rf"ansible-vault{_S}encrypt_string|gpg\b[^|\n]{{0,200}}--passphrase-fd|openssl{_S}passwd|vault{_S}(?:kv|write|login)))",
    ),
    Format(
        ("convertto-securestring",),
        rf"\\{{0,8}}[\"'](?!{IN_TEXT})[^\"'\\\n]{{4,}}+\\{{0,8}}[\"'](?=[ \t]*+\|[ \t]*+(?ai:ConvertTo-SecureString))",
    ),
    Format(("printf",), rf"(?<=printf -v)[ \t]++\w++{NAMED}{_S}[\"']?%s[\"']?{_S}{_WORD}"),
    Format(  # HTTPie
        ("http",),
        rf"(?<![\w\-/.])https?(?:{_S}[A-Za-z\-=]++){{0,6}}?{_S}(?:-a|--auth)[ \t=]++[\"']?{_USER}:{_NONE}{_PROOF}"
        r"[^\s\"']{4,}+",
        near=rb"s?[a-z\-=]{0,200}?-a(?:uth)?=?[\"'\\]*[\w.@+\-\\\x80-\xff]{1,256}:",
    ),
    Format(("ipa-client-install",), rf"ipa-client-install{_S}{_ARGUMENTS}-w[ \t]++{_WORD}"),
    Format(("ipa-server-install",), rf"ipa-server-install(?:{_S}{_ARGUMENTS}-[ap][ \t]++{_WORD})++"),
    Format(("freerdp",), rf"freerdp\d?{_S}{_ARGUMENTS}/p:{_WORD}"),
    Format(("influx",), rf"(?<![\w\-])influx{_S}setup(?:{_S}{_ARGUMENTS}-[pt][ \t]++{_WORD})++"),
    # SNMP, Redis, PPP, Apache
    Format(
        ("createuser",),
        rf"(?ai:createUser){_S}(?:-e{_S}\w++{_S})?[^\s]++{_S}(?ai:MD5|SHA[\d\-]*+){_S}{_WORD}"
        rf"(?:{_S}(?ai:DES|AES[\d\-]*+){_S}{_WORD})?",
    ),
    Format(
        ("snmp",), rf"(?<![\w\-])snmp[a-z]{{2,12}}(?:{_S}{_ARGUMENTS}-[AXc][ \t]++{_WORD})++", needs=("-a", "-x", "-c")
    ),
    Format(
        ("user",),
        rf"(?<![\w\-])(?ai:user|setuser){_S}[^\s]++(?:{_S}(?:on|off|reset|resetpass|resetkeys|[~+&%@\-][^\s]*+))++{_S}"
        rf"[>#](?!{IN_TEXT})[^\s>\"']{{4,}}+",
        needs=(">", "#"),
        beside=r"\s[>#][^\s>]{4}",
    ),
    Format(
        ("*",),
        rf"(?m:^)[ \t]*+\\{{0,8}}\"?[\w.@\-]{{1,64}}+\\{{0,8}}\"?[ \t]++\\{{0,8}}\"?\*\\{{0,8}}\"?[ \t]++\\{{0,8}}\"?"
        rf"(?!{IN_TEXT}){_PROOF}[^\s\"\\]{{4,}}+\\{{0,8}}\"?[ \t]++\\{{0,8}}\"?\*\\{{0,8}}\"?(?=[ \t]*+(?:\r?\n|\Z))",
        near=rb"(?:\\*\")?[^*\"\\]{4,512}(?:\\*\")?\*",
    ),
    Format(
        ("digest", "realm"), r"(?m:^)[\w@\-]{1,64}+:[A-Za-z][A-Za-z _\-]{0,60}+:[0-9a-f]{32}(?=[ \t]*+(?:\r?\n|\Z))"
    ),
)
