-- Whose letters a sender sent: for telling the sender what of them is stored.

-- persons: The persons about whom some senders sent letters that were stored here in a period; at most so many.
-- Without senders, those of every sender.
SELECT DISTINCT l.person_key
FROM labsvar.arrival a
JOIN labsvar.letter l USING (letter_id)
WHERE (%(senders)s::text[] IS NULL OR a.sender = ANY (%(senders)s::text[]))
  AND a.at >= %(since)s AND a.at < %(until)s
  AND l.destination IS NULL
LIMIT %(most)s
