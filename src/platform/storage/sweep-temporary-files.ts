import { type Sweep } from '../sweeps/sweep';

/** Temporary files that nobody wrote to for so long belong to nobody alive. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/** Deletes what uploads and workers left at temporary paths when they were killed. */
export const sweepTemporaryFiles: Sweep = {
  name: 'temporary-files',
  purpose: 'Deletes temporary files that nobody wrote to for a day: abandoned uploads, dead workers.',
  everySeconds: 60 * 60,
  async *run({ storage, dryRun, signal }) {
    for await (const name of storage.sweepTemporary(ABANDONED_MS, { dryRun })) {
      yield { workspaceId: null, what: `temporary file ${name} is deleted` };
      if (signal.aborted) return;
    }
  },
};
