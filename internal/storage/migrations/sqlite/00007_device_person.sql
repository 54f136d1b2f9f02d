-- What a device's MDM is, whether a session can be had with it (the attribute Help@Work Available), and which rights of
-- their role a person does not have.

-- +goose Up
ALTER TABLE device ADD COLUMN mdm_id TEXT NOT NULL DEFAULT '';
ALTER TABLE device ADD COLUMN available TEXT NOT NULL DEFAULT ''; -- yes, no, or empty: not judged yet
ALTER TABLE person ADD COLUMN withheld TEXT NOT NULL DEFAULT ''; -- rights with a space between
-- The list walks these too; behind sort stands what else is asked for, so that a row is read only when it is shown.
CREATE INDEX device_available ON device (available, sort, lifecycle, platform, mdm_id);
CREATE INDEX device_available_management ON device (management, available, sort, lifecycle, mdm_id);
CREATE INDEX device_mdm ON device (mdm_id, sort, lifecycle, platform, management);
