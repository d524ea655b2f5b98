"""Reading: paths to bytes to packages, rules and tables; the only reader of files."""
