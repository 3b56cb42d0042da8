package board

import (
	"strings"
	"testing"
	"unicode/utf8"

	"iscope/ui/cell"
)

// Texts of each line differ only in what a person would call details: they are
// one group. The first is the fingerprint of all.
func TestSameErrorsGroupTogether(t *testing.T) {
	for _, like := range [][]string{
		{"503 Service Unavailable from https://telecom.brightfen.example/orders",
			"503 Service Unavailable from https://telecom.brightfen.example/orders"},
		{"timeout after <n>: form not answered",
			"timeout after 25s: form not answered", "timeout after 1h: form not answered", "timeout after 5d: form not answered",
			"timeout after 1m30s: form not answered"},
		{"cannot resolve $.getIdentity.attributes.manager", "cannot resolve $.getIdentity.attributes.manager"},
		{"cannot resolve $.getAccounts.accounts[<n>].attributes",
			"cannot resolve $.getAccounts.accounts[0].attributes", "cannot resolve $.getAccounts.accounts[12].attributes"},
		{"429 Too Many Requests from https://brightfen-demo.api.example/v3/campaigns?<query>",
			"429 Too Many Requests from https://brightfen-demo.api.example/v3/campaigns?limit=250&offset=500",
			"429 Too Many Requests from https://brightfen-demo.api.example/v3/campaigns?limit=250,offset=750"},
		{"GET https://acme.example/v3/accounts/<id>/entitlements failed with status 404",
			"GET https://acme.example/v3/accounts/2c9180867a0b1c2d017a0b3c4d5e6f70/entitlements failed with status 404",
			"GET https://acme.example/v3/accounts/41e12a74-fa7b-4a6a-98ae-47887b64acdb/entitlements failed with status 404"},
		{"identity <id> not found",
			"identity 2c9180867a0b1c2d017a0b3c4d5e6f70 not found", "identity 41e12a74-fa7b-4a6a-98ae-47887b64acdb not found",
			"identity 41E12A74-FA7B-4A6A-98AE-47887B64ACDB not found"},
		{`no account named "<value>" on source '<value>'`,
			`no account named "Ann Lee" on source 'HR'`, `no account named "Bob" on source 'Active Directory'`},
		{"user <email> is not a member", "user ann.lee@acme.example is not a member", "user bob+x@mail.acme.example is not a member"},
		{"token expired at <time>",
			"token expired at 2025-11-22T14:03:22.123456789Z", "token expired at 2025-11-22 14:03:22", "token expired at 22/11/2025 14:03",
			"token expired at Nov 22, 2025 14:03:22 UTC", "token expired at Sat, 22 Nov 2025 14:03:22 GMT"},
		{"ticket INC<n> was closed", "ticket INC0012345 was closed", "ticket INC0099999 was closed"},
		{"read tcp <n>-><n>: connection reset by peer",
			"read tcp 10.2.3.4:51234->10.9.8.7:443: connection reset by peer", "read tcp 192.168.1.1:6->1.1.1.1:8443: connection reset by peer"},
		{"deadline of <n> exceeded, <n> of <n> rows", "deadline of 300ms exceeded, 12 of 1,204 rows", "deadline of 1.5s exceeded, 9 of 10 rows"},
		{`{"error":"invalid_grant","trackingId":"<value>"}`,
			`{"error":"invalid_grant","trackingId":"0f3a"}`, `{"error":"invalid_grant","trackingId":"77bb"}`},
		{`{"detailCode":"400.1 Bad Request Content","messages":[{"text":"The limit is <n>"}]}`,
			`{"detailCode":"400.1 Bad Request Content","messages":[{"text":"The limit is 250"}]}`},
		{`the answer was "unable to find user <id> in directory"`,
			`the answer was "unable to find user 8a7b6c5d in directory"`, `the answer was "unable to find user 11aa22bb in directory"`},
		{"the user's manager isn't known", "the user's manager isn't known"},
		{"Request <id> was refused", "Request a9Xk27Qz was refused", "Request 7fQ2z9Lm was refused"},
		{"550 <n> recipient address rejected", "550 5.1.1 recipient address rejected", "550 5.7.26 recipient address rejected"},
		{"line one line two at <n>", "line one\r\n  line two\tat 7", "line one line two at  8"},
	} {
		for _, text := range like[1:] {
			if got := Fingerprint(text); got != like[0] {
				t.Errorf("%q\nhas  %q\nwant %q", text, got, like[0])
			}
		}
	}
}

