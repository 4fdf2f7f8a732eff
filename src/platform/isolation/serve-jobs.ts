import { meansOutOfMemory, OUT_OF_MEMORY } from './memory-exhaustion';
import { JobGivenUpError } from './job-given-up-error';
import { type ChildMessage, type JobMessage } from './messages';

/** Does one job; `report` tells the parent how far it is, from 0 to 1. */
export type JobHandler<Request, Response> = (
  request: Request,
  report: (fraction: number) => void,
) => Promise<Response>;

/**
 * Makes this process a child of a ProcessPool: every request is answered with what `handle` returns.
 *
 * An error that `handle` throws is reported as a plain `{ code, message }` and the process lives on: the error's
 * own `code` if it has one, OUT_OF_MEMORY if that is what it means, else INTERNAL. A JobGivenUpError means that some
 * of the work cannot be stopped: the pool then replaces the process. When the parent goes away, by whatever death, the
 * whole process group is killed at once: a plain exit would wait for a decoder that is still busy on another thread.
 */
export function serveJobs<Request, Response>(handle: JobHandler<Request, Response>): void {
  if (!process.send) throw new Error('This module is run by a ProcessPool, not by hand.');
  process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
  process.on('message', (message: JobMessage<Request>) => void answer(message, handle));
}

async function answer<Request, Response>(
  { jobId, request }: JobMessage<Request>,
  handle: JobHandler<Request, Response>,
): Promise<void> {
  const report = (fraction: number): void => send<Response>({ kind: 'progress', jobId, fraction });
  try {
    const response = await handle(request, report);
    send({ kind: 'done', jobId, cpuSeconds: usedCpuSeconds(), response });
  } catch (error) {
    send<Response>({ kind: 'failed', jobId, cpuSeconds: usedCpuSeconds(), ...describeFailure(error) });
  }
}

function send<Response>(message: ChildMessage<Response>): void {
  // Sending fails only when the parent is gone, and then 'disconnect' ends this process.
  process.send?.(message, undefined, undefined, () => undefined);
}

function describeFailure(error: unknown): { code: string; message: string; isBusy: boolean } {
  if (error instanceof JobGivenUpError) return { ...describeFailure(error.cause), isBusy: true };
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return { code: error.code, message, isBusy: false };
  }
  return { code: meansOutOfMemory(message) ? OUT_OF_MEMORY : 'INTERNAL', message, isBusy: false };
}

function usedCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
