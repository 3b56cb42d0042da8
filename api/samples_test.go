package api

// reader is a decoding function in a common form: what it makes of a record,
// with everything that is decoded from the record later.
type reader struct {
	name   string
	sample string
	read   func([]byte) ([]any, bool)
}

func keep[T any, P interface {
	*T
	SetRaw(Raw)
}](read func([]byte) (T, bool), more func(T) []any) func([]byte) ([]any, bool) {
	return func(raw []byte) ([]any, bool) {
		v, ok := read(raw)
		if !ok {
			return nil, false
		}
		P(&v).SetRaw(RawRow(raw))
		return append(more(v), v), true
	}
}

func none1[T any](T) []any { return nil }

const (
	refJSON     = `{"type":"IDENTITY","id":"2c91","name":"Ana"}`
	triggerJSON = `{"type":"EVENT","displayName":"x","attributes":{"id":"idn:x","filter.$":"$.a","filter":"$.b","description":"d","attributeToFilter":"l",` +
		`"formDefinitionId":"f","name":"n","url":"https://x","clientId":"c","frequency":"daily","cronString":"0 9 * * 1","timeZone":"UTC","weeklyDays":["MON"],"weeklyTimes":["9"],"yearlyTimes":"a,b"}}`
	definitionJSON = `{"start":"A","steps":{"A":{"type":"action","actionId":"sp:http","displayName":"d","description":"e","nextStep":"B","failureName":"f","attributes":{"url":"x"}},` +
		`"B":{"type":"choice","defaultStep":"A","choiceList":[{"comparator":"StringEquals","nextStep":"A","variableA.$":"$.a","variableB":"b"}]},` +
		`"C":{"type":"action","attributes":{"start":"X","steps":{"X":{"type":"success","description":"in a loop"}}}}}}`
	eventJSON = `{"type":"ActivityTaskFailed","timestamp":"2026-03-02T09:15:00Z","attributes":{"stepName":"s","displayName":"d","technicalName":"sp:http",` +
		`"error":{"message":"m","text":"t","error":"e"},"failure":{"message":"f"},"input":{"a":1}}}`
)

// readers are all decoding functions, each with a record that has every field.
var readers = []reader{
	{"workflow", `{"id":"w1","name":"n","description":"d","owner":` + refJSON + `,"creator":` + refJSON + `,"modifiedBy":` + refJSON + `,"enabled":true,` +
		`"created":"2022-01-10T16:06:16Z","modified":"2022-01-10T16:06:16Z","executionCount":3,"failureCount":1,"trigger":` + triggerJSON + `,"definition":` + definitionJSON + `}`,
		keep(ReadWorkflow, func(w Workflow) []any { return []any{w.Definition()} })},
	{"execution", `{"id":"e1","workflowId":"w1","requestId":"r1","startTime":"2022-02-07T20:13:29Z","closeTime":"2022-02-07T20:13:31Z","status":"Completed"}`,
		keep(ReadExecution, none1[Execution])},
	{"event", eventJSON, keep(ReadEvent, none1[Event])},
	{"history", `{"history":[` + eventJSON + `],"definition":` + definitionJSON + `,"trigger":` + triggerJSON + `}`, func(raw []byte) ([]any, bool) {
		h, ok := ReadHistory(raw)
		return []any{h}, ok
	}},
	{"library item", `{"id":"sp:http","type":"ACTION","name":"n","description":"d","deprecated":true,"deprecatedBy":"2026-01-01T00:00:00Z","inputExample":{"a":1},` +
		`"versionNumber":2,"isSimulationEnabled":true,"isDynamicSchema":true,"exampleOutput":[{"b":1}],"outputSchema":{"type":"object"},` +
		`"formFields":[{"name":"n","label":"l","type":"text","helpText":"h","description":"d","default":"v","required":true,` +
		`"options":["a",{"label":"l","value":"v"},{"name":"n","id":"i"},7,{}]}]}`, keep(ReadLibraryItem, none1[LibraryItem])},
	{"work item", `{"id":"i1","type":"Approval","state":"Pending","name":"n","description":"d","requesterId":"q","requesterDisplayName":"r","ownerId":"o","ownerName":"p",` +
		`"created":"2026-02-11T18:45:37Z","modified":"2026-02-11T18:45:37Z","completed":"2026-02-11T18:45:37Z","numItems":2,"errors":["e"],` +
		`"approvalItems":[{"id":"l1","account":"a","application":"b","name":"c","operation":"Add","value":"v","state":null}],` +
		`"remediationItems":[{"id":"m1","targetId":"t","targetName":"u","targetDisplayName":"w","applicationName":"x","attributeName":"y","attributeOperation":"Remove","attributeValue":"z","nativeIdentity":"k"}],` +
		`"form":{"id":"f","name":"AccountSelection Form","title":"t","subtitle":"s","targetUser":"u","sections":[{"name":"n","label":"l","formItems":[` +
		`{"name":"f1","label":"l","type":"select","value":"v","helpText":"h","required":true,"allowedValues":["a",{"label":"b","value":"c"}]},{"name":"s2","formItems":[{"name":"f2","displayName":"d","dataType":"t","options":[{"name":"n","id":"i"}]},{"label":"l","allowedValuesList":[{"d":"v"},{"d":1,"e":2}]},"x"]}]}]}}`,
		keep(ReadWorkItem, func(it WorkItem) []any { return []any{it.Body()} })},
	{"task", `{"id":"t1","type":"QUARTZ","uniqueName":"n","description":"d","parentName":"p","launcher":"l","target":` + refJSON + `,"created":"2026-02-10T21:23:15Z",` +
		`"modified":"2026-02-10T21:23:15Z","launched":"2026-02-10T21:23:16Z","completed":"2026-02-10T21:23:17Z","completionStatus":"SUCCESS","progress":"p","percentComplete":40,` +
		`"messages":[{"type":"WARN","localizedText":{"locale":"en","message":"m {0}"},"key":"k","parameters":["x",{"y":1}]},{"type":"INFO","key":"k","parameters":["z"]}],` +
		`"returns":[{"name":"n","attributeName":"total"}],"attributes":{"total":"7","free":{"a":1}},` +
		`"taskDefinitionSummary":{"id":"d","uniqueName":"n","description":"d","parentName":"p","executor":"e","arguments":{"a":"b","c":[1]}}}`,
		keep(ReadTask, func(t Task) []any { return []any{t.Body()} })},
	{"identity", `{"id":"p1","name":"n","alias":"a","email":"e@x","status":"Active","identityState":"ACTIVE","manager":` + refJSON + `}`, keep(ReadIdentity, none1[Identity])},
	{"session", `{"workflow_session":{"id":"s1","uid":"u","workflow_id":"w","requester_id":"r","requester_type":"User","profile_id":"p","profile_ids":"a, b","status":"closed","status_uid":"closed",` +
		`"attributes":{"x":"1","y":["a","b"],"z":{"k":"v"},"n":4}}}`, keep(ReadSession, none1[Session])},
	{"NERM user", `{"id":"u1","name":"n","login":"l","email":"e","type":"t","status":"Active"}`, keep(ReadNERMUser, none1[NERMUser])},
	{"profile", `{"id":"p1","uid":"u","name":"n","profile_type_id":"t","status":"Active"}`, keep(ReadProfile, none1[Profile])},
	{"attribute", `{"id":"a1","uid":"u","label":"l","data_type":"date","date_format":"mm/dd/yyyy","tool_tip":"t","crypt":false,"allow_multiple_selections":true}`, keep(ReadNEAttribute, none1[NEAttribute])},
}
