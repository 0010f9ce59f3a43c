import type { IncomingMessage } from 'node:http';

import type { Office } from '../handlers/route.js';
import { html, type Reply } from '../http/reply.js';
import { escapeHtml } from './escape.js';

/** Answers the pages for people; null for any other path. */
export async function answerPage(office: Office, _request: IncomingMessage, url: URL): Promise<Reply | null> {
  if (url.pathname !== '/') return null;
  return html(200, `<h1>${escapeHtml(office.book.account.name)}</h1>`);
}
