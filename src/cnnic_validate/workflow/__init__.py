"""Each flow on one screen: read, check, and where it passes, write.

A module for each family of commands. They share `loading`, and what compares states of a package
shares `states` and `history`. Paths are as a person names them; `-` is standard input, whose bytes
the caller hands over.
"""
