import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { causedBy } from '../current-call.js';
import type { DropboxState } from '../dropbox-state.js';
import { FaultPlan } from '../faults.js';
import type { EmulatorCore } from '../server.js';
import { accessAdmin } from './access-admin.js';
import { send, textOf, treeOf, type AdminCall, type AdminRoutes } from './admin-call.js';
import { handRoutes } from './hand.js';
import { teamAdmin } from './team-admin.js';
import { BARRED, currentOf, type Entry, type FileEntry } from '../tree/namespace-tree.js';
import { foldPath } from '../tree/names.js';
import { timestamp } from '../clock.js';

const ADMIN: AdminRoutes = {
  ...teamAdmin,
  ...handRoutes,
  ...accessAdmin,
  'GET health': ({ response }) => send(response, 200, { status: 'ok' }),
  'GET calls': ({ core, response, url }) =>
    send(response, 200, { calls: core.log.after(Number(url.searchParams.get('after') ?? 0)) }),
  'GET calls/summary': ({ core, response }) =>
    send(response, 200, { ...core.log.summary(), mostConcurrentCommits: mostCommits(core) }),
  'GET vanishings': ({ core, response }) => send(response, 200, { vanishings: core.state.vanishings }),
  'GET losses': ({ core, response }) => send(response, 200, { losses: core.state.contents.losses }),
  'GET tree': tree,
  'GET content': content,
  'GET faults': ({ core, response }) => send(response, 200, { rules: core.faults.report() }),
  'PUT faults': async ({ core, request, response }) => {
    core.faults.replace(FaultPlan.parse(JSON.parse(await textOf(request))));
    send(response, 200, { rules: core.faults.report() });
  },
  'DELETE faults': ({ core, response }) => {
    core.faults.replace({ rules: [] });
    response.writeHead(204).end();
  },
  'PUT file': putFile,
  'DELETE file': ({ core, response, url }) => {
    causedBy({ request: null, route: 'hand: DELETE file' }, () =>
      treeOf({ core, url }).remove(url.searchParams.get('path') ?? '', core.state.clock.now()),
    );
    response.writeHead(204).end();
  },
  'POST clock': async ({ core, request, response }) => {
    const { advanceMs } = JSON.parse(await textOf(request)) as { advanceMs: number };
    core.state.clock.advance(advanceMs);
    causedBy({ request: null, route: 'hand: clock' }, () => core.watchtower.look());
    send(response, 200, { now: new Date(core.state.clock.now()).toISOString() });
  },
  'POST tokens': async ({ core, request, response }) => {
    const { action } = JSON.parse(await textOf(request)) as { action: 'issue' | 'expire' | 'revoke' };
    if (action === 'expire') core.tokens.expireAll();
    if (action === 'revoke') core.tokens.revokeAll();
    send(response, 200, action === 'issue' ? { accessToken: core.tokens.issue(14_400) } : {});
  },
};

/** Answers a call below `/_emulator/`; from loopback only. */
export async function answerAdmin(
  core: EmulatorCore,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const isNear = /^(127\.|::1$|::ffff:127\.)/.test(request.socket.remoteAddress ?? '');
  if (!isNear) return send(response, 403, { error: 'admin routes answer loopback only' });
  const answer = ADMIN[`${request.method} ${url.pathname.slice('/_emulator/'.length)}`];
  if (answer === undefined) return send(response, 404, { error: 'no such admin route' });
  try {
    await answer({ core, request, response, url });
  } catch (error) {
    if (response.headersSent) response.destroy();
    else send(response, 400, { error: error instanceof Error ? error.message : String(error) });
  }
}

const mostCommits = (core: EmulatorCore): object =>
  Object.fromEntries([...core.state.locks].map(([namespace, { most }]) => [namespace, most]));

/** Every file and folder, one JSON object a line. */
async function tree({ core, response }: AdminCall): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
  async function* lines(): AsyncGenerator<string> {
    for (const [namespace, one] of core.state.trees) {
      for (const entry of one.all()) {
        yield `${JSON.stringify({ namespace, ...(await describe(core, entry)) })}\n`;
      }
    }
  }
  await pipeline(Readable.from(lines()), response);
}

async function describe({ state }: EmulatorCore, entry: Entry): Promise<object> {
  const place = { id: entry.id, path_display: entry.path, path_lower: foldPath(entry.path) };
  if (entry.kind === 'folder') return { type: 'folder', ...place };
  const { rev, content: held, serverModified } = currentOf(entry);
  return {
    type: 'file',
    ...place,
    rev,
    size: held.size,
    content_hash: held.contentHash,
    sha256: await state.blobs.sha256(held),
    server_modified: timestamp(serverModified),
    revisions: entry.revisions.length,
  };
}

async function content({ core, response, url }: AdminCall): Promise<void> {
  const id = url.searchParams.get('id') ?? '';
  const entry = [...core.state.trees.values()].map((one) => one.byId(id)).find((one) => one?.kind === 'file');
  if (entry?.kind !== 'file') return send(response, 404, { error: 'no such file' });
  const revision = revisionOf(entry, url.searchParams.get('rev'));
  response.writeHead(200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': String(revision.content.size),
    'Content-Disposition': 'attachment',
  });
  await pipeline(Readable.from(core.state.blobs.read(revision.content.blobs, 0)), response);
}

function bar(file: FileEntry, by: string | null): void {
  const barred = BARRED.find((one) => one === by);
  if (by !== null && barred === undefined) throw new TypeError(`nothing is barred as ${by}`);
  if (barred !== undefined) file.revisions.push({ ...(file.revisions.pop() ?? currentOf(file)), barred });
}

const revisionOf = (file: FileEntry, rev: string | null) =>
  file.revisions.find((one) => one.rev === rev) ?? currentOf(file);

/** A hand edit: what another program would have put there; `barred` says why its bytes cannot be downloaded. */
async function putFile({ core, request, response, url }: AdminCall): Promise<void> {
  const blob = await core.state.blobs.write(request, Number.MAX_SAFE_INTEGER);
  const content = await core.state.blobs.join(blob.size === 0 ? [] : [blob]);
  const commit: Parameters<DropboxState['write']>[1] = {
    path: url.searchParams.get('path') ?? '',
    mode: { kind: 'overwrite' },
    autorename: false,
    strictConflict: false,
    clientModified: null,
  };
  const written = causedBy({ request: null, route: 'hand: PUT file' }, () =>
    core.state.write(treeOf({ core, url }), commit, content),
  );
  if ('file' in written) bar(written.file, url.searchParams.get('barred'));
  if ('file' in written) send(response, 200, await describe(core, written.file));
  else send(response, 409, { error: written.refused.join('/') });
}
