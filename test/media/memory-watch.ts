import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf } from '../processes/children-of';

const PAUSE_MS = 50;

/** Looks, all the while, at how much memory processes have resident, with all that they started. */
export class MemoryWatch {
  /** The most that all of them had at one time, in MB; what they share counts each time. */
  peak = 0;
  readonly #stop = new AbortController();
  readonly #watching: Promise<void>;

  constructor(private readonly pids: readonly number[]) {
    this.#watching = this.watch();
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await this.#watching;
  }

  private async watch(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const trees = await Promise.all(this.pids.map(treeOf));
      const sizes = await Promise.all(trees.flat().map(residentMb));
      this.peak = Math.max(
        this.peak,
        sizes.reduce((sum, size) => sum + size, 0),
      );
      await sleep(PAUSE_MS);
    }
  }
}

async function treeOf(pid: number): Promise<number[]> {
  const children = await childrenOf(pid);
  return [pid, ...(await Promise.all(children.map(treeOf))).flat()];
}

async function residentMb(pid: number): Promise<number> {
  return memoryMb(pid, 'VmRSS');
}

/** The most that a process itself ever had resident, in MB; 0 where it is gone. */
export function highWaterMb(pid: number): Promise<number> {
  return memoryMb(pid, 'VmHWM');
}

async function memoryMb(pid: number, name: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
}
