import { readFile, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { v4 as uuid } from 'uuid';
import { type Database } from '../database/database';
import { ObjectNotFoundError, type Storage } from './storage';

/** The key of the file that says which installation a storage belongs to. */
export const MARKER_KEY = 'vitrine.json';

const Marker = z.object({ installation: z.uuid() });

const MAKE = 'INSERT INTO installation (id) VALUES ($1) ON CONFLICT (only_one) DO NOTHING';
const READ = 'SELECT id FROM installation';

/** Who this database is, of all there are: an id that is made when it is first asked for. */
export async function installationId(database: Database): Promise<string> {
  const [known] = await database.everyWorkspace<{ id: string }>(READ);
  if (known) return known.id;
  await database.everyWorkspace(MAKE, uuid());
  return installationId(database);
}

/** What the marker of an installation says. */
export function markerOf(installation: string): string {
  return JSON.stringify({ installation });
}

/** The installation that a storage belongs to; null for one without a marker. Throws for a marker that says nothing. */
export async function readMarker(storage: Storage): Promise<string | null> {
  const read = (path: string) => readFile(path, 'utf8');
  const stored = await storage.withFile(MARKER_KEY, read).catch((error: unknown) => {
    if (error instanceof ObjectNotFoundError) return null;
    throw error;
  });
  if (stored === null) return null;
  try {
    return Marker.parse(JSON.parse(stored)).installation;
  } catch (error) {
    throw new Error(`The file ${MARKER_KEY} of the storage names no installation.`, { cause: error });
  }
}

/** Marks a storage as an installation's, for whoever looks from now on. */
export async function writeMarker(storage: Storage, installation: string): Promise<void> {
  const path = await storage.temporaryPath();
  try {
    await writeFile(path, markerOf(installation));
    await storage.moveIn(MARKER_KEY, path, { contentType: 'application/json' });
  } finally {
    await rm(path, { force: true });
  }
}
