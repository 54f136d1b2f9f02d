-- name: InsertJob :exec
INSERT INTO job (id, kind, key, payload, run_at, attempts, max_attempts, last_error, owner, lease_until, failed)
VALUES (@id, @kind, @key, @payload, @run_at, @attempts, @max_attempts, @last_error, '', 0, FALSE)
ON CONFLICT (kind, key) WHERE key <> '' AND NOT failed DO NOTHING;

-- name: TakeBackJobs :execrows
UPDATE job SET owner = '', lease_until = 0 WHERE owner = @owner AND NOT failed;

-- name: FinishJob :exec
DELETE FROM job WHERE id = @id AND owner = @owner AND NOT failed;

-- name: RetryJob :exec
UPDATE job SET owner = '', lease_until = 0, run_at = @run_at, last_error = @last_error
WHERE id = @id AND owner = @owner AND NOT failed;

-- name: FailJob :exec
UPDATE job SET owner = '', lease_until = 0, failed = TRUE, last_error = @last_error
WHERE id = @id AND owner = @owner AND NOT failed;

-- name: PayloadsOfJobs :many
SELECT payload FROM job WHERE kind = @kind AND NOT failed ORDER BY run_at, id LIMIT @most;

-- name: CountJobs :one
SELECT
    count(CASE WHEN NOT failed AND lease_until <= @now AND run_at <= @now THEN 1 END) AS due,
    count(CASE WHEN NOT failed AND lease_until <= @now AND run_at > @now THEN 1 END) AS later,
    count(CASE WHEN NOT failed AND lease_until > @now THEN 1 END) AS running,
    count(CASE WHEN failed THEN 1 END) AS failed
FROM job;
