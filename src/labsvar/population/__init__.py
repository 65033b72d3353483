"""The made-up citizens of the demonstration: their letters, and the truth about them."""

from labsvar.population.assumptions import Assumptions, BadAssumptions, load
from labsvar.population.write import Population, Written, write_population

__all__ = ["Assumptions", "BadAssumptions", "Population", "Written", "load", "write_population"]
