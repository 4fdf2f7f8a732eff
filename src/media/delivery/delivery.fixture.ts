import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import {
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request as httpRequest,
  type Server,
} from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { v7 as uuid } from 'uuid';
import { givenWorkspace } from '../../../test/support/factories';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database';
import { createLog } from '../../platform/log';
import { LocalStorage } from '../../platform/storage/local-storage';
import { contentKey } from '../content/storage-keys';
import { MediaType } from '../media-type';
import { TransformRenderer } from '../processing/image/transform-renderer';
import { TransformMaker } from '../processing/on-demand/transform-maker';
import { type DeliveryDeps } from './deliver';
import { deliveryRouter } from './delivery-router';
import { DELIVERY_PATH, MediaUrls } from './media-urls';
import { UseNotes } from './note-use';

const TRANSFORM = 'contain-1200x1200-q85';
/** Renditions made on demand that a content keeps. */
export const MOST_KEPT = 4;
const CREATED_AT = new Date('2025-11-21T10:00:00Z');
export const CREATED_AT_HTTP = 'Fri, 21 Nov 2025 10:00:00 GMT';
export const ONE_YEAR = 'public, max-age=31536000, immutable';

export const WEBP = noise(70_000);
export const JPEG = noise(90_000);
export const PNG = noise(110_000);
export const AVIF = noise(30_000);

/** The storage of this machine, which can be told to break, as networks do. */
class BreakableStorage extends LocalStorage {
  failAfter: number | null = null;
  beforeOpen: () => Promise<void> = () => Promise.resolve();
  beforeMoveIn: () => Promise<void> = () => Promise.resolve();

  override async open(...args: Parameters<LocalStorage['open']>): Promise<Readable> {
    await this.beforeOpen();
    const bytes = await super.open(...args);
    return this.failAfter === null ? bytes : Readable.from(broken(bytes, this.failAfter));
  }

  override async moveIn(...args: Parameters<LocalStorage['moveIn']>): Promise<void> {
    await this.beforeMoveIn();
    await super.moveIn(...args);
  }
}

async function* broken(bytes: AsyncIterable<Buffer>, failAfter: number): AsyncGenerator<Buffer> {
  let passed = 0;
  for await (const chunk of bytes) {
    yield chunk.subarray(0, failAfter - passed);
    passed += chunk.length;
    if (passed >= failAfter) throw new Error('the storage broke');
  }
}

export interface GivenContent {
  /** By their formats. */
  readonly renditions?: Readonly<Record<string, Buffer>>;
  readonly original?: Buffer;
  readonly state?: string;
  readonly animated?: boolean;
  readonly hasAlpha?: boolean;
  readonly mimeType?: string;
  /** By default 1. */
  readonly recipe?: number;
}

/** Delivery on a port of its own, with a database, a folder and, for each test, a workspace. */
export class TestDelivery {
  readonly storage: BreakableStorage;
  readonly urls: MediaUrls;
  readonly server: Server;
  readonly maker: TransformMaker;
  readonly uses: UseNotes;
  readonly deps: DeliveryDeps;
  workspaceId = '';
  logged: string[] = [];

  constructor(
    readonly db: TestDatabase,
    readonly directory: string,
  ) {
    this.storage = new BreakableStorage(directory);
    const keys = [{ id: 'k1', secret: 'a-secret-of-at-least-thirty-two-characters' }];
    this.urls = new MediaUrls(keys, () => `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`);
    const destination = new Writable({
      write: (line: Buffer, _, done) => {
        this.logged.push(line.toString());
        done();
      },
    });
    const log = createLog({ level: 'info', destination });
    const { storage, urls } = this;
    const app = express().disable('x-powered-by');
    const { database, unitOfWork } = db;
    const renderer = new TransformRenderer({ processes: 1, maxQueued: 1 });
    const making = { database, unitOfWork, storage, log, renderer, mostInWork: 2, mostKept: MOST_KEPT };
    this.maker = new TransformMaker(making);
    this.uses = new UseNotes(unitOfWork, log);
    this.deps = { urls, database, storage, log, maker: this.maker, uses: this.uses };
    app.use(DELIVERY_PATH, deliveryRouter(this.deps));
    this.server = app.listen(0, '127.0.0.1');
  }

  async reset(): Promise<void> {
    this.logged = [];
    this.storage.failAfter = null;
    this.storage.beforeOpen = () => Promise.resolve();
    this.storage.beforeMoveIn = () => Promise.resolve();
    this.workspaceId = (await givenWorkspace(this.db)).id;
  }

