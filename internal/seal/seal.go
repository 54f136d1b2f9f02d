// Package seal keeps secrets that have to be read again, such as refresh tokens: AES-256-GCM with a key that stands in a
// file outside the database.
package seal
