import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/**
 * The relative links of a Markdown file that lead nowhere: a file that is not there, or a heading that its
 * target does not have. Links to other hosts are not followed.
 *
 * @param root absolute path that `path` is relative to
 */
export function deadLinks(root: string, path: string): string[] {
  const text = proseOf(readFileSync(join(root, path), 'utf8'));
  return [...text.matchAll(/\[[^\]]*\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g)]
    .map((match) => match[1] ?? '')
    .filter((link) => link !== '' && !/^[a-z][a-z+.-]*:/i.test(link))
    .flatMap((link) => faultOf(root, path, link));
}

function faultOf(root: string, path: string, link: string): string[] {
  const [target = '', anchor] = decodeURI(link).split('#', 2);
  const file = target === '' ? path : normalize(join(dirname(path), target));
  if (!existsSync(join(root, file))) return [`${path}: ${link} leads to no file`];
  if (anchor === undefined || !file.endsWith('.md')) return [];
  const known = anchorsOf(readFileSync(join(root, file), 'utf8'));
  return known.has(anchor) ? [] : [`${path}: ${link} leads to no heading`];
}

/** Text without code: a link in an example is not a link. */
function proseOf(markdown: string): string {
  return markdown.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, '').replaceAll(/`[^`\n]*`/g, '');
}

/** Headings as GitHub names them: small letters, no punctuation, a dash for each space. */
function anchorsOf(markdown: string): Set<string> {
  return new Set(
    [...markdown.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map((match) =>
      (match[1] ?? '')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(/\s/g, '-'),
    ),
  );
}
