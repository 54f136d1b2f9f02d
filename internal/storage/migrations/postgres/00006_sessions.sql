-- Sessions that a provider holds outside of this server: what is known of them there (at_…; at_sealed is base64), the tries to
-- reach their users, and the codes that are read aloud.

-- +goose Up
ALTER TABLE session ADD COLUMN notice_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN at_reference TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN at_peer TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN at_code TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN at_user_link TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN at_sealed TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN at_expires_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN at_online_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN at_gone_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN at_handed_over_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN at_connected_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN at_ended_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN at_looked_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN at_evidence TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN at_problem TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN at_words TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN at_delivered TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN at_finding TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN at_retired TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN at_turn BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN at_failures BIGINT NOT NULL DEFAULT 0;

CREATE TABLE session_reach (
    id         TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    session_id TEXT   NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    channel    TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    outcome    TEXT   NOT NULL,
    problem    TEXT   NOT NULL,
    address    TEXT   NOT NULL
);
CREATE INDEX session_reach_session ON session_reach (session_id, at, id);

CREATE TABLE spoken_code (
    hash       TEXT   NOT NULL PRIMARY KEY,
    session_id TEXT   NOT NULL UNIQUE REFERENCES session (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);
CREATE INDEX spoken_code_expires ON spoken_code (expires_at);
