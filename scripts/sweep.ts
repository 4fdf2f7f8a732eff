import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { boot } from '../src/boot';
import { type Config, ConfigError, configFromEnvironment } from '../src/config';
import { EmbeddedPostgresError } from '../src/platform/database/embedded';
import { armFailpoints } from '../src/platform/failpoint';
import { createLog } from '../src/platform/log';
import { type Platform } from '../src/platform/open-platform';
import { claimSweep, makeSweepsKnown } from '../src/platform/sweeps/lease-sweep';
import { runSweep } from '../src/platform/sweeps/run-sweep';
import { type Sweep, type SweepFinding } from '../src/platform/sweeps/sweep';
import { type SweepState } from '../src/platform/sweeps/sweep-state.entity';
import { fleetSweeps, LOCAL_SWEEPS } from '../src/sweeps';

const USAGE = `Usage: npm run sweep -- list
       npm run sweep -- run <name>… [--dry-run] [--force]
       npm run sweep -- run --all [--dry-run] [--force]

Runs sweeps now, which housekeeping workers do by themselves when they are due.

  list       all sweeps, with when they are due and how their last run ended
  --all      every sweep, one after the other
  --dry-run  only says what a sweep would deal with, and changes nothing
  --force    has a sweep go on that refused to, once you have read why
`;

/** Where the command writes. */
interface Terminal {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** What it was called to do. */
type Command =
  | { readonly do: 'list' }
  | {
      readonly do: 'run';
      readonly sweeps: readonly Sweep[];
      readonly dryRun: boolean;
      readonly force: boolean;
    };

/** Says what is wrong with how the command was called. */
class UsageError extends Error {}

/**
 * Runs `sweep` with the arguments after the script's name, and returns the exit code: 0 done, 1 a sweep failed,
 * refused, or is being run elsewhere, 2 called in a wrong way. What it cannot explain it throws. `signal` has a sweep
 * end early.
 */
export async function runSweepCommand(
  args: readonly string[],
  configure: () => Config,
  terminal: Terminal,
  signal: AbortSignal = new AbortController().signal,
): Promise<number> {
  try {
    const command = readArguments(args);
    const config = configure();
    armFailpoints(config.failpoints);
    // Standard output is for what the command says; what goes wrong underneath is for standard error.
    const platform = await boot(config, createLog({ level: 'warn', destination: process.stderr }));
    try {
      if (command.do === 'run') return await runAll(platform, command, terminal, signal);
      terminal.stdout.write(await list(platform));
      return 0;
    } finally {
      await platform.close();
    }
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.stderr.write(`${error.message}\n\n${USAGE}`);
      return 2;
    }
    if (!(error instanceof ConfigError || error instanceof EmbeddedPostgresError)) throw error;
    terminal.stderr.write(`${error.message}\n`);
    return 1;
  }
}

function allSweeps(): readonly Sweep[] {
  return [...fleetSweeps(), ...LOCAL_SWEEPS];
}

function readArguments(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const [verb, ...names] = positionals;
  const { all = false, 'dry-run': dryRun = false, force = false } = values;
  if (verb === 'list' && names.length === 0) return { do: 'list' };
  if (verb !== 'run') throw new UsageError('Say what to do: list or run.');
  if (all === names.length > 0) throw new UsageError('Say which sweeps to run: their names, or --all.');
  const known = allSweeps();
  const unknown = names.filter((name) => !known.some((sweep) => sweep.name === name));
  if (unknown.length > 0) {
    const there = known.map(({ name }) => name).join(', ');
    throw new UsageError(`There is no sweep ${unknown.join(', ')}; there are ${there}.`);
  }
  return { do: 'run', sweeps: all ? known : known.filter(({ name }) => names.includes(name)), dryRun, force };
}

