"""Each flow on one screen: read, check, and where it passes, write.

A module for each family of commands; none imports another but `loading`. Paths are as a person
names them; `-` is standard input, whose bytes the caller hands over.
"""
