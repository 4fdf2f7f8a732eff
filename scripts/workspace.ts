import 'reflect-metadata';
import { text } from 'node:stream/consumers';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { createWorkspace, WorkspaceDirectory } from '../src/accounts';
import { boot } from '../src/boot';
import { type Config, ConfigError, configFromEnvironment } from '../src/config';
import { type QuotaSetting, type QuotaSettings, setQuota } from '../src/media';
import { systemActor } from '../src/platform/actor';
import { EmbeddedPostgresError } from '../src/platform/database/embedded';
import { Refusal, refuse, UserErrorCode } from '../src/platform/errors';
import { createLog } from '../src/platform/log';
import { type Platform } from '../src/platform/open-platform';

const USAGE = `Usage: npm run workspace -- create --slug <slug> --owner <e-mail> [options]
       npm run workspace -- quota --slug <slug> [--bytes <quota>] [--user-bytes <quota>]

Works in the database that the environment names (README, "Environment").

create makes a workspace with its owner.
  --slug <slug>         2 to 63 lower-case letters, digits and hyphens: what requests name it by
  --owner <e-mail>      who signs in first, with every right
  --name <name>         what people call it; the slug unless told
  --currency <code>     ISO 4217: the currency of its prices; EUR unless told
  --password-stdin      reads the owner's password from standard input; else one is made up and printed once

quota says how much it may store; a quota is a number of bytes, "unlimited", or "default": as the environment says.
  --slug <slug>         the workspace
  --bytes <quota>       of the workspace; left as it is unless told
  --user-bytes <quota>  of each of its users; left as it is unless told
`;

/** Where the command reads and writes. */
interface Terminal {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** Says what is wrong with how the command was called. */
class UsageError extends Error {}

/** What was asked for, read from the arguments. */
interface Command {
  /** What is said before the reasons where it is refused. */
  readonly refused: string;
  /** Does it, and returns what is to be said. */
  readonly run: (platform: Platform, stdin: NodeJS.ReadableStream) => Promise<string>;
}

/**
 * Runs `workspace create` or `workspace quota` with the arguments after the script's name, and returns the exit code:
 * 0 done, 1 refused with reasons, 2 called in a wrong way. Brings the database up to date first; what it cannot
 * explain it throws.
 */
export async function runWorkspaceCommand(
  args: readonly string[],
  configure: () => Config,
  { stdin, stdout, stderr }: Terminal,
): Promise<number> {
  let refused = 'It is not done:';
  try {
    const command = readCommand(args);
    refused = command.refused;
    // Standard output is for what the command says; what goes wrong underneath is for standard error.
    const platform = await boot(configure(), createLog({ level: 'warn', destination: process.stderr }));
    try {
      stdout.write(await command.run(platform, stdin));
    } finally {
      await platform.close();
    }
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      stderr.write(`${error.message}\n\n${USAGE}`);
      return 2;
    }
    const reasons = reasonsOf(error, refused);
    if (!reasons) throw error;
    stderr.write(reasons);
    return 1;
  }
}

function readCommand([name, ...args]: readonly string[]): Command {
  if (name === 'create') return readCreate(args);
  if (name === 'quota') return readQuota(args);
  throw new UsageError('Say what to do: create or quota.');
}

const string = { type: 'string' } as const;

function readCreate(args: readonly string[]): Command {
  const options = { slug: string, name: string, owner: string, currency: string };
  const values = parse(args, { ...options, 'password-stdin': { type: 'boolean' } as const });
  const { slug, owner: email, name, currency, 'password-stdin': passwordFromStdin = false } = values;
  if (slug === undefined || email === undefined) throw new UsageError('--slug and --owner are needed.');
  return {
    refused: 'The workspace is not made:',
    async run({ unitOfWork }, stdin) {
      const password = passwordFromStdin ? (await text(stdin)).replace(/\r?\n$/, '') : undefined;
      const command = { slug, name: name ?? slug, currencyCode: currency, owner: { email, password } };
      const { madeUpPassword } = await createWorkspace(unitOfWork, command);
      const made = `The workspace ${slug} is made; its owner is ${email}.\n`;
      return madeUpPassword === null
        ? made
        : `${made}The owner's password, which is not shown again: ${madeUpPassword}\n`;
    },
  };
}

function readQuota(args: readonly string[]): Command {
  const values = parse(args, { slug: string, bytes: string, 'user-bytes': string });
  const { slug, bytes, 'user-bytes': userBytes } = values;
  if (slug === undefined) throw new UsageError('--slug is needed.');
  if (bytes === undefined && userBytes === undefined) {
    throw new UsageError('--bytes, --user-bytes or both are needed.');
  }
  const change: Partial<QuotaSettings> = {
    ...(bytes !== undefined && { workspaceBytes: readSetting(bytes, '--bytes') }),
    ...(userBytes !== undefined && { userBytes: readSetting(userBytes, '--user-bytes') }),
  };
  return {
    refused: 'The quota is not set:',
    async run({ database, unitOfWork, config }) {
      const workspace = await new WorkspaceDirectory(database).bySlug(slug);
      if (!workspace)
        throw refuse(UserErrorCode.NOT_FOUND, 'There is no workspace with this slug.', ['slug']);
      const origin = { workspaceId: workspace.id, actor: systemActor('workspace quota') };
      const after = await unitOfWork.run(origin, (tx) => setQuota(tx, change));
      const inWorkspace = settingInWords(after.workspaceBytes, config.quota.workspaceBytes);
      const ofUser = settingInWords(after.userBytes, config.quota.userBytes);
      return `The workspace ${slug} may store ${inWorkspace}; each of its users ${ofUser}.\n`;
    },
  };
}

function readSetting(given: string, option: string): QuotaSetting {
  if (given === 'unlimited' || given === 'default') return given;
  const bytes = Number(given);
  if (/^\d+$/.test(given) && Number.isSafeInteger(bytes)) return bytes;
  throw new UsageError(`${option} takes a number of bytes, "unlimited" or "default".`);
}

function settingInWords(setting: QuotaSetting, configured: number | null): string {
  const inWords = (bytes: number | null) => (bytes === null ? 'any number of bytes' : `${bytes} bytes`);
  if (setting === 'default') return `${inWords(configured)}, by default`;
  return inWords(setting === 'unlimited' ? null : setting);
}

function parse<const T extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** What went wrong, in words that whoever called can act on; null for what is a bug or an outage. */
function reasonsOf(error: unknown, refused: string): string | null {
  if (error instanceof ConfigError || error instanceof EmbeddedPostgresError) return `${error.message}\n`;
  if (!(error instanceof Refusal)) return null;
  const lines = error.faults.map(
    ({ field, message }) => `  - ${field?.join('.') ?? 'workspace'}: ${message}`,
  );
  return [refused, ...lines, ''].join('\n');
}

async function main(): Promise<void> {
  try {
    process.exitCode = await runWorkspaceCommand(process.argv.slice(2), configFromEnvironment, process);
  } catch (error) {
    createLog({ level: 'fatal', destination: process.stderr }).fatal({ err: error }, 'could not go on');
    process.exitCode = 1;
  }
}

if (require.main === module) void main();
