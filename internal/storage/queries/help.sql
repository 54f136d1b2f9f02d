-- name: InsertHelp :execrows
INSERT INTO help_request (id, device_id, version, state, words, asked_at, taken_by, taken_by_name, taken_at, closed_at,
    note, session_id)
VALUES (@id, @device_id, @version, @state, @words, @asked_at, @taken_by, @taken_by_name, @taken_at, @closed_at,
    @note, @session_id)
ON CONFLICT (device_id) WHERE state IN ('open', 'escalated', 'taken') DO NOTHING;

-- name: UpdateHelp :execrows
UPDATE help_request SET version = version + 1, state = @state, words = @words, asked_at = @asked_at, taken_by = @taken_by,
    taken_by_name = @taken_by_name, taken_at = @taken_at, closed_at = @closed_at, note = @note, session_id = @session_id
WHERE id = @id AND version = @version;

-- name: Help :one
SELECT * FROM help_request WHERE id = @id;

-- name: OpenHelpOf :one
SELECT * FROM help_request WHERE device_id = @device_id AND state IN ('open', 'escalated', 'taken');

-- name: HelpAhead :one
SELECT count(*) FROM help_request WHERE state IN ('open', 'escalated', 'taken') AND state <> 'taken'
    AND (asked_at < @asked_at OR (asked_at = @asked_at AND id < @id));
