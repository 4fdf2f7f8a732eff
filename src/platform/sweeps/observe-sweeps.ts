import { Gauge, type Registry } from 'prom-client';
import { type Platform } from '../open-platform';
import { type SweepState } from './sweep-state.entity';

type Shown = Pick<SweepState, 'name' | 'totalFindings' | 'totalFailures'> & {
  readonly overdueSeconds: number;
};

const STATES = `
  SELECT name, total_findings, total_failures,
         greatest(extract(epoch FROM now() - coalesce(leased_until, due_at)), 0)::double precision AS overdue_seconds
  FROM sweep`;

const GAUGES = {
  sweep_findings: ['Things that a sweep dealt with, in all of its runs.', 'totalFindings'],
  sweep_failures: ['Runs of a sweep that failed.', 'totalFailures'],
  sweep_overdue_seconds: ['How long a sweep has waited for somebody to run it.', 'overdueSeconds'],
} as const;

/**
 * Shows in the metrics how the fleet's sweeps fare, whichever process runs them, as the database knows it. What cannot
 * be read just now is left out.
 */
export function observeSweeps(
  registry: Registry,
  { database, log }: Pick<Platform, 'database' | 'log'>,
): void {
  for (const [name, [help, column]] of Object.entries(GAUGES)) {
    new Gauge({
      name,
      help,
      labelNames: ['sweep'],
      registers: [registry],
      async collect() {
        this.reset();
        const states = await database.everyWorkspace<Shown>(STATES).catch((error: unknown) => {
          log.debug({ err: error }, 'the sweeps could not be counted');
        });
        for (const state of states ?? []) this.set({ sweep: state.name }, state[column]);
      },
    });
  }
}
