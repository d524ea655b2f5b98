"""Pure checks: definitions and tables in, findings and verdicts out."""
