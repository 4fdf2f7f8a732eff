import { type FileHandle, open } from 'node:fs/promises';
import { refuse, UserErrorCode } from '../../platform/errors';

// What files of a kind have near their end, and without which they are cut off: the end of a ZIP's directory
// (APPNOTE.TXT, 4.3.16), which a comment of 64 KB may follow; PDF's last line (ISO 32000-2, 7.5.5), which the same is
// allowed.
const ENDS = {
  zip: Buffer.from('PK\x05\x06', 'latin1'),
  pdf: Buffer.from('%%EOF', 'latin1'),
} as const;
const TAIL_BYTES = 22 + 65_535;

/** Throws a Refusal, CORRUPT_FILE, where the file at `path` lacks the end that files of its form have. */
export async function requireEnd(path: string, form: keyof typeof ENDS): Promise<void> {
  const file = await open(path);
  try {
    if ((await readTail(file)).includes(ENDS[form])) return;
  } finally {
    await file.close();
  }
  const message =
    'This file is incomplete: its end is missing. Save or download it again, and upload the new copy.';
  throw refuse(UserErrorCode.CORRUPT_FILE, message);
}

async function readTail(file: FileHandle): Promise<Buffer> {
  const { size } = await file.stat();
  const length = Math.min(size, TAIL_BYTES);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.subarray(0, bytesRead);
}
