package rtc

import "testing"

func TestPasswordsOfICEAreHidden(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		`Started agent: isControlling? false, remoteUfrag: "ezClrrFYYn", remotePwd: "ZfaqvOXyEXRMIZijkeGw+/"`: `Started agent: isControlling? false, remoteUfrag: "ezClrrFYYn", remotePwd: "[hidden]"`,
		"a=ice-ufrag:abcd\r\na=ice-pwd:ZfaqvOXyEXRMIZijkeGw\r\na=mid:0":                                       "a=ice-ufrag:abcd\r\na=ice-pwd:[hidden]\r\na=mid:0",
		"nothing to hide": "nothing to hide",
	} {
		if got := hidden(given); got != want {
			t.Errorf("%q became %q, want %q", given, got, want)
		}
	}
}
