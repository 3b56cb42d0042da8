package check

// Severity is what a problem means for sending.
type Severity uint8

// Severities.
const (
	Error   Severity = iota // it cannot be sent
	Warning                 // it can be sent if a person says so
	Note                    // it is only told
)

// String names the severity.
func (s Severity) String() string { return [...]string{"error", "warning", "note"}[s] }

// Rule is one thing that is looked for. Its ID stays as it is.
type Rule struct {
	ID       string
	Severity Severity
	About    string // what it finds
}

// Rules returns every rule, in the order in which the parts of a workflow are
// looked at.
func Rules() []Rule { return append([]Rule(nil), rules[:]...) }

// rule is a place in rules.
type rule int

func (r rule) id() string         { return rules[r].ID }
func (r rule) severity() Severity { return rules[r].Severity }

const (
	jsonMalformed rule = iota
	jsonTrailing
	jsonDeep
	topNotObject
	duplicateKey
	unknownMember
	readOnlyMember
	wrongType
	nameMissing
	ownerIDMissing
	createdEnabled
	definitionEmpty
	startMissing
	startStepMissing
	nextStepMissing
	defaultStepMissing
	choiceStepMissing
	stepWithoutExit
	choiceWithoutDefault
	stepUnreachable
	endlessCircle
	noEnd
	definitionUnread
	breaksElsewhere
	stepTypeMissing
	stepTypeUnknown
	failureNameMissing
	loopEmpty
	sameProduct
	choiceEmpty
	comparatorMissing
	comparatorUnknown
	variableAMissing
	variableBMissing
	actionMissing
	actionUnknown
	actionDeprecated
	actionVersion
	fieldRequired
	secretLiteral
	pathMalformed
	pathNotText
	templateMalformed
	templateUnclosed
	templateForeign
	producerUnknown
	triggerNull
	triggerTypeMissing
	triggerTypeUnknown
	eventMissing
	eventUnknown
	eventDeprecated
	eventFieldRequired
	filterMalformed
	scheduleEmpty
	frequencyUnknown
	cronMalformed
	weekdayUnknown
	timeMalformed
	timezoneUnknown
	libraryUnread
	ruleCount
)

