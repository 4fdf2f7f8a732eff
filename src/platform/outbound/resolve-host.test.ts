import { createSocket, type Socket } from 'node:dgram';
import { resolveByDns } from './resolve-host';

const A = 1;
const AAAA = 28;
const NO_ERROR = 0;
const SERVER_FAILURE = 2;
const NO_SUCH_NAME = 3;
const HEADER_BYTES = 12;
/** The first label of a name and its length: tests ask for `<label>.test`. */
const labelOf = (query: Buffer) =>
  query.toString('latin1', HEADER_BYTES + 1, HEADER_BYTES + 1 + (query[HEADER_BYTES] ?? 0));

/** A name server that knows these records by label, type and bytes; silent for those that are `null`. */
type Zone = Readonly<
  Record<string, { code?: number; records?: readonly (readonly [number, readonly number[]])[] } | null>
>;

const V6 = [0x26, 0x06, 0x47, 0, 0x47, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x11, 0x11];
const ZONE: Zone = {
  both: {
    records: [
      [A, [1, 2, 3, 4]],
      [A, [10, 0, 0, 1]],
      [AAAA, V6],
    ],
  },
  old: { records: [[A, [1, 2, 3, 4]]] },
  new: { records: [[AAAA, V6]] },
  empty: { records: [] },
  nowhere: { code: NO_SUCH_NAME },
  broken: { code: SERVER_FAILURE },
  silent: null,
};

/** Answers a question as RFC 1035, section 4 has it: the header, the question, and the records of its type. */
function answer(query: Buffer): Buffer | null {
  const found = ZONE[labelOf(query)];
  if (!found) return null;
  const question = query.subarray(HEADER_BYTES, query.indexOf(0, HEADER_BYTES) + 5);
  const type = question.readUInt16BE(question.length - 4);
  const records = (found.records ?? []).filter(([each]) => each === type);
  const header = Buffer.from(query.subarray(0, HEADER_BYTES));
  header.writeUInt16BE(0x8180 | (found.code ?? NO_ERROR), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  header.writeUInt32BE(0, 8);
  const answers = records.map(([, data]) =>
    Buffer.from([0xc0, HEADER_BYTES, 0, type, 0, 1, 0, 0, 0, 0, 0, data.length, ...data]),
  );
  return Buffer.concat([header, question, ...answers]);
}

describe('looking a host up in DNS', () => {
  let server: Socket;
  let servers: string[];

  beforeAll(async () => {
    server = createSocket('udp4');
    server.on('message', (query, { port, address }) => {
      const reply = answer(query);
      if (reply) server.send(reply, port, address);
    });
    await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
    servers = [`127.0.0.1:${server.address().port}`];
  });
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

  const resolve = (host: string, signal = new AbortController().signal) =>
    resolveByDns(host, signal, servers);

  it('finds all addresses of both families', async () => {
    expect(await resolve('both.test')).toEqual(['1.2.3.4', '10.0.0.1', '2606:4700:4700::1111']);
    expect(await resolve('old.test')).toEqual(['1.2.3.4']);
    expect(await resolve('new.test')).toEqual(['2606:4700:4700::1111']);
  });

  it.each([
    ['nowhere.test', 'There is no host of this name.', false],
    ['empty.test', 'There is no host of this name.', false],
    ['a..test', 'There is no host of this name.', false],
    ['broken.test', 'The host of this URL could not be looked up.', true],
  ])('says what is wrong with %s', async (host, message, mayPass) => {
    await expect(resolve(host)).rejects.toMatchObject({ fault: 'NAME', message, mayPass });
  });

  it('ends when it is told to', async () => {
    const waiting = new AbortController();
    setTimeout(() => waiting.abort(), 50);
    await expect(resolve('silent.test', waiting.signal)).rejects.toMatchObject({
      fault: 'NAME',
      mayPass: true,
    });
  });
});
