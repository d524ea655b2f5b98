"""`python -m cnnic_validate` is `cnnic-validate`."""

from cnnic_validate.cli import validate_command

validate_command()
