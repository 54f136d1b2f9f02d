-- name: Activations :many
SELECT * FROM activation ORDER BY agreed_at, id;

-- name: Activation :one
SELECT * FROM activation WHERE id = @id;

-- name: InsertActivation :execrows
INSERT INTO activation (id, version, provider, mode, state, agreement_version, agreed_by_kind, agreed_by_id,
    agreed_by_name, agreed_at, account_id, account_name, account_email, account_company, removed_by_kind, removed_by_id,
    removed_by_name, removed_at)
VALUES (@id, @version, @provider, @mode, @state, @agreement_version, @agreed_by_kind, @agreed_by_id, @agreed_by_name,
    @agreed_at, @account_id, @account_name, @account_email, @account_company, @removed_by_kind, @removed_by_id,
    @removed_by_name, @removed_at)
ON CONFLICT (provider, mode) WHERE state <> 'off' DO NOTHING;

-- name: UpdateActivation :execrows
-- The numbers follow the columns of the table, so that its row converts: a column left out does not compile.
UPDATE activation SET version = version + 1, state = $5, agreement_version = $6, agreed_by_kind = $7,
    agreed_by_id = $8, agreed_by_name = $9, agreed_at = $10, account_id = $11, account_name = $12,
    account_email = $13, account_company = $14, removed_by_kind = $15, removed_by_id = $16, removed_by_name = $17,
    removed_at = $18
WHERE id = $1 AND version = $2 AND provider = $3 AND mode = $4;

-- name: Agreement :one
SELECT * FROM agreement WHERE version = @version;

-- name: NewestAgreement :one
SELECT * FROM agreement ORDER BY version DESC LIMIT 1;

-- name: InsertAgreement :execrows
INSERT INTO agreement (version, text, saved_by_kind, saved_by_id, saved_by_name, saved_at)
VALUES (@version, @text, @saved_by_kind, @saved_by_id, @saved_by_name, @saved_at)
ON CONFLICT (version) DO NOTHING;

-- name: Bindings :many
SELECT * FROM binding ORDER BY holder_provider, holder_mode, holder_person;

-- name: Binding :one
SELECT * FROM binding WHERE id = @id;

-- name: BindingOf :one
SELECT * FROM binding WHERE holder_provider = @holder_provider AND holder_mode = @holder_mode AND holder_person = @holder_person;

-- name: InsertBinding :execrows
INSERT INTO binding (id, version, holder_provider, holder_mode, holder_person, kind, state, account_id, account_name,
    account_email, account_company, sealed, expires_at, refresh_by, refresh_until, bound_by_kind, bound_by_id,
    bound_by_name, bound_at, checked_at, problem)
VALUES (@id, @version, @holder_provider, @holder_mode, @holder_person, @kind, @state, @account_id, @account_name,
    @account_email, @account_company, @sealed, @expires_at, @refresh_by, @refresh_until, @bound_by_kind, @bound_by_id,
    @bound_by_name, @bound_at, @checked_at, @problem)
ON CONFLICT (holder_provider, holder_mode, holder_person) DO NOTHING;

-- name: UpdateBinding :execrows
-- The numbers follow the columns of the table, so that its row converts: a column left out does not compile.
UPDATE binding SET version = version + 1, kind = $6, state = $7, account_id = $8, account_name = $9,
    account_email = $10, account_company = $11, sealed = $12, expires_at = $13, refresh_by = $14, refresh_until = $15,
    bound_by_kind = $16, bound_by_id = $17, bound_by_name = $18, bound_at = $19, checked_at = $20, problem = $21
WHERE id = $1 AND version = $2 AND holder_provider = $3 AND holder_mode = $4 AND holder_person = $5;

-- name: RemoveBinding :execrows
DELETE FROM binding WHERE id = @id;

-- name: InsertConsent :exec
INSERT INTO oauth_consent (state_hash, holder_provider, holder_mode, holder_person, person_id, sign_in_hash, return_to,
    expires_at)
VALUES (@state_hash, @holder_provider, @holder_mode, @holder_person, @person_id, @sign_in_hash, @return_to, @expires_at);

-- name: RemoveExpiredConsents :exec
DELETE FROM oauth_consent WHERE expires_at <= @now;

-- name: UseConsent :one
DELETE FROM oauth_consent WHERE state_hash = @state_hash AND expires_at > @now RETURNING *;

-- name: OAuthClient :one
SELECT * FROM oauth_client WHERE name = @name;

-- name: SaveOAuthClient :exec
INSERT INTO oauth_client (name, version, client_id, sealed) VALUES (@name, 1, @client_id, @sealed)
ON CONFLICT (name) DO UPDATE SET version = oauth_client.version + 1, client_id = excluded.client_id, sealed = excluded.sealed;

-- name: Mappings :many
SELECT * FROM account_mapping ORDER BY person_id;

-- name: SaveMapping :exec
INSERT INTO account_mapping (person_id, account_id, account_name) VALUES (@person_id, @account_id, @account_name)
ON CONFLICT (person_id) DO UPDATE SET account_id = excluded.account_id, account_name = excluded.account_name;

-- name: RemoveMapping :exec
DELETE FROM account_mapping WHERE person_id = @person_id;

-- name: InsertRemoval :exec
INSERT INTO removal (id, activation_id, version, provider, mode, step, started_by_kind, started_by_id, started_by_name,
    started_at, step_at, override_by_kind, override_by_id, override_by_name, override_at, override_reason, unproven, done_at,
    keep_accounts, released)
VALUES (@id, @activation_id, @version, @provider, @mode, @step, @started_by_kind, @started_by_id, @started_by_name,
    @started_at, @step_at, @override_by_kind, @override_by_id, @override_by_name, @override_at, @override_reason, @unproven,
    @done_at, @keep_accounts, @released);

-- name: UpdateRemoval :execrows
-- The numbers follow the columns of the table, so that its row converts: a column left out does not compile.
UPDATE removal SET version = version + 1, provider = $4, mode = $5, step = $6, started_by_kind = $7,
    started_by_id = $8, started_by_name = $9, started_at = $10, step_at = $11, override_by_kind = $12,
    override_by_id = $13, override_by_name = $14, override_at = $15, override_reason = $16, unproven = $17,
    done_at = $18, keep_accounts = $19, released = $20
WHERE id = $1 AND activation_id = $2 AND version = $3;

-- name: Removal :one
SELECT * FROM removal WHERE id = @id;

-- name: OpenRemovals :many
SELECT * FROM removal WHERE step <> 'done' ORDER BY started_at, id;
