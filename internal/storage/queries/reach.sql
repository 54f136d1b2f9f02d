-- name: InsertReach :exec
INSERT INTO session_reach (id, session_id, channel, at, outcome, problem, address)
VALUES (@id, @session_id, @channel, @at, @outcome, @problem, @address);

-- name: CountReaches :one
SELECT count(*) FROM session_reach WHERE session_id = @session_id AND channel = @channel;

-- name: SettleReach :execrows
UPDATE session_reach SET outcome = @outcome, problem = @problem, address = @address WHERE id = @id;

-- name: Reaches :many
SELECT * FROM session_reach WHERE session_id = @session_id ORDER BY at, id LIMIT 200;

-- name: LockSession :execrows
UPDATE session SET version = version WHERE id = @id;

-- name: DropSpokenCodes :exec
DELETE FROM spoken_code WHERE session_id = @session_id OR expires_at <= @now;

-- name: InsertSpokenCode :execrows
INSERT INTO spoken_code (hash, session_id, expires_at) VALUES (@hash, @session_id, @expires_at)
ON CONFLICT (hash) DO NOTHING;

-- name: UseSpokenCode :one
DELETE FROM spoken_code WHERE hash = @hash AND expires_at > @now RETURNING session_id;
