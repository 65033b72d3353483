-- Methods and groups of methods.

-- releases: How often a table that decides on comparability was released; another number is another state.
SELECT count(*)
FROM labsvar.code_table_step
WHERE step = 'release' AND (starts_with(name, %(methods)s) OR name = ANY (%(others)s))
