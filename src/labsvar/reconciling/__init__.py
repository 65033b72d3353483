"""Does it match? What the practice system holds, the hub sent, the databank stored and the pages show, compared.

`rows` and `letters` read what each of them holds into `Item`s, `current` takes the newest version of each,
`pairing` finds the two that are one result, `comparing` says how they differ, `chain` does it link by link,
and `page` and `tables` write the report. Nothing here decides anything about a patient.
"""
