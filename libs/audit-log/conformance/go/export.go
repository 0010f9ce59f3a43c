package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// A line of proofs.jsonl.
type proofLine struct {
	Hash string   `json:"hash"`
	Leaf int64    `json:"leaf"`
	Path []string `json:"path"`
}

// The event that says how much there is.
type statement struct {
	Type     string `json:"type"`
	Subject  string `json:"subject"`
	Sequence string `json:"sequence"`
	Data     struct {
		Events  int    `json:"events"`
		Digest  string `json:"digest"`
		LogSize int64  `json:"logSize"`
	} `json:"data"`
}

// verifyExport follows docs/reference/audit-export.md, “How to verify”, steps 1 to 5.
func verifyExport(folder, key string) error {
	tree, err := openNote(string(read(folder, "checkpoint")), key)
	if err != nil {
		return err
	}
	events := read(folder, "events.jsonl")
	lines := linesOf(events)
	stated := read(folder, "statement.json")
	proofs := linesOf(read(folder, "proofs.jsonl"))
	if len(proofs) != len(lines)+1 {
		return fmt.Errorf("%d proofs for %d events", len(proofs), len(lines))
	}
	last := int64(-1)
	for at, line := range append(lines, bytes.TrimSuffix(stated, []byte("\n"))) {
		leaf, err := checkLine(proofs[at], line, tree)
		if err != nil || leaf <= last {
			return fmt.Errorf("line %d: leaf %d: %v", at+1, leaf, err)
		}
		last = leaf
	}
	return checkStatement(stated, events, lines, last)
}

func checkLine(proof, event []byte, tree checkpoint) (int64, error) {
	var line proofLine
	parse(proof, &line)
	hashes, err := claim{Proof: line.Path}.hashes()
	if err != nil {
		return line.Leaf, err
	}
	return line.Leaf, tlog.CheckRecord(hashes, tree.N, tree.Hash, line.Leaf, tlog.RecordHash(event))
}

func checkStatement(stated, events []byte, lines [][]byte, leaf int64) error {
	var said statement
	parse(stated, &said)
	digest := sha256.Sum256(events)
	if said.Type != "TrailExported.v2" || said.Data.Events != len(lines) || said.Data.LogSize > leaf {
		return fmt.Errorf("the statement does not fit: %+v", said)
	}
	if said.Data.Digest != hex.EncodeToString(digest[:]) {
		return fmt.Errorf("another digest is stated")
	}
	own := 1
	for _, line := range lines {
		var event statement
		parse(line, &event)
		if event.Subject == said.Subject {
			if event.Sequence != fmt.Sprint(own) {
				return fmt.Errorf("place %d of the subject’s stream is missing", own)
			}
			own++
		}
	}
	if said.Sequence != fmt.Sprint(own) {
		return fmt.Errorf("the end of the subject’s stream is missing")
	}
	return nil
}

func linesOf(file []byte) [][]byte {
	return bytes.Split(bytes.TrimSuffix(file, []byte("\n")), []byte("\n"))
}
