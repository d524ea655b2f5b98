"""What is wrong with a rule's text."""

from __future__ import annotations

from cnnic_validate.message import say


class ExpressionError(ValueError):
    """A rule that cannot be read, or that says what a rule of its kind may not say.

    `column` counts characters from 1; 0 where the fault is in the meaning rather than at one place.
    `hint` says how to fix it, or is empty.
    """

    def __init__(self, message: str, column: int = 0, hint: str = "") -> None:
        self.message = message
        self.column = column
        self.hint = hint
        super().__init__(
            say("column {column}: {message}", column=column, message=message) if column else message
        )
