"""Who changed what, by CloudTrail's records: from files, and asked live."""
