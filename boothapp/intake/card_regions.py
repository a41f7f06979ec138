"""The states that American, Canadian and Australian addresses are written with."""

from __future__ import annotations

import re

_STATES = """
AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC D.C.
FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky
LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri
MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York
NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island
SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington
WV West Virginia|WI Wisconsin|WY Wyoming|PR Puerto Rico|AB Alberta|BC British Columbia|MB Manitoba
NB New Brunswick|NL Newfoundland|NS Nova Scotia|ON Ontario|NSW New South Wales|VIC Victoria
QLD Queensland|TAS Tasmania|PE Prince Edward Island|QC Québec
SK Saskatchewan
"""
_ROWS = [row.partition(" ")[::2] for row in _STATES.strip().replace("\n", "|").split("|")]
_ANY = "|".join(re.escape(word) for row in _ROWS for word in row)
STATE = re.compile(rf"(?:^|[\s,])({_ANY})\.?$")
"""At the end of a town: "Oakland CA"."""
STATE_AND_CODE = re.compile(rf"(?:^|[\s,])(?:{_ANY})\.?,? \d{{5}}(?:-\d{{4}})?(?=$|,)")
