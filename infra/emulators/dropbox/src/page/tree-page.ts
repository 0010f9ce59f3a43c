import { timestamp } from '../clock.js';
import type { DropboxState } from '../dropbox-state.js';
import { currentOf, type Entry, type NamespaceTree } from '../tree/namespace-tree.js';
import { nameOf } from '../tree/names.js';
import { accessNote, membersOf } from './access-note.js';
import { escapeHtml } from './escape-html.js';

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;color:#1c2330}
h1{font-size:1.3rem}ul{list-style:none;padding-left:1.2rem;border-left:1px solid #dde}
.access{color:#7a3e00;font-size:.85em}.folder{font-weight:600}.about{color:#667;font-size:.85em;margin-left:.6em}a{color:#1450a3;text-decoration:none}`;

/** The team’s space as it stands, for people; it renews itself every few seconds. */
export function treePage(state: DropboxState): string {
  const tree = state.trees.get(state.root);
  const files = [...(tree?.all() ?? [])].filter(({ kind }) => kind === 'file').length;
  const body = tree === undefined || files === 0 ? '<p>Nothing here yet.</p>' : list(state, tree, '');
  const everybody = tree === undefined ? '' : escapeHtml(membersOf(state, { tree, path: '' }));
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5">' +
    `<title>Dropbox (emulated)</title><style>${STYLE}</style></head><body>` +
    `<h1>Dropbox (emulated): team space of Hartwell &amp; Reyes LLP</h1><p>${files} files, open to ${everybody} where nothing else is said</p>${body}</body></html>`
  );
}

function list(state: DropboxState, tree: NamespaceTree, path: string): string {
  return `<ul>${tree
    .children(path)
    .map((entry) => item(state, tree, entry))
    .join('')}</ul>`;
}

function item(state: DropboxState, tree: NamespaceTree, entry: Entry): string {
  const name = escapeHtml(nameOf(entry.path));
  const access = accessNote(state, { tree, path: entry.path }, entry);
  if (entry.kind === 'folder')
    return `<li><span class="folder">${name}/</span>${access}${list(state, tree, entry.path)}</li>`;
  const { content, serverModified } = currentOf(entry);
  const times = entry.revisions.length === 1 ? '' : `, ${entry.revisions.length} revisions`;
  const about = `${content.size.toLocaleString('en')} bytes, ${timestamp(serverModified)}${times}`;
  const link = `/_emulator/content?id=${encodeURIComponent(entry.id)}`;
  return `<li><a href="${link}" download="${name}">${name}</a><span class="about">${about}</span>${access}</li>`;
}
