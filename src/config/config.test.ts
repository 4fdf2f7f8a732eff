import { ConfigError, loadConfig } from './config';

const SECRET = 's'.repeat(32);
const DEVELOPMENT = () => ({ jwtSecret: SECRET, mediaUrlKeys: [{ id: 'dev', secret: SECRET }] });
const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://app@db/vitrine',
  JWT_SECRET: SECRET,
  MEDIA_URL_KEYS: `2:${SECRET},1:${'o'.repeat(40)}`,
  PUBLIC_URL: 'https://api.example.com/',
};
const load = (env: Record<string, string | undefined>) => loadConfig(env, DEVELOPMENT);
const problemsOf = (env: Record<string, string>) => {
  try {
    load(env);
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
};

describe('the configuration', () => {
  it('of a development machine needs nothing', () => {
    expect(load({})).toMatchObject({
      production: false,
      host: '127.0.0.1',
      port: 4000,
      database: null,
      redisUrl: null,
      jwtSecret: SECRET,
      mediaUrlKeys: [{ id: 'dev', secret: SECRET }],
      workers: null,
    });
  });

  it('bounds what is made and kept on demand', () => {
    expect(load({})).toMatchObject({
      transforms: { processes: 2, maxQueued: 100 },
      renditions: { perContent: 100, idleDays: 30 },
    });
    expect(
      load({ TRANSFORM_WORKERS: '4', TRANSFORM_QUEUE: '0', RENDITIONS_KEPT: '7', RENDITION_IDLE_DAYS: '1' }),
    ).toMatchObject({
      transforms: { processes: 4, maxQueued: 0 },
      renditions: { perContent: 7, idleDays: 1 },
    });
    expect(problemsOf({ TRANSFORM_WORKERS: '0', RENDITIONS_KEPT: '0' })).toHaveLength(2);
  });

  it('takes no money in production unless told who does', () => {
    const { secretKey, webhookSecrets } = { secretKey: 'sk_1', webhookSecrets: ['whsec_1', 'whsec_2'] };
    expect(load({}).payments).toEqual({ test: true, stripe: null });
    expect(load({ PAYMENT_TEST: 'off' }).payments.test).toBe(false);
    expect(load(PRODUCTION).payments).toEqual({ test: false, stripe: null });
    const env = { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecrets.join(', ') };
    expect(load({ ...PRODUCTION, ...env, PAYMENT_TEST: 'on' }).payments).toEqual({
      test: true,
      stripe: { secretKey, webhookSecrets, apiUrl: 'https://api.stripe.com' },
    });
    expect(problemsOf({ STRIPE_SECRET_KEY: secretKey })).toEqual([
      'STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET: each needs the other',
    ]);
  });

  it('takes what is set to nothing for left out', () => {
    expect(load({ PORT: '', REDIS_URL: '' })).toMatchObject({ port: 4000, redisUrl: null });
  });

  it('knows the networks that are imported from', () => {
    expect(load({}).importAllowedNetworks).toEqual([]);
    const networks = ['127.0.0.0/8', '::1/128', 'fd12:3456::/32'];
    expect(load({ IMPORT_ALLOWED_NETWORKS: networks.join(', ') }).importAllowedNetworks).toEqual(networks);
  });

  it('of production reads every key, the newest first, and cuts the slash of the public URL', () => {
    expect(load(PRODUCTION)).toMatchObject({
      production: true,
      publicUrl: 'https://api.example.com',
      mediaUrlKeys: [
        { id: '2', secret: SECRET },
        { id: '1', secret: 'o'.repeat(40) },
      ],
    });
  });

  it('derives the direct and the owner’s address from what is given', () => {
    const [url, directUrl, ownerUrl] = [
      'postgres://app@pool/v',
      'postgres://app@db/v',
      'postgres://owner@db/v',
    ];
    expect(load({ DATABASE_URL: url }).database).toEqual({ url, directUrl: url, ownerUrl: url });
    expect(load({ DATABASE_URL: url, DATABASE_DIRECT_URL: directUrl }).database).toEqual({
      url,
      directUrl,
      ownerUrl: directUrl,
    });
    expect(
      load({ DATABASE_URL: url, DATABASE_DIRECT_URL: directUrl, DATABASE_OWNER_URL: ownerUrl }).database,
    ).toEqual({ url, directUrl, ownerUrl });
  });

  it('of production without its secrets is refused, with all that is missing', () => {
    expect(problemsOf({ NODE_ENV: 'production' })).toEqual([
      'DATABASE_URL: is needed in production',
      'JWT_SECRET: is needed in production',
      'MEDIA_URL_KEYS: is needed in production',
      'PUBLIC_URL: is needed in production',
    ]);
  });

  it.each([
    [{ PORT: '70000' }, 'PORT'],
    [{ JWT_SECRET: 'short' }, 'JWT_SECRET'],
    [{ MEDIA_URL_KEYS: 'no-colon' }, 'MEDIA_URL_KEYS.0'],
    [{ DATABASE_URL: 'mysql://x/y' }, 'DATABASE_URL'],
    [{ DATABASE_DIRECT_URL: 'postgres://x/y' }, 'DATABASE_URL'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
    [{ STORAGE_BACKEND: 'floppy' }, 'STORAGE_BACKEND'],
    [{ IMPORT_ALLOWED_NETWORKS: '10.0.0.0/8,10.0.0.1' }, 'IMPORT_ALLOWED_NETWORKS.1'],
    [{ IMPORT_ALLOWED_NETWORKS: '10.0.0.0/33' }, 'IMPORT_ALLOWED_NETWORKS.0'],
    [{ IMPORT_ALLOWED_NETWORKS: 'fd00::/129' }, 'IMPORT_ALLOWED_NETWORKS.0'],
    [{ IMPORT_ALLOWED_NETWORKS: 'fe80::%1/64' }, 'IMPORT_ALLOWED_NETWORKS.0'],
    [{ IMPORT_ALLOWED_NETWORKS: '10/8' }, 'IMPORT_ALLOWED_NETWORKS.0'],
  ])('names the variable that is wrong in %j', (env: Record<string, string>, name) => {
    const problems = problemsOf(env);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name}: `));
  });

  it('never has failpoints in production', () => {
    expect(problemsOf({ ...PRODUCTION, FAILPOINTS: 'image:claimed' })).toEqual([
      'FAILPOINTS: is for tests, never for production',
    ]);
    expect(() => load({ NODE_ENV: 'production' })).toThrow(ConfigError);
  });
});
