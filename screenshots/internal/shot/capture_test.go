package main

import (
	"bytes"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"iscope/screenshots/internal/shot/paint"
)

func TestSize(t *testing.T) {
	for text, want := range map[string]string{
		"120x36": "120x36", "1x1": "1x1", "1000x1000": "1000x1000",
		"": "", "120": "", "120x": "", "x36": "", "0x5": "", "5x0": "", "-3x4": "", "1001x5": "", "120x36x2": "", "120x36 ": "120x36", "axb": "",
	} {
		var s size
		if err := s.Set(text); (err == nil) != (want != "") || s.String() != want {
			t.Errorf("%q: %q, error %v; want %q", text, s.String(), err, want)
		}
	}
}

func TestCaptured(t *testing.T) {
	tests := []struct {
		name, text string
		size       size
		want       string
		dimensions size
	}{
		{"as large as the text", "\x1b[1mab\x1b[0mc\n日本\n", size{}, "abc\n日本\n", size{4, 2}},
		{"without a newline at the end", "ab\nc", size{}, "ab\nc\n", size{2, 2}},
		{"a full screen does not scroll", "ab\ncd\n", size{2, 2}, "ab\ncd\n", size{2, 2}},
		{"smaller than the screen", "a\n", size{3, 2}, "a\n\n", size{3, 2}},
		{"nothing", "", size{}, "\n", size{1, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := captured([]byte(tt.text), tt.size)
			w, h := s.Size()
			if s.Text() != tt.want || (size{w, h}) != tt.dimensions {
				t.Errorf("%dx%d %q, want %v %q", w, h, s.Text(), tt.dimensions, tt.want)
			}
			if _, _, visible := s.Cursor(); visible {
				t.Error("there is a cursor")
			}
		})
	}
}

// decode reads a picture back.
func decode(t *testing.T, file string) (width, height int) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img.Bounds().Dx(), img.Bounds().Dy()
}

func TestFromANSI(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.txt"), filepath.Join(dir, "out.png")
	if err := os.WriteFile(in, []byte("\x1b[31mab\x1b[0m\ncd\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	widths := map[string]int{}
	for _, args := range []string{"", "-size 80x24", "-scale 2", "-light"} {
		if err := run(append([]string{"-from-ansi", in, "-o", out}, strings.Fields(args)...), io.Discard); err != nil {
			t.Fatalf("%s: %v", args, err)
		}
		widths[args], _ = decode(t, out)
	}
	if widths["-size 80x24"] <= widths[""] || widths["-scale 2"] != 2*widths[""] || widths["-light"] != widths[""] {
		t.Errorf("widths %v", widths)
	}
	if err := paintCapture(filepath.Join(dir, "none", "x.png"), captured(nil, size{}), paint.Dark, 1); err == nil {
		t.Error("no error for a folder that is not there")
	}
}

func TestArguments(t *testing.T) {
	for _, args := range []string{
		"-from-ansi nowhere.txt", "-size 0x0", "-scale 0", "-scale 5", "-nonsense", "extra", "-scene nothing", "-scene inbox,nothing",
	} {
		if err := run(strings.Fields(args), io.Discard); err == nil {
			t.Errorf("%s: no error", args)
		}
	}
}
