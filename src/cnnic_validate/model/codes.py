"""What each finding code means and how to fix it: what `cnnic explain CODE` shows.

The same words as docs/findings.md, which an installed package does not hold; a test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FindingCode:
    """One kind of breach: what it says, an example, and how to fix it, as Markdown text."""

    code: str
    meaning: str
    example: str
    fix: str


_ALL = (
    FindingCode(
        "encoding",
        "The file is not UTF-8, or begins with a byte order mark of another encoding.",
        "a file saved by Excel as GBK.",
        'save it as UTF-8 ("CSV UTF-8" in Excel).',
    ),
    FindingCode(
        "nul-byte",
        "A NUL byte stands in the text: a binary file, or UTF-16.",
        "a spreadsheet (`.xlsx`) that was renamed to `.csv`.",
        "export it as CSV in UTF-8.",
    ),
    FindingCode(
        "quote",
        "A quoted cell does not end, or something follows its closing quote.",
        '`cnnic-55,"1,153` at the end of a file; `"a"b,1`.',
        'close the quote; write a quote inside a quoted cell twice (`""`).',
    ),
    FindingCode(
        "ragged-row",
        "A row has more or fewer cells than the header has columns.",
        "`cnnic-55,110,833` where `110,833` is one number.",
        'quote a cell that holds a comma (`"110,833"`); add the missing cells.',
    ),
    FindingCode(
        "header",
        "A column is missing, unknown, named twice, or not where the schema has it.",
        "`time-period` for `time_period`.",
        "name the columns as the schema does, in its order.",
    ),
    FindingCode(
        "empty-file",
        "The file holds nothing, not even a header.",
        "an export that failed.",
        "write the header line, or name the right file.",
    ),
    FindingCode(
        "type",
        "The text is not one of the field's type.",
        "`1,153` or `1_153` in an integer field.",
        "write the value as the type is written: digits only.",
    ),
    FindingCode(
        "formula",
        "A free text begins as a formula, which a spreadsheet runs when it opens the file. "
        "A warning.",
        "`=HYPERLINK(...)`, `@SUM(A1)`, `+cmd|...`, in a note.",
        "let the text begin otherwise; publishing never alters a cell.",
    ),
    FindingCode(
        "required",
        "A cell is empty that must not be.",
        "no `source`.",
        "fill it in; `--source ID` supplies the source of a release file.",
    ),
    FindingCode(
        "minimum",
        "The value is smaller than the field allows.",
        "`unit_mult` of `-3` where the least is 0.",
        "correct the value.",
    ),
    FindingCode(
        "maximum",
        "The value is larger than the field allows.",
        "a date of publication in the year 2205.",
        "correct the value.",
    ),
    FindingCode(
        "exclusive-minimum",
        "The value is not larger than the field's lower bound.",
        "`0` where the bound is 0 and is not itself allowed.",
        "correct the value.",
    ),
    FindingCode(
        "exclusive-maximum",
        "The value is not smaller than the field's upper bound.",
        "`1` where the bound is 1 and is not itself allowed.",
        "correct the value.",
    ),
    FindingCode(
        "min-length",
        "The text has fewer characters than the field asks for.",
        "an empty-looking title of one space.",
        "write the whole text.",
    ),
    FindingCode(
        "max-length",
        "The text has more characters than the field allows.",
        "a paragraph in `locator`.",
        "shorten it; remarks belong in `note`.",
    ),
    FindingCode(
        "enum",
        "The text is none of those that the field allows.",
        "`levels` in `measure`.",
        "use one that the message lists; spelling and case count.",
    ),
    FindingCode(
        "pattern",
        "The text does not have the field's form. The pattern must match the whole text.",
        "`CNNIC 55` as the id of a source.",
        "write it in the form that the message shows.",
    ),
    FindingCode(
        "unique",
        "Two rows have the same value in a field whose values must differ.",
        "one title for two indicators.",
        "correct one of them; both lines are named.",
    ),
    FindingCode(
        "primary-key",
        "Two rows have the same primary key, or a part of a key is empty.",
        "an `id` copied with its row.",
        "give the new row its own id (`cnnic normalise` proposes one); remove the row if it "
        "is a copy.",
    ),
    FindingCode(
        "unique-key",
        "Two rows agree in all columns of a unique key.",
        "two indicators with one title and one unit.",
        "correct one of them.",
    ),
    FindingCode(
        "foreign-key",
        "A cell refers to a row of another table that is not there.",
        "the indicator `internet_usres`; a source that `sources.csv` does not have.",
        "correct the code, or add the row that it refers to first.",
    ),
    FindingCode(
        "row-rule",
        "The columns of a row contradict each other: a row rule of `rules.yaml` does not hold.",
        "a growth without a `reference_period`.",
        "the message says what must hold; `cnnic rules -v` says why.",
    ),
    FindingCode(
        "printed",
        "The printed text cannot be read as a number.",
        "`11.08 odd`, `1_000`, `about half of them`.",
        "copy the number with its words as the source prints it. If a real print cannot be "
        "read, add its word to `schemas/lexicon.csv`.",
    ),
    FindingCode(
        "scale",
        "A scale would be applied twice, or the scales of `printed` and `printed_unit` differ.",
        "`11.08亿` with the unit `10,000 persons`.",
        "`printed_unit` is the unit of the table header or sentence; leave it out where the "
        "number carries its own.",
    ),
    FindingCode(
        "unit",
        "No unit is named, or one that is not the indicator's.",
        "`percent` for a number of persons.",
        "correct `printed_unit`, the measure or the indicator.",
    ),
    FindingCode(
        "obs-value",
        "`obs_value`, `unit_mult`, `unit_measure` or `qualifier` disagree with the printed text.",
        "`printed` is `110,833`, `obs_value` is `110883`.",
        "compare `printed` with the source; then empty the read columns and run `cnnic normalise`.",
    ),
    FindingCode(
        "decimals",
        "`decimals` claims more precision than is printed.",
        "`printed` is `78.6`, `decimals` is 2.",
        "state the printed decimals, or fewer where a round number is known to be coarse.",
    ),
    FindingCode(
        "quantum",
        "A print admits no whole number of things counted one by one, or no multiple of what its "
        "source rounds to at random.",
        "23.824 visitors, where the source groups digits by full stops.",
        "name the `number_style` of the source in `sources.csv`, or correct the number or its "
        "unit.",
    ),
    FindingCode(
        "status",
        "`obs_status` or `conf_status` is no code of SDMX's list, or contradicts the print: a "
        "value that is said to be missing, a symbol that says something else.",
        "`obs_status` is Q (suppressed), `printed` is `1,200`.",
        "write what the source's table of symbols says, or correct the table.",
    ),
    FindingCode(
        "float-noise",
        "Numbers have more digits than anybody prints: the noise of a spreadsheet's arithmetic. "
        "Told once for a file, with every line.",
        "`412.59999999999997` for 412.6.",
        "type the numbers as the source prints them.",
    ),
    FindingCode(
        "lost-zeros",
        "In a column of decimals some numbers have fewer than the others, and none ends in 0: a "
        "spreadsheet has dropped the zeros, and with them precision. A warning. A column is what a "
        "source prints at one `locator`, in one unit and measure.",
        "87.81, 85.9 and 88 beside 89.90 as printed.",
        "write the zeros as printed; where the source does print fewer decimals, say in `locator` "
        "where those numbers stand.",
    ),
    FindingCode(
        "out-of-bounds",
        "A value lies outside the hard bounds of its indicator; what the other figures require is "
        "told beside it.",
        "a penetration of 786 %.",
        "look for a lost decimal point or a wrong unit; correct the bound in "
        "`indicators.csv` only with a reason.",
    ),
    FindingCode(
        "time-period",
        "The period is in none of the forms, not in its shortest form, or a year for a stock.",
        "`2024年7月`; `2024-01/2024-12` for `2024`; `2023/24`; `2024` for a number of users.",
        "`YYYY`, `YYYY-Sn` (half), `YYYY-Qn`, `YYYY-MM`, `YYYY-Wnn` (ISO week), `YYYY-MM-DD` or "
        "`YYYY-MM/YYYY-MM`; a fiscal year is `YYYY-A1` where the source's row in `sources.csv` has "
        "`reporting_year_start`. A stock is at the end of a month, or on a day.",
    ),
    FindingCode(
        "future-period",
        "A period ends after the month in which its source was published, and the figure is "
        "neither a forecast (`obs_status` F) nor an estimate (E).",
        "a level of June 2025 in a report of January 2025.",
        "correct the period or the source; a new report needs its own row in `sources.csv`.",
    ),
    FindingCode(
        "future-source",
        "With `--as-of`: a source is dated after that day. The templates for pull requests give "
        "the day of the commit.",
        "a release dated 2206 for 2026, which would stand in every series.",
        "correct `published`.",
    ),
    FindingCode(
        "reference-period",
        "A growth or change has no period to compare with, or another than its words say (同比), a "
        "level has one, or a flow is compared with a period of another length.",
        "January to November 2024 compared with the year 2023.",
        "state the period that the source compares with, of the same length.",
    ),
    FindingCode(
        "denominator-period",
        "A figure that divides by nothing has a denominator period, or one that does not fit; a "
        "warning where a release file names none and the release before did.",
        "a `denominator_period` on a number of users.",
        "only ratios have one; empty means that it is not known.",
    ),
    FindingCode(
        "breakdown",
        "A breakdown names an unknown code, two codes of one dimension, or its codes in the "
        "wrong order.",
        "`sex_female+age_20_29` where age comes first; `area_urban+area_rural`.",
        "join codes of different dimensions by `+` in the order of `breakdowns.csv`.",
    ),
    FindingCode(
        "measure",
        "The measure does not fit the kind of the indicator.",
        "the growth of a rank.",
        "`level`, `growth` (percent) or `change` (difference; of a ratio in percentage points).",
    ),
    FindingCode(
        "duplicate-figure",
        "Two rows have the same quantity, measure, source and locator.",
        "a table entered twice.",
        "remove one. If the source does print it twice, name both places in `locator`.",
    ),
    FindingCode(
        "missing-figure",
        "A release lacks figures: rows of its template are left empty, or it does not print what "
        "each of the last releases of the same month of the year printed, at least three and up "
        "to five of them.",
        "a December report without the users of online shopping, which every December report "
        "before it prints.",
        "fill in what the report prints. What it does not print is left out: an empty row is "
        "never accepted.",
    ),
    FindingCode(
        "new-figure",
        "A release prints an indicator or a breakdown that no earlier release of its series "
        "printed, at least three of which are held.",
        "the first report with the users of generative AI; or `age_10_19` for `age_20_29`.",
        "check that the indicator and the breakdown are the right ones; then nothing is to be "
        "done.",
    ),
    FindingCode(
        "definition",
        "A definition names something that is not there, or contradicts itself.",
        "a ratio whose denominator is no indicator.",
        "correct the row of `indicators.csv`, `breakdowns.csv`, `sources.csv` or `exemptions.csv`.",
    ),
    FindingCode(
        "ratio",
        "A ratio is not its numerator over its denominator.",
        "a usage rate of 87.9 % of 110,833 users, and 94,704 users of the service.",
        "compare the figures with the source. If they are printed so, the base is another "
        "one: state its period in `denominator_period`, or leave it empty where it is not "
        "known.",
    ),
    FindingCode(
        "growth",
        "A growth is not what the two levels give.",
        "+7.2 % between 154,264 and 155,225.",
        "compare with the source. If the agency computes it in comparable terms, say so "
        "in `exemption`.",
    ),
    FindingCode(
        "change",
        "A change is not the difference of the two levels.",
        "+1,608 between 109,225 and 110,833 printed as +1,680.",
        "compare with the source, and the `reference_period` with the one that it names.",
    ),
    FindingCode(
        "partition",
        "The parts do not add up to their whole by more than rounding allows.",
        "urban 79,524 + rural 31,803 against 110,833.",
        "compare the parts with the source. Parts that overlap or leave a rest out are no "
        "partition.",
    ),
    FindingCode(
        "part-whole",
        "A part is larger than the whole that it is part of.",
        "more users aged 60 and over than users.",
        "compare both with the source, and their units.",
    ),
    FindingCode(
        "repeat",
        "One source prints one quantity twice, with values that cannot be the same.",
        "110,833 in the text and 111,833 in a table.",
        "compare both places with the source; if both are printed, one is the source's own "
        "slip: waive it.",
    ),
    FindingCode(
        "revision",
        "A later release prints another value for a quantity of an earlier one.",
        "online retail sales of 2024: 155,225 in January, 152,287 in February.",
        "if the agency revised it, say why in `exemption`; between agencies it is a warning.",
    ),
    FindingCode(
        "declared",
        "A rule of `rules.yaml` does not hold among figures.",
        "more users of generative AI than people who have heard of it.",
        "compare the figures with the source; `cnnic rules -v` says why the rule must hold.",
    ),
    FindingCode(
        "joint",
        "Several rules together cannot hold, though each one alone could.",
        "60+ penetration of 52.5 % of the population, 3,849 car-hailing users at 24.6 %: "
        "each pair fits, the three do not.",
        "one of the figures, or what one of them is said to be a share of, is wrong.",
    ),
    FindingCode(
        "plausible-growth",
        "A quantity grows by more, or less, in twelve months than its indicator ever did. A "
        "warning.",
        "a tenfold number of users in one year: often a lost decimal point.",
        "compare with the source. If it is right, widen `growth_minimum` or `growth_maximum`.",
    ),
    FindingCode(
        "soft-interval",
        'Figures agree only if a word like "nearly" is stretched. A warning.',
        '"nearly 60 %" for 52 %.',
        "compare the word and the number with the source.",
    ),
    FindingCode(
        "redundant-rule",
        "A figure rule says no more than another one about the same terms in the same places.",
        "`users <= residents` beside `2 * users <= 2 * residents`.",
        "remove it.",
    ),
    FindingCode(
        "contradictory-rule",
        "Two figure rules about the same terms in the same places cannot both hold.",
        "`a - b <= 1` beside `a - b >= 2`.",
        "fix or remove one of them.",
    ),
    FindingCode(
        "vacuous-rule",
        "No printed figure brings a figure rule to bear: an info, for a later release may.",
        "a rule whose `applies` names a year before the first release.",
        "check its indicators, breakdowns and `applies`.",
    ),
    FindingCode(
        "stale-waiver",
        "A waiver is no longer needed: what it permits would hold.",
        "the figure was corrected.",
        "remove the waiver.",
    ),
    FindingCode(
        "expired-waiver",
        "The end date of a waiver has passed. The day is `--as-of`, else the date of the "
        "newest source.",
        "`until: 2024-06-30`, and a source of January 2025.",
        "fix what was waived, or extend the waiver with a reason.",
    ),
    FindingCode(
        "undeclared-revision",
        "With `--against` and at `publish`: a published figure changed, and the same edit does not "
        "say why.",
        "`110,833` becomes `111,833`, and neither `note` nor `exemption` changes.",
        "say in `note` what was corrected, or name an `exemption` from `revision`.",
    ),
    FindingCode(
        "undeclared-withdrawal",
        "With `--against` and at `publish`: a published figure is gone, and nothing says why.",
        "a row of `observations.csv` is deleted, or its `id` is changed.",
        "put it back, or name it under `withdrawals:` in `rules.yaml`, with the reason.",
    ),
    FindingCode(
        "stale-withdrawal",
        "An entry under `withdrawals:` names a figure that is there or, with `--against`, one that "
        "never was.",
        "a figure is put back, and its entry stays.",
        "take the figure out of the entry, or correct its id.",
    ),
    FindingCode(
        "lost-check",
        "With `--against` and at `publish`: a check that held is not made any more (an exemption, "
        "a waiver, a term that is gone, a period that was cleared, another source), and nothing "
        "says why.",
        "`denominator_period` of a rate is emptied, so that nothing holds it against its base.",
        "put back what the check rests on, or say why in a new `note` of one of its figures.",
    ),
    FindingCode(
        "headline-value",
        "With `--against` and at `publish`: another value stands in `series.csv` for a quantity "
        "that was published, neither from a later release of the same agency nor within the old "
        "one, and nothing says why.",
        "a figure of another agency takes the place of the one that stood.",
        "say why in the `note` of the figure, or declare an `exemption` from `revision`.",
    ),
    FindingCode(
        "version-bump",
        "With `--against`: the version was raised by less than the changes demand.",
        "a field is removed, and 1.2.0 becomes 1.3.0.",
        "write the version that `cnnic version` names, or leave the old one for `publish` to "
        "raise.",
    ),
)

CODES: Mapping[str, FindingCode] = {each.code: each for each in _ALL}
