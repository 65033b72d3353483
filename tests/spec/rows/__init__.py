"""The safety rules as rows: what is sent, what is answered, and what each persona then sees.

A row is data (`model`); `tables` holds them all. `run` plays one against a server of its own making (`sites`):
it composes the letters (`letters`), and reads answers (`answers`) and pages (`pages`) with lxml alone, so that
the judge shares nothing with what it judges. `page` makes the reference page from the same rows.
"""
