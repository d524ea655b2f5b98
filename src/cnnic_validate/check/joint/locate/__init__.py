"""Locate: which figures are most probably wrong, by which operation, and what was meant.

In: a `Network` with its `Judgement` and conflicts, and the definitions. Out: a `Diagnosis` for each
group of conflicts that belong together: repairs, most probable first, each with the figures that it
frees, what all others leave them, and the texts that a slip would explain. Holds in between: a
repair, freed, leaves nothing refuted; a text is only suggested inside what is left; odds compare
repairs of one diagnosis and never decide whether there is an error.
"""
