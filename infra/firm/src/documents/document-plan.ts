/** The kinds of file a law firm keeps. */
export type DocumentKind = 'pdf' | 'docx' | 'xlsx' | 'eml' | 'jpeg' | 'png' | 'tiff' | 'txt';

/**
 * One document, before its bytes exist. A plan alone decides every byte: rendering the same plan twice, on
 * any machine, gives the same file.
 */
export interface DocumentPlan {
  /** Place in the order of arrival, from 0. */
  readonly index: number;
  /** Place of the matter in the firm book. */
  readonly matterIndex: number;
  /** Name of a document category of the book; null = the document has none. */
  readonly category: string | null;
  /** The display name in Clio; it may lack an extension and need not be unique. */
  readonly name: string;
  /** The name of the uploaded file. */
  readonly filename: string;
  readonly contentType: string;
  readonly kind: DocumentKind;
  /** Size to aim for in bytes; 0 = an empty placeholder. The real size is near it, see {@link SIZE_TOLERANCE}. */
  readonly targetSize: number;
  /** ISO date and time with zone at which the firm received it. */
  readonly receivedAt: string;
  /** The firm's control number, printed or embedded in the file: it makes the bytes unique. */
  readonly stamp: string;
}

/** A rendered document of 20 KB or more is within these multiples of its target size. */
export const SIZE_TOLERANCE = { low: 0.6, high: 1.6 } as const;

export const CONTENT_TYPES: Record<DocumentKind, string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  eml: 'message/rfc822',
  jpeg: 'image/jpeg',
  png: 'image/png',
  tiff: 'image/tiff',
  txt: 'text/plain',
};

export const EXTENSIONS: Record<DocumentKind, string> = {
  pdf: '.pdf',
  docx: '.docx',
  xlsx: '.xlsx',
  eml: '.eml',
  jpeg: '.jpg',
  png: '.png',
  tiff: '.tif',
  txt: '.txt',
};
