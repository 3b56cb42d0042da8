package kit

// Source is a system that the company's access is managed in.
type Source struct {
	Index      int
	ID         string // 32 hex digits
	Name       string
	Connector  string
	Connected  bool     // false: changes are made by hand, through work items
	Attributes []string // account attributes that requests speak of
	Values     []string // groups, roles or permissions it hands out
	Owner      int      // index in World.People
}

// Ref names the source as {type SOURCE, id, name}.
func (s *Source) Ref() *Ref { return &Ref{Type: "SOURCE", ID: s.ID, Name: s.Name} }

var catalogue = []Source{
	{Name: "Active Directory", Connector: "Active Directory - Direct", Connected: true, Attributes: []string{"memberOf", "title", "department"},
		Values: []string{"CN=VPN-Users,OU=Groups,DC=brightfen,DC=example", "CN=Finance-Share-RW,OU=Groups,DC=brightfen,DC=example", "CN=Domain Admins,CN=Users,DC=brightfen,DC=example", "CN=Turbine-Telemetry-Read,OU=Groups,DC=brightfen,DC=example"}},
	{Name: "Entra ID", Connector: "Azure Active Directory", Connected: true, Attributes: []string{"groups", "licenses", "roles"},
		Values: []string{"Microsoft 365 E5", "Global Reader", "Grid Planning (Teams)", "Privileged Role Administrator"}},
	{Name: "SAP S/4HANA", Connector: "SAP - Direct", Connected: true, Attributes: []string{"roles", "profiles"},
		Values: []string{"Z_AP_INVOICE_POST", "Z_AP_PAYMENT_RELEASE", "Z_MM_VENDOR_MAINTAIN", "SAP_ALL"}},
	{Name: "Workday", Connector: "Workday", Connected: true, Attributes: []string{"securityGroups"},
		Values: []string{"HR Partner", "Compensation Viewer", "Payroll Administrator"}},
	{Name: "ServiceNow", Connector: "ServiceNow", Connected: true, Attributes: []string{"roles", "groups"},
		Values: []string{"itil", "change_manager", "admin", "Service Desk L2"}},
	{Name: "Salesforce", Connector: "Salesforce", Connected: true, Attributes: []string{"profile", "permissionSets"},
		Values: []string{"Standard User", "Sales Operations", "System Administrator"}},
	{Name: "GitHub Enterprise", Connector: "GitHub", Connected: true, Attributes: []string{"teams"},
		Values: []string{"grid-control-writers", "turbine-firmware-maintainers", "org-owners"}},
	{Name: "Oracle HR", Connector: "Oracle HRMS", Connected: false, Attributes: []string{"responsibilities", "manager"},
		Values: []string{"HR Inquiry", "Benefits Maintenance", "HR Super User"}},
	{Name: "AWS Production", Connector: "AWS", Connected: true, Attributes: []string{"groups", "policies"},
		Values: []string{"ReadOnlyAccess", "DataLakeEngineers", "BreakGlassAdmins"}},
	{Name: "Badge System", Connector: "Delimited File", Connected: false, Attributes: []string{"zones", "badgeState"},
		Values: []string{"HQ all floors", "Substation 7", "Control room", "Server hall B"}},
	{Name: "Turbine SCADA", Connector: "Delimited File", Connected: false, Attributes: []string{"operatorClass", "parks"},
		Values: []string{"Viewer", "Shift operator", "Remote start"}},
	{Name: "Trading Desk", Connector: "JDBC", Connected: true, Attributes: []string{"books", "limits"},
		Values: []string{"Day-ahead", "Intraday", "Approve above 1 MEUR"}},
	{Name: "Fleet Keys", Connector: "Delimited File", Connected: false, Attributes: []string{"vehicles"},
		Values: []string{"Service van", "Crane truck"}},
}

func (w *World) sources() []Source {
	r := w.Rand("sources")
	out := make([]Source, len(catalogue))
	for i, s := range catalogue {
		s.Index, s.ID = i, w.ID32("source", uint64(i))
		s.Owner = w.Somebody(r).Index
		out[i] = s
	}
	return out
}
