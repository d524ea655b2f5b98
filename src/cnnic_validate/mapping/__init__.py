"""From what a table prints to what it means: headings and row labels to codes.

`lines` says what is to be decided: each heading with each row label, never a cell. `memory` ranks
the codes that it may be, by what was decided before (`data/mapping/labels.csv`) and by the titles
of the catalogue, and answers where there is no doubt; `draft` writes the rows of a release. No
printed number is looked at on the way to a code: a slip would hide in another code.
"""
