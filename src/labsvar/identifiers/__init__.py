"""Identifiers: text in, a value or a clear error out.

Every module has `fault(text)`, which says what is wrong without raising (or `None`), and
`parse(text)`, which gives the value or raises that fault. No error text holds the identifier.
"""
