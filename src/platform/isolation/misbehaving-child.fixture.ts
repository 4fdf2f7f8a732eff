import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { JobGivenUpError } from './job-given-up-error';
import { serveJobs } from './serve-jobs';

/** What the tests have a child do. */
export type Misdeed =
  | { readonly do: 'answer'; readonly value: unknown }
  | { readonly do: 'sleep'; readonly ms: number }
  | { readonly do: 'report progress' }
  | { readonly do: 'tell environment' }
  | { readonly do: 'throw'; readonly code?: string; readonly message: string }
  | { readonly do: 'give up'; readonly code: string; readonly message: string }
  | { readonly do: 'loop' }
  | { readonly do: 'burn'; readonly cpuSeconds: number }
  | { readonly do: 'exit'; readonly code: number }
  | { readonly do: 'signal'; readonly signal: NodeJS.Signals }
  | { readonly do: 'fill heap' }
  | { readonly do: 'fill buffers' }
  | { readonly do: 'leave a descendant' }
  | { readonly do: 'let a descendant escape' };

serveJobs<Misdeed, unknown>(async (misdeed, report) => {
  switch (misdeed.do) {
    case 'answer':
      return { value: misdeed.value, pid: process.pid };
    case 'sleep':
      await sleep(misdeed.ms);
      return { pid: process.pid };
    case 'report progress':
      for (const fraction of [0.25, 0.5, 1]) report(fraction);
      return null;
    case 'tell environment':
      return {
        names: Object.keys(process.env),
        oldSpace: process.execArgv.filter((arg) => arg.includes('old-space')),
      };
    case 'throw':
      throw Object.assign(new Error(misdeed.message), misdeed.code ? { code: misdeed.code } : {});
    case 'give up':
      throw new JobGivenUpError(Object.assign(new Error(misdeed.message), { code: misdeed.code }));
    case 'loop':
      for (;;);
    case 'burn':
      while (usedCpuSeconds() < misdeed.cpuSeconds);
      return { pid: process.pid };
    case 'exit':
      process.stderr.write('last words');
      return process.exit(misdeed.code);
    case 'signal':
      process.kill(process.pid, misdeed.signal);
      return sleep(60_000);
    case 'fill heap': {
      const hoard: number[][] = [];
      for (;;) hoard.push(new Array<number>(100_000).fill(hoard.length));
    }
    case 'fill buffers': {
      const hoard: Buffer[] = [];
      for (;;) hoard.push(Buffer.alloc(16 * 1024 * 1024, 1));
    }
    case 'leave a descendant': {
      const { pid } = spawn('/bin/sleep', ['600'], { stdio: 'inherit' });
      report(pid ?? 0);
      return sleep(60_000);
    }
    case 'let a descendant escape': {
      const { pid } = spawn('/bin/sleep', ['600'], { stdio: 'inherit', detached: true });
      return { value: pid, pid: process.pid };
    }
  }
});

function usedCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
