import { buildCore } from '../emulator-core.js';
import { allRoutes } from '../handlers/all-routes.js';
import { DEFAULT_OPTIONS } from '../options.js';
import type { VendorSchemas } from './vendor-schemas.js';

/** Known from the vendor's prose only: offset paging, and the date filters written without brackets. */
const PROSE_ONLY = ['offset', 'open_date', 'pending_date', 'close_date'];
/** Written with the id of a field in brackets, so it is matched by its beginning. */
const BRACKETED = ['custom_field_values'];

/** Compares the query parameters each read route knows with those the specification lists for it. */
export async function walkQueries(schemas: VendorSchemas): Promise<{ path: string; complaints: string[] }[]> {
  const { office } = await buildCore(DEFAULT_OPTIONS);
  try {
    return allRoutes(office)
      .filter((route) => route.method === 'GET')
      .map((route) => {
        const listed = schemas.queryParameters(`${route.path}.json`);
        const known = new Set<string>(route.query);
        const missing = listed.filter(
          (name) => !known.has(name) && !BRACKETED.includes(name) && name !== 'fields',
        );
        const invented = [...known].filter((name) => !listed.includes(name) && !PROSE_ONLY.includes(name));
        return {
          path: `query of ${route.path}`,
          complaints: [
            ...missing.map((name) => `does not know ${name}`),
            ...invented.map((name) => `invents ${name}`),
          ],
        };
      });
  } finally {
    office.webhooks.close();
    await office.bytes.close();
  }
}
