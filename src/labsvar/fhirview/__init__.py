"""What may be seen about one person, as FHIR resources: made of `labsvar.results.record.Record` and nothing else."""
