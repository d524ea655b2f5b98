"""What an observation's status and confidentiality can be: the code lists of SDMX.

CL_OBS_STATUS 2.2 and CL_CONF_STATUS 1.2, whose titles these are.
"""

from __future__ import annotations

from collections.abc import Mapping

from cnnic_validate.message import say

OBS_STATUS: Mapping[str, str] = {
    "A": say("normal value"),
    "B": say("time series break"),
    "D": say("definition differs"),
    "E": say("estimated value"),
    "F": say("forecast value"),
    "G": say("experimental value"),
    "H": say("missing value; holiday or weekend"),
    "I": say("imputed value"),
    "J": say("derogation"),
    "K": say("data included in another category"),
    "L": say("missing value; data exist but were not collected"),
    "M": say("missing value; data cannot exist"),
    "N": say("not significant"),
    "O": say("missing value"),
    "P": say("provisional value"),
    "Q": say("missing value; suppressed"),
    "S": say("strike and other special events"),
    "U": say("low reliability"),
    "V": say("unvalidated value"),
    "W": say("includes data from another category"),
}
CONF_STATUS: Mapping[str, str] = {
    "A": say("primary confidentiality due to small counts"),
    "C": say("confidential statistical information"),
    "D": say("secondary confidentiality set by the sender"),
    "E": say("not for publication until the embargo ends"),
    "F": say("free for publication"),
    "G": say("dominance by one or two units"),
    "M": say("other measures of concentration"),
    "N": say("not for publication, for internal use only"),
    "O": say("dominance by one unit"),
    "S": say("secondary confidentiality set by the receiver"),
    "T": say("dominance by two units"),
    "X": say("military secrecy"),
}

NORMAL, NOT_SIGNIFICANT, SUPPRESSED = "A", "N", "Q"
# What says that there is no value, and what may say so of a cell without one.
MISSING = frozenset("HKLMOQ")
WITHOUT_VALUE = MISSING | frozenset("JS")
# Of what has these the agency itself says that it may change, or is of a time to come.
PRELIMINARY = frozenset("PEF")
CONFIDENTIAL = "C"


def status_hint(text: str) -> str:
    """Say which code of CL_OBS_STATUS a text that is none was probably meant to be."""
    code = text.strip().upper()
    if code in OBS_STATUS:
        return say("did you mean `{code}` ({title})?", code=code, title=OBS_STATUS[code])
    if code == CONFIDENTIAL:
        return say("what is confidential has `conf_status` C, and no value has `obs_status` Q")
    if code == "R":
        return say(
            "SDMX has no status for revised: that a later release prints another value says it"
        )
    if code and set(code) <= OBS_STATUS.keys() | {CONFIDENTIAL, "R"}:
        return say(
            "one code a row, the first that applies of B, the missing ones, E and P; the others "
            "stay in `printed`"
        )
    return ""
