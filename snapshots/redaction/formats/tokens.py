"""Formats of tokens: what the one who gives them out writes into each.

Most are facts from gitleaks (https://github.com/gitleaks/gitleaks, config/gitleaks.toml at b58d3f1, MIT), in
patterns of our own: each begins with letters that nothing else begins with, takes what follows and never goes back.
"""

from __future__ import annotations

import re

from snapshots.redaction.formats.form import Format

_B64 = r"[A-Za-z0-9_\-]"
_START = r"(?<![A-Za-z0-9])"
_CHECKED: tuple[Format, ...] = (
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

# A literal with which a token begins, and what follows it.
_BEGINNINGS: tuple[tuple[str, str], ...] = (
    ("A3-", r"[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}"),  # 1Password
    ("ops_eyJ", r"[A-Za-z0-9+/]{100,}+={0,3}"),
    ("p8e-", r"[a-zA-Z0-9]{32}"),  # Adobe
    ("LTAI", r"[a-zA-Z0-9]{17,20}"),  # Alibaba
    ("AKCp", r"[A-Za-z0-9]{60,}+"),  # Artifactory
    ("cmVmd", r"[A-Za-z0-9]{59}"),
    ("ATATT3", r"[A-Za-z0-9_\-=]{100,}+"),  # Atlassian
    ("ATCTT3", r"[A-Za-z0-9_\-=]{100,}+"),
    ("ABSK", r"[A-Za-z0-9+/]{100,}+={0,2}"),  # Bedrock
    ("bedrock-api-key-", r"[A-Za-z0-9+/=]{20,}+"),
    ("4b1d", r"[A-Za-z0-9]{38}"),  # ClickHouse
    ("CLOJARS_", r"[a-zA-Z0-9]{40,}+"),
    ("v1.0-", r"[a-f0-9]{24}-[a-f0-9]{100,}+"),  # Cloudflare
    ("dnkey-", r"[a-z0-9=_\-]{26}-[a-z0-9=_\-]{52}"),
    ("dp.pt.", r"[a-zA-Z0-9]{40,}+"),  # Doppler
    ("dp.ct.", r"[a-zA-Z0-9]{40,}+"),
    ("dp.sa.", r"[a-zA-Z0-9]{40,}+"),
    ("dp.scim.", r"[a-zA-Z0-9]{40,}+"),
    ("dp.audit.", r"[a-zA-Z0-9]{40,}+"),
    ("dp.st.", r"(?:[\w\-]{1,40}\.)?[a-zA-Z0-9]{40,}+"),
    ("sl.", rf"{_B64}{{120,}}+"),  # Dropbox
    ("duffel_", rf"(?:test|live)_{_B64}{{40,}}+"),
    ("dt0c01.", r"[A-Za-z0-9]{24}\.[A-Za-z0-9]{64}"),  # Dynatrace
    ("dt0s", r"\d\d\.[A-Za-z0-9]{8,24}\.[A-Za-z0-9]{64}"),
    ("EZAK", r"[a-zA-Z0-9]{54}"),  # EasyPost
    ("EZTK", r"[a-zA-Z0-9]{54}"),
    ("EAAM", r"[a-zA-Z0-9]{100,}+"),  # Facebook
    ("EAAC", r"[a-zA-Z0-9]{100,}+"),
    ("FLWSECK", r"(?:_TEST)?-[a-hA-H0-9]{12,}+(?:-X)?"),  # Flutterwave
    ("fo1_", r"[\w\-]{43}"),  # Fly
    ("fm1", r"[ar]_[a-zA-Z0-9+/]{100,}+={0,3}"),
    ("fm2_", r"[a-zA-Z0-9+/]{100,}+={0,3}"),
    ("fio-u-", r"[a-zA-Z0-9\-_=]{60,}+"),  # Frame.io
    ("GOCSPX-", rf"{_B64}{{24,}}+"),  # Google
    ("ya29.", rf"{_B64}{{20,}}+"),
    ("1//0", rf"{_B64}{{30,}}+"),
    *(
        (f"gl{kind}-", r"[0-9a-zA-Z_\-]{20,}+(?:\.[0-9a-z]{2,}+)*+")
        for kind in (*("cbt", "dt", "ffct", "ft", "imt", "agent", "oas", "ptt", "rt", "rtr", "soat", "sct"),)
    ),  # GitLab
    ("GR1348941", r"[\w\-]{20,}+"),
    ("_gitlab_session=", r"[0-9a-zA-Z]{32}"),
    ("eyJrIjoi", r"[A-Za-z0-9]{60,}+={0,3}"),  # Grafana
    ("glc_", r"[A-Za-z0-9+/]{32,}+={0,3}"),
    ("glsa_", r"[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}"),
    ("pat.", r"[a-zA-Z0-9_\-]{22}\.[0-9a-zA-Z]{24}\.[a-zA-Z0-9]{20}"),  # Harness
    ("sat.", r"[a-zA-Z0-9_\-]{22}\.[0-9a-zA-Z]{24}\.[a-zA-Z0-9]{20}"),
    ("HRKU-", r"[0-9a-zA-Z_\-]{36,}+"),  # Heroku
    ("api_org_", r"[a-zA-Z]{34}"),  # Hugging Face
    ("ico-", r"[a-zA-Z0-9]{32}"),  # Infracost
    ("s-s4t2", r"(?:ud|af)-[a-f0-9]{64}"),  # 42
    ("lin_api_", r"[a-zA-Z0-9]{32,}+"),  # Linear
    ("key-", r"[0-9a-f]{32}"),  # Mailgun
    ("NRAK-", r"[A-Za-z0-9]{27}"),  # New Relic
    ("NRII-", r"[A-Za-z0-9_\-]{32}"),
    ("NRJS-", r"[a-f0-9]{19}"),
    ("NRAL-", r"[A-Za-z0-9_\-]{20,}+"),
    ("ntn_", r"[0-9]{11}[A-Za-z0-9]{35}"),  # Notion
    ("API-", r"[A-Z0-9]{26}"),  # Octopus
    ("sha256~", r"[\w\-]{43}"),  # OpenShift
    ("pplx-", r"[a-zA-Z0-9]{40,}+"),  # Perplexity
    ("access-", r"(?:sandbox|development|production)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),  # Plaid
    ("pscale_", r"(?:tkn|oauth|pw)_[\w=.\-]{32,64}"),  # PlanetScale
    ("PMAK-", r"[a-fA-F0-9]{24}-[a-fA-F0-9]{34}"),  # Postman
    ("pnu_", r"[a-zA-Z0-9]{36}"),  # Prefect
    ("phc_", r"[a-zA-Z0-9]{40,}+"),  # PostHog
    ("phx_", r"[a-zA-Z0-9]{40,}+"),
    ("pul-", r"[a-f0-9]{40}"),  # Pulumi
    ("rdme_", r"[a-z0-9]{70}"),  # ReadMe
    ("rubygems_", r"[a-f0-9]{48}"),
    ("tk-us-", r"[\w\-]{48}"),  # Scalingo
    ("xkeysib-", r"[a-f0-9]{64}-[a-zA-Z0-9]{16}"),  # Brevo
    ("xsmtpsib-", r"[a-f0-9]{64}-[a-zA-Z0-9]{16}"),
    ("sntryu_", r"[a-f0-9]{64}"),  # Sentry
    ("sntrys_", r"eyJ[A-Za-z0-9+/=_\-]{40,}+"),
    ("sm_", r"[aps]at_[a-zA-Z0-9]{16}"),  # SettleMint
    ("shippo_", r"(?:live|test)_[a-fA-F0-9]{40}"),
    ("xapp-", r"\d-[A-Z0-9]++-\d++-[a-z0-9]++"),  # Slack
    ("xoxe.", r"xox[bp]-\d-[A-Z0-9]{100,}+"),
    ("squ_", r"[a-f0-9]{40}"),  # SonarQube
    ("sqp_", r"[a-f0-9]{40}"),
    ("sqa_", r"[a-f0-9]{40}"),
    ("sgp_", r"(?:(?:[a-fA-F0-9]{16}|local)_)?[a-fA-F0-9]{40}"),  # Sourcegraph
    ("sq0atp-", r"[\w\-]{22,}+"),  # Square
    ("sq0csp-", r"[\w\-]{40,}+"),
    ("EAAA", r"(?=[\w\-]{0,60}\d)[\w\-]{22,60}+"),
    ("whsec_", r"[A-Za-z0-9+/=]{24,}+"),  # Stripe
    ("tfp_", r"[a-zA-Z0-9\-_.=]{55,}+"),  # Typeform
    ("t1.", r"[A-Z0-9a-z_\-]{20,}+={0,2}\.[A-Z0-9a-z_\-]{86}={0,2}"),  # Yandex
    ("AQVN", r"[A-Za-z0-9_\-]{35,38}"),
    ("tskey-", r"[a-z]{2,12}-[A-Za-z0-9]{8,}+(?:-[A-Za-z0-9]{8,}+)?"),  # Tailscale
    ("dckr_", r"(?:pat|oat)_[A-Za-z0-9_\-]{20,}+"),  # Docker
    ("ATBB", r"[A-Za-z0-9_=.\-]{28,}+"),  # Bitbucket
    ("cfut_", r"[A-Za-z0-9]{32,}+"),  # Cloudflare
    ("r8_", r"[A-Za-z0-9]{37}"),  # Replicate
    ("gsk_", r"[A-Za-z0-9]{40,}+"),  # Groq
    ("xai-", r"[A-Za-z0-9]{60,}+"),
    ("oy2", r"[a-z0-9]{43}"),  # NuGet
    ("cio", r"[a-zA-Z0-9]{32}"),  # crates.io
    ("vercel_", r"[A-Za-z0-9]{24,}+"),
    ("nfp_", r"[A-Za-z0-9_]{36,}+"),  # Netlify
    ("sbp_", r"[a-f0-9]{40}"),  # Supabase
    ("fc-", r"[a-f0-9]{32}"),
    ("re_", r"[A-Za-z0-9]{8}_[A-Za-z0-9]{24}"),  # Resend
    ("secret_", r"[A-Za-z0-9]{43}"),
    ("SK.", r"[A-Za-z0-9_\-]{40,}+"),
)
# The rest have what tells them in the middle or at the end.
_INSIDE: tuple[Format, ...] = (
    Format(
        ("pat",), r"(?<![A-Za-z0-9])pat[A-Za-z0-9]{14}\.[a-f0-9]{64}", near=rb"[a-z0-9]{14}\.[a-f0]{64}"
    ),  # Airtable
    Format(("q~",), r"(?<![\w~.\-])[a-zA-Z0-9_~.]{3}\dQ~[a-zA-Z0-9_~.\-]{31,34}"),  # Entra
    Format((".atlasv1.",), r"(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=\-]{50,}+"),  # HCP Terraform
    Format(("-us",), r"(?<![A-Za-z0-9])[0-9a-f]{32}-us\d\d?(?!\d)", near=rb"00?"),  # Mailchimp
    Format(("_mmk",), r"(?<![A-Za-z0-9])[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk"),  # MaxMind
    Format(
        ("sk.", "tk."), r"(?<![A-Za-z0-9])[st]k\.[A-Za-z0-9]{60,}+\.[A-Za-z0-9_\-]{20,}+", near=rb"[a-z0-9]{60}"
    ),  # Mapbox
    Format(
        (".acc_", ".acc-"),
        r"(?<![A-Za-z0-9])"
        r"(?:sc|ext|scauth|authress)_[a-zA-Z0-9]{5,30}\.[a-zA-Z0-9]{4,6}\.acc[_\-][a-zA-Z0-9\-]{10,32}\.[a-zA-Z0-9+/_=\-]{30,}+",
    ),
    Format(("k_test_", "k_prod_"), r"(?<![A-Za-z0-9])[rs]k_(?:test|prod)_[A-Za-z0-9]{16,}+"),  # Stripe
    Format(
        ("t3blbkfj",), r"(?<![A-Za-z0-9])sk-(?:[a-z]{1,12}-)?[A-Za-z0-9_\-]{20,}?T3BlbkFJ[A-Za-z0-9_\-]{20,}+"
    ),  # OpenAI
    Format(
        ("abia", "acca"), r"(?<![A-Za-z0-9])(?:ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])", near=rb"[a-z0]{16}"
    ),  # AWS
    Format((".zxlk", "zxlk"), r"(?<![A-Za-z0-9])ZXlK[A-Za-z0-9+/_\-]{60,}+={0,2}"),  # a JSON web token in Base64
    Format(
        ("s.",),
        r"(?<![\w.\-/:@])s\.(?=[A-Za-z]{0,23}\d)(?=[a-z0-9]{0,23}[A-Z])[A-Za-z0-9]{24}(?![\w.])",
        near=rb"[a-z0]{24}",
    ),  # Vault, before 1.10
    Format(("amzn.mws.",), r"amzn\.mws\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    Format(("amzn0.",), r"amzn1\.oa2-cs\.v1\.[0-9a-f]{64}"),
)
# Words of those who give out tokens without a form of their own, and the letters of which these are. It is one where
# the word names it: as the name of a value, or before it in a text.
_VENDORS: tuple[tuple[str, str], ...] = (
    ("adafruit", r"[a-z0-9_\-]{32}"),
    ("algolia|bitbucket|bittrex|codecov|droneci|adobe|asana|flickr|rapidapi|facebook|linear|finicity", r"[a-z0-9]{32}"),
    ("airtable", r"[a-z0-9]{17}"),
    ("alibaba|twitch|plaid", r"[a-z0-9]{30}"),
    ("atlassian|confluence|jira|etsy|looker", r"[a-z0-9]{24}"),
    ("beamer", r"b_[a-z0-9=_\-]{44}"),
    (
        "meraki|datadog|cohere|zendesk|sendbird|fastly|gitter|cloudflare|launchdarkly|netlify|sonar",
        r"[a-zA-Z0-9=_\-]{40,46}",
    ),
    ("fastly|nytimes|discord", r"[a-zA-Z0-9=_\-]{32}"),
    ("cloudflare", r"[a-f0-9]{37}"),
    (
        "coinbase|confluent|freshbooks|discord|sentry|sumo(?:logic)?|jfrog|artifactory|bintray|xray|new.?relic",
        r"[a-zA-Z0-9_\-]{64}",
    ),
    ("confluent|linkedin", r"[a-zA-Z0-9]{16}"),
    ("contentful", r"[a-zA-Z0-9=_\-]{43}"),
    ("dropbox", r"[a-z0-9]{15}"),
    ("finnhub", r"[a-z0-9]{20}"),
    ("gocardless", r"live_[a-zA-Z0-9\-_=]{40}"),
    (
        "heroku|hubspot|kucoin|snyk|squarespace|messagebird",
        r"(?ai:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
    ),
    ("intercom", r"[a-zA-Z0-9=_\-]{60}"),
    ("kraken", r"[a-zA-Z0-9/=_+\-]{80,90}"),
    ("mattermost", r"[a-z0-9]{26}"),
    ("messagebird|twitter", r"[a-zA-Z0-9]{25}"),
    ("okta", r"00[\w=\-]{40}"),
    ("travis", r"[a-zA-Z0-9]{22}"),
    ("twitter", r"[0-9]{15,25}-[a-zA-Z0-9]{20,40}|[a-zA-Z0-9]{45}|[a-zA-Z0-9]{50}|A{22}[a-zA-Z0-9%]{80,100}"),
    ("yandex", r"YC[a-zA-Z0-9_\-]{38}"),
)


# What a name may end with that tells something else.
_NO_ID = (
    r"(?![\w\-.]{0,40}?(?ai:ids?|commit|sha|sha1|sha256|hash|digest|checksum|version|release|revision|arn|url|name|"
    r"image)[^\w\-.])"
)


def _begun(word: str, rest: str) -> Format:
    least = int(found[1]) if (found := re.fullmatch(r"\[[^\]]+\]\{(\d+).*", rest)) else 12
    near = rb"[a-z0\-_.+/=~%\x80-\xff]{" + str(min(least, 60)).encode() + rb"}"
    return Format((word.lower(),), rf"(?<![A-Za-z0-9]){re.escape(word)}{rest}", near=near)


def _named(words: str, rest: str) -> Format:
    literals = tuple(dict.fromkeys(re.sub(r"\(.*?\)\?|\.\?", "", word)[:8].split("(")[0] for word in words.split("|")))
    return Format(
        tuple("relic" if word.startswith("new") else word for word in literals),
        rf"(?<![A-Za-z0-9])(?ai:(?:{words})){_NO_ID}[\w\-.]{{0,40}}+[ \t]{{0,20}}\\{{0,8}}[\"']?\s{{0,5}}"
        rf"(?:=>|:=|[=:])\s{{0,5}}\\{{0,8}}[\"'`]?"
        rf"(?:{rest})(?![A-Za-z0-9=_\-/+])",
    )


TOKENS: tuple[Format, ...] = (
    *_CHECKED,
    *(_begun(word, rest) for word, rest in _BEGINNINGS),
    *_INSIDE,
    *(_named(words, rest) for words, rest in _VENDORS),
)
# The name of a value that ends with such a word.
VENDOR_NAME = re.compile(f"(?:^|[^a-zA-Z])(?:{'|'.join(words for words, _ in _VENDORS)})$", re.IGNORECASE)
VENDOR_PAIR = re.compile("|".join(_named(words, rest).pattern for words, rest in _VENDORS))
