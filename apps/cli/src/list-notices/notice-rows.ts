import type { ToldNotice } from './list-notices.handler.js';

export const NOTICES_HEADING = ['at', 'kind', 'state', 'detail', 'of'];

export const noticeRows = (notices: readonly ToldNotice[]): readonly (readonly string[])[] =>
  notices.map(({ at, kind, state, detail, of }) => [at, kind, state, detail, of]);
