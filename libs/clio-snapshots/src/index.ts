export { CustomFields } from './custom-fields.js';
export { documentSnapshot, isFullyUploaded, trashedAt, versionSnapshot } from './document-snapshot.js';
export { matterSnapshot } from './matter-snapshot.js';
