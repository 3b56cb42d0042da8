package terms

import (
	"fmt"
	"strconv"
	"time"
)

// maxAge is more units than anybody asks for.
const maxAge = 10_000

// Age reads an age such as "30m", "12h", "3d" or "2w".
func Age(text string) (time.Duration, error) {
	units := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	if n := len(text) - 1; n > 0 {
		count, err := strconv.Atoi(text[:n])
		if unit := units[text[n]]; err == nil && unit > 0 && count > 0 && count <= maxAge {
			return time.Duration(count) * unit, nil
		}
	}
	return 0, fmt.Errorf("%q is no age such as 30m, 12h, 3d or 2w", shown(text))
}
