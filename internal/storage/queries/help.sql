-- name: InsertHelp :execrows
INSERT INTO help_request (id, device_id, version, state, words, asked_at, taken_by, taken_by_name, taken_at, closed_at,
    note, session_id, snoozed_until, call_back_at, answer, answer_seen)
VALUES (@id, @device_id, @version, @state, @words, @asked_at, @taken_by, @taken_by_name, @taken_at, @closed_at,
    @note, @session_id, @snoozed_until, @call_back_at, @answer, @answer_seen)
ON CONFLICT (device_id) WHERE state IN ('open', 'escalated', 'taken') DO NOTHING;

-- name: UpdateHelp :execrows
-- The numbers follow the columns of the table, so that its row converts: a column left out does not compile.
UPDATE help_request SET version = version + 1, state = $4, words = $5, asked_at = $6, taken_by = $7,
    taken_by_name = $8, taken_at = $9, closed_at = $10, note = $11, session_id = $12, snoozed_until = $13,
    call_back_at = $14, answer = $15, answer_seen = $16
WHERE id = $1 AND device_id = $2 AND version = $3;

-- name: Help :one
SELECT * FROM help_request WHERE id = @id;

-- name: OpenHelpOf :one
SELECT * FROM help_request WHERE device_id = @device_id AND state IN ('open', 'escalated', 'taken');

-- name: LastHelpOf :one
SELECT * FROM help_request WHERE device_id = @device_id ORDER BY asked_at DESC, id DESC LIMIT 1;

-- name: CountHelpSince :one
SELECT count(*) FROM help_request WHERE device_id = @device_id AND asked_at >= @since;

-- name: HelpAhead :one
SELECT count(*) FROM help_request WHERE state IN ('open', 'escalated', 'taken') AND state <> 'taken'
    AND snoozed_until <= @now AND call_back_at <= @now
    AND (asked_at < @asked_at OR (asked_at = @asked_at AND id < @id));

-- name: PutHelpLink :exec
INSERT INTO help_link (device_id, hash, created_by_kind, created_by_id, created_by_name, created_at)
VALUES (@device_id, @hash, @created_by_kind, @created_by_id, @created_by_name, @created_at)
ON CONFLICT (device_id) DO UPDATE SET hash = excluded.hash, created_by_kind = excluded.created_by_kind,
    created_by_id = excluded.created_by_id, created_by_name = excluded.created_by_name, created_at = excluded.created_at;

-- name: HelpLink :one
SELECT * FROM help_link WHERE hash = @hash;

-- name: HelpLinkOf :one
SELECT * FROM help_link WHERE device_id = @device_id;

-- name: RemoveHelpLink :execrows
DELETE FROM help_link WHERE device_id = @device_id;
