package support

// RoomsInMemory counts the rooms that this process remembers.
func (s *Service) RoomsInMemory() int { return len(s.live.each()) }
