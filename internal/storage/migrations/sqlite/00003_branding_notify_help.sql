-- Bytes are BYTEA, as in the other folder: SQLite keeps a value of bytes as it is, whatever its column is called.

-- +goose Up
ALTER TABLE help_request ADD COLUMN snoozed_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE help_request ADD COLUMN call_back_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE help_request ADD COLUMN answer TEXT NOT NULL DEFAULT '';
ALTER TABLE help_request ADD COLUMN answer_seen BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX help_request_device ON help_request (device_id, asked_at, id);

CREATE TABLE help_link (
    device_id       TEXT   NOT NULL PRIMARY KEY REFERENCES device (id) ON DELETE CASCADE,
    hash            TEXT   NOT NULL UNIQUE,
    created_by_kind TEXT   NOT NULL,
    created_by_id   TEXT   NOT NULL,
    created_by_name TEXT   NOT NULL,
    created_at      BIGINT NOT NULL
);

-- Versions are only added. words and hours are JSON.
CREATE TABLE branding (
    version       BIGINT NOT NULL PRIMARY KEY,
    company       TEXT   NOT NULL,
    logo_version  BIGINT NOT NULL, -- 0: none
    accent        TEXT   NOT NULL,
    help_page     TEXT   NOT NULL,
    words         TEXT   NOT NULL,
    hours         TEXT   NOT NULL,
    time_zone     TEXT   NOT NULL,
    phone         TEXT   NOT NULL,
    saved_by_kind TEXT   NOT NULL,
    saved_by_id   TEXT   NOT NULL,
    saved_by_name TEXT   NOT NULL,
    saved_at      BIGINT NOT NULL
);

CREATE TABLE logo (
    version BIGINT NOT NULL PRIMARY KEY REFERENCES branding (version),
    png     BYTEA  NOT NULL
);

-- One row at most: how messages leave. Secrets are sealed.
CREATE TABLE notify_settings (
    only_row          BIGINT NOT NULL PRIMARY KEY CHECK (only_row = 1),
    version           BIGINT NOT NULL,
    mail_host         TEXT   NOT NULL,
    mail_port         BIGINT NOT NULL,
    mail_security     TEXT   NOT NULL,
    mail_from         TEXT   NOT NULL,
    mail_user         TEXT   NOT NULL,
    mail_sealed       BYTEA  NOT NULL,
    text_url          TEXT   NOT NULL,
    text_method       TEXT   NOT NULL,
    text_content_type TEXT   NOT NULL,
    text_body         TEXT   NOT NULL,
    text_header       TEXT   NOT NULL,
    text_sealed       BYTEA  NOT NULL
);
