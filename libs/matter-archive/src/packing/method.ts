/** How an entry’s bytes lie in the archive. */
export type Method = 'stored' | 'deflated';

/** Below this saving an entry is stored: deflating it again at every reading would cost more than it spares. */
const LEAST_SAVING = 0.03;

/** Formats that are compressed inside; deflate gains nothing on them and costs 20 ms a megabyte. */
const COMPRESSED = new Set(
  (
    '7z aac avif br bz2 docm docx dotx epub flac gif gz heic heif jar jp2 jpeg jpg lz4 m4a m4v mkv mov mp3 mp4 ' +
    'mpeg mpg odp ods odt ogg opus png pptm pptx rar tgz vsdx webm webp wma wmv xlsb xlsm xlsx xz zip zst'
  ).split(' '),
);

/** True when a file need not be tried: its name says that it is compressed. */
export function isCompressedType(path: string): boolean {
  const extension = /\.([^./]+)$/u.exec(path)?.[1]?.toLowerCase();
  return extension !== undefined && COMPRESSED.has(extension);
}

/** What measuring says: a PDF of scans is stored, one of plain text is deflated. */
export function methodFor(size: number, deflatedSize: number): Method {
  return deflatedSize < size * (1 - LEAST_SAVING) ? 'deflated' : 'stored';
}
