package trigger

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
		`$[?(@.a == 'x' && @.b == 'y' || @.c == 'z')]`:           `(a is "x" and b is "y") or c is "z"`,
		`$[?(@.a == 'x' && (@.b == 'y'))]`:                       `a is "x" and b is "y"`,
		`$[?(@.a == 'x' && (@.b == 'y' || !(@.c)))]`:             `a is "x" and (b is "y" or not (c is present))`,
		`$[?(@.a in ['x',"y", 3])]`:                              `a is one of "x", "y", 3`,
		`$[?(@.a nin [])]`:                                       `a is not one of an empty list`,
		`$[?(@.a empty true || @.b empty false)]`:                `a is empty or b is not empty`,
		`$[?(@.a size 3 && @.b contains 'x')]`:                   `a has the size 3 and b contains "x"`,
		`$[?(@.a anyof [1,2,3,4,5,6,7,8,9,10])]`:                 `a has any of 1, 2, 3, 4, 5, 6, 7, 8, 2 more`,
		`$[?('x' == @.a)]`:                                       `a is "x"`,
		`$[?(3 < @.a)]`:                                          `a is greater than 3`,
		`$[?('x' in @.roles)]`:                                   `"x" is one of roles`,
		`$[?(@.a == $.b.c)]`:                                     `a is $.b.c`,
		`$[?(@.a === null)]`:                                     `a is exactly null`,
		`$[?(@['odd name'].x == 1)]`:                             `"odd name".x is 1`,
		`$[?(@.list[*].x anyof ['a'])]`:                          `list[*].x has any of "a"`,
		`$[?(@.a == '\u202edrawkcab\u001b[2J')]`:                 "a is \"�drawkcab␛[2J\"",
		`$.identity.name`:                                        "identity.name is present",
		`$..changes[?(@.a == 1)]`:                                "in any changes, a is 1",
		`$..[?(@.a == 1)]`:                                       "in any part, a is 1",
		`$.a[?(@.b == 1)].c[?(@.d == 2)]`:                        "",
		`$[?(@.a type 'string')]`:                                "",
		`$[?(@.a == {"b": 1})]`:                                  `a is "{"b": 1}"`,
		`$[?(@.a.stddev() > 1)]`:                                 "",
		`$[?(@.a empty 'x')]`:                                    "",
		`$[?(@.a == 'x]`:                                         "",
		`$[?(@.a == 'it\'s')]`:                                   `a is "it's"`,
		`$.a[0]`:                                                 "",
		`changes[?(@.a == 'x')]`:                                 "",
		`$..changes[?(@.a.length() > 3)]`:                        "in any changes, the length of a is greater than 3",
		``:                                                       "",
		`$[?()]`:                                                 "",
		`$[?(@ == 'x')]`:                                         `the value is "x"`,
		`$[?(@.a == ')]`:                                         "",
		`$.requestedItems[?(@.name =~ /PAM.*/)]`:                 "in requestedItems, name matches /PAM.*/",
		`$.changes[?(@.attribute == 'cloudLifecycleState' && @.newValue=='')]`: `in changes, attribute is "cloudLifecycleState" and newValue is ""`,
	} {
		if got := FilterWords(filter); got != want {
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
	for _, w := range strings.Fields("in is not at least most greater less than matches present and or the value any part all one none of has nothing but " +
		"exactly contains size empty an list more first last largest sum average names length null true false" + " 1 2 3 4 5 6 7 8 9") {
		ours[w] = true
	}
	f.Fuzz(func(t *testing.T, filter string) {
		for _, w := range strings.FieldsFunc(FilterWords(filter), odd) {
			if !ours[w] && !strings.Contains(filter, w) && !strings.Contains(filter, `\`) && len(filter) < 200 {
				t.Errorf("%q: the word %q is invented", filter, w)
			}
		}
	})
}
