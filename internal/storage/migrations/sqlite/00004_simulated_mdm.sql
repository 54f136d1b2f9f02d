-- +goose Up

-- What the simulated MDM of the demo keeps: one value of JSON per device.
CREATE TABLE simulated_mdm (
    key     TEXT   NOT NULL PRIMARY KEY,
    value   TEXT   NOT NULL,
    version BIGINT NOT NULL
);
