package main

import (
	"errors"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// What the sample claims of one leaf, or of two trees.
type claim struct {
	Leaf  int64    `json:"leaf"`
	Entry string   `json:"entry"`
	Older int64    `json:"older"`
	Root  string   `json:"root"`
	Proof []string `json:"proof"`
}

func (c claim) hashes() ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, text := range c.Proof {
		hash, err := hashOf(text)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

// Every leaf is read through TileHashReader, which verifies the tiles against the signed root on the way.
func checkTiles(run *report, folder string, tree checkpoint) {
	var entries []string
	parse(read(folder, "entries.json"), &entries)
	reader := tlog.TileHashReader(tree.Tree, tileFolder(folder))
	root, err := tlog.TreeHash(tree.N, reader)
	if err == nil && root != tree.Hash {
		err = errors.New("another root")
	}
	run.check(fmt.Sprintf("tlog.TileHashReader reads the root of %d leaves out of the tiles", tree.N), err)
	var indexes []int64
	for leaf := range entries {
		indexes = append(indexes, tlog.StoredHashIndex(0, int64(leaf)))
	}
	hashes, err := reader.ReadHashes(indexes)
	for leaf := 0; err == nil && leaf < len(entries); leaf++ {
		if hashes[leaf] != tlog.RecordHash([]byte(entries[leaf])) {
			err = fmt.Errorf("leaf %d has another hash", leaf)
		}
	}
	run.check("the tiles hold the record hash of every leaf", err)
}

func checkProofs(run *report, folder string, tree checkpoint) {
	var claims []claim
	parse(read(folder, "inclusion.json"), &claims)
	reader := tlog.TileHashReader(tree.Tree, tileFolder(folder))
	var wrong, unlike, forged error
	for _, one := range claims {
		proof, err := one.hashes()
		if err == nil {
			err = tlog.CheckRecord(proof, tree.N, tree.Hash, one.Leaf, tlog.RecordHash([]byte(one.Entry)))
		}
		wrong = errors.Join(wrong, err)
		own, err := tlog.ProveRecord(tree.N, one.Leaf, reader)
		if err != nil || !slices.Equal(own, tlog.RecordProof(proof)) {
			unlike = errors.Join(unlike, fmt.Errorf("leaf %d: %v", one.Leaf, err))
		}
		if tlog.CheckRecord(proof, tree.N, tree.Hash, one.Leaf, tlog.RecordHash([]byte("forged"))) == nil {
			forged = fmt.Errorf("leaf %d: a forged entry passes", one.Leaf)
		}
	}
	run.check(fmt.Sprintf("tlog.CheckRecord takes %d inclusion proofs", len(claims)), wrong)
	run.check("tlog.ProveRecord makes the same inclusion proofs", unlike)
	run.check("tlog.CheckRecord refuses a forged entry", forged)
}

func checkGrowth(run *report, folder string, tree checkpoint) {
	var claims []claim
	parse(read(folder, "consistency.json"), &claims)
	reader := tlog.TileHashReader(tree.Tree, tileFolder(folder))
	var wrong, unlike error
	for _, one := range claims {
		proof, err := one.hashes()
		older, err2 := hashOf(one.Root)
		if err = errors.Join(err, err2); err == nil {
			err = tlog.CheckTree(proof, tree.N, tree.Hash, one.Older, older)
		}
		wrong = errors.Join(wrong, err)
		own, err := tlog.ProveTree(tree.N, one.Older, reader)
		if err != nil || !slices.Equal(own, tlog.TreeProof(proof)) {
			unlike = errors.Join(unlike, fmt.Errorf("size %d: %v", one.Older, err))
		}
	}
	run.check(fmt.Sprintf("tlog.CheckTree takes %d consistency proofs", len(claims)), wrong)
	run.check("tlog.ProveTree makes the same consistency proofs", unlike)
}
