"""Terraform's states."""
