"""The values that the stages share: frozen, slotted dataclasses without I/O."""
