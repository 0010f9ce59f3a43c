import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the vendor's specification lies beside the repository, when it is there. */
const BESIDE_REPOSITORY = fileURLToPath(
  new URL('../../../../../../shared/reference/clio-spec/openapi-v4-2025-05.json', import.meta.url),
);

/** Path of the vendor's OpenAPI file (`COUNTERPART_CLIO_SPEC`, or beside the repository); null when it is not there. */
export function findSpecFile(): string | null {
  const path = process.env['COUNTERPART_CLIO_SPEC'] ?? BESIDE_REPOSITORY;
  return existsSync(path) ? path : null;
}
