-- name: NotifySettings :one
SELECT * FROM notify_settings WHERE only_row = 1;

-- name: InsertNotifySettings :execrows
INSERT INTO notify_settings (only_row, version, mail_host, mail_port, mail_security, mail_from, mail_user, mail_sealed,
    text_url, text_method, text_content_type, text_body, text_header, text_sealed)
VALUES (1, 1, @mail_host, @mail_port, @mail_security, @mail_from, @mail_user, @mail_sealed,
    @text_url, @text_method, @text_content_type, @text_body, @text_header, @text_sealed)
ON CONFLICT (only_row) DO NOTHING;

-- name: UpdateNotifySettings :execrows
UPDATE notify_settings SET version = version + 1, mail_host = @mail_host, mail_port = @mail_port,
    mail_security = @mail_security, mail_from = @mail_from, mail_user = @mail_user, mail_sealed = @mail_sealed,
    text_url = @text_url, text_method = @text_method, text_content_type = @text_content_type, text_body = @text_body,
    text_header = @text_header, text_sealed = @text_sealed
WHERE only_row = 1 AND version = @version;
