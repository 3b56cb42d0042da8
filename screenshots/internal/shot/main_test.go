package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	xterm "github.com/charmbracelet/x/term"
)

// actor is the variable that makes this test binary the program of a scene.
const actor = "SHOT_TEST_ACTOR"

func TestMain(m *testing.M) {
	if part := os.Getenv(actor); part != "" {
		act(part)
		return
	}
	// The actor has no timers and is quick.
	longStillness, disbelief = 400*time.Millisecond, 1500*time.Millisecond
	os.Exit(m.Run())
}

// act is a small terminal program. It asks for the background colour, and
// shows it and every key until "q"; a "t" shows what the clock of its arguments
// says. The part "gone" ends at once instead, and "dice" shows another thing
// each time.
func act(part string) {
	if part == "gone" {
		fmt.Print("bye")
		return
	}
	if _, err := xterm.MakeRaw(os.Stdin.Fd()); err != nil {
		panic(err)
	}
	in := bufio.NewReader(os.Stdin)
	fmt.Print("\x1b[?1049h\x1b[?25l\x1b[H\x1b]11;?\x1b\\")
	answer, _ := in.ReadString('\\')
	fmt.Printf("\x1b[?2026hbackground %s\r\nhome %s\r\n\x1b[1mready\x1b[0m\r\n\x1b[?2026l",
		strings.TrimSuffix(strings.TrimPrefix(answer, "\x1b]11;"), "\x1b\\"), os.Getenv("EXTRA"))
	if part == "dice" {
		fmt.Printf("%d\r\n", os.Getpid())
	}
	for {
		r, _, err := in.ReadRune()
		if err != nil || r == 'q' {
			return
		}
		if r == 't' {
			now, err := os.ReadFile(strings.TrimPrefix(os.Args[len(os.Args)-1], "@"))
			fmt.Printf("time %s %v\r\n", now, err)
			continue
		}
		fmt.Printf("key %q\r\n", r)
	}
}
