-- name: Branding :one
SELECT * FROM branding WHERE version = @version;

-- name: NewestBranding :one
SELECT * FROM branding ORDER BY version DESC LIMIT 1;

-- name: InsertBranding :execrows
INSERT INTO branding (version, company, logo_version, accent, help_page, words, hours, time_zone, phone, saved_by_kind,
    saved_by_id, saved_by_name, saved_at)
VALUES (@version, @company, @logo_version, @accent, @help_page, @words, @hours, @time_zone, @phone, @saved_by_kind,
    @saved_by_id, @saved_by_name, @saved_at)
ON CONFLICT (version) DO NOTHING;

-- name: InsertLogo :exec
INSERT INTO logo (version, png) VALUES (@version, @png);

-- name: Logo :one
SELECT * FROM logo WHERE version = @version;
