// Verifies a log and an export of Counterpart with the Go project’s own packages: sumdb/note for signatures,
// sumdb/tlog for tiles and proofs. It shares nothing with the programs that wrote them. Each check is one line:
// "ok NAME" or "FAIL NAME: why".
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// main takes the folder that src/conformance/sample-log.ts wrote.
func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: audit-conformance FOLDER")
		os.Exit(2)
	}
	folder := os.Args[1]
	run := &report{}
	tree, err := openCheckpoint(folder)
	run.check("the checkpoint opens with sumdb/note, by the key’s own text", err)
	if err == nil {
		checkTiles(run, folder, tree)
		checkProofs(run, folder, tree)
		checkGrowth(run, folder, tree)
	}
	run.check("the export verifies, line by line", verifyExport(filepath.Join(folder, "export"), keyText(folder)))
	if run.failed > 0 {
		os.Exit(1)
	}
}

type report struct{ failed int }

func (r *report) check(name string, err error) {
	if err == nil {
		fmt.Printf("ok %s\n", name)
		return
	}
	r.failed++
	fmt.Printf("FAIL %s: %v\n", name, err)
}

func read(parts ...string) []byte {
	bytes, err := os.ReadFile(filepath.Join(parts...))
	if err != nil {
		panic(err)
	}
	return bytes
}

func parse(bytes []byte, into any) {
	if err := json.Unmarshal(bytes, into); err != nil {
		panic(err)
	}
}
