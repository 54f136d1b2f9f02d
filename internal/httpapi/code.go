package httpapi

// CodeOf is the code of the first row of the error table that fits err, or empty when none does. It is how other ways
// into the server (the device link) name the same mistakes alike.
func CodeOf(err error) Code {
	for _, k := range problems {
		if k.err != nil && k.fits(err) {
			return k.code
		}
	}
	return ""
}
