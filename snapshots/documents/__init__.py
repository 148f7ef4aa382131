"""Collectors of documents that are no states: JSON and YAML of Kubernetes, ECS, feature flags, and any other tool."""
