import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the vendor's specification lies beside the repository, when it is there. */
const BESIDE_REPOSITORY = fileURLToPath(
  new URL('../../../../../../shared/reference/clio-spec/openapi-v4-2025-05.json', import.meta.url),
);

/** Path of the vendor's OpenAPI file: the one named, or that beside the repository; null when it is not there. */
export function findSpecFile(named?: string): string | null {
  const path = named ?? BESIDE_REPOSITORY;
  return existsSync(path) ? path : null;
}
