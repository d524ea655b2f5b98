"""The joint check: all figures of a package against all rules at once.

In: figures, definitions, rules. Out: a `JointResult`: verdicts on all rule instances, findings, and
the figures that no rule bounds. `engine.check_joint` walks the floors, from the bottom `build`,
`prove`, `locate`, `explain`; no floor imports one above it. What goes on from a result stands above
the engine, side by side: `verifiability`, `picture`, `rounding`. Holds throughout: an
alarm implies that no true values fit.
"""
