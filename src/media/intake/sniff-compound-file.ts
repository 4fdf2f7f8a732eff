import { type FileHandle, open } from 'node:fs/promises';

// The streams that the old Office formats are known by, at the root of their file: [MS-DOC], [MS-XLS], [MS-PPT], 2.1.
const BY_STREAM: Readonly<Record<string, string>> = {
  worddocument: 'application/msword',
  workbook: 'application/vnd.ms-excel',
  book: 'application/vnd.ms-excel',
  'powerpoint document': 'application/vnd.ms-powerpoint',
};

const HEADER_BYTES = 512;
const ENTRY_BYTES = 128;
const NONE = 0xffff_ffff;
const IN_HEADER = 109;
/** Directory sectors that are looked at: a document has tens of entries, of which a sector holds four or more. */
const MAX_SECTORS = 4_096;

/**
 * Tells what an Office file of the old kind is (compound file, [MS-CFB]): the MIME type of Word, Excel or PowerPoint;
 * null for any other, for one with a password and for one that cannot be read.
 */
export async function sniffCompoundFile(path: string): Promise<string | null> {
  const file = await open(path);
  try {
    for (const name of await rootNames(new CompoundFile(file, await readAt(file, 0, HEADER_BYTES)))) {
      const mimeType = BY_STREAM[name.toLowerCase()];
      if (mimeType) return mimeType;
    }
    return null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  } finally {
    await file.close();
  }
}

/** What lies at the root, not in what is embedded: a tree of siblings, in the order in which it is walked. */
async function rootNames(file: CompoundFile): Promise<string[]> {
  const entries = await file.directory();
  const names: string[] = [];
  const seen = new Set<number>();
  const open = [entries.readUInt32LE(ROOT_CHILD)];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === NONE || seen.has(id)) continue;
    seen.add(id);
    const at = id * ENTRY_BYTES;
    // The length counts the bytes of the name and of the zero behind it.
    names.push(
      entries.toString('utf16le', at, at + Math.max(0, Math.min(64, entries.readUInt16LE(at + 64)) - 2)),
    );
    open.push(entries.readUInt32LE(at + 68), entries.readUInt32LE(at + 72));
  }
  return names;
}

/** Of the first entry, which is the root: what lies in it. */
const ROOT_CHILD = 76;

/** Sectors, and chains of them by a table, as in a file system of the time. Reads beyond its end are RangeErrors. */
class CompoundFile {
  readonly #sectorBytes: number;

  constructor(
    private readonly file: FileHandle,
    private readonly header: Buffer,
  ) {
    this.#sectorBytes = 2 ** header.readUInt16LE(30);
    if (this.#sectorBytes !== 512 && this.#sectorBytes !== 4096) throw new RangeError('No compound file.');
  }

  async directory(): Promise<Buffer> {
    const sectors: Buffer[] = [];
    let sector = this.header.readUInt32LE(48);
    while (sector < 0xffff_fffa && sectors.length < MAX_SECTORS) {
      sectors.push(await this.#sector(sector));
      sector = await this.#next(sector);
    }
    return Buffer.concat(sectors);
  }

  /** The sector behind another in its chain: the table says, which is kept in sectors of its own. */
  async #next(sector: number): Promise<number> {
    const perSector = this.#sectorBytes / 4;
    const table = await this.#sector(await this.#tableSector(Math.floor(sector / perSector)));
    return table.readUInt32LE(4 * (sector % perSector));
  }

  /** The header names the table's first 109 sectors; the others are named in a chain that ends each sector. */
  async #tableSector(index: number): Promise<number> {
    if (index < IN_HEADER) return this.header.readUInt32LE(76 + 4 * index);
    const perSector = this.#sectorBytes / 4 - 1;
    let names = await this.#sector(this.header.readUInt32LE(68));
    for (let left = index - IN_HEADER; ; left -= perSector) {
      if (left < perSector) return names.readUInt32LE(4 * left);
      names = await this.#sector(names.readUInt32LE(4 * perSector));
    }
  }

  #sector(index: number): Promise<Buffer> {
    return readAt(this.file, (index + 1) * this.#sectorBytes, this.#sectorBytes);
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new RangeError('The file breaks off.');
  return buffer;
}
