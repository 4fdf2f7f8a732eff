import { readdir } from 'node:fs/promises';
import { type RequestListener } from 'node:http';
import { join } from 'node:path';
import sharp from 'sharp';
import { startServer, type TestServer } from '../../src/platform/outbound/server.fixture';
import { decodeId } from '../../src/platform/graphql/global-id';
import { eventually } from '../support/eventually';
import { givenOwner } from '../support/owner';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';

const IMPORT = `mutation ($media: [MediaImportInput!]!) { mediaImport(media: $media) {
  imports { id source status progress error { code } media { id } deduplicated } userErrors { field message code } } }`;
export const IMPORT_FIELDS = `... on MediaImport { id source status progress error { code message } deduplicated
  media { id filename alt description tags folder uploadedBy { id } } }`;

export interface Import {
  readonly id: string;
  readonly source: string;
  readonly status: string;
  readonly progress: number;
  readonly error: { code: string; message: string } | null;
  readonly deduplicated: boolean | null;
  readonly media: { id: string; filename: string } | null;
}

export interface ImportAnswer {
  readonly imports: readonly Import[];
  readonly userErrors: readonly { field: string[]; message: string; code: string }[];
}

/** An application that imports from this machine, a workspace and its owner, and a server that has things to import. */
export class Importing {
  private readonly pages = new Map<string, RequestListener>();

  private constructor(
    readonly app: TestApp,
    readonly workspaceId: string,
    readonly owner: TestClient,
    readonly visitor: TestClient,
    private server: TestServer,
  ) {}

  static async start(env: Readonly<Record<string, string>> = {}): Promise<Importing> {
    const app = await startTestApp({
      workers: ['relay', 'import'],
      env: { IMPORT_ALLOWED_NETWORKS: '127.0.0.1/32', ...env },
    });
    const { workspaceId, owner, visitor } = await givenOwner(app, 'shop');
    const server = await startServer((request, response) => {
      const page = importing.pages.get(request.url ?? '');
      if (page) page(request, response);
      else response.writeHead(404).end();
    });
    // Makes the folder of temporary files, so that it can be looked into before there was one.
    await app.platform.storage.temporaryPath();
    const importing = new Importing(app, workspaceId, owner, visitor, server);
    return importing;
  }

  get url(): string {
    return this.server.url;
  }

  /** Has a page answered so; returns its URL. */
  serve(path: string, page: RequestListener): string {
    this.pages.set(path, page);
    return `${this.server.url}${path}`;
  }

  serveBytes(path: string, bytes: Buffer, headers: Readonly<Record<string, string>> = {}): string {
    return this.serve(path, (_, response) => void response.writeHead(200, headers).end(bytes));
  }

  /** How often a page was asked for. */
  asked(path: string): number {
    return this.server.requests.filter(({ url }) => url === path).length;
  }

  async request(media: readonly object[], client = this.owner): Promise<ImportAnswer> {
    return (await client.data<{ mediaImport: ImportAnswer }>(IMPORT, { media })).mediaImport;
  }

  /** Asks for one import, which is taken; returns it as it is at first. */
  async requestOne(item: object): Promise<Import> {
    const { imports, userErrors } = await this.request([item]);
    expect(userErrors).toEqual([]);
    expect(imports).toHaveLength(1);
    return imports[0] as Import;
  }

  async look(id: string): Promise<Import> {
    const query = `query ($id: ID!) { node(id: $id) { ${IMPORT_FIELDS} } }`;
    return (await this.owner.data<{ node: Import }>(query, { id })).node;
  }

  /** An import once it has ended. */
  ended(id: string): Promise<Import> {
    return eventually(async () => {
      const found = await this.look(id);
      expect(['COMPLETED', 'FAILED']).toContain(found.status);
      return found;
    });
  }

  /** Imports one thing; returns how it ended. */
  async run(item: object): Promise<Import> {
    return this.ended((await this.requestOne(item)).id);
  }

  /** Waits until a try failed that is not the last, and begins the next without its pause. */
  async untilTried(id: string, attempts: number): Promise<void> {
    await eventually(async () =>
      expect(await this.row(id)).toMatchObject({ attempts, status: 'PENDING', progress: 0, media_id: null }),
    );
    await this.retry(id);
  }

  /** Has an import tried now, if it is to be tried again. */
  async retry(id: string): Promise<void> {
    const [importId, { workspaceId }] = [decodeId('MediaImport', id) ?? '', this];
    await this.app.db.query(
      'UPDATE media_import SET due_at = now() WHERE id = $1 AND due_at IS NOT NULL',
      importId,
    );
    const payload = { workspaceId, importId };
    const jobId = `${importId}-${Math.random()}`;
    await this.app.platform.queues.add('import', 'media.import.requested', payload, { jobId });
  }

  /** The row of an import. */
  async row(id: string): Promise<Record<string, unknown>> {
    const uuid = decodeId('MediaImport', id);
    const [row] = await this.app.db.query<Record<string, unknown>>(
      'SELECT * FROM media_import WHERE id = $1',
      uuid,
    );
    return row ?? {};
  }

  audits(subject: 'mediaImport' | 'media') {
    return this.app.db.query<{ action: string; actor_kind: string; after: Record<string, unknown> }>(
      `SELECT action, actor_kind, after FROM audit_log
       WHERE workspace_id = $1 AND subject_type = $2 ORDER BY at, id`,
      this.workspaceId,
      subject,
    );
  }

  /** The names of the files that are being received, or were left behind. */
  temporaryFiles(): Promise<string[]> {
    return readdir(join(this.app.config.storage.directory, 'tmp'));
  }

  /** The keys of all that is stored, sorted. */
  async storedFiles(): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of this.app.platform.storage.list('tenants')) keys.push(key);
    return keys.sort();
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.app.close();
  }
}

/** A small picture of one colour. */
export function picture(colour: string): Promise<Buffer> {
  return sharp({ create: { width: 60, height: 40, channels: 3, background: colour } })
    .jpeg()
    .toBuffer();
}
