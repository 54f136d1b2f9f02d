-- TeamViewer's client on a person's computer, as they entered it; what it is compared with is the app on the device.

-- +goose Up
ALTER TABLE person ADD COLUMN client_version TEXT NOT NULL DEFAULT '';
