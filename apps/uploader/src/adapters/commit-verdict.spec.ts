import { DropboxError } from '@counterpart/dropbox-client';
import { describe, expect, it } from 'vitest';
import { commitVerdict } from './dropbox-counterparts.js';

describe('commitVerdict', () => {
  it('parks the documents of a call that was refused as a whole: no firm waits without end, and none is given up at once', () => {
    const forbidden = new DropboxError('DROPBOX_FORBIDDEN', 'finish_batch: 403', { status: 403 });
    expect(commitVerdict(forbidden)).toEqual({ kind: 'retry', code: 'DROPBOX_FORBIDDEN' });
    const refused = new DropboxError('DROPBOX_REFUSED', 'finish_batch: 400', { status: 400 });
    expect(commitVerdict(refused)).toEqual({ kind: 'retry', code: 'DROPBOX_ANSWER_INVALID' });
    const odd = new DropboxError('DROPBOX_ANSWER_INVALID', 'finish_batch: the answer is not JSON');
    expect(commitVerdict(odd)).toEqual({ kind: 'retry', code: 'DROPBOX_ANSWER_INVALID' });
  });

  it('waits where Dropbox is away, and for a person where the firm’s connection is refused', () => {
    const limited = new DropboxError('DROPBOX_RATE_LIMITED', 'finish_batch: 429', { retryAfterMs: 15_000 });
    expect(commitVerdict(limited)).toEqual({ kind: 'outage', code: 'DROPBOX_RATE_LIMITED', afterMs: 15_000 });
    const refused = new DropboxError('DROPBOX_UNAUTHORISED', 'finish_batch: 401', { status: 401 });
    expect(commitVerdict(refused)).toEqual({ kind: 'disconnected', code: 'DROPBOX_UNAUTHORISED' });
  });

  it('waits for space where there is none', () => {
    const tags = ['insufficient_space'];
    const error = new DropboxError('DROPBOX_ROUTE_ERROR', 'finish_batch: 409', { tags });
    expect(commitVerdict(error)).toEqual({ kind: 'full', code: 'DROPBOX_FULL' });
  });

  it('takes nothing else for Dropbox’s', () => {
    const bug = new TypeError('a bug');
    expect(() => commitVerdict(bug)).toThrow(bug);
  });
});
