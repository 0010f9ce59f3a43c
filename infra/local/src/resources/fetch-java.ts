import { install } from 'njre';

/**
 * Fetches a Java runtime (Eclipse Temurin) into a folder: a process of its own, because njre unpacks through the
 * system’s temporary folder, which the caller sets to one that it clears.
 *
 * Arguments: major version, folder.
 */
const [version = '', folder = ''] = process.argv.slice(2);
await install(Number(version), { type: 'jre', installPath: folder });
