import { z } from 'zod';
import type { ClioReader } from './reader.js';
import { RecordId } from './records.js';

const User = z.object({
  name: z.string(),
  account: z
    .object({ id: z.union([z.number(), z.string()]).nullish(), name: z.string().nullish() })
    .nullish(),
});

/** A document whose newest version has bytes, all of which are there. */
const WithBytes = z.object({
  id: RecordId,
  latest_document_version: z.object({
    id: RecordId,
    size: z.int().positive(),
    fully_uploaded: z.literal(true),
  }),
});

/** Lists that mirroring reads; each needs a permission of its own. */
export const CLIO_LISTS = {
  documents: '/documents.json',
  matters: '/matters.json',
  contacts: '/contacts.json',
  'custom fields': '/custom_fields.json',
  webhooks: '/webhooks.json',
} as const;
export type ClioList = keyof typeof CLIO_LISTS;

/** Who is connected. */
export interface ClioIdentity {
  readonly user: string;
  /** Null where Clio does not say. */
  readonly firm: string | null;
  /** Clio’s id of the firm’s account; null where Clio does not say. */
  readonly account: string | null;
  /** Clio’s clock when it answered; null where the answer bears no date. */
  readonly clock: Date | null;
}

/** A version of a document that has bytes. */
interface BytesThere {
  readonly document: string;
  readonly version: string;
}

/** Harmless calls that find out what a connection may do. Every failure is a ClioError. */
export class ClioSoundings {
  constructor(private readonly reader: ClioReader) {}

  async whoAmI(): Promise<ClioIdentity> {
    const call = {
      method: 'GET',
      path: '/users/who_am_i.json',
      query: { fields: 'name,account{id,name}' },
    } as const;
    const { record, date } = await this.reader.dated(User, call);
    const clock = date === null ? NaN : Date.parse(date);
    return {
      user: record.name,
      firm: record.account?.name ?? null,
      account: record.account?.id?.toString() ?? null,
      clock: Number.isNaN(clock) ? null : new Date(clock),
    };
  }

  /** Reads one record of a list. @returns whether there is any */
  async sound(list: ClioList): Promise<boolean> {
    const query = { fields: 'id', limit: '1' };
    const records = await this.reader.one(z.array(z.unknown()), {
      method: 'GET',
      path: CLIO_LISTS[list],
      query,
    });
    return records.length > 0;
  }

  /** The smallest of the firm’s fifty newest documents that have bytes; null where none of them has any. */
  async smallDocument(): Promise<BytesThere | null> {
    const fields = 'id,latest_document_version{id,size,fully_uploaded}';
    const { records } = await this.reader.page(WithBytes, {
      method: 'GET',
      path: CLIO_LISTS.documents,
      query: { fields, order: 'id(desc)', limit: '50' },
    });
    const sizeOf = (one: z.infer<typeof WithBytes>): number => one.latest_document_version.size;
    const [smallest] = records.toSorted((one, other) => sizeOf(one) - sizeOf(other));
    if (smallest === undefined) return null;
    return { document: smallest.id, version: smallest.latest_document_version.id };
  }
}
