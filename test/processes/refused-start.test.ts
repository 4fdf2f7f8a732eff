import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fleet } from './fleet';
import { type Program, RunningProcess } from './running-process';

describe('a process with a wrong environment', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'vitrine-refused-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const programs: Program[] = ['src/main', 'workers/main'];

  it.each(programs)('(%s) in production names all that is missing, and ends with 1', async (program) => {
    const started = new RunningProcess(program, { NODE_ENV: 'production', DATA_DIR: directory });
    expect(await started.ended).toEqual({ code: 1, signal: null });
    expect(started.stderr.split('\n')).toEqual([
      'The configuration is not usable:',
      '  - DATABASE_URL: is needed in production',
      '  - JWT_SECRET: is needed in production',
      '  - MEDIA_URL_KEYS: is needed in production',
      '  - PUBLIC_URL: is needed in production',
      '',
    ]);
    expect(started.output).toBe('');
    expect(await readdir(directory)).toEqual([]);
  });

  it('names every value that it cannot use, and never the value of a secret', async () => {
    const started = new RunningProcess('src/main', {
      NODE_ENV: 'production',
      DATA_DIR: directory,
      PORT: '70000',
      PUBLIC_URL: 'shop.example.com',
      JWT_SECRET: 'too short',
      MEDIA_URL_KEYS: 'k1:short-as-well',
    });
    expect(await started.ended).toEqual({ code: 1, signal: null });
    const [title, ...problems] = started.stderr.trimEnd().split('\n');
    expect(title).toBe('The configuration is not usable:');
    const names = problems.map((line) => /^ {2}- ([A-Z_.0-9]+): /.exec(line)?.[1]);
    expect(names).toEqual(['PORT', 'PUBLIC_URL', 'JWT_SECRET', 'MEDIA_URL_KEYS.0']);
    expect(started.stderr).not.toMatch(/too short|short-as-well|at .*\.js/);
    expect(started.output).toBe('');
    expect(await readdir(directory)).toEqual([]);
  });

  it('refuses failpoints in production', async () => {
    const started = new RunningProcess('workers/main', {
      NODE_ENV: 'production',
      DATA_DIR: directory,
      DATABASE_URL: 'postgres://app@127.0.0.1/vitrine',
      JWT_SECRET: 'a secret of more than thirty-two characters',
      MEDIA_URL_KEYS: 'k1:another-secret-of-more-than-thirty-two',
      PUBLIC_URL: 'https://shop.example.com',
      FAILPOINTS: 'image:claimed',
    });
    expect(await started.ended).toEqual({ code: 1, signal: null });
    expect(started.stderr).toBe(
      'The configuration is not usable:\n  - FAILPOINTS: is for tests, never for production\n',
    );
  });

  describe('over a database', () => {
    let fleet: Fleet;
    beforeEach(async () => {
      fleet = await Fleet.create();
    });
    afterEach(() => fleet.close());

    it('names a worker that there is not, and those that there are', async () => {
      const started = fleet.start('workers/main', { WORKERS: 'relay,imgae' });
      expect(await started.ended).toEqual({ code: 1, signal: null });
      expect(started.stderr).toBe(
        'The configuration is not usable:\n' +
          '  - WORKERS: there is no imgae; there are relay, image, import, payments, orders, housekeeping\n',
      );
    });
  });
});
