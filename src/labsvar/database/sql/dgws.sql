-- Calls of services over SOAP.

-- note: Keeps a call.
INSERT INTO labsvar.dgws_call (
    service, operation, caller, card_id, message_id, flow_id, at, outcome, rule, digest, secure)
VALUES (%(service)s, %(operation)s, %(caller)s, %(card_id)s, %(message_id)s, %(flow_id)s, %(at)s, %(outcome)s,
        %(rule)s, %(digest)s, %(secure)s)

-- digest_of: The digest of the first call that was carried out under a number.
SELECT digest
FROM labsvar.dgws_call
WHERE service = %(service)s AND caller = %(caller)s AND message_id = %(message_id)s AND rule = ''
ORDER BY call_id
LIMIT 1

-- latest: The newest calls of a service.
SELECT service, operation, caller, card_id, message_id, flow_id, at, outcome, rule, digest, secure
FROM labsvar.dgws_call
WHERE service = %(service)s
ORDER BY call_id DESC
LIMIT %(most)s
