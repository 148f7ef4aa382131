"""Parity: one environment against another."""
