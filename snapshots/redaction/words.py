"""The words that announce secrets, in the languages that people write names in.

Data: whoever finds a word missing adds it here, with a case in `fixtures/secrets/names.py`. Words stand as
`folded` leaves them: in lower case, without accents, low lines between words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

# A text under these is a secret, unless it says where one is. They count at the end of a name.
STRONG = (
    # English
    *("psk", "passcode", "pass_?code", "pass_?phrase", "pin_?code", "pincode", "recovery_codes?", "backup_codes?"),
    *("(?:otp|mfa|totp|hotp|2fa)_(?:seed|secret|key)", "seed_?phrase", "mnemonic(?:_phrase)?", "pepper"),
    *("(?:unseal|join|hmac|cookie|session|write|ingest|ingestion|function|deploy|storage|root)_?keys?", "key_?base"),
    *(
        "secret_?key_?base",
        "[a-z]*passwords?",
        "[a-z]*passwd",
        "[a-z]*passphrase",
        "(?:user|db|my|root|admin|smtp)pass",
    ),
    *("(?:root|admin|user|db|smtp|become|vault|keystore|truststore|store|key|bind|ftp|imap|ldap|mail|sudo)_pass",),
    *("pass", "pw", "pwd", "pswd", "psw", "community", "community_string", "(?:radius|tacacs)_(?:shared|secret)"),
    *("dockerconfigjson", "dockercfg", "htpasswd", "private_pem", "pfx", "p12", "pkcs12", "api_?secret", "app_secret"),
    *("(?:root|admin|bind|user|db|my|ldap|smtp|sql|ora|sys|mgr)pw", "reg_?cred", "(?:auth|access|api|refresh|id)_?tok"),
    *("[a-z]+apikey", "apikeys?", "require_?pass", "master_?auth", "sas_?token", "shared_access_signature"),
    *("(?:github|gitlab|azure|devops|jira)_pat", "keytab", "security_answer", "(?:erlang|rabbit|rabbitmq)_cookie"),
    *("(?:slack|discord|teams)_?webhook", "enable_?pw", "secret_?(?:string|value)", "kek"),
    *("(?:login|user|access|admin|sign_?in)_?(?:code|pin)", "credentials_?json", "service_account_key"),
    # German, French, Spanish, Portuguese, Italian, Dutch
    *("(?:[a-z]*)passwort", "passwoerter", "kennwort", "[a-z]*kennwort", "geheimnis", "geheimwort", "geheimzahl"),
    *("zugangsdaten", "zugangscode", "anmeldedaten", "losung", "losungswort", "passwort"),
    *("mot_?de_?passe", "mots_de_passe", "mdp", "mot_?passe", "code_secret", "cle_(?:secrete|privee|api)"),
    *("contrasena", "contrasenia", "clave_(?:secreta|privada|acceso|de_acceso|api)", "llave_(?:privada|secreta)"),
    *("palabra_(?:clave|de_paso)", "credenciales", "secreto", "palavra_?passe", "senha", "palavra_chave"),
    *("chave_(?:secreta|privada|api|de_acesso)", "segredo", "credenciais", "parola_d_?ordine", "parola_?chiave"),
    *("chiave_(?:segreta|privata|api)", "segreto", "credenziali", "wachtwoord", "wachtzin", "geheime_sleutel"),
    *("toegangscode", "inloggegevens", "geheim_?woord", "identifiants(?:_secrets)?"),
    # Polish, Czech, Slovak, Hungarian, Romanian, Turkish, the North
    *("haslo", "klucz_(?:prywatny|api|tajny)", "(?:tajny|prywatny)_klucz", "sekret", "heslo", "tajemstvi", "tajomstvo"),
    *(
        "(?:tajny|soukromy|privatni)_klic",
        "jelszo",
        "titkos_kulcs",
        "cheie_(?:privata|secreta)",
        "sifre",
        "gizli_anahtar",
    ),
    *("ozel_anahtar", "parola", "losenord", "hemlighet", "hemlig_nyckel", "adgangskode", "kodeord", "hemmelighed"),
    *("passord", "hemmelig(?:het)?(?:_nokkel)?", "salasana", "salaisuus", "salainen_avain", "parool", "slaptazodis"),
    *("lozinka", "geslo", "zaporka", "fjalekalimi", "kata_?sandi", "sandi", "mat_khau", "kunci_rahasia"),
    # Greek, Cyrillic, and what is written so
    *("kodikos", "κωδικος", "parol", "paroli", "пароль", "пароли", "парола", "лозинка", "секрет", "sekretnyy_klyuch"),
    *("taynyy_klyuch", "taynyi_klyuch", "секретныи_ключ", "приватныи_ключ", "токен", "таємниця", "тайна", "taina"),
    # Chinese, Japanese, Korean, Arabic, Hebrew, Hindi
    *(
        "密码",
        "密碼",
        "口令",
        "密钥",
        "密鑰",
        "秘密",
        "暗証番号",
        "パスワード",
        "秘密鍵",
        "pasuwado",
        "himitsu",
        "mima",
        "miyao",
    ),
    *("비밀번호", "암호", "비밀", "bimilbeonho", "كلمة_المرور", "סיסמה", "पासवर्ड", "รหัสผ่าน"),
)
# Under these it is one when it looks like one: the words have other meanings as well.
WEAK = (
    *("creds?", "auth", "basic_?auth", "proxy_?auth", "redis_auth", "bearer", "jwt", "oauth", "authentication", "salt"),
    *("licen[cs]e", "licen[cs]e_code", "kubeconfig", "kube_config", "session_?cookie", "seed"),
    *(
        "(?:ssh|gpg|pgp|tls|ssl|server|client|ca|host|primary|secondary|master|user|admin|service|node|agent|app|db)_?key",
    ),
    *("(?:rsa|dsa|ecdsa|ed25519|sftp|ftp|vpn|wg|wireguard|ipsec|ike|bgp|md5|tsig|rndc|dnssec|query|stream)_?key",),
    *("(?:merchant|publish|publishing|trial|product|consumer|subscription|management|deployment)_?key",),
    *(
        "keypass",
        "(?:access|activation|unlock|security|invite|verification|auth|reset|pairing|entry|door|alarm|gate|safe|lock)_?code",
        "otp",
        "pin",
        "nonce",
        "jeton",
        "identifiants",
        "clave",
        "llave",
        "chave",
    ),
    *("chiave", "cle", "schluessel", "schlussel", "geheim", "sleutel", "klucz", "klic", "anahtar", "nyckel", "nokkel"),
    *("avain", "kulcs", "titok", "klyuch", "ключ", "klic", "kunci", "cheie", "unlock", "access_?grant", "verifier"),
    *("pat", "p_?key", "puk", "hotp", "session", "jwk", "dek", "webhook", "auth_?header", "gizli"),
    *("(?:bgp|ospf|tcp|rip)_?md5", "(?:wireguard|wg)_?private", "pass(?:word)?_?salt", "key_?material", "code_?pin"),
    *("aws_referer", "aws_user_?agent", "hmac", "digest_auth", "rahasia", "鍵", "鑰"),
)
# Any other key, but for those that only order, name or find something.
OTHER_KEY = re.compile(
    r"(?<!public)(?<!partition)(?<!sort)(?<!hash)(?<!range)(?<!routing)(?<!cache)(?<!foreign)(?<!tag)(?<!object)(?<!s3)"
    r"(?<!row)(?<!index)(?<!group)(?<!event)(?<!project)(?<!map)(?<!label)(?<!lookup)(?<!dist)(?<!path)"
    r"(?<!kms)(?<!filter)"
    r"(?<!session_name)(?<!metric)(?<!context)(?<!condition)(?<!code)(?<!bucket)(?<!file)(?<!source)"
    r"(?<!state)(?<!policy)"
    r"(?<!registry)(?<!issue)(?<!idempotency)(?<!dedup)(?<!order)(?<!topic)(?<!message)(?<!record)"
    r"(?<!search)(?<!dimension)"
    r"_key\Z"
)
# What may stand behind such a word at the end of a name.
_AFTER = (
    r"(?:_?(?:value|val|text|plain|plaintext|plain_text|raw|string|str|data|base64|b64|hex|encoded|encrypted|hash|"
    r"json|pem|content|contents|body|current|new|old|previous|prev|primary|secondary|backup|main|default|shared|"
    r"prod|production|dev|test|stage|staging|preprod|qa|live|wo|v?\d++))*+"
)
_CORE = frozenset({"key", "keys", "pass", "pw", "secret", "token", "auth", "code", "cookie", "passphrase"})
_GROUP = re.compile(r"\(\?:([^()]*)\)\??")
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "Ł": "L",
        "Ø": "O",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ß": "ss",
        "đ": "d",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "\N{GREEK SMALL LETTER FINAL SIGMA}": "\N{GREEK SMALL LETTER SIGMA}",
        "þ": "th",
    }
)
_FOREIGN = re.compile(r"[^\x00-\x7f\s]+")
_CAMEL = re.compile(
    r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z0-9])(?=[^\W\x00-\x7f])|"
    r"(?<=[^\W\x00-\x7f])(?=[A-Za-z0-9])"
)
_BETWEEN = re.compile(r"[\W_]+")


@lru_cache(maxsize=1 << 14)
def folded(name: str) -> str:
    """Return a name in lower case, its words with low lines between them, its letters without accents."""
    return lowered(_BETWEEN.sub("_", _CAMEL.sub("_", without_accents(name))).strip("_"))


def lowered(text: str) -> str:
    """Return a text in lower case and without accents."""
    return text.lower() if text.isascii() else without_accents(text).lower().translate(_LETTERS)


def without_accents(text: str) -> str:
    """Return a text in which letters stand for those with accents."""
    return text if text.isascii() else _FOREIGN.sub(_bare, text)


def _bare(match: re.Match[str]) -> str:
    marks = unicodedata.normalize("NFKD", match.group())
    bare = "".join(letter for letter in marks if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)


def pattern_of(words: tuple[str, ...], *, end: bool = True) -> re.Pattern[str]:
    """Return a pattern of folded names that end with one of the words; else of those that have one anywhere."""
    known = "|".join(_fold_word(word) for word in words)
    return re.compile(rf"(?:^|_)(?:{known})" + (rf"{_AFTER}\Z" if end else r"(?:_|\Z)"))


def _fold_word(word: str) -> str:
    return word if word.isascii() else folded(word)


@cache
def hints() -> tuple[str, ...]:
    """Return texts in lower case of which every name that a word matches holds one, however it is spelled."""
    return tuple(sorted({hint for word in (*STRONG, *WEAK) for hint in _hints_of(word)}))


def _hints_of(word: str) -> tuple[str, ...]:
    fixed = _pieces(_GROUP.sub(" ", word))
    told = sorted(_CORE.intersection(map(str.lower, fixed)))
    if told:
        return (told[0],)
    if fixed and (len(max(fixed, key=len)) > 1 or "(" not in word):
        return (lowered(max(fixed, key=len)),)
    groups = [group[1].split("|") for group in _GROUP.finditer(word) if not group[0].endswith("?")]
    return tuple(max(_pieces(choice), key=len) for choice in min(groups, key=len))


def _pieces(text: str) -> list[str]:
    """Return the letters that stand beside one another in every spelling of a word."""
    return re.sub(r"\[[^\]]*\][*+?]?|\w\?|[^\w]|_", " ", text).split()
