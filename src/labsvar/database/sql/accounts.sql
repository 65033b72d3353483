-- People's accounts, their sessions, and how often somebody tried to sign in.

-- add: A new account.
INSERT INTO labsvar.account (username, password_hash, role, display_name, organisation, added_at)
VALUES (%(username)s, %(password_hash)s, %(role)s, %(name)s, %(organisation)s, %(at)s)

-- add_person: Whose own data the account may see.
INSERT INTO labsvar.account_person (person_key, username) VALUES (%(person_key)s, %(username)s)

-- all: Every account.
SELECT a.username, a.role, a.display_name AS name, a.organisation, p.person_key, a.closed
FROM labsvar.account a
LEFT JOIN labsvar.account_person p USING (username)
ORDER BY a.username

-- find: One account and what is kept of its password.
SELECT a.username, a.role, a.display_name AS name, a.organisation, p.person_key, a.closed, a.password_hash
FROM labsvar.account a
LEFT JOIN labsvar.account_person p USING (username)
WHERE a.username = %(username)s

-- set_password: What is kept of a new password.
UPDATE labsvar.account SET password_hash = %(password_hash)s WHERE username = %(username)s RETURNING username

-- close: Nobody signs in to a closed account.
UPDATE labsvar.account SET closed = true WHERE username = %(username)s RETURNING username

-- end_sessions_of: Ends every session of an account.
DELETE FROM labsvar.session WHERE username = %(username)s

-- open_session: A new session.
INSERT INTO labsvar.session (token_hash, username, csrf, opened_at, expires_at)
VALUES (%(token_hash)s, %(username)s, %(csrf)s, %(at)s, %(expires_at)s)

-- session: A session that has not ended, with its account.
SELECT s.csrf, s.opened_at, s.expires_at, a.username, a.role, a.display_name AS name, a.organisation, p.person_key,
       a.closed
FROM labsvar.session s
JOIN labsvar.account a USING (username)
LEFT JOIN labsvar.account_person p USING (username)
WHERE s.token_hash = %(token_hash)s AND s.expires_at > %(at)s AND NOT a.closed

-- prolong: A session that is used lasts longer.
UPDATE labsvar.session SET expires_at = %(expires_at)s WHERE token_hash = %(token_hash)s

-- end_session: Ends a session.
DELETE FROM labsvar.session WHERE token_hash = %(token_hash)s

-- end_expired: Forgets sessions that have ended, and attempts that no longer count.
WITH sessions AS (DELETE FROM labsvar.session WHERE expires_at <= %(at)s)
DELETE FROM labsvar.sign_in_attempt WHERE at <= %(attempts_before)s

-- open_patient: A session has opened a patient, with a reason; the newest reason counts.
INSERT INTO labsvar.session_patient (person_key, token_hash, context, reason, opened_at)
VALUES (%(person_key)s, %(token_hash)s, %(context)s, %(reason)s, %(at)s)
ON CONFLICT (person_key, token_hash) DO UPDATE SET reason = excluded.reason
RETURNING context

-- patient: The patient that a session knows under a name.
SELECT person_key, context, reason, opened_at
FROM labsvar.session_patient
WHERE token_hash = %(token_hash)s AND context = %(context)s

-- note_attempt: Somebody tried to sign in.
INSERT INTO labsvar.sign_in_attempt (username, address, at, succeeded)
VALUES (%(username)s, %(address)s, %(at)s, %(succeeded)s)

-- failures: Failed attempts since a time: under a name after its last success, and from an address.
SELECT
    (SELECT count(*) FROM labsvar.sign_in_attempt
     WHERE username = %(username)s AND at > %(since)s AND NOT succeeded
       AND at > coalesce((SELECT max(at) FROM labsvar.sign_in_attempt
                          WHERE username = %(username)s AND succeeded), '-infinity')) AS of_username,
    (SELECT count(*) FROM labsvar.sign_in_attempt
     WHERE address = %(address)s AND at > %(since)s AND NOT succeeded) AS from_address,
    (SELECT max(at) FROM labsvar.sign_in_attempt
     WHERE (username = %(username)s OR address = %(address)s) AND NOT succeeded) AS newest