  /** A content with renditions of one transform, in the database and in the storage. */
  async givenContent(given: GivenContent = {}): Promise<string> {
    const { renditions = {}, original = randomBytes(100), state = 'live', recipe = 1 } = given;
    const { mimeType = 'image/jpeg', animated = false, hasAlpha = false } = given;
    const { db, workspaceId } = this;
    const contentId = uuid();
    const address = { workspaceId, mediaType: MediaType.IMAGE, sha256: sha256(original), contentId };
    const originalKey = contentKey(address, 'original', 'original.bin');
    await this.put(originalKey, original);
    await db.query(
      `INSERT INTO content (workspace_id, id, sha256, byte_size, mime_type, storage_key, state, facts, created_at,
                            media_type, recipe, status)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'IMAGE', $10, 'COMPLETED')`,
      ...[workspaceId, contentId, sha256(original), original.length, mimeType, originalKey, state],
      ...[JSON.stringify({ animated, hasAlpha, width: 1200, height: 900 }), CREATED_AT, recipe],
    );
    await this.givenItem(contentId);
    for (const [format, bytes] of Object.entries(renditions)) {
      const key = contentKey(address, recipe, `${TRANSFORM}.${format}`);
      await this.put(key, bytes);
      await db.query(
        `INSERT INTO rendition (workspace_id, content_id, transform, format, byte_size, sha256, storage_key, created_at,
                                recipe, width, height)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1200, 900)`,
        ...[workspaceId, contentId, TRANSFORM, format, bytes.length, sha256(bytes), key, CREATED_AT, recipe],
      );
    }
    return contentId;
  }

  /** A library item over a content. */
  async givenItem(contentId: string): Promise<string> {
    const id = uuid();
    await this.db.query(
      `INSERT INTO media (workspace_id, id, content_id, media_type, byte_size, filename)
       VALUES ($1, $2, $3, 'IMAGE', 100, 'picture.jpg')`,
      ...[this.workspaceId, id, contentId],
    );
    return id;
  }

  urlOf(contentId: string, format: string | null, changes: object = {}): string {
    const { workspaceId } = this;
    return this.urls.renditionUrl({
      ...{ workspaceId, contentId, recipe: 1, transform: TRANSFORM, format },
      ...changes,
    });
  }

  /** The keys of all files of a content but its original, sorted. */
  async madeFiles(contentId: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of this.storage.list(`tenants/${this.workspaceId}`)) {
      if (key.includes(`/${contentId}/`) && !key.includes('/original/')) keys.push(key);
    }
    return keys.sort();
  }

  /** Messages of the log that begin with these words. */
  said(words: string): string[] {
    return this.logged.filter((line) => (JSON.parse(line) as { msg: string }).msg.startsWith(words));
  }

  /** How many files of the storage this process has open; none are seen where the system does not show them. */
  async openFiles(): Promise<number> {
    const descriptors = await readdir('/proc/self/fd').catch(() => []);
    const paths = await Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
    return paths.filter((path) => path.startsWith(this.directory)).length;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await this.maker.close();
    await this.uses.settled();
    await this.db.close();
    await rm(this.directory, { recursive: true });
  }

  private async put(key: string, bytes: Buffer): Promise<void> {
    const path = await this.storage.temporaryPath();
    await writeFile(path, bytes);
    await this.storage.moveIn(key, path);
  }
}

export async function createTestDelivery(): Promise<TestDelivery> {
  const directory = await mkdtemp(join(tmpdir(), 'vitrine-delivery-'));
  const delivery = new TestDelivery(await createTestDatabase(), directory);
  await once(delivery.server, 'listening');
  return delivery;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Sends nothing but what it is told to: no Accept, no encoding. */
export async function send(url: string, headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<Answer> {
  const request = httpRequest(url, { method, headers, agent: false });
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const body = await buffer(response);
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (let waited = 0; !(await condition()); waited += 10) {
    if (waited > 10_000) throw new Error('It never came to be.');
    await sleep(10);
  }
}

export function etagOf(bytes: Buffer): string {
  return `"${sha256(bytes).toString('base64url')}"`;
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** Bytes that look like noise, and are the same in each run. */
function noise(byteSize: number): Buffer {
  const words = Uint32Array.from({ length: byteSize / 4 }, (_, index) =>
    Math.imul(index + byteSize, 2_654_435_761),
  );
  return Buffer.from(words.buffer);
}
