-- The first schema. Times are UTC unix microseconds, 0 meaning never; ids are text; lists and maps are JSON text.
-- The same number in the other folder must make the same tables and columns.
-- Text is compared by its bytes, which the other folder asks for by a collation.

-- +goose Up
CREATE TABLE device (
    seq              INTEGER NOT NULL PRIMARY KEY,
    id               TEXT    NOT NULL UNIQUE,
    sort             TEXT    NOT NULL UNIQUE, -- owner, name and id: the order of the list in one column
    name             TEXT    NOT NULL,
    platform         TEXT    NOT NULL,
    management       TEXT    NOT NULL,
    ownership        TEXT    NOT NULL,
    lifecycle        TEXT    NOT NULL,
    owner_name       TEXT    NOT NULL,
    owner_kana       TEXT    NOT NULL,
    owner_email      TEXT    NOT NULL,
    owner_department TEXT    NOT NULL,
    owner_phone      TEXT    NOT NULL,
    asset_tag        TEXT    NOT NULL,
    serial           TEXT    NOT NULL,
    imei             TEXT    NOT NULL,
    udid             TEXT    NOT NULL,
    location         TEXT    NOT NULL,
    maker            TEXT    NOT NULL,
    model            TEXT    NOT NULL,
    os_version       TEXT    NOT NULL,
    simulated        BOOLEAN NOT NULL,
    last_seen        BIGINT  NOT NULL,
    public_key       TEXT    NOT NULL, -- base64; empty: not enrolled
    token_hash       TEXT    NOT NULL, -- of a guest
    token_expires    BIGINT  NOT NULL,
    created_at       BIGINT  NOT NULL
);
CREATE UNIQUE INDEX device_serial ON device (serial) WHERE serial <> '' AND lifecycle = 'in_use';
-- The list walks one of these in order; lifecycle stands at the end so that it is checked without reading the row.
CREATE INDEX device_platform ON device (platform, sort, lifecycle);
CREATE INDEX device_management ON device (management, sort, lifecycle);
CREATE INDEX device_retired ON device (sort) WHERE lifecycle = 'retired';
CREATE INDEX device_never ON device (sort) WHERE last_seen = 0;

CREATE TABLE device_report (
    device_id TEXT NOT NULL PRIMARY KEY REFERENCES device (id) ON DELETE CASCADE,
    at        BIGINT NOT NULL,
    report    TEXT NOT NULL
);

