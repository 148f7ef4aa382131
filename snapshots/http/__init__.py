"""Asking servers over HTTP: which host an address means, and a session that goes nowhere else."""
