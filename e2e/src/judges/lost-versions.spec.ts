import { describe, expect, it } from 'vitest';
import { foundNowhere } from './lost-versions.js';

const loss = (contentHash: string) => ({
  contentHash,
  path: '/Reyes/Motion.pdf',
  route: 'files/upload',
  request: 'r1',
});
const mirrored = [
  { document: '11', versionNumber: 1, contentHash: 'a1' },
  { document: '11', versionNumber: 2, contentHash: 'a2' },
];

describe('foundNowhere', () => {
  it('names the versions whose bytes were in no file, and after which call', () => {
    expect(foundNowhere([loss('a1'), loss('of an upload that was never told')], mirrored, [])).toEqual([
      'version 1 of document 11: last at /Reyes/Motion.pdf, until files/upload',
    ]);
  });

  it('names hand edits by their bytes', () => {
    // Dropbox’s content hash of “edit”: SHA-256 of its SHA-256.
    const hash = 'ca73ab8f837860c5ffca28c00f4591491dbf4fd3e851baea27c73497d33e8f2a';
    expect(foundNowhere([loss(hash)], mirrored, [Buffer.from('edit')])).toEqual([
      'a hand edit: last at /Reyes/Motion.pdf, until files/upload',
    ]);
  });

  it('leaves out what somebody overwrote by hand', () => {
    const byHand = { ...loss('a1'), route: 'hand: PUT file', request: null };
    expect(foundNowhere([byHand], mirrored, [])).toEqual([]);
  });

  it('finds nothing where nothing was lost', () => {
    expect(foundNowhere([], mirrored, [Buffer.from('edit')])).toEqual([]);
  });
});
