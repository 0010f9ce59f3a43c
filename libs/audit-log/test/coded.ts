import { expect } from 'vitest';
import type { AuditErrorCode } from '../src/index.js';

/** Expects an error with that code. */
export function throwsWithCode(code: AuditErrorCode, work: () => unknown): void {
  expect(work).toThrow(expect.objectContaining({ code }));
}

/** Expects a refusal with that code. */
export async function rejectsWithCode(code: AuditErrorCode, work: Promise<unknown>): Promise<void> {
  await expect(work).rejects.toMatchObject({ code });
}
