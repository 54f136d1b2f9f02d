-- name: InsertSession :execrows
INSERT INTO session (id, device_id, version, state, mode, provider, technician_id, technician_name, reason, ticket,
    help_request_id, rights, paused, control_taken_back, requested_at, delivered_at, prompted_at, accepted_at,
    first_frame_at, interrupted_at, ended_at, deadline_at, deadline_reason, end_reason, ended_by_kind, ended_by_id,
    ended_by_name, note, outcome,
    notice_version, at_reference, at_peer, at_code, at_user_link, at_sealed, at_expires_at, at_online_at, at_gone_at,
    at_handed_over_at, at_connected_at, at_ended_at, at_looked_at, at_evidence, at_problem, at_words, at_delivered,
    at_finding, at_retired, at_turn, at_failures)
VALUES (@id, @device_id, @version, @state, @mode, @provider, @technician_id, @technician_name, @reason, @ticket,
    @help_request_id, @rights, @paused, @control_taken_back, @requested_at, @delivered_at, @prompted_at, @accepted_at,
    @first_frame_at, @interrupted_at, @ended_at, @deadline_at, @deadline_reason, @end_reason, @ended_by_kind, @ended_by_id,
    @ended_by_name, @note, @outcome,
    @notice_version, @at_reference, @at_peer, @at_code, @at_user_link, @at_sealed, @at_expires_at, @at_online_at,
    @at_gone_at, @at_handed_over_at, @at_connected_at, @at_ended_at, @at_looked_at, @at_evidence, @at_problem,
    @at_words, @at_delivered, @at_finding, @at_retired, @at_turn, @at_failures)
ON CONFLICT (device_id) WHERE state <> 'ended' DO NOTHING;

-- name: UpdateSession :execrows
UPDATE session SET version = version + 1, state = @state, mode = @mode, provider = @provider,
    technician_id = @technician_id, technician_name = @technician_name, reason = @reason, ticket = @ticket,
    help_request_id = @help_request_id, rights = @rights, paused = @paused, control_taken_back = @control_taken_back,
    requested_at = @requested_at, delivered_at = @delivered_at, prompted_at = @prompted_at, accepted_at = @accepted_at,
    first_frame_at = @first_frame_at, interrupted_at = @interrupted_at, ended_at = @ended_at, deadline_at = @deadline_at,
    deadline_reason = @deadline_reason, end_reason = @end_reason, ended_by_kind = @ended_by_kind,
    ended_by_id = @ended_by_id, ended_by_name = @ended_by_name, note = @note, outcome = @outcome,
    notice_version = @notice_version, at_reference = @at_reference, at_peer = @at_peer, at_code = @at_code,
    at_user_link = @at_user_link, at_sealed = @at_sealed, at_expires_at = @at_expires_at,
    at_online_at = @at_online_at, at_gone_at = @at_gone_at, at_handed_over_at = @at_handed_over_at,
    at_connected_at = @at_connected_at, at_ended_at = @at_ended_at, at_looked_at = @at_looked_at,
    at_evidence = @at_evidence, at_problem = @at_problem, at_words = @at_words, at_delivered = @at_delivered,
    at_finding = @at_finding, at_retired = @at_retired, at_turn = @at_turn, at_failures = @at_failures
WHERE id = @id AND version = @version;

-- name: Session :one
SELECT * FROM session WHERE id = @id;

-- name: OpenSessionOf :one
SELECT * FROM session WHERE device_id = @device_id AND state <> 'ended';

-- name: OpenSessionsOfTechnician :many
SELECT * FROM session WHERE technician_id = @technician_id AND state <> 'ended' ORDER BY requested_at, id;

-- name: OpenSessions :many
SELECT * FROM session WHERE state <> 'ended' ORDER BY requested_at, id;

-- name: DueSessions :many
SELECT id FROM session WHERE state <> 'ended' AND deadline_at <> 0 AND deadline_at <= @now
ORDER BY deadline_at LIMIT @max_rows;

-- name: CountSessions :many
SELECT state, count(*) AS sessions FROM session WHERE state <> 'ended' GROUP BY state;

-- name: CountEndedSessions :one
SELECT count(*) FROM session WHERE state = 'ended' AND ended_at >= @ended_since;

-- name: InsertKey :exec
INSERT INTO session_key (hash, session_id, holder, holder_id, resume, expires_at)
VALUES (@hash, @session_id, @holder, @holder_id, @resume, @expires_at);

-- name: UseKey :one
DELETE FROM session_key WHERE hash = @hash AND session_id = @session_id AND holder = @holder AND holder_id = @holder_id
    AND expires_at > @now
RETURNING *;

-- name: DropKeysOfHolder :exec
DELETE FROM session_key WHERE session_id = @session_id AND holder = @holder AND holder_id = @holder_id;

-- name: DropKeysOfSession :exec
DELETE FROM session_key WHERE session_id = @session_id;

-- name: DropKeysOfPerson :exec
DELETE FROM session_key WHERE holder = 'technician' AND holder_id = @person_id;

-- name: ExtendKeys :exec
UPDATE session_key SET expires_at = @expires_at
WHERE session_id = @session_id AND holder = @holder AND holder_id = @holder_id;
