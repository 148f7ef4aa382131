"""Where snapshots, runs and the ledger are kept."""
