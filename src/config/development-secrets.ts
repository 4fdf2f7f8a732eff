import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SigningKey } from './config';

export interface DevelopmentSecrets {
  readonly jwtSecret: string;
  readonly mediaUrlKeys: readonly SigningKey[];
}

/**
 * The secrets of a development machine: made at the first start and kept in the data directory, readable by
 * its owner alone, so that sessions and media URLs outlive a restart. Two processes that start together agree.
 */
export function developmentSecrets(dataDir: string): DevelopmentSecrets {
  const path = join(dataDir, 'secrets.json');
  mkdirSync(dataDir, { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  const made: DevelopmentSecrets = { jwtSecret: secret(), mediaUrlKeys: [{ id: 'dev', secret: secret() }] };
  writeFileSync(draft, JSON.stringify(made), { mode: 0o600 });
  try {
    // A link appears whole or not at all, and only the first one does.
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return JSON.parse(readFileSync(path, 'utf8')) as DevelopmentSecrets;
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}
