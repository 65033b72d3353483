-- A request to delete is noted each time it is made, so its time belongs to what it is known by.
ALTER TABLE labsvar.hub_noted
    DROP CONSTRAINT hub_noted_pkey,
    ADD PRIMARY KEY (clinic, row_id, row_version, rules, at);
