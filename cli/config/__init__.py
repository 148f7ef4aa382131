"""The configuration: `driftgate.yaml` and the waiver file, read strictly."""
