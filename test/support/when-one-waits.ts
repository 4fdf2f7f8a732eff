import { setTimeout as sleep } from 'node:timers/promises';
import { type TestDatabase } from './test-database';

/** The process id of a session that waits for a lock, once there is one, or are so many. */
export async function whenOneWaits(db: TestDatabase, sessions = 1): Promise<number> {
  for (;;) {
    const waiting = await db.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    if (waiting[0] && waiting.length >= sessions) return waiting[0].pid;
    await sleep(5);
  }
}
