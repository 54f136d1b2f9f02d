-- name: CountReadyAdministrators :one
SELECT count(*) FROM person WHERE role = 'administrator' AND disabled_at = 0 AND password_hash <> '';

-- name: CountEnabledAdministrators :one
SELECT count(*) FROM person WHERE role = 'administrator' AND disabled_at = 0;

-- name: InsertPerson :execrows
INSERT INTO person (id, name, email, role, language, all_devices, disabled_at, password_hash, created_at, withheld, client_version)
VALUES (@id, @name, @email, @role, @language, @all_devices, @disabled_at, @password_hash, @created_at, @withheld, @client_version)
ON CONFLICT (email) DO NOTHING;

-- name: UpdatePerson :exec
UPDATE person SET name = @name, email = @email, role = @role, language = @language, all_devices = @all_devices,
    disabled_at = @disabled_at, password_hash = @password_hash, withheld = @withheld, client_version = @client_version
WHERE id = @id;

-- name: Person :one
SELECT * FROM person WHERE id = @id;

-- name: PersonByEmail :one
SELECT * FROM person WHERE email = @email;

-- name: People :many
SELECT * FROM person ORDER BY name, id LIMIT @max_rows;

-- name: PersonGroups :many
SELECT group_id FROM person_in_group WHERE person_id = @person_id ORDER BY group_id;

-- name: AllPersonGroups :many
SELECT person_id, group_id FROM person_in_group ORDER BY person_id, group_id;

-- name: RemovePersonFromGroups :exec
DELETE FROM person_in_group WHERE person_id = @person_id;

-- name: AddPersonToGroup :exec
INSERT INTO person_in_group (person_id, group_id) VALUES (@person_id, @group_id)
ON CONFLICT (person_id, group_id) DO NOTHING;

-- name: InsertLink :exec
INSERT INTO link (hash, kind, person_id, expires_at) VALUES (@hash, @kind, @person_id, @expires_at);

-- name: RemovePasswordLinksOf :exec
DELETE FROM link WHERE person_id = @person_id AND kind = 'password';

-- name: UseLink :one
DELETE FROM link WHERE hash = @hash AND kind = @kind AND expires_at > @now RETURNING *;

-- name: InsertSignIn :exec
INSERT INTO sign_in (hash, person_id, created_at, expires_at, idle_at, user_agent)
VALUES (@hash, @person_id, @created_at, @expires_at, @idle_at, @user_agent);

-- name: SignIn :one
SELECT * FROM sign_in WHERE hash = @hash AND expires_at > @now AND idle_at > @now;

-- name: TouchSignIn :exec
UPDATE sign_in SET idle_at = @idle_at WHERE hash = @hash;

-- name: RemoveSignIn :exec
DELETE FROM sign_in WHERE hash = @hash;

-- name: RemoveSignInsOf :exec
DELETE FROM sign_in WHERE person_id = @person_id AND hash <> @keep;

-- name: RemoveExpiredSignIns :exec
DELETE FROM sign_in WHERE expires_at <= @now OR idle_at <= @now;

-- name: RemoveExpiredLinks :exec
DELETE FROM link WHERE expires_at <= @now;

-- name: InsertToken :exec
INSERT INTO token (id, person_id, name, hash, rights, created_at, expires_at, last_used_at)
VALUES (@id, @person_id, @name, @hash, @rights, @created_at, @expires_at, @last_used_at);

-- name: Tokens :many
SELECT * FROM token WHERE person_id = @person_id ORDER BY created_at, id;

-- name: TokenByHash :one
SELECT * FROM token WHERE hash = @hash AND expires_at > @now;

-- name: TouchToken :exec
UPDATE token SET last_used_at = @used_at WHERE id = @id;

-- name: RemoveToken :execrows
DELETE FROM token WHERE id = @id AND person_id = @person_id;
