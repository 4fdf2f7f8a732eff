import { rm } from 'node:fs/promises';

export default async function globalTeardown(): Promise<void> {
  if (!globalThis.testCluster) return;
  await globalThis.testCluster.postgres.stop();
  await rm(globalThis.testCluster.directory, { recursive: true, force: true });
}
