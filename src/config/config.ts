import { resolve } from 'node:path';
import { z } from 'zod';
import { type DevelopmentSecrets } from './development-secrets';
import { isNetwork } from './is-network';

/** A list in one variable: "a, b" is ['a', 'b'], empty is []. */
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);
const port = z.coerce.number().int().min(0).max(65_535);
const count = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const bytes = z.coerce.number().int().positive();
const url = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    message: `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });

/** `id:secret` pairs, newest first: the first signs, all of them verify. */
const signingKeys = list.pipe(
  z
    .array(
      z.string().regex(/^[A-Za-z0-9]{1,8}:.{32,}$/, 'must be id:secret, the secret at least 32 characters'),
    )
    .transform((pairs) =>
      pairs.map((pair) => ({
        id: pair.slice(0, pair.indexOf(':')),
        secret: pair.slice(pair.indexOf(':') + 1),
      })),
    ),
);

const networks = list.pipe(
  z.array(z.string().refine(isNetwork, 'must be a network such as 10.1.0.0/16 or fd12:3456::/32')),
);

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** Every variable that Vitrine reads, with its default. The README's table says the same for people. */
const environment = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(4000),
  PUBLIC_URL: url('http:', 'https:').optional(),
  CDN_BASE_URL: url('http:', 'https:').optional(),
  CORS_ORIGINS: list.default([]),
  TRUSTED_PROXIES: count(0, 10).default(0),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DATA_DIR: z.string().default('.data'),

  DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  DATABASE_DIRECT_URL: url('postgres:', 'postgresql:').optional(),
  DATABASE_OWNER_URL: url('postgres:', 'postgresql:').optional(),
  DATABASE_POOL: count(2, 200).default(10),
  REDIS_URL: url('redis:', 'rediss:').optional(),
  STORAGE_BACKEND: z.enum(['local']).default('local'),

  JWT_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  MEDIA_URL_KEYS: signingKeys.optional(),

  PAYMENT_TEST: z.enum(['on', 'off']).optional(),
  STRIPE_SECRET_KEY: z.string().optional(),
  STRIPE_WEBHOOK_SECRET: list.optional(),
  STRIPE_API_URL: url('http:', 'https:').default('https://api.stripe.com'),

  WORKERS: list.optional(),
  IMAGE_WORKERS: count(1, 64).default(2),
  TRANSFORM_WORKERS: count(1, 64).default(2),
  TRANSFORM_QUEUE: count(0, 10_000).default(100),
  RENDITIONS_KEPT: count(1, 100_000).default(100),
  RENDITION_IDLE_DAYS: count(1, 10_000).default(30),
  IMPORT_WORKERS: count(1, 64).default(4),
  IMPORT_ALLOWED_NETWORKS: networks.default([]),
  PAYMENT_WORKERS: count(1, 64).default(8),
  UPLOAD_MAX_BYTES: bytes.default(2 * 1024 ** 3),
  IMAGE_MAX_BYTES: bytes.default(100 * 1024 ** 2),
  AVATAR_MAX_BYTES: bytes.default(5 * 1024 ** 2),
  DOCUMENT_MAX_BYTES: bytes.default(100 * 1024 ** 2),
  MEDIA_RETENTION_DAYS: count(1, 3650).default(30),
  CONTENT_GRACE_HOURS: count(1, 8760).default(24),
  CART_TTL_DAYS: count(1, 3650).default(30),
  WORKSPACE_QUOTA_BYTES: bytes.optional(),
  USER_QUOTA_BYTES: bytes.optional(),
  DRAIN_SECONDS: count(1, 600).default(20),
  FAILPOINTS: list.default([]),
});

export interface SigningKey {
  readonly id: string;
  readonly secret: string;
}

export interface DatabaseAddress {
  /** The application's role; may go through a pooler. */
  readonly url: string;
  /** The same role, reaching the server itself: for LISTEN and for what a session keeps. */
  readonly directUrl: string;
  /** The role that owns the schema, reaching the server itself: for migrations. */
  readonly ownerUrl: string;
}

/** How long what nobody sees any more is kept. */
export interface Retention {
  /** Library items, from their deletion to their purge. */
  readonly deletedMediaSeconds: number;
  /** Bytes, from the purge of the last item over them to their deletion. */
  readonly condemnedContentSeconds: number;
}

/** An account at Stripe that all workspaces share. */
export interface StripeAccount {
  readonly secretKey: string;
  /** One for each of its webhook endpoints; while one is exchanged, the old and the new. */
  readonly webhookSecrets: readonly string[];
  readonly apiUrl: string;
}

export interface Config {
  readonly production: boolean;
  /** On a developer's own machine, where a demo is welcome; neither in production nor in tests. */
  readonly development: boolean;
  readonly host: string;
  readonly port: number;
  /** Where clients reach us, without a slash at the end; null: derived from the port once it is known. */
  readonly publicUrl: string | null;
  /** Put in front of delivery URLs instead of the public URL. */
  readonly cdnBaseUrl: string | null;
  readonly corsOrigins: readonly string[];
  /** Proxies in front of us whose X-Forwarded-For is believed. */
  readonly trustedProxies: number;
  /** What `/metrics` asks for as a bearer token; null: nothing. */
  readonly metricsToken: string | null;
  readonly logLevel: z.infer<typeof environment>['LOG_LEVEL'];
  readonly dataDir: string;
  /** null: the embedded PostgreSQL under the data directory. */
  readonly database: DatabaseAddress | null;
  readonly databasePool: number;
  readonly redisUrl: string | null;
  readonly storage: { readonly backend: 'local'; readonly directory: string };
  readonly jwtSecret: string;
  readonly mediaUrlKeys: readonly SigningKey[];
  /** Names of the workers that this process runs; null: what its entry point runs by default. */
  readonly workers: readonly string[] | null;
  readonly imageWorkers: number;
  readonly importWorkers: number;
  /** Networks that are imported from, on any port, although they are not public. */
  readonly importAllowedNetworks: readonly string[];
  /** What takes payments: a provider that only pretends to, and one that is null where it is not configured. */
  readonly payments: { readonly test: boolean; readonly stripe: StripeAccount | null };
  readonly paymentWorkers: number;
  readonly transforms: {
    /** Child processes of an API process that make what was not made before. */
    readonly processes: number;
    /** Transforms that may wait for one of them. */
    readonly maxQueued: number;
  };
  /** What is kept of the renditions that are made on demand. */
  readonly renditions: { readonly perContent: number; readonly idleDays: number };
  readonly uploads: {
    readonly maxBytes: number;
    readonly maxImageBytes: number;
    readonly maxAvatarBytes: number;
    readonly maxDocumentBytes: number;
  };
  readonly retention: Retention;
  /** How long a cart is kept from its last change on. */
  readonly cartTtlDays: number;
  /** What each workspace may store, and each of its users, unless told otherwise of one; null: any number of bytes. */
  readonly quota: { readonly workspaceBytes: number | null; readonly userBytes: number | null };
  readonly drainMs: number;
  /** Names of the places at which this process kills itself: for the tests of crashes, never in production. */
  readonly failpoints: readonly string[];
}

/** Says all that is wrong with the environment at once, a line each. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(['The configuration is not usable:', ...problems.map((problem) => `  - ${problem}`)].join('\n'));
    this.name = 'ConfigError';
  }
}

/**
 * Turns the environment into a checked configuration. Variables that are set to nothing count as left out.
 * In production nothing secret has a default; elsewhere secrets come from `developmentSecrets`, which keeps
 * them in the data directory. Throws ConfigError with everything that is wrong.
 */
export function loadConfig(
  env: Readonly<Record<string, string | undefined>>,
  developmentSecrets: (dataDir: string) => DevelopmentSecrets,
): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  const vars = parsed.data;
  const production = vars.NODE_ENV === 'production';
  const problems = production ? missingInProduction(vars) : [];
  if ((vars.DATABASE_DIRECT_URL ?? vars.DATABASE_OWNER_URL) && !vars.DATABASE_URL) {
    problems.push('DATABASE_URL: is needed beside DATABASE_DIRECT_URL and DATABASE_OWNER_URL');
  }
  if (Boolean(vars.STRIPE_SECRET_KEY) !== Boolean(vars.STRIPE_WEBHOOK_SECRET?.length)) {
    problems.push('STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET: each needs the other');
  }
  if (problems.length > 0) throw new ConfigError(problems);

  const dataDir = resolve(vars.DATA_DIR);
  const secrets = vars.JWT_SECRET && vars.MEDIA_URL_KEYS ? null : developmentSecrets(dataDir);
  return {
    production,
    development: vars.NODE_ENV === 'development',
    host: vars.HOST,
    port: vars.PORT,
    publicUrl: vars.PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    cdnBaseUrl: vars.CDN_BASE_URL?.replace(/\/+$/, '') ?? null,
    corsOrigins: vars.CORS_ORIGINS,
    trustedProxies: vars.TRUSTED_PROXIES,
    metricsToken: vars.METRICS_TOKEN ?? null,
    logLevel: vars.LOG_LEVEL,
    dataDir,
    database: vars.DATABASE_URL ? databaseAddress(vars.DATABASE_URL, vars) : null,
    databasePool: vars.DATABASE_POOL,
    redisUrl: vars.REDIS_URL ?? null,
    storage: { backend: vars.STORAGE_BACKEND, directory: resolve(dataDir, 'storage') },
    jwtSecret: vars.JWT_SECRET ?? secrets?.jwtSecret ?? '',
    mediaUrlKeys: vars.MEDIA_URL_KEYS ?? secrets?.mediaUrlKeys ?? [],
    workers: vars.WORKERS ?? null,
    imageWorkers: vars.IMAGE_WORKERS,
    importWorkers: vars.IMPORT_WORKERS,
    importAllowedNetworks: vars.IMPORT_ALLOWED_NETWORKS,
    payments: {
      test: vars.PAYMENT_TEST ? vars.PAYMENT_TEST === 'on' : !production,
      stripe: stripeAccount(vars),
    },
    paymentWorkers: vars.PAYMENT_WORKERS,
    transforms: { processes: vars.TRANSFORM_WORKERS, maxQueued: vars.TRANSFORM_QUEUE },
    renditions: { perContent: vars.RENDITIONS_KEPT, idleDays: vars.RENDITION_IDLE_DAYS },
    uploads: {
      maxBytes: vars.UPLOAD_MAX_BYTES,
      maxImageBytes: vars.IMAGE_MAX_BYTES,
      maxAvatarBytes: vars.AVATAR_MAX_BYTES,
      maxDocumentBytes: vars.DOCUMENT_MAX_BYTES,
    },
    retention: {
      deletedMediaSeconds: vars.MEDIA_RETENTION_DAYS * DAY_SECONDS,
      condemnedContentSeconds: vars.CONTENT_GRACE_HOURS * HOUR_SECONDS,
    },
    cartTtlDays: vars.CART_TTL_DAYS,
    quota: { workspaceBytes: vars.WORKSPACE_QUOTA_BYTES ?? null, userBytes: vars.USER_QUOTA_BYTES ?? null },
    drainMs: vars.DRAIN_SECONDS * 1000,
    failpoints: vars.FAILPOINTS,
  };
}

function databaseAddress(url: string, vars: z.infer<typeof environment>): DatabaseAddress {
  const directUrl = vars.DATABASE_DIRECT_URL ?? url;
  return { url, directUrl, ownerUrl: vars.DATABASE_OWNER_URL ?? directUrl };
}

function stripeAccount(vars: z.infer<typeof environment>): StripeAccount | null {
  const {
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_WEBHOOK_SECRET: webhookSecrets,
    STRIPE_API_URL: apiUrl,
  } = vars;
  return secretKey && webhookSecrets ? { secretKey, webhookSecrets, apiUrl } : null;
}

function missingInProduction(vars: z.infer<typeof environment>): string[] {
  const needed = ['DATABASE_URL', 'JWT_SECRET', 'MEDIA_URL_KEYS', 'PUBLIC_URL'] as const;
  const problems = needed
    .filter((name) => vars[name] === undefined)
    .map((name) => `${name}: is needed in production`);
  if (vars.FAILPOINTS.length > 0) problems.push('FAILPOINTS: is for tests, never for production');
  return problems;
}
