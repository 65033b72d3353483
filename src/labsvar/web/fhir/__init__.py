"""The door for FHIR clients: reading what may be seen about a person, with a token that says who asks and why."""
