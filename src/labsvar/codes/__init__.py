"""Codes: the value lists of the standards and the small tables Labsvar ships with."""
