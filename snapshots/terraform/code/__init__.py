"""Terraform's code."""
