"""Pages and files of docs/ that are made from the code."""
