import { fileTypeFromFile } from 'file-type';
import { type FileKind, kindOfText, kindOfType } from './kinds';
import { requireEnd } from './require-end';
import { refuseFile, refuseType } from './refuse-type';
import { type FirstLook } from './sniff-kind';
import { sniffCompoundFile } from './sniff-compound-file';

/**
 * Tells the kind of a file that is here as a whole: of an archive by what is in it, of a text by its name, since its
 * bytes are those of any text. Throws a Refusal: UNSUPPORTED_MEDIA_TYPE where it is none that is taken, CORRUPT_FILE
 * where a document's end is missing.
 */
export async function settleKind(
  { found }: FirstLook,
  path: string,
  filename: string | null,
): Promise<FileKind> {
  if (!('form' in found)) {
    if (found.extension === 'pdf') await requireEnd(path, 'pdf');
    return found;
  }
  switch (found.form) {
    case 'zip':
      return kindOfArchive(path);
    case 'compound':
      return kindOfCompound(path);
    case 'text':
      return { ...kindOfNamed(filename), charset: found.encoding === 'utf-8' ? 'utf-8' : 'utf-16' };
  }
}

/** Office files of the new kinds, OpenDocument and EPUB are ZIP files that say so inside. */
async function kindOfArchive(path: string): Promise<FileKind> {
  await requireEnd(path, 'zip');
  const { ext = 'zip', mime = 'application/zip' } = (await fileTypeFromFile(path)) ?? {};
  const kind = kindOfType(mime);
  if (!kind) throw refuseType(ext.toUpperCase(), mime);
  return kind;
}

async function kindOfCompound(path: string): Promise<FileKind> {
  const mimeType = await sniffCompoundFile(path);
  const kind = mimeType === null ? undefined : kindOfType(mimeType);
  if (kind) return kind;
  throw refuseFile(
    'This is an Office file of a kind that is not taken, or one with a password. Save it as PDF, and upload that.',
  );
}

function kindOfNamed(filename: string | null): FileKind {
  const kind = kindOfText(filename);
  if (kind) return kind;
  throw refuseFile(
    'This is text, whatever its name says. Name it .txt, .csv, .md or .json if that is what it is, and upload it again.',
  );
}
