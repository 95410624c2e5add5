"""The twenty years that several pages were written on, as settings: a span of their own, so that their figures can be
told again.
"""

TWENTY_YEARS = ("period.start=1999-01-04", "period.end=2018-12-31")
