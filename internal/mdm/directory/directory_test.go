package directory_test

import (
	"testing"

	"github.com/helpatwork/helpatwork/internal/mdm/directory"
	"github.com/helpatwork/helpatwork/internal/mdm/mdmtest"
)

func TestDirectory(t *testing.T) {
	t.Parallel()
	mdmtest.Run(t, func(*testing.T) mdmtest.Subject { return mdmtest.Subject{Manager: directory.Directory{}} })
}
