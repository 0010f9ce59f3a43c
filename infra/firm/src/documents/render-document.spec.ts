import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SIZE_TOLERANCE } from './document-plan.js';
import type { DocumentKind, DocumentPlan } from './document-plan.js';
import { planDocuments } from './plan-documents.js';
import { measureDocument, renderDocument, streamDocument } from './render-document.js';
import { KIB, MIB } from './size-law.js';

const KINDS: readonly DocumentKind[] = ['pdf', 'docx', 'xlsx', 'eml', 'jpeg', 'png', 'tiff', 'txt'];
const plans = planDocuments({ count: 300, seed: 21 }).filter((plan) => plan.targetSize < 4 * MIB);

function sha256(file: Buffer): string {
  return createHash('sha256').update(file).digest('hex');
}

function planOf(kind: DocumentKind, least = 20 * KIB): DocumentPlan {
  const plan = plans.find((candidate) => candidate.kind === kind && candidate.targetSize >= least);
  if (plan === undefined) throw new Error(`no ${kind} in the sample`);
  return plan;
}

describe('rendering a document', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.each(KINDS)(
    'gives the same %s again in a fresh process state, another time zone and order',
    async (kind) => {
      const first = await renderDocument(planOf(kind));
      vi.resetModules();
      vi.stubEnv('TZ', 'Pacific/Kiritimati');
      expect(new Date(2026, 0, 1).getTimezoneOffset()).toBe(-14 * 60);
      const fresh = await import('./render-document.js');
      await fresh.renderDocument(planOf('docx', 100 * KIB));
      await fresh.renderDocument(planOf('eml', 60 * KIB));
      expect(sha256(await fresh.renderDocument(planOf(kind)))).toBe(sha256(first));
    },
  );

  it('makes every document different, and of about its size', async () => {
    const hashes = new Set<string>();
    const misfits: string[] = [];
    const filled = plans.filter((plan) => plan.targetSize > 0);
    for (const plan of filled) {
      const file = await renderDocument(plan);
      hashes.add(sha256(file));
      const ratio = file.length / plan.targetSize;
      const fits = ratio >= SIZE_TOLERANCE.low && ratio <= SIZE_TOLERANCE.high;
      if (plan.targetSize >= 20 * KIB && !fits) misfits.push(`${plan.stamp} ${plan.kind} ${ratio}`);
    }
    expect(misfits).toEqual([]);
    expect(hashes.size).toBe(filled.length);
  });

  it('makes different bytes for the same place under another seed', async () => {
    const plan = planOf('jpeg');
    const other = { ...plan, stamp: plan.stamp.replace('HR-21-', 'HR-22-') };
    expect(sha256(await renderDocument(other))).not.toBe(sha256(await renderDocument(plan)));
  });

  it('leaves a placeholder empty', async () => {
    const plan = { ...planOf('docx'), targetSize: 0 };
    expect(await measureDocument(plan)).toEqual({ size: 0, sha256: sha256(Buffer.alloc(0)) });
  });
});

describe('a production of many pages', () => {
  const production: DocumentPlan = { ...planOf('pdf'), targetSize: 9 * MIB };

  it('has the same bytes streamed and whole', async () => {
    const whole = await renderDocument(production);
    expect(await measureDocument(production)).toEqual({ size: whole.length, sha256: sha256(whole) });
  });

  it('is made as it is read, a page at a time, up to 200 MiB', async () => {
    let size = 0;
    let pieces = 0;
    let largest = 0;
    const giant = { ...production, targetSize: 200 * MIB };
    for await (const piece of streamDocument(giant) as AsyncIterable<Buffer>) {
      size += piece.length;
      pieces += 1;
      largest = Math.max(largest, piece.length);
    }
    expect(size / giant.targetSize).toBeGreaterThan(0.97);
    expect(size / giant.targetSize).toBeLessThan(1.03);
    expect(pieces).toBeGreaterThan(80);
    expect(largest).toBeLessThan(4 * MIB);
  });
});
