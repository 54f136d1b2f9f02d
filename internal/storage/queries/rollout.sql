-- name: InsertConnectionOfMDM :execrows
INSERT INTO mdm_connection (id, version, kind, name, tier_needed, tier)
VALUES (@id, 1, @kind, @name, @tier_needed, @tier) ON CONFLICT (id) DO NOTHING;

-- name: UpdateConnectionOfMDM :execrows
UPDATE mdm_connection SET version = version + 1, name = @name, tier_needed = @tier_needed, tier = @tier
WHERE id = @id AND version = @version;

-- name: ConnectionsOfMDM :many
SELECT * FROM mdm_connection ORDER BY name, id;

-- name: SupportApps :many
SELECT * FROM support_app ORDER BY id;

-- name: SupportApp :one
SELECT * FROM support_app WHERE id = @id;

-- name: InsertSupportApp :execrows
INSERT INTO support_app (id, version, body) VALUES (@id, 1, @body) ON CONFLICT (id) DO NOTHING;

-- name: UpdateSupportApp :execrows
UPDATE support_app SET version = version + 1, body = @body WHERE id = @id AND version = @version;

-- name: RemoveSupportApp :execrows
DELETE FROM support_app WHERE id = @id;

-- name: AppWanted :one
SELECT EXISTS (SELECT 1 FROM device_app WHERE app_id = @app_id AND wanted IN ('available', 'required'));

-- name: Distributions :many
SELECT * FROM distribution ORDER BY app_id;

-- name: Distribution :one
SELECT * FROM distribution WHERE app_id = @app_id;

-- name: InsertDistribution :execrows
INSERT INTO distribution (app_id, version, body) VALUES (@app_id, 1, @body) ON CONFLICT (app_id) DO NOTHING;

-- name: UpdateDistribution :execrows
UPDATE distribution SET version = version + 1, body = @body WHERE app_id = @app_id AND version = @version;

-- name: KeyProfiles :many
SELECT * FROM key_profile ORDER BY app_id;

-- name: KeyProfile :one
SELECT * FROM key_profile WHERE app_id = @app_id;

-- name: InsertKeyProfile :execrows
INSERT INTO key_profile (app_id, version, body) VALUES (@app_id, 1, @body) ON CONFLICT (app_id) DO NOTHING;

-- name: UpdateKeyProfile :execrows
UPDATE key_profile SET version = version + 1, body = @body WHERE app_id = @app_id AND version = @version;

-- name: DeviceApp :one
SELECT * FROM device_app WHERE device_id = @device_id AND app_id = @app_id;

-- name: AppsOfDevice :many
SELECT * FROM device_app WHERE device_id = @device_id;

-- name: SaveDeviceApp :exec
-- The values are those of the whole row, so that it converts: a column left out does not compile.
INSERT INTO device_app (device_id, app_id, version, wanted, basis, auto_launch, taking_over, state, app_version, managed,
    reason, words, asked, ordered, ordered_at, order_ref, problem, config_ref, config_at, evidence, at, activated,
    activated_by, activated_at, check_in, check_in_at)
VALUES (@device_id, @app_id, @version, @wanted, @basis, @auto_launch, @taking_over, @state, @app_version, @managed,
    @reason, @words, @asked, @ordered, @ordered_at, @order_ref, @problem, @config_ref, @config_at, @evidence, @at, @activated,
    @activated_by, @activated_at, @check_in, @check_in_at)
ON CONFLICT (device_id, app_id) DO UPDATE SET version = device_app.version + 1, wanted = excluded.wanted,
    basis = excluded.basis, auto_launch = excluded.auto_launch, taking_over = excluded.taking_over, state = excluded.state,
    app_version = excluded.app_version, managed = excluded.managed, reason = excluded.reason, words = excluded.words,
    asked = excluded.asked, ordered = excluded.ordered, ordered_at = excluded.ordered_at, order_ref = excluded.order_ref,
    problem = excluded.problem, config_ref = excluded.config_ref, config_at = excluded.config_at,
    evidence = excluded.evidence, at = excluded.at, activated = excluded.activated, activated_by = excluded.activated_by,
    activated_at = excluded.activated_at, check_in = excluded.check_in, check_in_at = excluded.check_in_at;

-- name: CountDeviceApps :many
SELECT state, count(*) AS devices FROM device_app WHERE app_id = @app_id GROUP BY state;

-- name: OrdersDue :many
SELECT device_id, app_id FROM device_app WHERE asked <> ordered AND (device_id, app_id) > (@device_id, @app_id)
ORDER BY device_id, app_id LIMIT @most;

-- name: Posture :one
SELECT * FROM device_posture WHERE device_id = @device_id;

