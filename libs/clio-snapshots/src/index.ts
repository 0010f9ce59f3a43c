export { CustomFields } from './custom-fields.js';
export { documentSnapshot, isFullyUploaded, trashedAt } from './document-snapshot.js';
export { matterSnapshot } from './matter-snapshot.js';
