import { type Shape } from '../fields.js';
import type { DocumentCategory, PracticeArea } from '../state/records.js';
import { entryValues, ID_AND_ETAG } from './shape-set.js';

export function practiceAreaShape(): Shape<PracticeArea> {
  return {
    name: 'PracticeArea',
    defaults: ID_AND_ETAG,
    values: {
      ...entryValues<PracticeArea>(),
      name: (area) => area.name,
      code: (area) => area.code,
      category: (area) => area.category,
    },
    relations: {},
  };
}

export function categoryShape(): Shape<DocumentCategory> {
  return {
    name: 'DocumentCategory',
    defaults: ID_AND_ETAG,
    values: { ...entryValues<DocumentCategory>(), name: (category) => category.name },
    relations: {},
  };
}
