-- name: SimulatedMDM :one
SELECT * FROM simulated_mdm WHERE key = @key;

-- name: AddSimulatedMDM :execrows
INSERT INTO simulated_mdm (key, value, version) VALUES (@key, @value, 1) ON CONFLICT (key) DO NOTHING;

-- name: ChangeSimulatedMDM :execrows
UPDATE simulated_mdm SET value = @value, version = version + 1 WHERE key = @key AND version = @version;

-- name: SimulatedMDMKeys :many
SELECT key FROM simulated_mdm WHERE key > @after ORDER BY key LIMIT @most;
