"""Formats of password hashes: whoever has one can guess the password for as long as he likes.

The forms are those of crypt(5), of passlib's manual (https://passlib.readthedocs.io) and of hashcat's list of examples
(https://hashcat.net/wiki/doku.php?id=example_hashes), and RFC 5803 for SCRAM.
"""

from __future__ import annotations

from dataclasses import replace

from snapshots.redaction.formats.form import Format

_START = r"(?<![A-Za-z0-9$])"
_CRYPT = r"[./A-Za-z0-9]"

_HASHES: tuple[Format, ...] = (
    Format(("$2a$", "$2b$", "$2x$", "$2y$", "$2$"), rf"\$2[abxy]?\$\d\d\${_CRYPT}{{50,}}+"),  # bcrypt
    Format(("$argon2",), r"\$argon2(?:id|i|d)\$[^\s\"'\\]{40,}+"),
    Format(("$scrypt$",), r"\$scrypt\$[^\s\"'\\]{20,}+"),
    Format(("scrypt:",), rf"{_START}scrypt:\d{{2,9}}:\d{{1,3}}:\d{{1,3}}\$[^\s\"'\\]{{32,}}+"),  # Werkzeug
    Format(("$7$", "$y$", "$gy$", "$sm3$"), r"\$(?:7|y|gy|sm3)\$[./A-Za-z0-9$]{30,}+"),
    Format(("pbkdf2:",), r"pbkdf2:sha\d{1,3}:\d{2,9}\$[^\s\"'\\]{32,}+"),
    Format(
        ("pbkdf2_sha", "bcrypt_sha", "bcrypt$"), r"(?:pbkdf2_sha\d{1,3}|bcrypt(?:_sha256)?)\$[^\s\"'\\]{30,}+"
    ),  # Django
    Format(("sha1$", "md5$"), rf"{_START}(?:sha1|md5)\$[^\s$\"'\\]{{1,40}}\$[0-9a-f]{{32,}}+"),
    Format(("$pbkdf2", "$bcrypt-sha"), r"\$(?:pbkdf2(?:-sha\d{1,3})?|bcrypt-sha256)\$[^\s\"'\\]{30,}+"),  # passlib
    Format(("grub.pbkdf2.",), r"grub\.pbkdf2\.sha512\.\d{2,9}\.[0-9A-Fa-f.]{64,}+"),
    Format(
        ("$1$", "$5$", "$6$", "$md5", "$sha1$"),
        rf"\$(?:1|5|6|md5|sha1)(?:,rounds=\d{{1,9}})?\$(?:rounds=\d{{1,9}}\$)?{_CRYPT}{{1,64}}+\${_CRYPT}{{22,}}+",
    ),
    Format(("$apr1$",), rf"\$apr1\${_CRYPT}{{1,16}}\${_CRYPT}{{22}}"),
    Format(("$8$", "$9$"), rf"\$[89]\${_CRYPT}{{14}}\${_CRYPT}{{43}}"),  # Cisco
    Format(("$s$", "$p$", "$h$"), r"\$(?:[SPH])\$[./A-Za-z0-9]{31,55}+"),  # Drupal, phpass
    Format(("$a$",), r"\$A\$\d{3}\$[^\s\"'\\]{40,}+"),  # MySQL 8
    Format(("*",), r"(?<![\w*/])\*[0-9A-F]{40}(?![0-9A-Za-z])", near=rb"[a-f0]{40}"),  # MySQL before
    Format(("md5",), r"(?<![A-Za-z0-9])md5[0-9a-f]{32}(?![0-9A-Za-z])", near=rb"[a-f0]{32}"),  # PostgreSQL
    Format(
        ("scram-sha",), r"SCRAM-SHA-\d{1,3}\$\d{1,9}:[A-Za-z0-9+/=]{8,}+\$[A-Za-z0-9+/=]{20,}+:[A-Za-z0-9+/=]{20,}+"
    ),
    Format((":::",), r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{32}:[0-9A-Fa-f]{32}:::"),  # LM and NTLM
    Format(("$nt$",), r"\$NT\$[0-9a-fA-F]{32}"),
    Format(("$krb5",), r"\$krb5[a-z]{2,6}\$\d{1,3}\$[^\s\"'\\]{32,}+"),
    Format(("$dcc2$",), r"\$DCC2\$[^\s\"'\\]{32,}+"),
    Format(
        ("{ssha", "{sha", "{smd", "{crypt}", "{pbkdf", "{pkcs", "{md5}"),
        r"\{(?ai:ssha\d{0,3}|sha\d{0,3}|smd5|md5|crypt|pbkdf2[\w\-]{0,10}|pkcs5s2)\}[^\s\"'\\}]{20,}+",
    ),
    Format(("0x0100", "0x0200"), r"0x0[12]00[0-9A-Fa-f]{48,}+"),  # SQL Server
    Format(("s:",), r"(?<![A-Za-z0-9])S:[0-9A-F]{60}(?![0-9A-Za-z])", near=rb"[a-f0]{60}"),  # Oracle
    Format(  # what Ansible encrypts under a password (https://docs.ansible.com/ansible/latest/vault_guide)
        ("$ansible_vault;",),
        r"\$ANSIBLE_VAULT;\d\.\d;[A-Z0-9]++[^\n]{0,80}+\n(?:[ \t]*+[0-9a-f]{8,}+[ \t\r]*+(?:\n|\Z))++",
    ),
)
# Files of Compose double the sign, so that it stands for itself.
HASHES: tuple[Format, ...] = tuple(
    replace(entry, pattern=entry.pattern.replace(r"\$", r"\${1,2}+")) for entry in _HASHES
)
