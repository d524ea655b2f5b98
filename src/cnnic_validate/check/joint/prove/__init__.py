"""Prove: which constraints hold together, which cannot, and what that leaves every variable.

In: a `Network` and the waivers. Out: a `Judgement`: a verdict on each constraint, minimal
conflicts, and the box of intervals that the constraints leave that hold. Holds in between:
intervals are floats rounded outward, so that no true value is ever cut off; a conflict is proved by
an empty interval, consistency by a witness point, and what neither proves is *undecided*; no two
conflicts share a constraint. Nothing here asks which figure is wrong.
"""
