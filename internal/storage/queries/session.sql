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
-- The numbers follow the columns of the table, so that its row converts: a column left out does not compile.
UPDATE session SET version = version + 1, state = $4, mode = $5, provider = $6, technician_id = $7,
    technician_name = $8, reason = $9, ticket = $10, help_request_id = $11, rights = $12, paused = $13,
    control_taken_back = $14, requested_at = $15, delivered_at = $16, prompted_at = $17, accepted_at = $18,
    first_frame_at = $19, interrupted_at = $20, ended_at = $21, deadline_at = $22, deadline_reason = $23,
    end_reason = $24, ended_by_kind = $25, ended_by_id = $26, ended_by_name = $27, note = $28, outcome = $29,
    notice_version = $30, at_reference = $31, at_peer = $32, at_code = $33, at_user_link = $34, at_sealed = $35,
    at_expires_at = $36, at_online_at = $37, at_gone_at = $38, at_handed_over_at = $39, at_connected_at = $40,
    at_ended_at = $41, at_looked_at = $42, at_evidence = $43, at_problem = $44, at_words = $45, at_delivered = $46,
    at_finding = $47, at_retired = $48, at_turn = $49, at_failures = $50
WHERE id = $1 AND device_id = $2 AND version = $3;

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
