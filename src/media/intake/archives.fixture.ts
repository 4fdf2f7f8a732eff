import { crc32, deflateRawSync } from 'node:zlib';

/** A file in an archive. */
export interface GivenEntry {
  readonly name: string;
  readonly data: Buffer | string;
  /** Not compressed. */
  readonly stored?: boolean;
  /** Its sizes follow its data, as programs write them that do not know them before. */
  readonly streamed?: boolean;
}

const LOCAL = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;

/** A ZIP file (APPNOTE.TXT, section 4.3). */
export function zip(...entries: readonly GivenEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, stored = false, streamed = false } of entries) {
    const plain = Buffer.from(data);
    const bytes = stored ? plain : deflateRawSync(plain);
    const sums = [crc32(plain), bytes.length, plain.length];
    const [version, flags, method] = [20, streamed ? 0x0808 : 0x0800, stored ? 0 : 8];
    const common = numbers([version, 2], [flags, 2], [method, 2], [0, 4]);
    const known = streamed ? [0, 0, 0] : sums;
    const file = [
      numbers([LOCAL, 4]),
      common,
      numbers(...known.map((sum) => [sum, 4] as const), [Buffer.byteLength(name), 2], [0, 2]),
      Buffer.from(name),
      bytes,
      ...(streamed ? [numbers([DESCRIPTOR, 4], ...sums.map((sum) => [sum, 4] as const))] : []),
    ];
    directory.push(
      numbers([CENTRAL, 4], [version, 2]),
      common,
      numbers(
        ...sums.map((sum) => [sum, 4] as const),
        [Buffer.byteLength(name), 2],
        [0, 6],
        [0, 6],
        [offset, 4],
      ),
      Buffer.from(name),
    );
    parts.push(...file);
    offset += Buffer.concat(file).length;
  }
  const listed = Buffer.concat(directory);
  const count = entries.length;
  const end = numbers([END, 4], [0, 4], [count, 2], [count, 2], [listed.length, 4], [offset, 4], [0, 2]);
  return Buffer.concat([...parts, listed, end]);
}

/** Little-endian numbers of so many bytes each. */
function numbers(...values: readonly (readonly [value: number, bytes: number])[]): Buffer {
  return Buffer.concat(
    values.map(([value, bytes]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}

const OPEN_XML = 'application/vnd.openxmlformats-officedocument';

/** What names the kind of an Office document, e.g. `wordprocessingml.document`. */
export function contentTypes(kind: string): GivenEntry {
  const type = kind.startsWith('vnd.') ? `application/${kind}` : `${OPEN_XML}.${kind}`;
  return {
    name: '[Content_Types].xml',
    data: `<?xml version="1.0"?><Types><Override PartName="/main" ContentType="${type}.main+xml"/></Types>`,
  };
}

/** An OpenDocument or EPUB, which names its type first. */
export function named(type: string): Buffer {
  return zip({ name: 'mimetype', data: type, stored: true }, { name: 'content.xml', data: '<x/>' });
}

const NONE = 0xffff_ffff;
const END_OF_CHAIN = 0xffff_fffe;
const TABLE = 0xffff_fffd;

export interface GivenCompound {
  /** Streams at the root. */
  readonly streams: readonly string[];
  /** Streams of what is embedded. */
  readonly embedded?: readonly string[];
  /** Sectors before the directory, as a large document has them. */
  readonly before?: number;
}

/** A compound file ([MS-CFB]) of sectors of 512 bytes, whose streams are empty. */
export function compound({ streams, embedded = [], before = 0 }: GivenCompound): Buffer {
  // The table has a number for each sector, 128 of them a sector; those beyond 109 are named in sectors as well.
  const directory = directorySectors(streams, embedded);
  let tables = 0;
  let lists = 0;
  const count = () => before + directory.length + tables + lists;
  while (tables * 128 < count()) {
    tables += 1;
    lists = Math.ceil(Math.max(0, tables - 109) / 127);
  }
  const firstTable = before + directory.length;
  const firstList = firstTable + tables;
  const next = Buffer.alloc(tables * 512, 0xff);
  directory.forEach((_, index) => {
    const isLast = index === directory.length - 1;
    next.writeUInt32LE(isLast ? END_OF_CHAIN : before + index + 1, 4 * (before + index));
  });
  for (let sector = firstTable; sector < firstTable + tables; sector += 1)
    next.writeUInt32LE(TABLE, 4 * sector);
  const named = Buffer.alloc(lists * 512, 0xff);
  for (let table = 109; table < tables; table += 1) {
    const list = Math.floor((table - 109) / 127);
    named.writeUInt32LE(firstTable + table, 512 * list + 4 * ((table - 109) % 127));
    named.writeUInt32LE(list + 1 < lists ? firstList + list + 1 : END_OF_CHAIN, 512 * list + 508);
  }
  const header = Buffer.alloc(512);
  header.set(Buffer.from('d0cf11e0a1b11ae1', 'hex'));
  header.writeUInt16LE(0x3e, 24);
  header.writeUInt16LE(3, 26);
  header.writeUInt16LE(0xfffe, 28);
  header.writeUInt16LE(9, 30);
  header.writeUInt16LE(6, 32);
  header.writeUInt32LE(tables, 44);
  header.writeUInt32LE(before, 48);
  header.writeUInt32LE(lists > 0 ? firstList : END_OF_CHAIN, 68);
  header.writeUInt32LE(lists, 72);
  for (let table = 0; table < 109; table += 1) {
    header.writeUInt32LE(table < tables ? firstTable + table : NONE, 76 + 4 * table);
  }
  return Buffer.concat([header, Buffer.alloc(before * 512), ...directory, next, named]);
}

/** The root, its streams as a chain of siblings, and a storage with what is embedded. */
function directorySectors(streams: readonly string[], embedded: readonly string[]): Buffer[] {
  const names = ['Root Entry', ...streams, 'ObjectPool', ...embedded];
  const entries = names.map((name, id) => {
    const entry = Buffer.alloc(128);
    entry.write(name, 0, 'utf16le');
    entry.writeUInt16LE(2 * name.length + 2, 64);
    const isStorage = id === streams.length + 1;
    entry.writeUInt8(id === 0 ? 5 : isStorage ? 1 : 2, 66);
    const isLastOfKind = isStorage || id === 0 || id === names.length - 1;
    entry.writeUInt32LE(NONE, 68);
    entry.writeUInt32LE(isLastOfKind ? NONE : id + 1, 72);
    entry.writeUInt32LE(id === 0 ? 1 : isStorage && embedded.length > 0 ? id + 1 : NONE, 76);
    return entry;
  });
  while (entries.length % 4 > 0) entries.push(Buffer.alloc(128));
  return Array.from({ length: entries.length / 4 }, (_, index) =>
    Buffer.concat(entries.slice(4 * index, 4 * index + 4)),
  );
}
