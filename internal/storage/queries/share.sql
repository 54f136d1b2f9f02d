-- name: FreeExpiredCode :exec
UPDATE share SET code_hash = id WHERE code_hash = @code_hash AND redeemed_at = 0 AND expires_at <= @now;

-- name: InsertShare :exec
INSERT INTO share (id, code_hash, technician_id, technician_name, reason, ticket, created_at, expires_at, redeemed_at,
    device_id, session_id)
VALUES (@id, @code_hash, @technician_id, @technician_name, @reason, @ticket, @created_at, @expires_at, @redeemed_at,
    @device_id, @session_id);

-- name: Share :one
SELECT * FROM share WHERE id = @id AND technician_id = @technician_id;

-- name: RedeemShare :one
UPDATE share SET redeemed_at = @now, device_id = @device_id
WHERE code_hash = @code_hash AND redeemed_at = 0 AND expires_at > @now
RETURNING *;

-- name: LinkShare :execrows
UPDATE share SET session_id = @session_id WHERE id = @id;
