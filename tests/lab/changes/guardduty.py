"""Changes to detectors."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_guardduty_detector.one",
        path="finding_publishing_frequency",
        service="guardduty",
        call="update_detector",
        parameters={"DetectorId": "{id}", "Enable": True, "FindingPublishingFrequency": "SIX_HOURS"},
    ),
    Change(
        address="aws_guardduty_detector.one",
        path="enable",
        service="guardduty",
        call="update_detector",
        parameters={"DetectorId": "{id}", "Enable": False},
    ),
    Change(
        address="aws_guardduty_detector.one",
        path="",
        service="guardduty",
        call="delete_detector",
        parameters={"DetectorId": "{id}"},
    ),
)
