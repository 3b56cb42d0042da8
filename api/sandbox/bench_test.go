package sandbox

import (
	"io"
	"net/http"
	"runtime"
	"testing"
)

// big is a tenant at the largest scale the product promises.
func big() Options {
	return Options{Workflows: 500, Executions: 1_000_000, WorkItems: 100_000, Tasks: 10_000, Sessions: 10_000, NoRateLimit: true, Now: newManual().Now}
}

func fetch(b testing.TB, t *Tenant, path string) {
	req, err := http.NewRequest("GET", "http://x"+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+t.issue(t.creds.clientID).AccessToken)
	res, err := t.RoundTripper().RoundTrip(req)
	if err != nil || res.StatusCode != 200 {
		b.Fatal(res, err)
	}
	_, _ = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New(big())
	}
}

func BenchmarkWorkflowList(b *testing.B) {
	t := New(big())
	for b.Loop() {
		fetch(b, t, "/v3/workflows")
	}
}

// A tenant of a million executions weighs next to nothing, before and after it
// has been looked at everywhere.
func TestMemoryStaysSmall(t *testing.T) {
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	tenant := New(big())
	for _, path := range []string{
		"/v2025/workflows", "/v3/work-items?offset=90000", "/v3/work-items/summary", "/beta/task-status?offset=9000",
		nermBase + "/workflow_sessions?limit=100",
	} {
		fetch(t, tenant, path)
	}
	grown := int64(heap()) - int64(before)
	runtime.KeepAlive(tenant)
	t.Logf("%d kB", grown>>10)
	if grown > 8<<20 {
		t.Errorf("the tenant weighs %d kB", grown>>10)
	}
}
