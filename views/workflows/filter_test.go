package workflows

import (
	"strings"
	"testing"
)

func TestFilterWords(t *testing.T) {
	for filter, want := range map[string]string{
		`$.changes[?(@.attribute == 'manager')]`:                 `in changes, attribute is "manager"`,
		`$.changes[?(@.attribute == "manager")]`:                 `in changes, attribute is "manager"`,
		`$.changes[?(@.attribute == 'a' && @.newValue != 'b')]`:  `in changes, attribute is "a" and newValue is not "b"`,
		`$.changes[?(@.attribute == 'a' || @.attribute == 'b')]`: `in changes, attribute is "a" or attribute is "b"`,
		`$.identity[?(@.attributes.location == 'Tokyo')]`:        `in identity, attributes.location is "Tokyo"`,
		`$[?(@.status == 'Error')]`:                              `status is "Error"`,
		`$[?(@.searchName =~ /SoD.*/)]`:                          `searchName matches /SoD.*/`,
		`$[?(@.count >= 3)]`:                                     `count is at least 3`,
		`$.changes[*][?(@.newValue)]`:                            `in changes, newValue is present`,
		`$[?(!@.manager)]`:                                       `manager is not present`,
		`$[?(@.a == 'x && y')]`:                                  `a is "x && y"`,
		`$[?(@.a == 'x' && @.b == 'y' || @.c == 'z')]`:           "", // which binds first is not for us to say
		`$[?(@.a == 'x' && (@.b == 'y'))]`:                       "",
		`$[?(@.a in ['x','y'])]`:                                 "",
		`$[?('x' == @.a)]`:                                       "",
		`$[?(@.a == 'x]`:                                         "",
		`$[?(@.a == 'it\'s')]`:                                   "",
		`$.a[0]`:                                                 "",
		`changes[?(@.a == 'x')]`:                                 "",
		`$..changes[?(@.a.length() > 3)]`:                        "",
		``:                                                       "",
		`$[?()]`:                                                 "",
		`$[?(@ == 'x')]`:                                         `the value is "x"`,
		`$[?(@.a == ')]`:                                         "",
		`$.requestedItems[?(@.name =~ /PAM.*/)]`:                 "in requestedItems, name matches /PAM.*/",
		`$.changes[?(@.attribute == 'cloudLifecycleState' && @.newValue=='')]`: `in changes, attribute is "cloudLifecycleState" and newValue is ""`,
	} {
		if got := filterWords(filter); got != want {
			t.Errorf("%s: %q, want %q", filter, got, want)
		}
	}
}

// FuzzFilterWords holds that an explanation invents nothing: every run of
// letters and digits in it that is not ours stands in the filter.
func FuzzFilterWords(f *testing.F) {
	f.Add(`$.changes[?(@.attribute == 'manager' && @.x =~ /a\/b/)]`)
	f.Add(`$[?(!@.a)]`)
	f.Add(`$[?(@.a == ')]`)
	ours := map[string]bool{}
	for _, w := range strings.Fields("in is not at least most greater less than matches present and or the value") {
		ours[w] = true
	}
	f.Fuzz(func(t *testing.T, filter string) {
		for _, w := range strings.FieldsFunc(filterWords(filter), notInPath) {
			if !ours[w] && !strings.Contains(filter, w) {
				t.Errorf("%q: the word %q is invented", filter, w)
			}
		}
	})
}
