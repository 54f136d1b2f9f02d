-- Support apps: the catalog, who gets them, their keys, what is known of them on devices, and what a device's MDM says.

-- +goose Up
CREATE TABLE mdm_connection (
    id          TEXT   NOT NULL PRIMARY KEY,
    version     BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    tier_needed TEXT   NOT NULL,
    tier        TEXT   NOT NULL
);

CREATE TABLE support_app (
    id       TEXT   NOT NULL PRIMARY KEY,
    version  BIGINT NOT NULL,
    body     TEXT   NOT NULL
);

CREATE TABLE distribution (
    app_id  TEXT   NOT NULL PRIMARY KEY REFERENCES support_app (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    body    TEXT   NOT NULL
);

CREATE TABLE key_profile (
    app_id  TEXT   NOT NULL PRIMARY KEY REFERENCES support_app (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    body    TEXT   NOT NULL
);

CREATE TABLE device_app (
    device_id     TEXT    NOT NULL REFERENCES device (id) ON DELETE CASCADE,
    app_id        TEXT    NOT NULL REFERENCES support_app (id) ON DELETE CASCADE,
    version       BIGINT  NOT NULL,
    wanted        TEXT    NOT NULL,
    basis         TEXT    NOT NULL, -- what of distribution, keys and app it was wanted for
    auto_launch   BOOLEAN NOT NULL,
    taking_over   BOOLEAN NOT NULL,
    state         TEXT    NOT NULL,
    app_version   TEXT    NOT NULL,
    managed       TEXT    NOT NULL,
    reason        TEXT    NOT NULL,
    words         TEXT    NOT NULL,
    asked         BIGINT  NOT NULL,
    ordered       BIGINT  NOT NULL,
    ordered_at    BIGINT  NOT NULL,
    order_ref     TEXT    NOT NULL,
    problem       TEXT    NOT NULL,
    config_ref    TEXT    NOT NULL,
    config_at     BIGINT  NOT NULL,
    evidence      TEXT    NOT NULL,
    at            BIGINT  NOT NULL,
    activated     TEXT    NOT NULL,
    activated_by  TEXT    NOT NULL,
    activated_at  BIGINT  NOT NULL,
    check_in      TEXT    NOT NULL,
    check_in_at   BIGINT  NOT NULL,
    PRIMARY KEY (device_id, app_id)
);
CREATE INDEX device_app_list ON device_app (app_id, state, device_id);
CREATE INDEX device_app_of ON device_app (app_id, device_id, wanted);
-- Orders that the MDM has not taken yet.
CREATE INDEX device_app_due ON device_app (device_id, app_id) WHERE asked <> ordered;

CREATE TABLE device_posture (
    device_id     TEXT    NOT NULL PRIMARY KEY REFERENCES device (id) ON DELETE CASCADE,
    at            BIGINT  NOT NULL,
    complete      BOOLEAN NOT NULL, -- an app that the report did not name is absent
    posture       TEXT    NOT NULL,
    connection_id TEXT    NOT NULL,
    unenrolled_at BIGINT  NOT NULL
);

CREATE TABLE app_feedback (
    device_id TEXT    NOT NULL REFERENCES device (id) ON DELETE CASCADE,
    package   TEXT    NOT NULL,
    key       TEXT    NOT NULL,
    message   TEXT    NOT NULL,
    data      TEXT    NOT NULL,
    error     BOOLEAN NOT NULL,
    at        BIGINT  NOT NULL,
    PRIMARY KEY (device_id, at, package, key)
);
CREATE INDEX app_feedback_at ON app_feedback (at);

CREATE TABLE delivery (
    session_id TEXT    NOT NULL PRIMARY KEY,
    device_id  TEXT    NOT NULL REFERENCES device (id) ON DELETE CASCADE,
    app_id     TEXT    NOT NULL REFERENCES support_app (id) ON DELETE CASCADE,
    state      TEXT    NOT NULL,
    order_ref  TEXT    NOT NULL,
    refs       TEXT    NOT NULL,
    problem    TEXT    NOT NULL,
    body       TEXT    NOT NULL, -- the values; emptied when it is over
    again      BOOLEAN NOT NULL,
    expires_at BIGINT  NOT NULL,
    at         BIGINT  NOT NULL
);
CREATE INDEX delivery_open ON delivery (device_id, app_id) WHERE state NOT IN ('withdrawn', 'expired');

CREATE TABLE peer_match (
    device_id TEXT    NOT NULL PRIMARY KEY REFERENCES device (id) ON DELETE CASCADE,
    provider  TEXT    NOT NULL,
    peer_id   TEXT    NOT NULL,
    source    TEXT    NOT NULL,
    by_kind   TEXT    NOT NULL,
    by_id     TEXT    NOT NULL,
    by_name   TEXT    NOT NULL,
    at        BIGINT  NOT NULL,
    online    TEXT    NOT NULL,
    online_at BIGINT  NOT NULL,
    ambiguous BOOLEAN NOT NULL
);
-- A device at a provider opens for one device only: this index decides.
CREATE UNIQUE INDEX peer_match_certain ON peer_match (provider, peer_id) WHERE NOT ambiguous;
CREATE INDEX peer_match_peer ON peer_match (provider, peer_id);

CREATE TABLE seat (
    device_id TEXT    NOT NULL PRIMARY KEY REFERENCES device (id) ON DELETE CASCADE,
    taken_at  BIGINT  NOT NULL,
    freed_at  BIGINT  NOT NULL,
    leaving   BOOLEAN NOT NULL
);
CREATE INDEX seat_held ON seat (device_id, leaving) WHERE freed_at = 0;

CREATE TABLE seat_limit (
    id    BIGINT NOT NULL PRIMARY KEY, -- 1
    total BIGINT NOT NULL
);

-- Owners are targets of distributions.
CREATE INDEX device_owner ON device (lower(owner_email));
