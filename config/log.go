package config

import (
	"fmt"
	"log/slog"
	"os"
)

// OpenLog opens the log file for appending and returns the logger and what
// closes it. Without a log file nothing is logged.
func (c *Config) OpenLog() (*slog.Logger, func(), error) {
	if c.LogFile == "" {
		return slog.New(slog.DiscardHandler), func() {}, nil
	}
	f, err := os.OpenFile(c.LogFile, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("log file: %w", err)
	}
	return slog.New(slog.NewJSONHandler(f, &slog.HandlerOptions{Level: slog.LevelDebug})), func() { _ = f.Close() }, nil
}
