package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
)

// IsManage reports whether the command is one of iscope config that Manage carries
// out: all but ConfigTheme, for the themes are not known here.
func (f Flags) IsManage() bool {
	return strings.HasPrefix(f.Command, configGroup+" ") && f.Command != ConfigTheme
}

// Manage carries out the commands of iscope config and returns the exit code. C
// and problems are what Load returned for s, with the mistakes that were found
// elsewhere, such as those of the keys. What was asked for goes to out, what
// went wrong to errs.
func Manage(s Sources, c *Config, problems error, out, errs io.Writer) int {
	s = s.filled()
	code, err := manage(s, c, problems, out)
	if err != nil {
		_, _ = fmt.Fprintln(errs, "iscope: "+strings.ReplaceAll(err.Error(), "\n", "\niscope: "))
	}
	return code
}

func manage(s Sources, c *Config, problems error, out io.Writer) (int, error) {
	path, _ := s.path()
	switch s.Flags.Command {
	case ConfigInit:
		return initialize(path, out)
	case ConfigPath:
		if abs, err := filepath.Abs(path); err == nil {
			path = abs
		}
		return printed(out, path+"\n")
	case ConfigTenants:
		text := strings.Join(append(c.Names(), ""), "\n")
		if code, err := printed(out, text); err != nil || problems == nil {
			return code, err
		}
		return exitUsage.code, problems
	case ConfigShow:
		if problems != nil {
			return exitUsage.code, problems
		}
		if err := c.Show(out, s, s.Flags.Origin); err != nil {
			return exitFailure.code, err
		}
		return exitOK.code, nil
	}
	return validate(shorten(path), c, problems, out)
}

func initialize(path string, out io.Writer) (int, error) {
	err := WriteTemplate(path)
	if errors.Is(err, fs.ErrExist) {
		return exitFailure.code, fmt.Errorf("%s is there already and is not overwritten; see it with: iscope config show", visible(shorten(path)))
	}
	if err != nil {
		return exitFailure.code, err
	}
	return printed(out, visible(shorten(path))+" is written; nothing in it is set yet\n")
}

// validate prints every problem in a line of its own, as editors read them.
func validate(path string, c *Config, problems error, out io.Writer) (int, error) {
	switch {
	case problems != nil:
		if code, err := printed(out, problems.Error()+"\n"); err != nil {
			return code, err
		}
		return exitUsage.code, nil
	case c.File == "":
		return printed(out, "there is no "+visible(path)+", and no mistake in the environment\n")
	}
	return printed(out, visible(c.File)+": no mistakes\n")
}

func printed(out io.Writer, text string) (int, error) {
	if _, err := io.WriteString(out, text); err != nil {
		return exitFailure.code, fmt.Errorf("the output cannot be written: %w", err)
	}
	return exitOK.code, nil
}
