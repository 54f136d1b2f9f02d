// Package query runs the statements of the queries folder. It is written by sqlc: change the queries and the schema,
// never this package, and run make sqlc.
package query
