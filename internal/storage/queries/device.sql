-- name: InsertDevice :one
INSERT INTO device (id, sort, name, platform, management, ownership, lifecycle, owner_name, owner_kana, owner_email,
    owner_department, owner_phone, asset_tag, serial, imei, udid, location, maker, model, os_version, simulated,
    last_seen, public_key, token_hash, token_expires, created_at, mdm_id)
VALUES (@id, @sort, @name, @platform, @management, @ownership, @lifecycle, @owner_name, @owner_kana, @owner_email,
    @owner_department, @owner_phone, @asset_tag, @serial, @imei, @udid, @location, @maker, @model, @os_version, @simulated,
    @last_seen, @public_key, @token_hash, @token_expires, @created_at, @mdm_id)
RETURNING seq;

-- name: UpdateDevice :exec
UPDATE device SET sort = @sort, name = @name, platform = @platform, management = @management, ownership = @ownership,
    lifecycle = @lifecycle, owner_name = @owner_name, owner_kana = @owner_kana, owner_email = @owner_email,
    owner_department = @owner_department, owner_phone = @owner_phone, asset_tag = @asset_tag, serial = @serial,
    imei = @imei, udid = @udid, location = @location, maker = @maker, model = @model, os_version = @os_version,
    simulated = @simulated, mdm_id = @mdm_id
WHERE id = @id;

-- name: DeviceByID :one
SELECT * FROM device WHERE id = @id;

-- name: DeviceIDsAfter :many
SELECT id FROM device WHERE id > @after ORDER BY id LIMIT @max_rows;

-- name: DeviceBySerial :one
SELECT * FROM device WHERE serial = @serial AND serial <> '' AND lifecycle = 'in_use';

-- name: DeviceInGroups :many
SELECT group_id FROM device_in_group WHERE device_id = @device_id;

-- name: SortConnection :exec
UPDATE connection SET sort = @sort WHERE device_id = @device_id;

-- name: SortDeviceInGroups :exec
UPDATE device_in_group SET sort = @sort WHERE device_id = @device_id;

-- name: RemoveDeviceFromGroups :exec
DELETE FROM device_in_group WHERE device_id = @device_id;

-- name: AddDeviceToGroup :exec
INSERT INTO device_in_group (group_id, sort, device_id) VALUES (@group_id, @sort, @device_id)
ON CONFLICT (device_id, group_id) DO NOTHING;

-- name: Groups :many
SELECT g.id, g.name, (SELECT count(*) FROM device_in_group m WHERE m.group_id = g.id) AS devices
FROM device_group g ORDER BY g.name;

-- name: GroupByName :one
SELECT id FROM device_group WHERE name = @name;

-- name: InsertGroup :execrows
INSERT INTO device_group (id, name) VALUES (@id, @name) ON CONFLICT (name) DO NOTHING;

-- name: SaveEnrollment :exec
INSERT INTO enrollment (device_id, token_hash, expires_at) VALUES (@device_id, @token_hash, @expires_at)
ON CONFLICT (device_id) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at;

-- name: UseEnrollment :one
DELETE FROM enrollment WHERE enrollment.token_hash = @token_hash AND enrollment.expires_at > @now
    AND enrollment.device_id IN (SELECT d.id FROM device d WHERE d.lifecycle = 'in_use')
RETURNING device_id;

-- name: Enrollment :one
SELECT e.device_id FROM enrollment e JOIN device d ON d.id = e.device_id
WHERE e.token_hash = @token_hash AND e.expires_at > @now AND d.lifecycle = 'in_use';

-- name: SetDeviceKey :exec
UPDATE device SET public_key = @public_key WHERE id = @id;

-- name: DeviceCredential :one
SELECT public_key, token_hash FROM device
WHERE id = @id AND lifecycle = 'in_use' AND (public_key <> '' OR (token_hash <> '' AND token_expires > @now));

-- name: SetOSVersion :execrows
UPDATE device SET os_version = @os_version WHERE id = @id AND os_version <> @os_version AND @os_version <> '';

-- name: SaveReport :exec
INSERT INTO device_report (device_id, at, report) VALUES (@device_id, @at, @report)
ON CONFLICT (device_id) DO UPDATE SET at = excluded.at, report = excluded.report;

-- name: HasReport :one
SELECT EXISTS (SELECT 1 FROM device_report WHERE device_id = @device_id);

-- name: AddConnection :exec
INSERT INTO connection (device_id, node_id, since, sort)
SELECT d.id, @node_id, @since, d.sort FROM device d WHERE d.id = @device_id
ON CONFLICT (device_id) DO UPDATE SET node_id = excluded.node_id, since = excluded.since;

-- name: RemoveConnection :exec
DELETE FROM connection WHERE device_id = @device_id AND node_id = @node_id;

-- name: ClearPresence :exec
DELETE FROM connection WHERE node_id = @node_id;
