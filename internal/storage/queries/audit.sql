-- name: InsertRecord :exec
INSERT INTO audit (id, at, actor_kind, actor_id, actor_name, action, device_id, session_id, details)
VALUES (@id, @at, @actor_kind, @actor_id, @actor_name, @action, @device_id, @session_id, @details);

-- name: UnlinkedRecords :many
SELECT * FROM audit WHERE seq IS NULL ORDER BY id LIMIT @max_rows;

-- name: LastLinked :one
SELECT seq, hash FROM audit WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1;

-- name: LinkRecord :execrows
UPDATE audit SET seq = @seq, hash = @hash WHERE id = @id AND seq IS NULL;

-- name: ChainFrom :many
SELECT * FROM audit WHERE seq >= @seq ORDER BY seq LIMIT @max_rows;
