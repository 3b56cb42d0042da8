package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"iscope/screenshots/internal/shot/paint"
)

func main() {
	if err := run(os.Args[1:], os.Stderr); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "shot:", err)
		}
		os.Exit(1)
	}
}

// options are the flags.
type options struct {
	from    string
	out     string
	size    size
	light   bool
	scale   int
	check   bool
	scene   string
	program string
}

// run is the program with its arguments; messages go to stderr.
func run(args []string, stderr io.Writer) error {
	var o options
	flags := flag.NewFlagSet("shot", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.from, "from-ansi", "", "paint captured text from `FILE` (- for standard input)")
	flags.StringVar(&o.out, "o", "screen.png", "`FILE` the captured text is painted to")
	flags.Var(&o.size, "size", "terminal size of the captured text, `WxH` (default: as large as the text)")
	flags.BoolVar(&o.light, "light", false, "paint captured text on a light terminal")
	flags.IntVar(&o.scale, "scale", 1, "paint captured text `N` times as large, 1 to 4")
	flags.BoolVar(&o.check, "check", false, "write nothing; fail when a scene shows another thing than its picture")
	flags.StringVar(&o.scene, "scene", "", "only the scenes of these `NAMES`, with commas between")
	flags.StringVar(&o.program, "program", "", "take pictures of `FILE` (default: iscope, built for it)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 || o.scale < 1 || o.scale > 4 {
		flags.Usage()
		return errors.New("these arguments are not understood")
	}
	if o.from == "" {
		return o.takeAll(stderr)
	}
	text, err := readInput(o.from)
	if err != nil {
		return err
	}
	theme := paint.Dark
	if o.light {
		theme = paint.Light
	}
	return paintCapture(o.out, captured(text, o.size), theme, o.scale)
}

// atOnce is how many scenes play at a time. They mostly wait.
const atOnce = 4

// takeAll takes or checks the pictures. One that fails does not keep the
// others from being tried.
func (o options) takeAll(stderr io.Writer) error {
	wanted, err := chosen(o.scene)
	if err != nil {
		return err
	}
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	if o.program == "" {
		dir, err := os.MkdirTemp("", "shot")
		if err != nil {
			return err
		}
		defer func() { _ = os.RemoveAll(dir) }()
		o.program = filepath.Join(dir, "iscope")
		if out, err := command(root, "go", "build", "-o", o.program, "."); err != nil {
			return fmt.Errorf("build iscope: %w\n%s", err, out)
		}
	}
	dir := filepath.Join(root, "screenshots")
	failed := make([]error, len(wanted))
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i, s := range wanted {
		group.Go(func() error {
			failed[i] = o.takeOne(s, dir)
			return nil
		})
	}
	_ = group.Wait() // the errors are in failed, in the order of the scenes
	for i, s := range wanted {
		if failed[i] == nil {
			fmt.Fprintln(stderr, "ok", s.name)
		}
	}
	if o.scene == "" {
		failed = append(failed, strays(dir))
	}
	return errors.Join(failed...)
}

// strays tells of pictures and texts that no scene takes: nobody would notice
// when they are no longer true.
func strays(dir string) error {
	known := map[string]bool{}
	for _, s := range scenes {
		picture, text := s.files(dir)
		known[picture], known[text] = true, true
	}
	var problems []error
	for _, pattern := range []string{"*.png", "*.gif", "testdata/*"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return err
		}
		for _, file := range files {
			if !known[file] {
				problems = append(problems, fmt.Errorf("no scene takes %s: remove it", filepath.Base(file)))
			}
		}
	}
	return errors.Join(problems...)
}

// chosen returns the scenes of these names, or all.
func chosen(names string) ([]scene, error) {
	if names == "" {
		return scenes, nil
	}
	var out []scene
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(scenes, func(s scene) bool { return s.name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no scene %q", name)
		}
		out = append(out, scenes[i])
	}
	return out, nil
}

func (o options) takeOne(s scene, dir string) error {
	if o.check {
		return s.check(o.program, dir)
	}
	return s.take(o.program, dir)
}

// moduleRoot returns the folder of go.mod.
func moduleRoot() (string, error) {
	out, err := command("", "go", "env", "GOMOD")
	file := strings.TrimSpace(out)
	if err != nil || file == "" || file == os.DevNull {
		return "", errors.New("run this within the module")
	}
	return filepath.Dir(file), nil
}

// command runs a command and returns what it says.
func command(dir, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.String(), err
}
