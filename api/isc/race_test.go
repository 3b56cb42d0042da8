//go:build race

package isc_test

const raceEnabled = true
