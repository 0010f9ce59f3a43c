import { z } from 'zod';

/** Thrown when a part of the running system does not answer as it should. */
export class ObservationFailed extends Error {
  readonly code = 'E2E_OBSERVATION_FAILED';
  override readonly name = 'ObservationFailed';
}

/** Reads one JSON answer and checks its shape. */
export async function getJson<Schema extends z.ZodType>(
  url: string,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const response = await fetch(url);
  if (!response.ok) throw new ObservationFailed(`${url} answered ${response.status}`);
  const parsed = schema.safeParse(await response.json());
  if (!parsed.success)
    throw new ObservationFailed(`${url} answered in another shape`, { cause: parsed.error });
  return parsed.data;
}
