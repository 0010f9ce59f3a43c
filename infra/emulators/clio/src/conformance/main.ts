import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { startClioEmulator } from '../server.js';
import { ApiClient, at } from './api-client.js';
import { enterSampleFirm } from './sample-firm.js';
import { VendorSchemas } from './vendor-schemas.js';
import { readRoutes, walkErrors, walkRoute, type WalkResult } from './walk.js';

/** Where the vendor's specification lies beside the repository, when it is there. */
const DEFAULT_SPEC = fileURLToPath(
  new URL('../../../../../../shared/reference/clio-spec/openapi-v4-2025-05.json', import.meta.url),
);

/** Walks every read route against a fresh emulator and reports; exit code 1 when one does not conform. */
async function main(): Promise<void> {
  const path = process.env['COUNTERPART_CLIO_SPEC'] ?? DEFAULT_SPEC;
  if (!existsSync(path)) {
    process.stdout.write(
      '******** SKIPPED: Clio conformance was NOT checked ********\n' +
        "Clio's OpenAPI file was not found. Set COUNTERPART_CLIO_SPEC to its path.\n",
    );
    return;
  }
  const results = await walk(await VendorSchemas.load(path));
  for (const { path: route, complaints } of results) {
    process.stdout.write(`${complaints.length === 0 ? 'ok  ' : 'FAIL'}  ${route}\n`);
    for (const complaint of complaints) process.stdout.write(`        ${complaint}\n`);
  }
  const failed = results.filter((result) => result.complaints.length > 0).length;
  process.stdout.write(`${results.length - failed} of ${results.length} conform to the vendor's schemas\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

async function walk(schemas: VendorSchemas): Promise<WalkResult[]> {
  const emulator = await startClioEmulator({ rateLimit: null });
  try {
    const client = new ApiClient(emulator.url);
    const firm = await enterSampleFirm(client);
    const me = Number(at((await client.get('/users/who_am_i.json')).body, 'data', 'id'));
    const results: WalkResult[] = [];
    for (const route of readRoutes(firm, me)) results.push(await walkRoute(client, schemas, route));
    return [...results, ...(await walkErrors(client, schemas))];
  } finally {
    await emulator.close();
  }
}

await main();
