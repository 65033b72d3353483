"""The made-up citizens of the demonstration: their letters, and the truth about them."""

from labsvar.population.assumptions import Assumptions, BadAssumptions, load
from labsvar.population.write import LETTERS, REGISTERS, SYSTEMS, TRUTH, Population, Written, write_population

__all__ = [
    "LETTERS",
    "REGISTERS",
    "SYSTEMS",
    "TRUTH",
    "Assumptions",
    "BadAssumptions",
    "Population",
    "Written",
    "load",
    "write_population",
]