CREATE TABLE device_group (
    id   TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE device_in_group (
    group_id  TEXT NOT NULL REFERENCES device_group (id) ON DELETE CASCADE,
    sort      TEXT NOT NULL, -- as in device
    device_id TEXT NOT NULL REFERENCES device (id) ON DELETE CASCADE,
    PRIMARY KEY (device_id, group_id)
);
CREATE INDEX device_in_group_list ON device_in_group (group_id, sort, device_id);

CREATE TABLE connection (
    device_id TEXT NOT NULL PRIMARY KEY REFERENCES device (id) ON DELETE CASCADE,
    node_id   TEXT NOT NULL,
    since     BIGINT NOT NULL,
    sort      TEXT NOT NULL -- as in device
);
CREATE INDEX connection_list ON connection (sort, device_id);
CREATE INDEX connection_node ON connection (node_id);

CREATE TABLE enrollment (
    device_id  TEXT NOT NULL PRIMARY KEY REFERENCES device (id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE,
    expires_at BIGINT NOT NULL
);

-- What is searched, folded; rowid is the device's seq. A table of its own, as each database indexes it in its own way.
CREATE VIRTUAL TABLE device_search USING fts5 (words, tokenize = 'trigram case_sensitive 1');
-- Terms of one and two characters, which trigrams do not serve: the signs and pairs of signs of each device, as tokens.
CREATE VIRTUAL TABLE device_search_short USING fts5 (tokens, tokenize = 'ascii', content = '', contentless_delete = 1, detail = none);
-- +goose StatementBegin
CREATE TRIGGER device_search_removal AFTER DELETE ON device BEGIN
    DELETE FROM device_search WHERE rowid = OLD.seq;
    DELETE FROM device_search_short WHERE rowid = OLD.seq;
END;
-- +goose StatementEnd

CREATE TABLE person (
    id            TEXT    NOT NULL PRIMARY KEY,
    name          TEXT    NOT NULL,
    email         TEXT    NOT NULL UNIQUE,
    role          TEXT    NOT NULL,
    language      TEXT    NOT NULL,
    all_devices   BOOLEAN NOT NULL,
    disabled_at   BIGINT  NOT NULL,
    password_hash TEXT    NOT NULL,
    created_at    BIGINT  NOT NULL
);

CREATE TABLE person_in_group (
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    group_id  TEXT NOT NULL REFERENCES device_group (id) ON DELETE CASCADE,
    PRIMARY KEY (person_id, group_id)
);

CREATE TABLE sign_in (
    hash       TEXT   NOT NULL PRIMARY KEY,
    person_id  TEXT   NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    idle_at    BIGINT NOT NULL,
    user_agent TEXT   NOT NULL
);
CREATE INDEX sign_in_person ON sign_in (person_id);

CREATE TABLE link (
    hash       TEXT   NOT NULL PRIMARY KEY,
    kind       TEXT   NOT NULL,
    person_id  TEXT   NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE token (
    id           TEXT   NOT NULL PRIMARY KEY,
    person_id    TEXT   NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    name         TEXT   NOT NULL,
    hash         TEXT   NOT NULL UNIQUE,
    rights       TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL
);
CREATE INDEX token_person ON token (person_id);

CREATE TABLE session (
    id                 TEXT    NOT NULL PRIMARY KEY,
    device_id          TEXT    NOT NULL REFERENCES device (id),
    version            BIGINT  NOT NULL,
    state              TEXT    NOT NULL,
    mode               TEXT    NOT NULL,
    provider           TEXT    NOT NULL,
    technician_id      TEXT    NOT NULL,
    technician_name    TEXT    NOT NULL,
    reason             TEXT    NOT NULL,
    ticket             TEXT    NOT NULL,
    help_request_id    TEXT    NOT NULL,
    rights             TEXT    NOT NULL,
    paused             BOOLEAN NOT NULL,
    control_taken_back BOOLEAN NOT NULL,
    requested_at       BIGINT  NOT NULL,
    delivered_at       BIGINT  NOT NULL,
    prompted_at        BIGINT  NOT NULL,
    accepted_at        BIGINT  NOT NULL,
    first_frame_at     BIGINT  NOT NULL,
    interrupted_at     BIGINT  NOT NULL,
    ended_at           BIGINT  NOT NULL,
    deadline_at        BIGINT  NOT NULL,
    deadline_reason    TEXT    NOT NULL,
    end_reason         TEXT    NOT NULL,
    ended_by_kind      TEXT    NOT NULL,
    ended_by_id        TEXT    NOT NULL,
    ended_by_name      TEXT    NOT NULL,
    note               TEXT    NOT NULL,
    outcome            TEXT    NOT NULL
);
-- A device has at most one session that has not ended: this index decides.
CREATE UNIQUE INDEX session_open ON session (device_id) WHERE state <> 'ended';
CREATE INDEX session_newest ON session (requested_at, id);
CREATE INDEX session_device ON session (device_id, requested_at, id);
CREATE INDEX session_technician ON session (technician_id, requested_at, id);
CREATE INDEX session_deadline ON session (deadline_at) WHERE state <> 'ended' AND deadline_at <> 0;
CREATE INDEX session_ended ON session (ended_at) WHERE state = 'ended';

CREATE TABLE session_key (
    hash       TEXT    NOT NULL PRIMARY KEY,
    session_id TEXT    NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    holder     TEXT    NOT NULL,
    holder_id  TEXT    NOT NULL,
    resume     BOOLEAN NOT NULL,
    expires_at BIGINT  NOT NULL
);
CREATE INDEX session_key_session ON session_key (session_id, holder, holder_id);
CREATE INDEX session_key_holder ON session_key (holder_id);

CREATE TABLE help_request (
    id            TEXT   NOT NULL PRIMARY KEY,
    device_id     TEXT   NOT NULL REFERENCES device (id),
    version       BIGINT NOT NULL,
    state         TEXT   NOT NULL,
    words         TEXT   NOT NULL,
    asked_at      BIGINT NOT NULL,
    taken_by      TEXT   NOT NULL,
    taken_by_name TEXT   NOT NULL,
    taken_at      BIGINT NOT NULL,
    closed_at     BIGINT NOT NULL,
    note          TEXT   NOT NULL,
    session_id    TEXT   NOT NULL
);
CREATE UNIQUE INDEX help_request_open ON help_request (device_id) WHERE state IN ('open', 'escalated', 'taken');
CREATE INDEX help_request_queue ON help_request (asked_at, id) WHERE state IN ('open', 'escalated', 'taken');

CREATE TABLE share (
    id              TEXT   NOT NULL PRIMARY KEY,
    code_hash       TEXT   NOT NULL,
    technician_id   TEXT   NOT NULL,
    technician_name TEXT   NOT NULL,
    reason          TEXT   NOT NULL,
    ticket          TEXT   NOT NULL,
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    redeemed_at     BIGINT NOT NULL,
    device_id       TEXT   NOT NULL,
    session_id      TEXT   NOT NULL
);
CREATE UNIQUE INDEX share_code ON share (code_hash) WHERE redeemed_at = 0;

CREATE TABLE audit (
    id         TEXT   NOT NULL PRIMARY KEY,
    at         BIGINT NOT NULL,
    actor_kind TEXT   NOT NULL,
    actor_id   TEXT   NOT NULL,
    actor_name TEXT   NOT NULL,
    action     TEXT   NOT NULL,
    device_id  TEXT   NOT NULL,
    session_id TEXT   NOT NULL,
    details    TEXT   NOT NULL,
    seq        BIGINT, -- null until it has its place in the chain
    hash       TEXT
);
CREATE INDEX audit_newest ON audit (at, id);
CREATE INDEX audit_device ON audit (device_id, at, id);
CREATE INDEX audit_session ON audit (session_id, at, id);
CREATE INDEX audit_actor ON audit (actor_id, at, id);
CREATE INDEX audit_action ON audit (action, at, id);
CREATE UNIQUE INDEX audit_chain ON audit (seq) WHERE seq IS NOT NULL;
CREATE INDEX audit_unlinked ON audit (id) WHERE seq IS NULL;

-- The log only grows: the one change allowed is to give a record its place in the chain, once.
-- +goose StatementBegin
CREATE TRIGGER audit_no_change BEFORE UPDATE ON audit
    WHEN OLD.seq IS NOT NULL OR NEW.seq IS NULL OR NEW.hash IS NULL
        OR (NEW.id, NEW.at, NEW.actor_kind, NEW.actor_id, NEW.actor_name, NEW.action, NEW.device_id, NEW.session_id, NEW.details)
        IS NOT
           (OLD.id, OLD.at, OLD.actor_kind, OLD.actor_id, OLD.actor_name, OLD.action, OLD.device_id, OLD.session_id, OLD.details)
BEGIN
    SELECT RAISE(ABORT, 'audit records are never changed or removed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_no_removal BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'audit records are never changed or removed');
END;
-- +goose StatementEnd

CREATE TABLE job (
    id           TEXT   NOT NULL PRIMARY KEY,
    kind         TEXT   NOT NULL,
    key          TEXT   NOT NULL,
    payload      TEXT   NOT NULL,
    run_at       BIGINT NOT NULL,
    attempts     BIGINT NOT NULL,
    max_attempts BIGINT NOT NULL,
    last_error   TEXT   NOT NULL,
    owner        TEXT   NOT NULL,
    lease_until  BIGINT NOT NULL,
    failed       BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX job_key ON job (kind, key) WHERE key <> '' AND NOT failed;
CREATE INDEX job_due ON job (run_at) WHERE NOT failed;
