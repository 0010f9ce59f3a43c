import { z } from 'zod';
import { NoticeKindName } from '../notice-kinds.js';

/** Name of something in Clio; compared without regard to case, accents’ spelling and blanks at the ends. */
export const clioName = z.string().min(1).max(200);

/** One folder’s name. */
export const component = z.string().min(1).max(100);

/** A folder below the firm’s Dropbox root. */
const folderPath = z.string().startsWith('/').max(150);

/** A template, see the reference page; `checkPolicy` parses it. */
export const template = z.string().min(1).max(300);

/** Which of Clio’s values are mirrored. */
const choice = (what: string) =>
  z
    .object({
      only: z
        .array(clioName)
        .default([])
        .describe(`Only these ${what}; empty for all. What has none at all is left out by a list.`),
      except: z.array(clioName).default([]).describe(`All ${what} but these.`),
    })
    .prefault({});

export const Roots = z
  .object({
    default: folderPath
      .default('/Matters')
      .describe(
        'Folder below which matters are placed. Not `/Clio`: Clio’s own Dropbox integration uses it.',
      ),
    practiceAreas: z
      .record(clioName, folderPath)
      .default({})
      .describe('Practice area → a root of its own for its matters.'),
  })
  .prefault({})
  .describe('Root folders.');

export const MatterType = z
  .object({
    from: z
      .enum(['practice-area', 'stage', 'custom-field'])
      .default('practice-area')
      .describe('Where a matter’s type is read.'),
    field: clioName.nullable().default(null).describe('Name of the custom field, for `custom-field`.'),
  })
  .prefault({})
  .describe(
    'What a matter’s type is. Clio has no such field: a practice area, a stage or a custom field serves.',
  );

export const Filters = z
  .object({
    practiceAreas: choice('practice areas').describe('By practice area of the matter.'),
    matterTypes: choice('matter types').describe('By matter type, see `matterType`.'),
    responsibleAttorneys: choice('attorneys').describe('By full name of the responsible attorney.'),
    categories: choice('categories').describe('By category of the document.'),
    statuses: z
      .array(z.enum(['Pending', 'Open', 'Closed']))
      .min(1)
      .default(['Pending', 'Open', 'Closed'])
      .describe('Statuses of the matter whose documents are mirrored.'),
    minBytes: z
      .int()
      .min(1)
      .default(1)
      .describe('Smallest document in bytes. A document without bytes is a placeholder and never mirrored.'),
    maxBytes: z
      .int()
      .min(1)
      .nullable()
      .default(null)
      .describe('Largest document in bytes; null for no limit.'),
  })
  .prefault({})
  .describe(
    'What is mirrored. A document that a filter leaves out is recorded as skipped, with the filter’s name.',
  );

export const Privileged = z
  .object({
    categories: z
      .array(clioName)
      .default(['Privileged', 'Attorney-Client'])
      .describe('Categories that mark a document.'),
    customFields: z
      .record(clioName, z.array(clioName).min(1))
      .default({ Privilege: ['Privileged', 'Attorney-Client'] })
      .describe(
        'Custom field of the matter → values that mark all of its documents. Documents have no custom fields.',
      ),
    names: z
      .array(z.string().min(1).max(200))
      .default([])
      .describe(
        'Patterns of the document’s name that mark it: `*` stands for any text, `?` for one character.',
      ),
    matterTypes: z
      .array(clioName)
      .default(['Litigation', 'Investigation', 'Investigations'])
      .describe(
        'Matter types or practice areas to which the rule is limited; empty for all. A matter without a type counts as one of them, whatever its practice area is.',
      ),
    folder: folderPath
      .default('/Privileged')
      .describe('The one restricted folder. Without it nothing privileged is uploaded.'),
    matterFolder: template.default('{MatterNumber}').describe('Folder of a matter within it.'),
    group: z
      .string()
      .min(1)
      .max(100)
      .default('Attorneys')
      .describe('Dropbox group whose members may open the restricted folder.'),
  })
  .prefault({})
  .describe(
    'Privileged documents. Clio has no tags: a category, a custom field or the name carries the mark.',
  );

export const ClientUploads = z
  .object({
    enabled: z.boolean().default(true).describe('Whether documents that a client uploaded are copied.'),
    folder: template.default('/ClientUploads/{MatterNumber}').describe('Folder that takes the copies.'),
  })
  .prefault({})
  .describe('Documents that a client uploaded through the portal. Never copied where they are privileged.');

