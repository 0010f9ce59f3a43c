import type { SignedUrls } from '../storage/signed-urls.js';
import type { FirmBook } from '../state/firm-book.js';
import { categoryShape, practiceAreaShape } from './catalog-shapes.js';
import { contactShape, matterClientShape, matterContactShape } from './contact-shapes.js';
import { customFieldShape, customFieldValueShape, picklistOptionShape } from './custom-field-shapes.js';
import { documentShape, folderShape, itemShape, versionShape } from './document-shapes.js';
import { matterShape } from './matter-shapes.js';
import { accountShape, groupShape, userShape } from './people-shapes.js';
import { commentShape, noteShape } from './remark-shapes.js';
import { archiveShape, webhookShape } from './service-shapes.js';
import type { Shapes, ShapeSources } from './shape-set.js';

/** Builds all shapes over one book. */
export function buildShapes(book: FirmBook, urls: SignedUrls, uploadLifeSeconds: number): Shapes {
  const sources: ShapeSources = { book, urls, uploadLifeSeconds, shapes: () => shapes };
  const shapes: Shapes = {
    user: userShape(sources),
    account: accountShape(sources),
    group: groupShape(),
    contact: contactShape(sources),
    matterClient: matterClientShape(sources),
    matterContact: matterContactShape(sources),
    practiceArea: practiceAreaShape(),
    category: categoryShape(),
    matter: matterShape(sources),
    folder: folderShape(sources),
    document: documentShape(sources),
    item: itemShape(sources),
    version: versionShape(sources),
    note: noteShape(sources),
    comment: commentShape(sources),
    customField: customFieldShape(sources),
    customFieldValue: customFieldValueShape(sources),
    picklistOption: picklistOptionShape(),
    archive: archiveShape(),
    webhook: webhookShape(sources),
  };
  return shapes;
}
