package isc_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"iscope/api"
	"iscope/api/rest"
	"iscope/api/sandbox"
)

// pagesOf returns n work items of a demo tenant as the bodies of its pages.
func pagesOf(tb testing.TB, n int) []string {
	tb.Helper()
	tenant := sandbox.New(sandbox.Options{Seed: 3, WorkItems: n, NoRateLimit: true})
	handler, token := tenant.Handler(), ""
	env := strings.Join(tenant.Env("http://127.0.0.1:1"), "\n")
	form := "grant_type=client_credentials&client_id=" + between(env, "SAIL_CLIENT_ID=") + "&client_secret=" + between(env, "SAIL_CLIENT_SECRET=")
	ask := func(method, target, body string) string {
		r := httptest.NewRequest(method, "http://127.0.0.1:1"+target, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			tb.Fatalf("%s: %d %s", target, w.Code, w.Body)
		}
		return w.Body.String()
	}
	token = strings.TrimSuffix(between(strings.ReplaceAll(ask("POST", "/oauth/token", form), `"`, "\n"), "access_token\n:\n"), `"`)
	var pages []string
	for offset := 0; offset < n; offset += api.MaxPage {
		body := ask("GET", fmt.Sprintf("/v3/work-items?limit=%d&offset=%d", api.MaxPage, offset), "")
		if len(body) < 10 {
			break
		}
		pages = append(pages, body)
	}
	return pages
}

// between returns the rest of the line that follows mark.
func between(text, mark string) string {
	_, rest, _ := strings.Cut(text, mark)
	line, _, _ := strings.Cut(rest, "\n")
	return line
}

func decode(tb testing.TB, body string) []api.WorkItem {
	rows, err := rest.List(api.ListWorkItems, rest.Response{Status: 200, Body: []byte(body)})
	if err != nil {
		tb.Fatal(err)
	}
	return rest.Page(rest.Rows{List: rows, Limit: api.MaxPage, Total: -1}, api.ReadWorkItem, func(it api.WorkItem) string { return it.ID }).Items
}

// live returns the bytes of the heap that are in use.
func live() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestMemoryOfWorkItems holds the price of a row: a hundred thousand of them
// must leave room for everything else that the program holds.
func TestMemoryOfWorkItems(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector's memory is no figure of ours")
	}
	const perItem, perBareItem = 650, 450 // with the deflated record, and without it
	pages := pagesOf(t, 25_000)
	before := live()
	var items []api.WorkItem
	for _, body := range pages {
		items = append(items, decode(t, body)...)
	}
	items = append(make([]api.WorkItem, 0, len(items)), items...)
	used := live() - before
	if len(items) < 20_000 {
		t.Fatalf("only %d work items", len(items))
	}
	each := func(used uint64) float64 { return float64(used) / float64(len(items)) }
	full := each(used)
	for i := range items {
		items[i].Raw = api.Raw{}
	}
	bare := each(live() - before)
	t.Logf("%d work items hold %.0f bytes each with their records, %.0f without", len(items), full, bare)
	if full > perItem || bare > perBareItem {
		t.Errorf("want at most %d and %d", perItem, perBareItem)
	}
	runtime.KeepAlive(items)
	runtime.KeepAlive(pages)
}

// BenchmarkDecodePage reads a full page of work items.
func BenchmarkDecodePage(b *testing.B) {
	body := pagesOf(b, api.MaxPage)[0]
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if n := len(decode(b, body)); n == 0 {
			b.Fatal("no rows")
		}
	}
}

// BenchmarkBody reads what the detail of a work item shows, page after page,
// so that each look inflates another page.
func BenchmarkBody(b *testing.B) {
	var items []api.WorkItem
	for _, body := range pagesOf(b, 4*api.MaxPage) {
		items = append(items, decode(b, body)...)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		_ = items[i%len(items)].Body()
		i += api.MaxPage + 1
	}
}
