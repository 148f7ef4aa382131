"""IAM Access Analyzer: what watches for access from outside and for access that nobody uses."""

from __future__ import annotations

from snapshots.aws.reading.service import Call, ResourceType, Service

_ANALYZER = ResourceType(
    name="aws_accessanalyzer_analyzer",
    listing=Call(operation="ListAnalyzers", items="analyzers"),
    id="name",
    attributes={
        "analyzer_name": "name",
        "arn": "arn",
        "type": "type",
        "configuration": (
            "[configuration.unusedAccess][].{unused_access: [{unused_access_age: unusedAccessAge, analysis_rule:"
            " [analysisRule][].{exclusion: exclusions[].{account_ids: accountIds, resource_tags: resourceTags}}}]}"
        ),
    },
    tags="tags(tags)",
    owned="managedBy",
)
SERVICES = (Service(name="accessanalyzer", types=(_ANALYZER,)),)
