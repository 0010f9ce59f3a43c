import { findSpecFile } from './spec-file.js';
import { VendorSchemas } from './vendor-schemas.js';
import { walkEmulator } from './walk.js';

/** Walks every read route against a fresh emulator and reports; exit code 1 when one does not conform. */
async function main(): Promise<void> {
  const path = findSpecFile(process.env['COUNTERPART_CLIO_SPEC']);
  if (path === null) {
    process.stdout.write(
      '******** SKIPPED: Clio conformance was NOT checked ********\n' +
        "Clio's OpenAPI file was not found. Set COUNTERPART_CLIO_SPEC to its path.\n",
    );
    return;
  }
  const results = await walkEmulator(await VendorSchemas.load(path));
  for (const { path: route, complaints } of results) {
    process.stdout.write(`${complaints.length === 0 ? 'ok  ' : 'FAIL'}  ${route}\n`);
    for (const complaint of complaints) process.stdout.write(`        ${complaint}\n`);
  }
  const failed = results.filter((result) => result.complaints.length > 0).length;
  process.stdout.write(`${results.length - failed} of ${results.length} conform to the vendor's schemas\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

await main();
