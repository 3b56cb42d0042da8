package main

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// files returns where the picture and the text of a scene are kept.
func (s scene) files(dir string) (picture, text string) {
	ext := ".png"
	if s.film {
		ext = ".gif"
	}
	return filepath.Join(dir, s.name+ext), filepath.Join(dir, "testdata", s.name+".txt")
}

// take plays a scene twice and keeps what it shows, so that nothing is kept
// that the next one who looks would not see.
func (s scene) take(program, dir string) error {
	shots, err := s.play(program, nil)
	if err != nil {
		return err
	}
	wanted := make([]want, len(shots))
	for i, shot := range shots {
		wanted[i] = want{shot.text, func(img *image.RGBA) bool { return bytes.Equal(img.Pix, shot.image.Pix) }}
	}
	if _, err := s.play(program, wanted); err != nil {
		return fmt.Errorf("not the same twice: %w", err)
	}
	return s.save(dir, shots)
}

// save keeps the picture and the text of what was shot.
func (s scene) save(dir string, shots []shot) error {
	picture, text := s.files(dir)
	if err := os.MkdirAll(filepath.Dir(text), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(text, []byte(s.transcript(shots)), 0o644); err != nil {
		return err
	}
	if s.film {
		return writeGIF(picture, shots)
	}
	return writePNG(picture, shots[0].image)
}

// check plays a scene and compares it with what is kept, text and picture.
func (s scene) check(program, dir string) error {
	wanted, err := s.kept(dir)
	if err == nil {
		_, err = s.play(program, wanted)
	}
	if err == nil || errors.Is(err, os.ErrNotExist) {
		return err
	}
	picture, _ := s.files(dir)
	return fmt.Errorf("%s is not what the program shows; take it again if this is meant: %w", filepath.Base(picture), err)
}

// kept reads what is kept of a scene.
func (s scene) kept(dir string) ([]want, error) {
	picture, text := s.files(dir)
	data, err := os.ReadFile(text)
	if err != nil {
		return nil, fmt.Errorf("scene %s: %w", s.name, err)
	}
	if s.film {
		return keptFilm(picture, frames(string(data)))
	}
	img, err := readPNG(picture)
	if err != nil {
		return nil, fmt.Errorf("scene %s: %w", s.name, err)
	}
	return []want{{string(data), func(fresh *image.RGBA) bool { return alike(img, fresh) }}}, nil
}

// title is the line above each frame in the text of a film.
const title = "=== frame "

// transcript is the text of what was shot, with a title above each frame of a film.
func (s scene) transcript(shots []shot) string {
	if !s.film {
		return shots[0].text
	}
	var b strings.Builder
	for i, shot := range shots {
		fmt.Fprintf(&b, "%s%d, %s\n%s", title, i+1, shot.hold.Round(time.Millisecond), shot.text)
	}
	return b.String()
}

// frames reads what transcript has written.
func frames(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, title):
			out = append(out, "")
		case len(out) > 0:
			out[len(out)-1] += line
		}
	}
	return out
}

// writePNG draws a picture into a file.
func writePNG(file string, img image.Image) error {
	var b bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&b, img); err != nil {
		return fmt.Errorf("encode %s: %w", file, err)
	}
	return os.WriteFile(file, b.Bytes(), 0o644)
}

func readPNG(file string) (image.Image, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(file), err)
	}
	return img, nil
}

// tolerance is by how much a part of a colour may differ: processors round
// differently where a glyph's edge is smoothed.
const tolerance = 8

// alike reports whether two pictures look the same.
func alike(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if distance(rgba(a.At(x, y)), rgba(b.At(x, y))) > tolerance {
				return false
			}
		}
	}
	return true
}

func rgba(c color.Color) color.RGBA { return color.RGBAModel.Convert(c).(color.RGBA) }

// distance is the largest difference of a part of two opaque colours.
func distance(a, b color.RGBA) int {
	part := func(a, b uint8) int { return max(int(a), int(b)) - min(int(a), int(b)) }
	return max(part(a.R, b.R), part(a.G, b.G), part(a.B, b.B))
}
