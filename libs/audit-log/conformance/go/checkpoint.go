package main

import (
	"encoding/base64"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A checkpoint that was verified: C2SP tlog-checkpoint.
type checkpoint struct {
	origin string
	tlog.Tree
}

func keyText(folder string) string {
	return strings.TrimSpace(string(read(folder, "public-key.txt")))
}

func openCheckpoint(folder string) (checkpoint, error) {
	return openNote(string(read(folder, "checkpoint")), keyText(folder))
}

func openNote(signed, key string) (checkpoint, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return checkpoint{}, err
	}
	opened, err := note.Open([]byte(signed), note.VerifierList(verifier))
	if err != nil {
		return checkpoint{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return checkpoint{}, fmt.Errorf("not a checkpoint of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return checkpoint{}, err
	}
	root, err := hashOf(lines[2])
	return checkpoint{lines[0], tlog.Tree{N: size, Hash: root}}, err
}

func hashOf(text string) (tlog.Hash, error) {
	var hash tlog.Hash
	bytes, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(bytes) != len(hash) {
		return hash, fmt.Errorf("%q is no hash", text)
	}
	copy(hash[:], bytes)
	return hash, nil
}

// Tiles of C2SP tlog-tiles: the height is always 8 and is not in the path.
type tileFolder string

func (tileFolder) Height() int { return 8 }

func (folder tileFolder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data = append(data, read(string(folder), filepath.FromSlash(path)))
	}
	return data, nil
}

func (tileFolder) SaveTiles([]tlog.Tile, [][]byte) {}
