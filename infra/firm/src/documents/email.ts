import { buffer } from 'node:stream/consumers';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { FIRM_BOOK } from '../firm-book.js';
import { SeededRandom } from '../random.js';
import type { DocumentPlan } from './document-plan.js';
import { legalParagraph } from './legal-text.js';
import { pdfFile } from './pdf.js';
import { scannedPage, stampedJpeg } from './scanned-pages.js';

/** Base64 with line ends (RFC 2045 6.8): 78 bytes for 57. */
const BASE64_GROWTH = 78 / 57;
const HEAD_BYTES = 4 * 1024;
/** Where the attachment would be smaller than the text pages of a PDF, a picture goes along instead. */
const PDF_FROM = 12 * 1024;

/** A message with an attachment, as a mail archive keeps it. */
export async function emailFile(plan: DocumentPlan): Promise<Buffer> {
  const random = new SeededRandom(`eml ${plan.stamp}`);
  const sender = random.pick(FIRM_BOOK.users);
  const correspondent = random.pick(FIRM_BOOK.contacts.filter((contact) => contact.email !== undefined));
  const words = [legalParagraph(random), legalParagraph(random)];
  const mail = new MailComposer({
    from: { name: `${sender.firstName} ${sender.lastName}`, address: sender.email },
    to: { name: correspondent.name, address: correspondent.email ?? '' },
    subject: `${plan.stamp} \u2013 privileged & confidential`,
    date: new Date(plan.receivedAt),
    messageId: `<${plan.stamp}@hartwell-reyes.example>`,
    baseBoundary: plan.stamp,
    text: words.join('\r\n\r\n'),
    html: words.map((paragraph) => `<p>${paragraph}</p>`).join('\r\n'),
    attachments: [await attachmentOf(plan)],
  });
  return buffer(mail.compile().createReadStream());
}

async function attachmentOf(plan: DocumentPlan) {
  const size = Math.max(1, Math.round((plan.targetSize - HEAD_BYTES) / BASE64_GROWTH));
  if (size < PDF_FROM) {
    return { filename: `${plan.stamp}.jpg`, content: stampedJpeg(scannedPage(size), plan.stamp) };
  }
  return { filename: `${plan.stamp}.pdf`, content: await pdfFile(plan, size) };
}
