"""What the databanks hold: reports and results, versions, consent, the cumulative view."""
