"""Everything that people see: results, messages, progress, logs, crashes."""
