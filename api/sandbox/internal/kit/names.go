package kit

import (
	"math/rand/v2"
	"strings"
)

var given = strings.Fields(`Mara Jonas Aisha Tomasz Ingrid Rafael Priya Owen Noor Hugo Elif Sipho Clara Dmitri
	Yuki Beatriz Callum Farah Anton Leila Marcus Zofia Emeka Sanna Victor Amara Felix Renée Oskar Thandi Iván Greta
	Kenji Salma Pavel Nadia Björn Lucía Idris Freya Mateusz Hana André Wanjiru Silas Mirela Theo Anouk Ravi Chloé
	Kwame Astrid Nikolai Esra Liam Paloma Cedric Ngozi Joanna Tariq Élodie Magnus Rosa Hamid Vera Conor Mei Julien
	Safiya Piotr Ana Desmond Signe Arjun Louisa Bruno Keira Goran Imani Erik Salome Haruto Zeynep Duncan Fatou`)

var family = strings.Fields(`Lindqvist Okafor Marchetti Novak Haraldsen Castellanos Raman Whitfield Haddad Brandt
	Yılmaz Dlamini Fournier Volkov Tanaka Moreira Drummond Karimi Petrov Rahimi Ashworth Wiśniewska Nwosu Korhonen
	Delacroix Mensah Baumann Lefèvre Nyström Mokoena Herrera Vogel Watanabe Mansour Dvořák Sokolova Sørensen Ibáñez
	Farouk Halvorsen Kowalczyk Suzuki Ferreira Kamau Thorne Popescu Abernathy Visser Iyer Girard Asante Berg Orlov
	Demir Gallagher Ortega Bellamy Eze Zielińska Aziz Perrin Dahl Quintero Rezaei Lindgren Byrne Zhang Moreau
	Diallo Jankowski Silva Achebe Nilsen Banerjee Fairbanks Conti Macrae Kovačević Njoroge Engström Mori Aydın`)

var locations = []string{"Bergen", "Leeds", "Rotterdam", "Austin", "Lisbon", "Gdańsk", "Pune", "Nairobi", "Remote"}

type department struct {
	name   string
	titles []string // the first one is also the title of the leads
}

var departments = []department{
	{"Finance", []string{"Financial Analyst", "Accountant", "Payroll Specialist", "Controller"}},
	{"Information Technology", []string{"Systems Engineer", "Service Desk Analyst", "Database Administrator", "Network Engineer"}},
	{"Human Resources", []string{"HR Partner", "Recruiter", "People Analyst"}},
	{"Engineering", []string{"Grid Engineer", "Software Engineer", "Test Engineer", "Data Engineer"}},
	{"Field Operations", []string{"Site Technician", "Turbine Technician", "Crew Planner", "Safety Officer"}},
	{"Sales", []string{"Account Manager", "Bid Manager", "Sales Engineer"}},
	{"Customer Care", []string{"Care Agent", "Case Manager", "Quality Coach"}},
	{"Legal", []string{"Counsel", "Compliance Analyst", "Contract Manager"}},
	{"Procurement", []string{"Buyer", "Category Manager", "Vendor Manager"}},
	{"Marketing", []string{"Content Editor", "Campaign Manager", "Designer"}},
	{"Trading", []string{"Power Trader", "Market Analyst", "Risk Analyst"}},
}

// itHead is the index of the head of Information Technology.
const itHead = 2

func givenName(r *rand.Rand) string  { return Pick(r, given) }
func familyName(r *rand.Rand) string { return Pick(r, family) }

// folds maps the letters used above to the ones a mail address may hold.
var folds = strings.NewReplacer(
	"á", "a", "à", "a", "ã", "a", "â", "a", "ä", "a", "å", "a", "ą", "a", "č", "c", "ć", "c", "ç", "c",
	"é", "e", "è", "e", "ê", "e", "ë", "e", "ę", "e", "É", "E", "í", "i", "ı", "i", "ł", "l", "ń", "n", "ñ", "n",
	"ö", "o", "ø", "o", "ó", "o", "ř", "r", "ś", "s", "š", "s", "ü", "u", "ú", "u", "Y", "Y", "ý", "y", "ź", "z", "ż", "z", "ž", "z",
)

// plain writes a name without diacritics.
func plain(s string) string { return folds.Replace(s) }
