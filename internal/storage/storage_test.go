package storage_test

import (
	"testing"

	"github.com/helpatwork/helpatwork/internal/storage/storagetest"
)

func TestSQLiteKeepsItsPromises(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storagetest.Store { return storagetest.Open(t) })
}
