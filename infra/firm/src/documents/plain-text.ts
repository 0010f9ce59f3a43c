import type { DocumentPlan } from './document-plan.js';
import { transcript } from './legal-text.js';

/** A transcript of exactly the target size. */
export function textFile(plan: DocumentPlan): Buffer {
  const head = Buffer.from(`CONTROL NUMBER ${plan.stamp}\r\nRECEIVED ${plan.receivedAt}\r\n\r\n`, 'ascii');
  const file = Buffer.alloc(plan.targetSize, transcript());
  head.copy(file);
  return file;
}
