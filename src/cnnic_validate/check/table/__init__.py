"""Tables against Table Schema and row rules: findings with places, exact counts."""

from cnnic_validate.check.table.executor import TableVerdict, check_table

__all__ = ["TableVerdict", "check_table"]
