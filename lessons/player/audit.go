package player

import (
	"maps"
	"slices"
	"strings"

	"forklore/probe"
	"forklore/probe/say"
)

// Audit checks the process of a role for the properties of a well-made daemon. It
// returns nil if there is no such process.
func (p *Player) Audit(role string) []probe.Finding {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stage == nil {
		return nil
	}
	return p.auditRole(role)
}

// checkAudit returns the properties of a well-made daemon that a process lacks,
// and whether it has all of them.
func (p *Player) checkAudit(role string) (measured say.Text, ok bool) {
	findings := p.auditRole(role)
	if findings == nil {
		return fated(p.fateOf(role, nil)).text(), false
	}
	var lacks []say.Text
	for _, f := range findings {
		if f.Verdict != probe.Yes {
			lacks = append(lacks, say.Textf("%s: %s", f.Property, f.Measured))
		}
	}
	if len(lacks) == 0 {
		return say.Textf("every one"), true
	}
	return say.Textf("lacks %s", say.Joined("; ", lacks...)), false
}

// auditRole is Audit for callers that hold the mutex.
func (p *Player) auditRole(role string) []probe.Finding {
	row := p.now.Role(p.stage.PlayedBy(role))
	if row == nil {
		return nil
	}
	return probe.Audit(*row, p.now, p.state.Reaper, p.pidFile(row))
}

// pidFile returns the path of the PID file that the process has open: a file
// named *.pid in the scratch directory. It returns "" if there is none.
func (p *Player) pidFile(row *probe.Process) string {
	for _, fd := range slices.Sorted(maps.Keys(row.FDs.Open)) {
		path := row.FDs.Open[fd].Value
		if strings.HasPrefix(path, p.state.Scratch+"/") && strings.HasSuffix(path, ".pid") {
			return path
		}
	}
	return ""
}
