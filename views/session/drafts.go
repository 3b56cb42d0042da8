package session

import "iscope/views/internal/draft"

// Drafts keep what was typed into the editor of a session and not sent, beyond
// the end of the program, by the id of the session.
type Drafts = draft.Store

// Files keeps the drafts of sessions as files of one folder.
type Files = draft.Files
