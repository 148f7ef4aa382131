"""Formats of tokens: what the one who gives them out writes into each.

Most are facts from gitleaks (https://github.com/gitleaks/gitleaks, config/gitleaks.toml at b58d3f1, MIT), in
patterns of our own: each begins with letters that nothing else begins with, takes what follows and never goes back.
Where an entry names no source, it is that; those of others are facts from the pages beside them and from Kingfisher's
rules (https://github.com/mongodb/kingfisher, data/rules, Apache-2.0).
"""

from __future__ import annotations

import re

from snapshots.redaction.formats.form import Format

_B64 = r"[A-Za-z0-9_\-]"
_START = r"(?<![A-Za-z0-9])"
_NO_B64, _NO_MORE_B64 = r"(?<![A-Za-z0-9+/_\-])", r"(?![A-Za-z0-9+/=_\-])"
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
    Format(  # Slack; c is the session of a browser and d its cookie (https://github.com/rusq/slackdump)
        ("xox",), r"xox(?:[abceoprs]-[A-Za-z0-9\-]{10,}+|d-[A-Za-z0-9%+/=_\-]{10,}+)"
    ),
    Format(("k_live_",), r"[rs]k_live_[A-Za-z0-9]{16,}+"),  # Stripe
    Format(("eyj",), rf"{_START}eyJ{_B64}{{10,}}+\.eyJ{_B64}{{10,}}+\.{_B64}++"),  # JSON web tokens
    Format(  # the same encrypted (RFC 7516): five parts, of which the key may be empty
        ("eyj",), rf"{_START}eyJ{_B64}{{10,}}+\.{_B64}*+\.{_B64}{{10,}}+\.{_B64}++\.{_B64}{{16,}}+"
    ),
    Format(  # PASETO (https://github.com/paseto-standard/paseto-spec)
        tuple(f"v{version}.{purpose}." for version in range(1, 5) for purpose in ("local", "public")),
        rf"{_START}v[1-4]\.(?:local|public)\.{_B64}{{40,}}+(?:\.{_B64}++)?",
    ),
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
    ("aio_", r"[A-Za-z0-9]{28}"),  # Adafruit
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
    ("ALTAK-", r"[A-Za-z0-9]{21}(?:/[a-f0-9]{40})?"),  # Baidu (https://cloud.baidu.com/doc/qianfan-api, bce-v3)
    ("bkua_", r"[a-z0-9]{40}"),  # Buildkite (https://buildkite.com/docs/apis/managing-api-tokens)
    ("CCIPAT_", r"[A-Za-z0-9]{22}_[A-Za-z0-9]{40}"),  # CircleCI (https://circleci.com/docs/managing-api-tokens)
    ("CCIPRJ_", r"[A-Za-z0-9]{22}_[A-Za-z0-9]{40}"),
    ("4b1d", r"[A-Za-z0-9]{38}"),  # ClickHouse
    ("CLOJARS_", r"[a-zA-Z0-9]{40,}+"),
    ("v1.0-", r"[a-f0-9]{24}-[a-f0-9]{100,}+"),  # Cloudflare
    ("CFPAT-", rf"{_B64}{{43}}"),  # Contentful (https://www.contentful.com/developers/docs, access tokens)
    ("dnkey-", r"[a-z0-9=_\-]{26}-[a-z0-9=_\-]{52}"),
    ("dp.pt.", r"[a-zA-Z0-9]{40,}+"),  # Doppler
    ("dp.ct.", r"[a-zA-Z0-9]{40,}+"),
    ("dp.sa.", r"[a-zA-Z0-9]{40,}+"),
    ("dp.scim.", r"[a-zA-Z0-9]{40,}+"),
    ("dp.audit.", r"[a-zA-Z0-9]{40,}+"),
    ("dp.st.", r"(?:[\w\-]{1,40}\.)?[a-zA-Z0-9]{40,}+"),
    ("sl.", rf"{_B64}{{120,}}+"),  # Dropbox
    ("duffel_", rf"(?:test|live)_{_B64}{{40,}}+"),
    ("figd_", rf"{_B64}{{40,}}+"),  # Figma
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
    (  # HubSpot (https://developers.hubspot.com/docs/apps/legacy-apps/private-apps)
        "pat-",
        r"(?:na|eu|ap)\d-(?ai:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})",
    ),
    ("api_org_", r"[a-zA-Z]{34}"),  # Hugging Face
    ("ico-", r"[a-zA-Z0-9]{32}"),  # Infracost
    ("s-s4t2", r"(?:ud|af)-[a-f0-9]{64}"),  # 42
    ("sk-lf-", r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),  # Langfuse (https://langfuse.com/docs)
    ("lsv2_", r"(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}"),  # LangSmith (https://docs.langchain.com/langsmith)
    ("lin_api_", r"[a-zA-Z0-9]{32,}+"),  # Linear
    ("key-", r"[0-9a-f]{32}"),  # Mailgun
    (
        "mdb_sa_sk_",
        rf"{_B64}{{30,}}+",
    ),  # MongoDB Atlas (https://www.mongodb.com/docs/atlas/api/service-accounts-overview)
    ("napi_", r"[a-z0-9]{60,}+"),  # Neon (https://neon.com/docs/manage/api-keys)
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
    (
        "rzp_",
        r"(?:live|test)_[A-Za-z0-9]{14}",
    ),  # Razorpay (https://razorpay.com/docs/payments/dashboard/account-settings)
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
    ("vercel_", r"(?:blob_rw_[A-Za-z0-9]{10,}+_)?[A-Za-z0-9]{24,}+"),
    *(  # Vercel (https://vercel.com/changelog/new-token-formats-and-secret-scanning)
        (f"vc{kind}_", rf"{_B64}{{40,}}+") for kind in "piark"
    ),
    ("nfp_", r"[A-Za-z0-9_]{36,}+"),  # Netlify
    ("sbp_", r"[a-f0-9]{40}"),  # Supabase (https://supabase.com/docs/guides/api/api-keys)
    ("sb_secret_", rf"{_B64}{{22,}}+"),
    ("AKID", r"[A-Za-z0-9]{32}(?![A-Za-z0-9])"),  # Tencent (https://cloud.tencent.com/document/product/598/40488)
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
    Format(("abia", "acca"), r"(?<![A-Za-z0-9])(?:ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])", near=rb"[a-z0]{16}"),  # AWS
    # Azure's keys say in their middle or near their end what they open
    # (https://github.com/microsoft/security-utilities, GeneratedRegexPatterns, MIT).
    Format(
        ("+ast", "acdb", "+aba", "+amc", "apim"),
        rf"{_NO_B64}[A-Za-z0-9+/]{{70,80}}(?:\+ASt|ACDb|\+ABa|\+AMC|APIM)[A-Za-z0-9+/]{{6}}(?:==|{_NO_MORE_B64})",
        near=rb"[a-z0+/]{6}",
    ),
    Format(
        ("+arm", "+aeh", "+asb", "aiot", "azca", "azeg"),
        rf"{_NO_B64}[A-Za-z0-9+/]{{33}}(?:\+ARm|\+AEh|\+ASb|AIoT|AzCa|AZEG)[A-Za-z0-9+/]{{6}}=",
        near=rb"[a-z0+/]{6}=",
    ),
    Format(
        ("+acr", "azse"),
        rf"{_NO_B64}[A-Za-z0-9+/]{{42}}(?:\+ACR|AzSe)[A-Za-z0-9+/]{{6}}{_NO_MORE_B64}",
        near=rb"[a-z0+/]{6}",
    ),
    Format(("azfu",), r"(?<![A-Za-z0-9_\-])[A-Za-z0-9_\-]{44}AzFu[A-Za-z0-9_\-]{6}==", near=rb"[a-z0_\-]{6}=="),
    Format(("jqqj9",), r"(?<![A-Za-z0-9])[A-Za-z0-9]{52}JQQJ9[9DH][A-Za-z0-9]{26,28}(?![A-Za-z0-9])", near=rb"[0dh]"),
    Format(  # Azure DevOps (https://learn.microsoft.com/en-us/azure/devops/organizations/accounts)
        ("azdo",), r"(?<![A-Za-z0-9])[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}(?![A-Za-z0-9])", near=rb"[a-z0]{4}"
    ),
    Format(  # Braintree (https://developer.paypal.com/braintree/docs)
        ("access_token$",), r"access_token\$(?:production|sandbox)\$[0-9a-z]{16}\$[0-9a-f]{32}"
    ),
    Format(  # seeds of NATS (https://github.com/nats-io/nkeys)
        tuple(f"s{kind}a" for kind in "uaocnx"),
        r"(?<![A-Za-z0-9])S[UAOCNX]A[A-Z2-7]{55}(?![A-Za-z0-9])",
        near=rb"[a-z0]{55}",
    ),
    Format(  # bots of Discord: the number of one in Base64, so that of four letters few are possible
        tuple(f"{first}{second}{third}" for first in "mno" for second in "dtjz" for third in "aeimquycgk"),
        r"(?<![\w\-])[MNO][DTjz][AEIMQUYcgk][w-z0-5][A-Za-z0-9_\-]{19,26}\.[A-Za-z0-9_\-]{6}\.[A-Za-z0-9_\-]{27,40}(?![\w\-])",
        near=rb"[w-z0][a-z0_\-]{19,26}\.[a-z0_\-]{6}\.[a-z0_\-]{27}",
        beside=r"\.[\w\-]{6}\.[\w\-]{27}",
    ),
    Format(  # tokens with which a node joins (https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens)
        ("kubeadm", "bootstrap-token", "bootstraptoken", "bootstrap_token", "bootstrap.kubernetes"),
        r"(?<![\w.\-])[a-z0-9]{6}\.(?=[a-z]{0,15}\d)[a-z0-9]{16}(?![\w.\-])",
    ),
    Format(  # keys of OpenVPN, and of minisign and signify in a line of Base64 (https://jedisct1.github.io/minisign/)
        ("-----begin",),
        r"-----BEGIN OpenVPN [A-Za-z0-9 \-]{1,40}-----[\s\S]*?(?:-----END OpenVPN [A-Za-z0-9 \-]{1,40}-----|\Z)",
        near=rb"openvpn",
    ),
    Format(("rwrty0iy", "rwqaaeiy", "rwrcs"), r"(?<![A-Za-z0-9+/])RW(?:RTY0Iy|QAAEIy|RCS)[A-Za-z0-9+/]{100,}+={0,2}"),
    Format((".zxlk", "zxlk"), r"(?<![A-Za-z0-9])ZXlK[A-Za-z0-9+/_\-]{60,}+={0,2}"),  # a JSON web token in Base64
    Format(
        ("s.",),
        r"(?<![\w.\-/:@])s\.(?=[A-Za-z]{0,23}\d)(?=[a-z0-9]{0,23}[A-Z])[A-Za-z0-9]{24}(?![\w.])",
        near=rb"[a-z0]{24}",
    ),  # Vault, before 1.10
    Format(("amzn.mws.",), r"amzn\.mws\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    Format(("amzn1.",), r"amzn1\.oa2-cs\.v1\.[0-9a-f]{64}"),
)


def _begun(word: str, rest: str) -> Format:
    least = int(found[1]) if (found := re.fullmatch(r"\[[^\]]+\]\{(\d+).*", rest)) else 12
    near = rb"[a-z0\-_.+/=~%\x80-\xff]{" + str(min(least, 60)).encode() + rb"}"
    return Format((word.lower(),), rf"(?<![A-Za-z0-9]){re.escape(word)}{rest}", near=near)


TOKENS: tuple[Format, ...] = (
    *_CHECKED,
    *(_begun(word, rest) for word, rest in _BEGINNINGS),
    *_INSIDE,
)
