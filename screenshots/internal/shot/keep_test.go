package main

import (
	"errors"
	"image"
	"image/color"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A check fails when the text differs, when the picture does, and when one of
// them is not there at all.
func TestTakeAndCheck(t *testing.T) {
	s, program := staged(t, "play", false, wait("ready"))
	dir := t.TempDir()
	if err := s.check(program, dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("checked against nothing: %v", err)
	}
	take := func() {
		t.Helper()
		if err := s.take(program, dir); err != nil {
			t.Fatal(err)
		}
	}
	take()
	if err := s.check(program, dir); err != nil {
		t.Errorf("what was just taken: %v", err)
	}
	picture, text := s.files(dir)
	if err := os.WriteFile(text, []byte("another\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.check(program, dir); err == nil || !strings.Contains(err.Error(), "line 1\n- another\n+ background") {
		t.Errorf("another text: %v", err)
	}
	take()
	img, err := readPNG(picture)
	if err != nil {
		t.Fatal(err)
	}
	img.(*image.RGBA).Set(100, 20, color.RGBA{R: 0xff, A: 0xff})
	if err := writePNG(picture, img); err != nil {
		t.Fatal(err)
	}
	if err := s.check(program, dir); err == nil || !strings.Contains(err.Error(), "staged.png is not what the program shows") {
		t.Errorf("another picture: %v", err)
	}
	if err := os.Remove(picture); err != nil {
		t.Fatal(err)
	}
	if err := s.check(program, dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without the picture: %v", err)
	}
}

// What a program shows only once is not kept.
func TestTakeOfChance(t *testing.T) {
	s, program := staged(t, "dice", false, wait("ready"))
	dir := t.TempDir()
	if err := s.take(program, dir); err == nil || !strings.Contains(err.Error(), "not the same twice") {
		t.Errorf("error %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left %v, error %v", left, err)
	}
}

// film is a scene of three frames, each under the keys that led to it.
func film(t *testing.T) (scene, string) {
	s, program := staged(t, "play", false,
		wait("ready"), frame(time.Second), keys("a"), wait("key 'a'"), frame(1500*time.Millisecond),
		keys("b", "enter"), wait(`key '\\r'`), frame(2*time.Second))
	s.film = true
	return s, program
}

func TestFilm(t *testing.T) {
	s, program := film(t)
	dir := t.TempDir()
	if err := s.take(program, dir); err != nil {
		t.Fatal(err)
	}
	if err := s.check(program, dir); err != nil {
		t.Errorf("what was just taken: %v", err)
	}
	picture, text := s.files(dir)
	kept, err := os.ReadFile(text)
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for line := range strings.Lines(string(kept)) {
		if strings.HasPrefix(line, title) {
			titles = append(titles, strings.TrimSpace(line))
		}
	}
	if d := cmp.Diff([]string{"=== frame 1, 1s", "=== frame 2, 1.5s", "=== frame 3, 2s"}, titles); d != "" {
		t.Error(d)
	}
	longer := s
	longer.script = append(s.script[:len(s.script):len(s.script)], frame(time.Second))
	if err := longer.check(program, dir); err == nil || !strings.Contains(err.Error(), "3 pictures are kept, and there is one more") {
		t.Errorf("a film that goes on: %v", err)
	}
	shorter := s
	shorter.script = s.script[:5]
	if err := shorter.check(program, dir); err == nil || !strings.Contains(err.Error(), "there are only 2") {
		t.Errorf("a film that stops short: %v", err)
	}
	other := s
	other.script = append([]step{wait("ready"), keys("a"), wait("'a'")}, s.script[1:]...)
	if err := other.check(program, dir); err == nil || !strings.Contains(err.Error(), "frame 1: the text is another") {
		t.Errorf("another film: %v", err)
	}
	if err := os.WriteFile(text, []byte(title+"1, 1s\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.check(program, dir); err == nil || !strings.Contains(err.Error(), "staged.gif has 3 frames, its text 1") {
		t.Errorf("fewer texts: %v", err)
	}
	if err := os.WriteFile(picture, []byte("no film"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.check(program, dir); err == nil {
		t.Error("no error for what is no film")
	}
}

// A film whose frames have more colours than it can hold still shows each
// frame as it is, but for colours close to each other.
func TestFilmOfManyColors(t *testing.T) {
	var shots []shot
	for n := range 3 {
		img := image.NewRGBA(image.Rect(0, 0, 32, 32))
		for i := range 32 * 32 {
			img.Set(i%32, i/32, color.RGBA{R: uint8(i % 32 * 8), G: uint8(i / 32 * 8), B: uint8(n), A: 0xff})
		}
		shots = append(shots, shot{image: img, hold: time.Second})
	}
	shots = append(shots, shots[2]) // nothing changes
	file := t.TempDir() + "/film.gif"
	if err := writeGIF(file, shots); err != nil {
		t.Fatal(err)
	}
	wanted, err := keptFilm(file, make([]string, len(shots)))
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range wanted {
		if !w.alike(shots[i].image) {
			t.Errorf("frame %d is another", i+1)
		}
	}
	red := image.NewRGBA(image.Rect(0, 0, 32, 32))
	for i := range 32 * 32 {
		red.Set(i%32, i/32, color.RGBA{R: 0xff, A: 0xff})
	}
	if wanted[0].alike(red) {
		t.Error("red is like it")
	}
}

func TestTooLarge(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 1000, 1000))
	state := uint32(1)
	for i := 0; i < len(img.Pix); i += 4 { // noise cannot be packed
		state = state*1664525 + 1013904223
		img.Pix[i] = uint8(state>>25) << 1
	}
	if err := writeGIF(t.TempDir()+"/film.gif", []shot{{image: img}}); err == nil || !strings.Contains(err.Error(), "KB") {
		t.Errorf("error %v", err)
	}
}
