"""Build: figures, definitions and rules become variables and constraints.

In: the figures read, the definitions (indicators, breakdowns, partitions, sources) and the declared
rules. Out: a `Network`: a variable for each quantity in each release, with the figures that print
it; a constraint for each rule instance that can refute anything; and what cannot be judged, with
its reason. Holds in between: coefficients are whole numbers that a float holds exactly, every
instance of every rule is either a constraint or listed, and no interval is touched: what figures
mean together is not asked here.
"""
