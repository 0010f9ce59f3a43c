import type { IncomingHttpHeaders } from 'node:http';

import type { ReadNotes } from '../body/readers.js';
import type { Reply } from '../http/reply.js';
import type { ArchivePlan } from '../operations/archives.js';
import type { Desk } from '../operations/desk.js';
import type { Shapes } from '../shapes/shape-set.js';
import type { AccessToken, TokenBook } from '../state/token-book.js';
import type { SignedUrls } from '../storage/signed-urls.js';
import type { WebhookOffice } from '../webhooks/webhook-office.js';
import type { EmulatorOptions } from '../options.js';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';

/** What the handlers work with. */
export interface Office extends Desk {
  readonly options: EmulatorOptions;
  readonly shapes: Shapes;
  readonly urls: SignedUrls;
  readonly tokens: TokenBook;
  readonly webhooks: WebhookOffice;
  /** How archives turn out. */
  readonly archivePlan: ArchivePlan;
}

/** One authenticated call as a handler sees it. */
export interface Call {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The address as the client wrote it, for links to further pages. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly token: AccessToken;
  /** The parsed JSON body; undefined when there is none. */
  readonly body: unknown;
  /** Where dropped body keys are noted. */
  readonly notes: ReadNotes;
}

/** One route of the API below `/api/v4`, written without `.json`. */
export interface Route {
  readonly method: Method;
  readonly path: string;
  /** Query parameters it knows besides `fields`; others are dropped in silence, as Clio does. */
  readonly query: readonly string[];
  handle(call: Call): Reply | Promise<Reply>;
}

/** Query parameters of every list; `offset` is documented in the vendor's prose only. */
export const LIST_QUERY = [
  'created_since',
  'updated_since',
  'ids[]',
  'limit',
  'offset',
  'order',
  'page_token',
] as const;