-- name: SavePosture :exec
INSERT INTO device_posture (device_id, at, complete, posture, connection_id, unenrolled_at)
VALUES (@device_id, @at, @complete, @posture, @connection_id, @unenrolled_at)
ON CONFLICT (device_id) DO UPDATE SET at = excluded.at, complete = excluded.complete, posture = excluded.posture,
    connection_id = excluded.connection_id, unenrolled_at = excluded.unenrolled_at;

-- name: AddFeedback :exec
INSERT INTO app_feedback (device_id, package, key, message, data, error, at)
VALUES (@device_id, @package, @key, @message, @data, @error, @at) ON CONFLICT (device_id, at, package, key) DO NOTHING;

-- name: Feedback :many
SELECT * FROM app_feedback WHERE device_id = @device_id AND at >= @since ORDER BY at DESC, package, key LIMIT 100;

-- name: RemoveOldFeedback :exec
DELETE FROM app_feedback WHERE at < @before;

-- name: RemoveFeedbackOf :exec
DELETE FROM app_feedback WHERE device_id = @device_id;

-- name: Delivery :one
SELECT * FROM delivery WHERE session_id = @session_id;

-- name: OpenDeliveriesOf :many
SELECT * FROM delivery WHERE device_id = @device_id AND state NOT IN ('withdrawn', 'expired') ORDER BY session_id;

-- name: SaveDelivery :exec
INSERT INTO delivery (session_id, device_id, app_id, state, order_ref, refs, problem, body, again, expires_at, at)
VALUES (@session_id, @device_id, @app_id, @state, @order_ref, @refs, @problem, @body, @again, @expires_at, @at)
ON CONFLICT (session_id) DO UPDATE SET state = excluded.state, order_ref = excluded.order_ref, refs = excluded.refs,
    problem = excluded.problem, body = excluded.body, again = excluded.again, expires_at = excluded.expires_at, at = excluded.at;

-- name: PeerMatch :one
SELECT * FROM peer_match WHERE device_id = @device_id;

-- name: PeerMatchesOf :many
SELECT * FROM peer_match WHERE provider = @provider AND peer_id = @peer_id ORDER BY device_id;

-- name: PeerMatchPage :many
SELECT * FROM peer_match WHERE device_id > @after ORDER BY device_id LIMIT @most;

-- name: SavePeerMatch :exec
INSERT INTO peer_match (device_id, provider, peer_id, source, by_kind, by_id, by_name, at, online, online_at, ambiguous)
VALUES (@device_id, @provider, @peer_id, @source, @by_kind, @by_id, @by_name, @at, @online, @online_at, @ambiguous)
ON CONFLICT (device_id) DO UPDATE SET provider = excluded.provider, peer_id = excluded.peer_id, source = excluded.source,
    by_kind = excluded.by_kind, by_id = excluded.by_id, by_name = excluded.by_name, at = excluded.at,
    online = excluded.online, online_at = excluded.online_at, ambiguous = excluded.ambiguous;

-- name: BlurPeer :exec
UPDATE peer_match SET ambiguous = TRUE WHERE provider = @provider AND peer_id = @peer_id;

-- name: RemovePeerMatch :exec
DELETE FROM peer_match WHERE device_id = @device_id;

-- name: RemovePeerMatches :exec
DELETE FROM peer_match WHERE provider = @provider;

-- name: SeatTotal :one
SELECT total FROM seat_limit WHERE id = 1;

-- name: SetSeatTotal :exec
INSERT INTO seat_limit (id, total) VALUES (1, @total) ON CONFLICT (id) DO UPDATE SET total = excluded.total;

-- name: CountSeats :one
SELECT count(*) AS held, count(CASE WHEN leaving THEN 1 END) AS leaving FROM seat WHERE freed_at = 0;

-- name: TakeSeat :exec
INSERT INTO seat (device_id, taken_at, freed_at, leaving) VALUES (@device_id, @taken_at, 0, FALSE)
ON CONFLICT (device_id) DO UPDATE SET taken_at = excluded.taken_at, freed_at = 0, leaving = FALSE;

-- name: HeldSeat :one
SELECT * FROM seat WHERE device_id = @device_id AND freed_at = 0;

-- name: LeaveSeat :exec
UPDATE seat SET leaving = @leaving WHERE device_id = @device_id AND freed_at = 0;

-- name: FreeSeat :execrows
UPDATE seat SET freed_at = @freed_at, leaving = FALSE WHERE device_id = @device_id AND freed_at = 0 AND (leaving OR leaving = @leaving);

-- name: SeatPage :many
SELECT s.device_id, d.name, s.taken_at, s.freed_at, s.leaving FROM seat s JOIN device d ON d.id = s.device_id
WHERE s.freed_at = 0 AND s.device_id > @after ORDER BY s.device_id LIMIT @most;
