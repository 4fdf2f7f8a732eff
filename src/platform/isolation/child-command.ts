import { extname } from 'node:path';

export interface ChildLimits {
  /** Heap and private mappings of a child (RLIMIT_DATA), with V8's own; about 150 MiB of it is Node. */
  readonly memoryBytes: number;
  /** What one job may use at least; a job that uses twice as much is ended for certain. */
  readonly cpuSeconds: number;
  /** V8's old generation, in MiB. */
  readonly maxOldSpaceMb: number;
}

export interface ChildCommand {
  readonly file: string;
  readonly args: readonly string[];
}

// The hard limit lies above the soft one, so that the kernel first sends SIGXCPU, which tells time from a crash.
const HARD_LIMIT_SLACK_SECONDS = 5;

/**
 * The command that runs a child module under limits. The shell sets them and then becomes Node, so the process id
 * stays the same; where one cannot be set, nothing runs. `ulimit -v` is not among them because WebAssembly
 * reserves more address space than it ever uses. The processor limit counts a process's whole life: it is twice
 * what one job may use, and the pool replaces a child that has used half of it.
 *
 * A module that ends in .ts is compiled while it loads, as tests and benchmarks need it.
 */
export function childCommand(modulePath: string, limits: ChildLimits): ChildCommand {
  const cpuSeconds = Math.ceil(limits.cpuSeconds * 2);
  const script = [
    'ulimit -c 0',
    `ulimit -d ${Math.floor(limits.memoryBytes / 1024)}`,
    `ulimit -S -t ${cpuSeconds}`,
    `ulimit -H -t ${cpuSeconds + HARD_LIMIT_SLACK_SECONDS}`,
    'exec "$0" "$@"',
  ].join(' && ');
  const loader = extname(modulePath) === '.ts' ? ['-r', 'esbuild-register'] : [];
  const node = [`--max-old-space-size=${limits.maxOldSpaceMb}`, ...loader, modulePath];
  return { file: '/bin/sh', args: ['-c', script, process.execPath, ...node] };
}
