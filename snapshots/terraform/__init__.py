"""Terraform states, and the provider schema."""
