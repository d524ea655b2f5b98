"""From a template to an accepted release: pure functions on rows and bytes.

A row is a mapping of column names to cells, as `table.Record.values` holds them.
"""
