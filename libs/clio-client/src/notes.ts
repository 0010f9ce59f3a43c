import { z } from 'zod';
import { RecordId } from './records.js';

/** `note` (OpenAPI v4, Note), as far as a marker is looked for in it. */
export const ClioNote = z.object({
  id: RecordId,
  subject: z.string().nullish(),
  detail: z.string().nullish(),
});
export type ClioNote = z.infer<typeof ClioNote>;

/** A note that is to stand on a matter. */
export interface NewNote {
  readonly matter: string;
  readonly subject: string;
  /** Plain text. */
  readonly detail: string;
}

export const NOTE_FIELDS = 'id,subject,detail';
