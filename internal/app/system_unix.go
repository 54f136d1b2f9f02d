//go:build unix

package app

import (
	"errors"
	"os"
	"syscall"
)

// openLocked opens a file, which is made when it does not exist, for this process alone. The lock ends when the file is
// closed or the process ends. Errors: errDataInUse.
func openLocked(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = errDataInUse
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// openFileLimit is how many files this process may have open; 0 means that nobody knows.
func openFileLimit() int64 {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || limit.Cur > 1<<30 {
		return 0
	}
	return int64(limit.Cur)
}
