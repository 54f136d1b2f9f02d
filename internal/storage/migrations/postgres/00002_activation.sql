-- Ways that are switched on, the accounts that are bound, and removals.

-- +goose Up
CREATE TABLE activation (
    id                TEXT   NOT NULL PRIMARY KEY,
    version           BIGINT NOT NULL,
    provider          TEXT   NOT NULL,
    mode              TEXT   NOT NULL,
    state             TEXT   NOT NULL,
    agreement_version BIGINT NOT NULL,
    agreed_by_kind    TEXT   NOT NULL,
    agreed_by_id      TEXT   NOT NULL,
    agreed_by_name    TEXT   NOT NULL,
    agreed_at         BIGINT NOT NULL,
    account_id        TEXT   NOT NULL,
    account_name      TEXT   NOT NULL,
    account_email     TEXT   NOT NULL,
    account_company   TEXT   NOT NULL,
    removed_by_kind   TEXT   NOT NULL,
    removed_by_id     TEXT   NOT NULL,
    removed_by_name   TEXT   NOT NULL,
    removed_at        BIGINT NOT NULL
);
-- A way has at most one activation that is not off: this index decides.
CREATE UNIQUE INDEX activation_on ON activation (provider, mode) WHERE state <> 'off';

CREATE TABLE agreement (
    version       BIGINT NOT NULL PRIMARY KEY,
    text          TEXT   NOT NULL, -- by language
    saved_by_kind TEXT   NOT NULL,
    saved_by_id   TEXT   NOT NULL,
    saved_by_name TEXT   NOT NULL,
    saved_at      BIGINT NOT NULL
);

CREATE TABLE binding (
    id              TEXT   NOT NULL PRIMARY KEY,
    version         BIGINT NOT NULL,
    holder_provider TEXT   NOT NULL, -- of the company's binding
    holder_mode     TEXT   NOT NULL,
    holder_person   TEXT   NOT NULL, -- of a technician's own
    kind            TEXT   NOT NULL,
    state           TEXT   NOT NULL,
    account_id      TEXT   NOT NULL,
    account_name    TEXT   NOT NULL,
    account_email   TEXT   NOT NULL,
    account_company TEXT   NOT NULL,
    sealed          TEXT   NOT NULL, -- base64
    expires_at      BIGINT NOT NULL,
    refresh_by      TEXT   NOT NULL,
    refresh_until   BIGINT NOT NULL,
    bound_by_kind   TEXT   NOT NULL,
    bound_by_id     TEXT   NOT NULL,
    bound_by_name   TEXT   NOT NULL,
    bound_at        BIGINT NOT NULL,
    checked_at      BIGINT NOT NULL,
    problem         TEXT   NOT NULL
);
CREATE UNIQUE INDEX binding_holder ON binding (holder_provider, holder_mode, holder_person);

CREATE TABLE oauth_consent (
    state_hash      TEXT   NOT NULL PRIMARY KEY,
    holder_provider TEXT   NOT NULL,
    holder_mode     TEXT   NOT NULL,
    holder_person   TEXT   NOT NULL,
    person_id       TEXT   NOT NULL,
    sign_in_hash    TEXT   NOT NULL,
    return_to       TEXT   NOT NULL,
    expires_at      BIGINT NOT NULL
);
CREATE INDEX oauth_consent_end ON oauth_consent (expires_at);

CREATE TABLE oauth_client (
    name      TEXT   NOT NULL PRIMARY KEY, -- of the provider
    version   BIGINT NOT NULL,
    client_id TEXT   NOT NULL,
    sealed    TEXT   NOT NULL -- base64
);

CREATE TABLE account_mapping (
    person_id    TEXT NOT NULL PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    account_id   TEXT NOT NULL,
    account_name TEXT NOT NULL
);

CREATE TABLE removal (
    id               TEXT   NOT NULL PRIMARY KEY,
    activation_id    TEXT   NOT NULL REFERENCES activation (id),
    version          BIGINT NOT NULL,
    provider         TEXT   NOT NULL,
    mode             TEXT   NOT NULL,
    step             TEXT   NOT NULL,
    started_by_kind  TEXT   NOT NULL,
    started_by_id    TEXT   NOT NULL,
    started_by_name  TEXT   NOT NULL,
    started_at       BIGINT NOT NULL,
    step_at          BIGINT NOT NULL,
    override_by_kind TEXT   NOT NULL,
    override_by_id   TEXT   NOT NULL,
    override_by_name TEXT   NOT NULL,
    override_at      BIGINT NOT NULL,
    override_reason  TEXT   NOT NULL,
    unproven         TEXT   NOT NULL, -- names
    done_at          BIGINT NOT NULL
);
CREATE UNIQUE INDEX removal_activation ON removal (activation_id);
CREATE INDEX removal_open ON removal (started_at, id) WHERE step <> 'done';
