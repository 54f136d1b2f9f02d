package app

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/helpatwork/helpatwork/internal/id"
)

// A claim is a server's hold on its data, with the name of its node. The name is made once and kept with the data, so that a
// server that was killed knows after its next start what it held before (leases of jobs, links of devices). The file of the
// name is locked for as long as the process lives, so two servers never go by one name; the system gives the lock back
// when a process dies, however it does.
type claim struct {
	name string // node_…
	file *os.File
}

// errDataInUse says that another server runs on the same data.
var errDataInUse = errors.New("another server runs on this data")

// nodeName is what the file may hold.
var nodeName = regexp.MustCompile(`^node_[0-9a-z]{26}$`)

// claimData takes the name that is kept in a directory of data, which is made when it does not exist, or makes one. It
// holds for this machine's processes: whoever copies the directory leaves the file out. Errors: errDataInUse.
func claimData(data string) (*claim, error) {
	if err := makeData(data); err != nil {
		return nil, err
	}
	path := filepath.Join(data, "node")
	file, err := openLocked(path)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	c := &claim{file: file}
	if err := c.read(); err != nil {
		return nil, errors.Join(fmt.Errorf("name of the node in %s: %w", path, err), c.release())
	}
	return c, nil
}

// read takes the name out of the locked file, or writes one when it is empty. What is no name is left as it is.
func (c *claim) read() error {
	kept, err := io.ReadAll(io.LimitReader(c.file, 100))
	if err != nil {
		return err
	}
	if len(kept) > 0 {
		if c.name = strings.TrimSpace(string(kept)); !nodeName.MatchString(c.name) {
			return errors.New("it does not hold the name of a node; remove it to have a new one made")
		}
		return nil
	}
	c.name = id.New("node")
	if _, err := c.file.WriteString(c.name + "\n"); err != nil {
		return err
	}
	return c.file.Sync()
}

// release lets another server have the name.
func (c *claim) release() error {
	if c == nil {
		return nil
	}
	return c.file.Close() // and with it the lock
}