function parse(args: readonly string[]) {
  const boolean = { type: 'boolean' } as const;
  try {
    const options = { all: boolean, 'dry-run': boolean, force: boolean };
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

const STATES = 'SELECT * FROM sweep';

async function list({ database }: Platform): Promise<string> {
  const states = await database.everyWorkspace<SweepState>(STATES);
  const byName = new Map(states.map((state) => [state.name, state]));
  const fleet = fleetSweeps().map((sweep) => [...describe(sweep), ...stateLines(byName.get(sweep.name))]);
  const local = LOCAL_SWEEPS.map((sweep) => [
    ...describe(sweep),
    `  every housekeeping worker runs it every ${sweep.everySeconds} s`,
  ]);
  return `${[...fleet, ...local].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function describe({ name, purpose }: Sweep): string[] {
  return [name, `  ${purpose}`];
}

function stateLines(state: SweepState | undefined): string[] {
  if (!state) return ['  never run: due when a housekeeping worker starts'];
  const { dueAt, leasedUntil, lastStartedAt, lastEndedAt, lastFindings, lastError } = state;
  const last = lastEndedAt
    ? `  last run ended ${lastEndedAt.toISOString()}: ${lastError ? 'failed' : countOf(lastFindings ?? 0)}`
    : '  no run has ended yet';
  const next =
    leasedUntil && leasedUntil > new Date()
      ? `  being run since ${lastStartedAt?.toISOString()}`
      : `  due ${dueAt.toISOString()}`;
  return [next, last, ...(lastError ? [`  ${lastError}`] : [])];
}

const SLUGS = 'SELECT id, slug FROM workspace';

async function runAll(
  platform: Platform,
  command: Command & { do: 'run' },
  { stdout, stderr }: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const { sweeps, dryRun } = command;
  const workspaces = await platform.database.everyWorkspace<{ id: string; slug: string }>(SLUGS);
  const slugs = new Map(workspaces.map(({ id, slug }) => [id, slug]));
  const say = ({ workspaceId, what }: SweepFinding) => {
    const whose = workspaceId === null ? '' : `${slugs.get(workspaceId) ?? workspaceId}: `;
    stdout.write(`  ${whose}${what}\n`);
  };
  let total = 0;
  const failed: string[] = [];
  for (const sweep of sweeps) {
    if (signal.aborted) break;
    stdout.write(`${sweep.name}${dryRun ? ' (dry run)' : ''}\n`);
    try {
      const findings = await runOne(platform, sweep, command, say, signal);
      stdout.write(`  ${countOf(findings)}\n`);
      total += findings;
    } catch (error) {
      failed.push(sweep.name);
      stderr.write(`${sweep.name}: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  stdout.write(`\n${nextStep(command, total, failed)}\n`);
  return failed.length > 0 ? 1 : 0;
}

/** Returns how many findings there were; throws what the sweep threw. */
async function runOne(
  platform: Platform,
  sweep: Sweep,
  { dryRun, force }: { dryRun: boolean; force: boolean },
  say: (finding: SweepFinding) => void,
  signal: AbortSignal,
): Promise<number> {
  const context = { ...platform, dryRun, force, signal };
  // What changes nothing, and what anyone may run at any time, needs no lease.
  if (dryRun || LOCAL_SWEEPS.includes(sweep)) {
    let findings = 0;
    for await (const finding of sweep.run(context)) {
      findings += 1;
      say(finding);
    }
    return findings;
  }
  await makeSweepsKnown(platform.database, [sweep.name]);
  const lease = await claimSweep(platform.database, sweep.name);
  if (!lease) throw new Error('A housekeeping worker is running it just now; `list` says since when.');
  const { findings, error } = await runSweep(context, sweep, lease, say);
  if (error) throw error;
  return findings;
}

function countOf(findings: number): string {
  return findings === 1 ? '1 finding' : `${findings === 0 ? 'no' : findings} findings`;
}

function nextStep(
  { sweeps, dryRun }: { sweeps: readonly Sweep[]; dryRun: boolean },
  findings: number,
  failed: readonly string[],
): string {
  if (failed.length > 0)
    return `Not done: ${failed.join(', ')}; the reasons are above. Run again once they are gone.`;
  if (!dryRun)
    return findings === 0 ? 'Nothing was to be done.' : `Done: ${countOf(findings)}, all dealt with.`;
  if (findings === 0) return 'Nothing is to be done.';
  const names = sweeps.length === allSweeps().length ? '--all' : sweeps.map(({ name }) => name).join(' ');
  return (
    `Nothing was changed. Housekeeping workers deal with ${findings === 1 ? 'this' : 'these'} when the sweeps are ` +
    `due; at once: npm run sweep -- run ${names}`
  );
}

async function main(): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());
  try {
    process.exitCode = await runSweepCommand(
      process.argv.slice(2),
      configFromEnvironment,
      process,
      stopping.signal,
    );
  } catch (error) {
    createLog({ level: 'fatal', destination: process.stderr }).fatal({ err: error }, 'could not go on');
    process.exitCode = 1;
  }
}

if (require.main === module) void main();
