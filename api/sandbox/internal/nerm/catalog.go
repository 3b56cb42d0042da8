package nerm

import "strings"

// workflowKind is what a workflow works on.
type workflowKind int

const (
	createKind workflowKind = iota // no profile yet
	updateKind                     // one profile
	batchKind                      // several profiles
)

// workflow is a workflow of the product. The API can neither list nor name
// them: only its actions' descriptions say what one is for.
type workflow struct {
	kind       workflowKind
	action     string // description of its workflow action
	attributes []string
	newStatus  string
}

var workflows = []workflow{
	{createKind, "Registers a contractor and asks the sponsor for approval.",
		strings.Fields("first_name last_name personal_email job_title employer site contract_start contract_end sponsor access_needed shift national_id birth_date reason cv"), "Active"},
	{updateKind, "Extends the contract of a worker by the sponsor's decision.", strings.Fields("contract_end reason sponsor deputy_sponsor"), "Active"},
	{updateKind, "Ends the engagement of a worker and takes the equipment back.", strings.Fields("contract_end equipment_return reason"), "Terminated"},
	{createKind, "Registers a vendor organisation.", strings.Fields("organisation_name site sponsor line_contacts reason"), "Active"},
	{updateKind, "Renews the site badge after the safety briefing.", strings.Fields("badge_valid_until safety_briefing site buddy"), "Active"},
	{batchKind, "Quarterly review of all workers of a vendor.", strings.Fields("employer last_review line_contacts reason"), "Active, Inactive"},
	{batchKind, "Ends the engagement of all workers of a project.", strings.Fields("project contract_end reason"), "Terminated"},
	{createKind, "Lets an intern register through the portal.", strings.Fields("first_name last_name personal_email skills buddy contract_start contract_end assignments"), "Active"},
}

// attribute is a field of profiles and sessions.
type attribute struct {
	uid, label, dataType string
	dateFormat           string
	crypt, multiple      bool
	options              []string
	tip                  string
}

var attributes = []attribute{
	{uid: "first_name", label: "First name", dataType: "text field"},
	{uid: "last_name", label: "Last name", dataType: "text field"},
	{uid: "personal_email", label: "Personal e-mail", dataType: "text field", tip: "Used until the company address exists"},
	{uid: "job_title", label: "Job title", dataType: "text field"},
	{uid: "organisation_name", label: "Organisation", dataType: "text field"},
	{uid: "national_id", label: "National identity number", dataType: "text field", crypt: true, tip: "Stored encrypted"},
	{uid: "reason", label: "Reason", dataType: "text area"},
	{uid: "contract_start", label: "Contract start", dataType: "date", dateFormat: "mm/dd/yyyy"},
	{uid: "contract_end", label: "Contract end", dataType: "date", dateFormat: "mm/dd/yyyy"},
	{uid: "birth_date", label: "Date of birth", dataType: "date", dateFormat: "dd-mm-yyyy", crypt: true},
	{uid: "badge_valid_until", label: "Badge valid until", dataType: "date", dateFormat: "yyyy-mm-dd"},
	{uid: "safety_briefing", label: "Safety briefing", dataType: "date", dateFormat: "dd/mm/yyyy"},
	{uid: "equipment_return", label: "Equipment returned", dataType: "date", dateFormat: "yyyy/mm/dd"},
	{uid: "last_review", label: "Last review", dataType: "date", dateFormat: "mm-dd-yyyy"},
	{uid: "site", label: "Site", dataType: "drop-down", options: []string{"Bergen", "Leeds", "Rotterdam", "Gdańsk", "Substation 7"}},
	{uid: "shift", label: "Shift", dataType: "radio buttons", options: []string{"day", "night", "rotating"}},
	{uid: "access_needed", label: "Access needed", dataType: "check boxes", multiple: true, options: []string{"badge", "laptop", "VPN", "control room"}},
	{uid: "skills", label: "Skills", dataType: "tags", multiple: true, options: []string{"welding", "SCADA", "rope access", "Python"}},
	{uid: "cv", label: "Curriculum vitae", dataType: "attachment"},
	{uid: "project", label: "Project", dataType: "profile select"},
	{uid: "employer", label: "Employer", dataType: "profile search"},
	{uid: "assignments", label: "Assignments", dataType: "profile search", multiple: true},
	{uid: "sponsor", label: "Sponsor", dataType: "owner select"},
	{uid: "deputy_sponsor", label: "Deputy sponsor", dataType: "owner search"},
	{uid: "buddy", label: "Buddy", dataType: "contributor select"},
	{uid: "line_contacts", label: "Line contacts", dataType: "contributor search", multiple: true},
}

// attributeByUID finds an attribute, nil if there is none of that name.
func attributeByUID(uid string) *attribute {
	for i := range attributes {
		if attributes[i].uid == uid {
			return &attributes[i]
		}
	}
	return nil
}

// class is the attribute's type, which repeats its data type in another spelling.
func (a *attribute) class() string {
	return map[string]string{
		"text field": "TextFieldAttribute", "text area": "TextAreaAttribute", "drop-down": "DropDownAttribute",
		"radio buttons": "RadioButtonsAttribute", "check boxes": "CheckBoxesAttribute", "date": "DateAttribute",
		"tags": "TagsAttribute", "attachment": "AttachmentAttribute", "profile select": "ProfileSelectAttribute",
		"profile search": "ProfileSearchAttribute", "owner select": "OwnerSelectAttribute", "owner search": "OwnerSearchAttribute",
		"contributor select": "ContributorSelectAttribute", "contributor search": "ContributorSearchAttribute",
	}[a.dataType]
}

// layouts are the date formats in Go's terms.
var layouts = map[string]string{
	"mm/dd/yyyy": "01/02/2006", "mm-dd-yyyy": "01-02-2006", "dd/mm/yyyy": "02/01/2006",
	"dd-mm-yyyy": "02-01-2006", "yyyy/mm/dd": "2006/01/02", "yyyy-mm-dd": "2006-01-02",
}

// profileKinds are the types of profile.
var profileKinds = []struct{ uid, name, category string }{
	{"contractor", "Contractor", "non-employee"},
	{"vendor_worker", "Vendor Worker", "non-employee"},
	{"intern", "Intern", "employee"},
	{"organisation", "Vendor Organisation", "organization"},
	{"project", "Project", "assignment"},
}

var organisations = []string{"Nordlys Turbine Service", "Harbor & Vale Consulting", "Kestrel Grid Works", "Meridian Staffing",
	"Polder IT", "大谷重電 Ōtani Heavy Electric", "Søvik Rør og Sveis", "Łódzkie Wieże"}

var projects = []string{"Substation 7 rebuild", "Offshore lot C", "Billing migration", "Metering roll-out"}

var roleNames = []string{"Sponsors", "NERM Administrators", "Vendor Managers", "Badge Office", "Safety", "Portal Users"}
