import { z } from 'zod';
import type { SourceDocument } from '../compare/compare.js';
import { getJson, ObservationFailed } from './get-json.js';

const Documents = z.object({
  documents: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      displayNumber: z.string().nullable(),
      categoryName: z.string().nullable(),
      creatorType: z.string().nullable(),
      trashed: z.boolean(),
      versions: z.array(
        z.object({
          id: z.number(),
          number: z.number(),
          size: z.number().nullable(),
          fullyUploaded: z.boolean(),
        }),
      ),
    }),
  ),
});

const Deliveries = z.object({
  queued: z.number(),
  openHandshakes: z.number(),
  dropped: z.number(),
  repeated: z.number(),
  overtaken: z.number(),
});
const Matters = z.object({
  matters: z.array(z.object({ id: z.number(), displayNumber: z.string(), clientId: z.number() })),
});
const Issued = z.object({ token: z.string() });
const Webhooks = z.object({
  webhooks: z.array(z.object({ model: z.string(), status: z.string(), expired: z.boolean() })),
});
/** What webhooks of ours tell of. */
const WATCHED = ['document', 'matter', 'contact'];
const Faults = z.object({ rules: z.array(z.object({ struck: z.number() })) });

/** How deliveries came otherwise than once and in order. */
export interface Disorder {
  readonly repeated: number;
  readonly overtaken: number;
}

/** A matter, with its client. */
export interface ListedMatter {
  readonly id: string;
  readonly displayNumber: string;
  readonly clientId: string;
}

/** A document and the number of its latest complete version. */
export interface ListedDocument extends SourceDocument {
  readonly versionNumber: number;
}

/** Clio as it stands, seen from behind (the emulator’s admin routes, not the API that the product uses). */
export class ClioView {
  constructor(private readonly url: string) {}

  /** Every document that is not in the trash, with its latest complete version. */
  async documents(): Promise<readonly ListedDocument[]> {
    const { documents } = await getJson(`${this.url}/_emulator/documents`, Documents);
    return documents.flatMap((document) => {
      const [version, ...older] = document.versions
        .filter(({ fullyUploaded }) => fullyUploaded)
        .toSorted((a, b) => b.number - a.number);
      if (document.trashed || version === undefined) return [];
      return [
        {
          id: String(document.id),
          name: document.name,
          matterNumber: document.displayNumber,
          category: document.categoryName,
          fromClient: document.creatorType === 'ClientUser',
          versionId: String(version.id),
          versionNumber: version.number,
          size: version.size ?? 0,
          priors: older
            .map(({ id, number, size }) => ({ versionId: String(id), number, size: size ?? 0 }))
            .filter(({ size }) => size > 0),
        },
      ];
    });
  }

  /** Deliveries and handshakes that Clio has not got rid of yet. */
  async undelivered(): Promise<number> {
    const { queued, openHandshakes } = await getJson(`${this.url}/_emulator/deliveries`, Deliveries);
    return queued + openHandshakes;
  }

  async matterList(): Promise<readonly ListedMatter[]> {
    const { matters } = await getJson(`${this.url}/_emulator/matters`, Matters);
    return matters.map(({ id, displayNumber, clientId }) => ({
      id: String(id),
      displayNumber,
      clientId: String(clientId),
    }));
  }

  async matters(): Promise<readonly string[]> {
    const { matters } = await getJson(`${this.url}/_emulator/matters`, Matters);
    return matters.map(({ id }) => String(id));
  }

  /** Deliveries that were never made, or given up. */
  async lost(): Promise<number> {
    return (await getJson(`${this.url}/_emulator/deliveries`, Deliveries)).dropped;
  }

  /** Deliveries that were made once more, and those that a later one went out before. */
  async disorder(): Promise<Disorder> {
    const { repeated, overtaken } = await getJson(`${this.url}/_emulator/deliveries`, Deliveries);
    return { repeated, overtaken };
  }

  /** Whether of everything that is to be watched a webhook in force tells. */
  async isWatched(): Promise<boolean> {
    const { webhooks } = await getJson(`${this.url}/_emulator/webhooks`, Webhooks);
    const inForce = webhooks.filter(({ status, expired }) => status === 'enabled' && !expired);
    return WATCHED.every((model) => inForce.some((hook) => hook.model === model));
  }

  /** Suspends every webhook, as Clio does where deliveries fail for long. */
  suspendWebhooks(): Promise<void> {
    return this.#tell('webhooks', { action: 'suspend' });
  }

  /** Time passes for Clio: what it gave for a while is over sooner. */
  passTime(minutes: number): Promise<void> {
    return this.#tell('clock', { advanceMs: minutes * 60_000 });
  }

  /** From now on, webhooks tell nothing of what changes; or they do again. */
  blackout(on: boolean): Promise<void> {
    return this.#order('blackout', { on });
  }

  /** Answers every call for a list of documents in another way; null ends that. */
  listDocumentsAs(effect: object | null): Promise<void> {
    const match = { origin: 'api', method: 'GET', path: '^/api/v4/documents(\\.json)?$' };
    return this.#order('faults', effect === null ? [] : [{ match, effect }]);
  }

  /** Refuses downloads of these documents, and of no others any more. */
  refuseDownloads(documents: readonly string[]): Promise<void> {
    const effect = { status: { code: 403, body: { error: { type: 'ForbiddenError' } } } };
    const rules = documents.map((document) => ({
      match: { origin: 'api', method: 'GET', path: `^/api/v4/documents/${document}/download` },
      effect,
    }));
    return this.#order('faults', rules);
  }

  /** Has every download wait; none of them where it is 0. */
  slowDownloads(latencyMs: number): Promise<void> {
    const rule = { match: { origin: 'downloads', method: 'GET' }, effect: { latency: { ms: latencyMs } } };
    return this.#order('faults', latencyMs === 0 ? [] : [rule]);
  }

  /** How many calls were answered so. */
  async struck(): Promise<number> {
    const { rules } = await getJson(`${this.url}/_emulator/faults`, Faults);
    return rules.reduce((sum, { struck }) => sum + struck, 0);
  }

  /** Puts something into force. */
  async #order(path: string, body: object): Promise<void> {
    const sent = { method: 'PUT', body: JSON.stringify(body) };
    taken(path, await fetch(`${this.url}/_emulator/${path}`, sent));
  }

  /** Has something happen. */
  async #tell(path: string, body: object): Promise<void> {
    const sent = { method: 'POST', body: JSON.stringify(body) };
    taken(path, await fetch(`${this.url}/_emulator/${path}`, sent));
  }

  /** A token of somebody else at the firm: Clio counts its calls apart. */
  async anotherToken(): Promise<string> {
    const response = await fetch(`${this.url}/_emulator/tokens`, {
      method: 'POST',
      body: JSON.stringify({ action: 'issue' }),
    });
    return Issued.parse(await response.json()).token;
  }

  contentUrl(document: SourceDocument): string {
    return `${this.url}/_emulator/documents/${document.id}/versions/${document.versionId}/content`;
  }
}

function taken(path: string, response: Response): void {
  if (!response.ok) throw new ObservationFailed(`${path} answered ${response.status}`);
}
