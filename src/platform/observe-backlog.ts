import { Gauge, type Registry } from 'prom-client';
import { type Platform } from './open-platform';

const COUNT = 'SELECT count(*)::integer AS events FROM outbox_event';

/**
 * Shows in the metrics what waits: jobs by queue and state, and events that were committed and not handed on. What
 * cannot be counted just now is left out, so that the metrics can be read while something is away.
 */
export function observeBacklog(registry: Registry, { queues, database, log }: Platform): void {
  const leaveOut = (gauge: Gauge) => (error: unknown) => {
    gauge.reset();
    log.debug({ err: error }, 'a backlog could not be counted');
  };
  new Gauge({
    name: 'queue_jobs',
    help: 'Jobs of the queues that this process adds to or works on.',
    labelNames: ['queue', 'state'],
    registers: [registry],
    async collect() {
      const depths = await queues.depths().catch(leaveOut(this));
      for (const [queue, depth] of Object.entries(depths ?? {})) {
        for (const [state, jobs] of Object.entries(depth)) this.set({ queue, state }, jobs as number);
      }
    },
  });
  new Gauge({
    name: 'outbox_events',
    help: 'Events that were committed and not yet handed on.',
    registers: [registry],
    async collect() {
      const counted = await database.everyWorkspace<{ events: number }>(COUNT).catch(leaveOut(this));
      if (counted?.[0]) this.set(counted[0].events);
    },
  });
}
