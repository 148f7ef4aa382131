"""Formats of tokens that have none: the word of who gives them out, and the letters of which they are.

Most are facts from gitleaks (https://github.com/gitleaks/gitleaks, config/gitleaks.toml at b58d3f1, MIT).
"""

from __future__ import annotations

import re

from snapshots.redaction.formats.form import Format

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


def _named(words: str, rest: str) -> Format:
    literals = tuple(dict.fromkeys(re.sub(r"\(.*?\)\?|\.\?", "", word)[:8].split("(")[0] for word in words.split("|")))
    return Format(
        tuple("relic" if word.startswith("new") else word for word in literals),
        rf"(?<![A-Za-z0-9])(?ai:(?:{words})){_NO_ID}[\w\-.]{{0,40}}+[ \t]{{0,20}}\\{{0,8}}[\"']?\s{{0,5}}"
        rf"(?:=>|:=|[=:])\s{{0,5}}\\{{0,8}}[\"'`]?"
        rf"(?:{rest})(?![A-Za-z0-9=_\-/+])",
    )


VENDORS: tuple[Format, ...] = tuple(_named(words, rest) for words, rest in _VENDORS)
# The name of a value that ends with such a word.
VENDOR_NAME = re.compile(f"(?:^|[^a-zA-Z])(?:{'|'.join(words for words, _ in _VENDORS)})$", re.IGNORECASE)
VENDOR_PAIR = re.compile("|".join(_named(words, rest).pattern for words, rest in _VENDORS))
