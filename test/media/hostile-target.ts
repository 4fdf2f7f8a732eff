import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, Fleet } from '../processes/fleet';
import { picture } from '../processes/pictures';
import { type RunningProcess } from '../processes/running-process';
import { type TestClient } from '../support/test-client';

interface Uploaded {
  readonly media: { readonly id: string } | null;
  readonly userErrors: readonly { readonly code: string; readonly message: string }[];
}
interface Item {
  readonly id: string;
  readonly status: string;
  readonly mimeType: string;
  readonly errors: readonly { readonly code: string; readonly message: string }[];
}

/** Files by the names that they are sent under. */
export type Files = Readonly<Record<string, Buffer | string>>;

const UPLOAD = `mutation ($input: MediaUploadInput!) {
  mediaUpload(input: $input) { media { id } userErrors { code message } } }`;
const ITEMS = `query ($ids: [ID!]!) {
  nodes(ids: $ids) { id ... on Media { status mimeType errors { code message } } } }`;
const FILES = `
  SELECT ((SELECT count(*) FROM content) + (SELECT count(*) FROM rendition))::int AS count`;
const PAGE = 50;
const SENTENCE = /^[A-Z].{15,}\.$/;

/** An API process and a worker process with one child, which are sent what nobody should send. */
export class Target {
  #asked = 0;

  private constructor(
    readonly fleet: Fleet,
    readonly api: Api,
    readonly worker: RunningProcess,
    readonly staff: TestClient,
  ) {}

  static async start(): Promise<Target> {
    const fleet = await Fleet.create({ IMAGE_WORKERS: '1' });
    const api = await fleet.startApi({ WORKERS: 'relay' });
    return new Target(fleet, api, await fleet.startWorker('image'), await api.staff());
  }

  close(): Promise<void> {
    return this.fleet.close();
  }

  /** What becomes of files: refused at once, FAILED, or COMPLETED, with the code or the type. */
  async outcomesOf(files: Files): Promise<Record<string, string>> {
    const outcomes = new Map<string, string>();
    const taken = new Map<string, string>();
    for (const [name, bytes] of Object.entries(files)) {
      const { media, userErrors } = await this.upload(bytes, name);
      for (const { message } of userErrors) expect(message).toMatch(SENTENCE);
      if (media) taken.set(media.id, name);
      else outcomes.set(name, `refused ${userErrors.map(({ code }) => code).join()}`);
    }
    for (const { id, status, mimeType, errors } of await this.settled([...taken.keys()])) {
      for (const { message } of errors) expect(message).toMatch(SENTENCE);
      const detail = status === 'FAILED' ? errors.map(({ code }) => code).join() : mimeType;
      outcomes.set(taken.get(id) ?? '', `${status} ${detail}`);
    }
    return Object.fromEntries(Object.keys(files).map((name) => [name, outcomes.get(name) ?? 'lost']));
  }

  /** Whatever came before, the same processes take and process the next picture, and keep nothing of what they refused. */
  async expectUnharmed(): Promise<void> {
    this.#asked += 1;
    const name = `next-${this.#asked}.jpg`;
    expect(await this.outcomesOf({ [name]: await picture(name) })).toEqual({
      [name]: 'COMPLETED image/jpeg',
    });
    expect([this.api.process.hasEnded, this.worker.hasEnded]).toEqual([false, false]);
    expect((await fetch(`${this.staff.url}/health/ready`)).status).toBe(200);
    await this.fleet.untilIdle();
    const [files] = await this.fleet.db.query<{ count: number }>(FILES);
    await this.fleet.untilFilesAre(files?.count ?? 0);
  }

  private async upload(bytes: Buffer | string, filename: string): Promise<Uploaded> {
    const file = new Blob([Uint8Array.from(Buffer.from(bytes))]);
    const input = { onDuplicate: 'COPY' };
    const { data } = await this.staff.upload<{ mediaUpload: Uploaded }>(UPLOAD, file, filename, input);
    return data.mediaUpload;
  }

  private async settled(ids: readonly string[]): Promise<readonly Item[]> {
    for (;;) {
      const items: Item[] = [];
      for (let from = 0; from < ids.length; from += PAGE) {
        const { nodes } = await this.staff.data<{ nodes: Item[] }>(ITEMS, {
          ids: ids.slice(from, from + PAGE),
        });
        items.push(...nodes);
      }
      if (items.every(({ status }) => status === 'COMPLETED' || status === 'FAILED')) return items;
      await sleep(100);
    }
  }
}