var rules = [ruleCount]Rule{
	jsonMalformed:        {"json-malformed", Error, "The text is not JSON."},
	jsonTrailing:         {"json-trailing", Error, "Something stands after the document."},
	jsonDeep:             {"json-deep", Error, "Objects and lists are nested too deeply."},
	topNotObject:         {"top-not-object", Error, "The text is not an object."},
	duplicateKey:         {"duplicate-key", Error, "An object has two members of the same name."},
	unknownMember:        {"unknown-member", Warning, "A member that is not known here."},
	readOnlyMember:       {"read-only-member", Note, "A member that the tenant sets itself, and that is not sent."},
	wrongType:            {"wrong-type", Error, "A member is of another type than it must be."},
	nameMissing:          {"name-missing", Error, "A workflow needs a name."},
	ownerIDMissing:       {"owner-id-missing", Error, "An owner is named by an id."},
	createdEnabled:       {"created-enabled", Error, "A workflow cannot be created enabled."},
	definitionEmpty:      {"definition-empty", Warning, "A definition without steps, which cannot be enabled."},
	startMissing:         {"start-missing", Error, "A definition names no step to start with."},
	startStepMissing:     {"start-step-missing", Error, "The step to start with does not exist."},
	nextStepMissing:      {"next-step-missing", Error, "A step leads to one that does not exist."},
	defaultStepMissing:   {"default-step-missing", Error, "The default of a choice leads to a step that does not exist."},
	choiceStepMissing:    {"choice-step-missing", Error, "A condition of a choice leads to a step that does not exist, or to none."},
	stepWithoutExit:      {"step-without-exit", Warning, "A step that does not end the run leads nowhere."},
	choiceWithoutDefault: {"choice-without-default", Warning, "A choice does not say where to go when no condition holds."},
	stepUnreachable:      {"step-unreachable", Warning, "Nothing leads to a step."},
	endlessCircle:        {"endless-circle", Warning, "Steps that lead only to each other."},
	noEnd:                {"no-end", Warning, "However the steps are followed, no end is reached."},
	definitionUnread:     {"definition-unread", Note, "The definition around the step is not known."},
	breaksElsewhere:      {"breaks-elsewhere", Warning, "With the step as it is now, another step has a problem it did not have."},
	stepTypeMissing:      {"step-type-missing", Error, "A step has no type."},
	stepTypeUnknown:      {"step-type-unknown", Warning, "A step is of a type that is not known here."},
	failureNameMissing:   {"failure-name-missing", Warning, "A failure has no name."},
	loopEmpty:            {"loop-empty", Warning, "A loop has no steps."},
	sameProduct:          {"same-product", Warning, "The results of two steps are found at the same place."},
	choiceEmpty:          {"choice-empty", Error, "A choice has no conditions."},
	comparatorMissing:    {"comparator-missing", Error, "A condition does not say how to compare."},
	comparatorUnknown:    {"comparator-unknown", Warning, "A condition compares in a way that is not known here."},
	variableAMissing:     {"variable-a-missing", Error, "A condition does not say what to compare."},
	variableBMissing:     {"variable-b-missing", Error, "A condition does not say what to compare with."},
	actionMissing:        {"action-missing", Error, "An action step names no action."},
	actionUnknown:        {"action-unknown", Warning, "The step library has no such action."},
	actionDeprecated:     {"action-deprecated", Warning, "The action is deprecated."},
	actionVersion:        {"action-version", Note, "The step asks for a newer version of its action than the library has."},
	fieldRequired:        {"field-required", Warning, "A field is missing that the library requires of the action."},
	secretLiteral:        {"secret-literal", Warning, "A credential is written into the definition."},
	pathMalformed:        {"path-malformed", Error, "A JSONPath cannot be read."},
	pathNotText:          {"path-not-text", Warning, "A member whose name ends in .$ is not a JSONPath."},
	templateMalformed:    {"template-malformed", Error, "The JSONPath in a template cannot be read."},
	templateUnclosed:     {"template-unclosed", Warning, "A template is opened and not closed."},
	templateForeign:      {"template-foreign", Warning, "A template holds something other than a JSONPath."},
	producerUnknown:      {"producer-unknown", Warning, "An expression reads what no step produces."},
	triggerNull:          {"trigger-null", Error, "The tenant refuses null as a trigger."},
	triggerTypeMissing:   {"trigger-type-missing", Error, "A trigger has attributes and no type."},
	triggerTypeUnknown:   {"trigger-type-unknown", Warning, "A trigger is of a type that is not known here."},
	eventMissing:         {"event-missing", Warning, "An event trigger names no event."},
	eventUnknown:         {"event-unknown", Warning, "The step library has no such event."},
	eventDeprecated:      {"event-deprecated", Warning, "The event is deprecated."},
	eventFieldRequired:   {"event-field-required", Warning, "A field is missing that the library requires of the trigger."},
	filterMalformed:      {"filter-malformed", Error, "The filter of an event trigger cannot be read."},
	scheduleEmpty:        {"schedule-empty", Warning, "A schedule says no time."},
	frequencyUnknown:     {"frequency-unknown", Warning, "A schedule has a frequency that is not known here."},
	cronMalformed:        {"cron-malformed", Error, "A cron expression cannot be read."},
	weekdayUnknown:       {"weekday-unknown", Warning, "A schedule names a day that does not exist."},
	timeMalformed:        {"time-malformed", Warning, "A schedule names a time that does not exist."},
	timezoneUnknown:      {"timezone-unknown", Warning, "A schedule names a time zone that is not known here."},
	libraryUnread:        {"library-unread", Note, "The step library was not read, so actions and events are not looked up."},
}