export const Versions = z
  .object({
    folder: component.default('_Archive').describe('Folder of prior versions, beside the current file.'),
    name: template
      .default('{Name}_v{Version}_{VersionDate|date:YYYYMMDD}')
      .describe('Name of a prior version; its extension is kept.'),
    thinning: z
      .object({
        afterDays: z
          .int()
          .min(1)
          .max(36_500)
          .nullable()
          .default(null)
          .describe(
            'Days after which a prior version is thinned, counted from when it was replaced; null for never.',
          ),
        keepNewest: z
          .int()
          .min(1)
          .max(10_000)
          .nullable()
          .default(null)
          .describe('How many prior versions of a document stay files of their own; null for all.'),
      })
      .prefault({})
      .describe(
        'Which prior versions are rolled into one ZIP per document: those that are too old, and those beyond the newest.',
      ),
  })
  .prefault({})
  .describe('Prior versions.');

export const Closing = z
  .object({
    action: z
      .enum(['move', 'zip', 'prefix', 'none'])
      .default('none')
      .describe(
        'What happens when a matter is closed: its folder is moved, packed into a ZIP, kept with a prefix, or left alone.',
      ),
    folder: template.default('/Closed/{CloseYear}').describe('Where moved and packed matters go.'),
    prefix: component.default('Closed').describe('Put before the folder’s name by `prefix`.'),
  })
  .prefault({})
  .describe('Closed matters.');

export const Deletion = z
  .object({
    action: z
      .enum(['keep', 'move'])
      .default('keep')
      .describe('What happens to the file of a document that was deleted in Clio.'),
    folder: component.default('_Deleted').describe('Folder within the matter’s, for `move`.'),
    stopAtShare: z
      .number()
      .gt(0)
      .max(1)
      .default(0.05)
      .describe('Share of the firm’s documents within a day at which moving stops and a person is asked.'),
    stopAtLeast: z
      .int()
      .min(1)
      .default(20)
      .describe('Below this many documents within a day moving never stops, whatever their share.'),
  })
  .prefault({})
  .describe('Documents deleted in Clio. Only evidence of a deletion counts, never mere absence.');

/** A time of day. */
const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);

/** Two times of day. */
const timeSpan = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d$/);

export const Notices = z
  .object({
    recipients: z
      .record(NoticeKindName, z.array(z.email()).min(1))
      .default({})
      .describe('Kind of notice → the addresses that get it instead of those of `alerts`.'),
    managingPartner: z
      .email()
      .nullable()
      .default(null)
      .describe('Who also gets the confirmation of every closed matter; null for nobody.'),
    language: z.enum(['en']).default('en').describe('Language of the e-mails.'),
    timeZone: z
      .string()
      .min(1)
      .max(60)
      .default('UTC')
      .describe('The firm’s time zone by its IANA name, e.g. `America/New_York`.'),
    quietHours: timeSpan
      .nullable()
      .default(null)
      .describe('From when until when only urgent notices are sent, e.g. `20:00-07:00`; null for never.'),
    summaryAt: timeOfDay
      .nullable()
      .default('08:00')
      .describe('When the summary of the last day is sent; null for none.'),
    foldAfter: z
      .int()
      .min(1)
      .max(1000)
      .default(10)
      .describe(
        'Notices of one kind within `foldMinutes` after which further ones come as one digest. Urgent notices and confirmations of closed matters are folded after ten times as many.',
      ),
    foldMinutes: z.int().min(1).max(1440).default(15).describe('Minutes that are collected for a digest.'),
  })
  .prefault({})
  .describe('When and to whom e-mails go.');

const driftAnswer = z.enum(['leave', 'heal']).default('leave');

export const Drift = z
  .object({
    edited: driftAnswer.describe(
      'What happens to a file that somebody edited by hand. Healed: the edit is kept as a file of its own beside the prior versions, and the mirrored content is put back.',
    ),
    moved: driftAnswer.describe(
      'What happens to a file that somebody moved by hand. Healed: it is moved back where its place is free.',
    ),
    deleted: driftAnswer.describe(
      'What happens to a file that somebody deleted by hand. Healed: it is restored from Dropbox’s deleted files, else sent from Clio again.',
    ),
    stopAtShare: z
      .number()
      .gt(0)
      .max(1)
      .default(0.05)
      .describe(
        'Share of the firm’s documents, changed by hand at once, at which nothing is healed any more.',
      ),
    stopAtLeast: z
      .int()
      .min(1)
      .default(20)
      .describe('Below this many changed documents healing never stops, whatever their share.'),
  })
  .prefault({})
  .describe('What people change in Dropbox by hand. It is always reported; this says what is put back.');