// What a person would call another error is another group.
func TestDifferentErrorsStayApart(t *testing.T) {
	texts := []string{
		"HTTP 401", "HTTP 403", "HTTP/1.1 500", "HTTP/1.1 502", "401 Unauthorized from https://pager.brightfen.example/v2/enqueue",
		"403 Forbidden from https://pager.brightfen.example/v2/enqueue", "403 Forbidden from https://soc.brightfen.example/v2/enqueue",
		"request failed with status code 404", "request failed with status code 409", "request failed (status: 500)",
		"503", "504", "400.1 Bad Request Content", "400.0 Bad Request Content",
		`{"error":"invalid_grant"}`, `{"error":"invalid_client"}`, `{"message":"no such user"}`, `{"message":"no such source"}`,
		"cannot resolve $.getIdentity.attributes.manager", "cannot resolve $.getIdentity.managerRef.id",
		"timeout after 30s: no answer from https://badges.brightfen.example", "timeout after 30s: form not answered",
		"https://acme.example/v2/x", "https://acme.example/v3/x", "step Loop failed", "", "座席が見つかりません", "Zugang verweigert",
	}
	seen := map[string]string{}
	for _, text := range texts {
		print := Fingerprint(text)
		if other, ok := seen[print]; ok {
			t.Errorf("%q and %q are both %q", text, other, print)
		}
		seen[print] = text
	}
}

// A status among numbers that are none is not mistaken for one.
func TestNumbersThatAreNoStatus(t *testing.T) {
	for text, want := range map[string]string{
		"found 404 accounts":                "found <n> accounts",
		"row 500":                           "row <n>",
		"error 500":                         "error 500",
		"code=403":                          "code=403",
		"status 999":                        "status <n>",
		"HTTP/1.1 401 Unauthorized":         "HTTP/<n> 401 Unauthorized",
		"step End failed: 550 5.1.1 gone":   "step End failed: 550 <n> gone",
		"failed 404 times":                  "failed <n> times",
		"returned 404 Not Found":            "returned 404 Not Found",
		`{"status":401,"path":"/v3/a/17"}`:  `{"status":401,"path":"<value>"}`,
		"it's Bob's 3 'x' aren't":           "it's Bob's <n> '<value>' aren't",
		"arn:aws:iam::123456789012:role/a1": "arn:aws:iam::<n>:role/a<n>",
		"<html><b>502 Bad Gateway</b>":      "<html><b>502 Bad Gateway</b>",
		"may fail on May 3":                 "may fail on <time>",
	} {
		if got := Fingerprint(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestFingerprintsAreShort(t *testing.T) {
	long := strings.Repeat("word 17 'x y' ", 5000)
	got := Fingerprint(long)
	if w := cell.Width(got); w > printKept || w < printKept-20 {
		t.Errorf("%d cells", w)
	}
	if got != Fingerprint(long+"!") || got != Fingerprint(got) {
		t.Error("not stable")
	}
}

func FuzzFingerprint(f *testing.F) {
	for _, s := range []string{
		"", "503 Service Unavailable from https://a.example/1", "'it''s' \"a\" `b`", "1.2.3 <n>.<n>", "HTTP/1.1 500", "«x» ‘y’ “z”",
		"a@b@c@d", "://", "x://", "http://?#/", "2025-11-22T14:03:22Z Nov 3", "\xff\xfe 9", "<id><n>", "'<'n'>'", "00000000-0000-0000-0000-000000000000",
		`{"error":"x 1","text":'"y"'}`, "\u0661\u0662 \u00b2", "0\u0301", "\"\"\"'\"'", "1m1m1m 3d3", strings.Repeat("'a ", 300),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		print := Fingerprint(s)
		if again := Fingerprint(print); again != print {
			t.Errorf("%q: %q, of that %q", s, print, again)
		}
		if Fingerprint(s) != print || !utf8.ValidString(print) || cell.Width(print) > printKept {
			t.Errorf("%q: %q", s, print)
		}
		if strings.ContainsAny(print, "\n\r\t") {
			t.Errorf("%q is not one line", print)
		}
	})
}

func BenchmarkFingerprint(b *testing.B) {
	text := `503 Service Unavailable from https://servicedesk.brightfen.example/api/now/table/incident/8a7b6c5d4e3f2a1b8a7b6c5d4e3f2a1b for "Ann Lee" at 2025-11-22T14:03:22Z`
	for b.Loop() {
		Fingerprint(text)
	}
}

// Texts made to be slow.
func BenchmarkHostile(b *testing.B) {
	for _, piece := range []string{`"`, `'"`, "“", "<", "1a", "http://", "@", "1:", ": \"error\"", `"error":"`, "x 'y z w v ", "Nov 1 "} {
		b.Run(strings.ReplaceAll(piece, "/", "|"), func(b *testing.B) {
			text := strings.Repeat(piece, textRead)
			for b.Loop() {
				Fingerprint(text)
			}
		})
	}
}
