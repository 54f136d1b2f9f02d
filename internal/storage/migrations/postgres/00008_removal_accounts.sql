-- What a removal does with the accounts that technicians connected for themselves. One that began before leaves them alone.

-- +goose Up
ALTER TABLE removal ADD COLUMN keep_accounts BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE removal ADD COLUMN released TEXT NOT NULL DEFAULT ''; -- the accounts that it takes away
